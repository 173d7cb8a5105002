/** Interactive elements of Block Kit and where each may stand. Limits: https://docs.slack.dev/reference/block-kit/block-elements */
import { z } from 'zod';
import { richTextBlock } from './rich-text.ts';
import {
  confirm,
  dispatchConfig,
  elementId,
  imageElement,
  mrkdwn,
  optionGroup,
  overflowOption,
  placeholder,
  plainOption,
  plainText,
  richOption,
} from './text-objects.ts';

const action = { action_id: elementId.optional() };
const asked = { ...action, confirm: confirm.optional() };
const focusable = { focus_on_load: z.boolean().optional() };
const hinted = { ...focusable, placeholder: placeholder.optional() };
const many = { max_selected_items: z.int().min(1).optional() };
const typed = { ...action, ...hinted, dispatch_action_config: dispatchConfig.optional() };
const date = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, { error: 'must be a date YYYY-MM-DD' });
const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, { error: 'must be a time HH:mm' });
const scheme = z.enum(['primary', 'danger']);

export const button = z.strictObject({
  type: z.literal('button'),
  ...asked,
  text: plainText(75),
  value: z.string().max(2000).optional(),
  url: z.url().max(3000).optional(),
  style: scheme.optional(),
  accessibility_label: z.string().max(75).optional(),
});

const choices = {
  options: z.array(plainOption).min(1).max(100).optional(),
  option_groups: z.array(optionGroup).min(1).max(100).optional(),
};
const eitherOptionsOrGroups = (menu: { options?: unknown; option_groups?: unknown }): boolean =>
  (menu.options === undefined) !== (menu.option_groups === undefined);
const ONE_KIND_OF_CHOICE = { error: 'must provide exactly one of options and option_groups' };

const conversationFilter = z.strictObject({
  include: z
    .array(z.enum(['im', 'mpim', 'private', 'public']))
    .min(1)
    .optional(),
  exclude_external_shared_channels: z.boolean().optional(),
  exclude_bot_users: z.boolean().optional(),
});
const conversations = {
  default_to_current_conversation: z.boolean().optional(),
  filter: conversationFilter.optional(),
};
const answering = { response_url_enabled: z.boolean().optional() };

const selects = [
  z
    .strictObject({
      type: z.literal('static_select'),
      ...asked,
      ...hinted,
      ...choices,
      initial_option: plainOption.optional(),
    })
    .refine(eitherOptionsOrGroups, ONE_KIND_OF_CHOICE),
  z
    .strictObject({
      type: z.literal('multi_static_select'),
      ...asked,
      ...hinted,
      ...choices,
      ...many,
      initial_options: z.array(plainOption).min(1).optional(),
    })
    .refine(eitherOptionsOrGroups, ONE_KIND_OF_CHOICE),
  z.strictObject({
    type: z.literal('external_select'),
    ...asked,
    ...hinted,
    initial_option: plainOption.optional(),
    min_query_length: z.int().min(0).optional(),
  }),
  z.strictObject({
    type: z.literal('multi_external_select'),
    ...asked,
    ...hinted,
    ...many,
    initial_options: z.array(plainOption).min(1).optional(),
    min_query_length: z.int().min(0).optional(),
  }),
  z.strictObject({
    type: z.literal('users_select'),
    ...asked,
    ...hinted,
    initial_user: z.string().optional(),
  }),
  z.strictObject({
    type: z.literal('multi_users_select'),
    ...asked,
    ...hinted,
    ...many,
    initial_users: z.array(z.string()).optional(),
  }),
  z.strictObject({
    type: z.literal('conversations_select'),
    ...asked,
    ...hinted,
    ...conversations,
    ...answering,
    initial_conversation: z.string().optional(),
  }),
  z.strictObject({
    type: z.literal('multi_conversations_select'),
    ...asked,
    ...hinted,
    ...conversations,
    ...many,
    initial_conversations: z.array(z.string()).optional(),
  }),
  z.strictObject({
    type: z.literal('channels_select'),
    ...asked,
    ...hinted,
    ...answering,
    initial_channel: z.string().optional(),
  }),
  z.strictObject({
    type: z.literal('multi_channels_select'),
    ...asked,
    ...hinted,
    ...many,
    initial_channels: z.array(z.string()).optional(),
  }),
] as const;

const pickers = [
  z.strictObject({ type: z.literal('datepicker'), ...asked, ...hinted, initial_date: date.optional() }),
  z.strictObject({
    type: z.literal('timepicker'),
    ...asked,
    ...hinted,
    initial_time: time.optional(),
    timezone: z.string().optional(),
  }),
  z.strictObject({
    type: z.literal('datetimepicker'),
    ...asked,
    ...focusable,
    initial_date_time: z.int().min(1_000_000_000).max(9_999_999_999).optional(),
  }),
  z.strictObject({
    type: z.literal('checkboxes'),
    ...asked,
    ...focusable,
    options: z.array(richOption).min(1).max(10),
    initial_options: z.array(richOption).min(1).optional(),
  }),
  z.strictObject({
    type: z.literal('radio_buttons'),
    ...asked,
    ...focusable,
    options: z.array(richOption).min(1).max(10),
    initial_option: richOption.optional(),
  }),
] as const;

const overflow = z.strictObject({
  type: z.literal('overflow'),
  ...asked,
  options: z.array(overflowOption).min(1).max(5),
});

const workflowButton = z.strictObject({
  type: z.literal('workflow_button'),
  ...action,
  text: plainText(75),
  workflow: z.strictObject({
    trigger: z.strictObject({
      url: z.url(),
      customizable_input_parameters: z
        .array(z.strictObject({ name: z.string(), value: z.string() }))
        .optional(),
    }),
  }),
  style: scheme.optional(),
  accessibility_label: z.string().max(75).optional(),
});

const richTextInput = z.strictObject({
  type: z.literal('rich_text_input'),
  ...typed,
  initial_value: richTextBlock.optional(),
  min_lines: z.int().min(1).max(100).optional(),
  max_lines: z.int().min(1).max(100).optional(),
});

const inputsOnly = [
  z.strictObject({
    type: z.literal('plain_text_input'),
    ...typed,
    initial_value: z.string().max(3000).optional(),
    multiline: z.boolean().optional(),
    min_length: z.int().min(0).max(3000).optional(),
    max_length: z.int().min(1).max(3000).optional(),
  }),
  z.strictObject({ type: z.literal('email_text_input'), ...typed, initial_value: z.string().optional() }),
  z.strictObject({ type: z.literal('url_text_input'), ...typed, initial_value: z.string().optional() }),
  z.strictObject({
    type: z.literal('number_input'),
    ...typed,
    is_decimal_allowed: z.boolean(),
    initial_value: z.string().optional(),
    min_value: z.string().optional(),
    max_value: z.string().optional(),
  }),
  z.strictObject({
    type: z.literal('file_input'),
    ...action,
    filetypes: z.array(z.string()).optional(),
    max_files: z.int().min(1).max(10).optional(),
  }),
] as const;

const feedbackButton = z.strictObject({
  text: plainText(75),
  accessibility_label: z.string().max(75).optional(),
  value: z.string().max(2000),
});
const feedbackButtons = z.strictObject({
  type: z.literal('feedback_buttons'),
  ...action,
  positive_button: feedbackButton,
  negative_button: feedbackButton,
});
const iconButton = z.strictObject({
  type: z.literal('icon_button'),
  ...asked,
  icon: z.string().min(1),
  text: plainText(75),
  accessibility_label: z.string().max(75).optional(),
  value: z.string().max(2000).optional(),
  visible_to_user_ids: z.array(z.string()).optional(),
});

export const sectionAccessory = z.discriminatedUnion('type', [
  button,
  imageElement,
  overflow,
  workflowButton,
  ...pickers,
  ...selects,
]);
export const actionsElement = z.discriminatedUnion('type', [
  button,
  overflow,
  workflowButton,
  richTextInput,
  ...pickers,
  ...selects,
]);
export const inputElement = z.discriminatedUnion('type', [
  richTextInput,
  ...inputsOnly,
  ...pickers,
  ...selects,
]);
export const contextElement = z.discriminatedUnion('type', [imageElement, plainText(3000), mrkdwn(3000)]);
export const contextActionsElement = z.discriminatedUnion('type', [feedbackButtons, iconButton]);
