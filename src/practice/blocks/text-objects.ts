/** Composition objects of Block Kit. Every object is strict: a key Slack does not know is refused, as Slack refuses it. */
import { z } from 'zod';

/** `block_id` and `action_id`: 1 to 255 characters. */
export const elementId = z.string().min(1).max(255);

export const plainText = (maxCharacters: number) =>
  z.strictObject({
    type: z.literal('plain_text'),
    text: z.string().min(1).max(maxCharacters),
    emoji: z.boolean().optional(),
  });

export const mrkdwn = (maxCharacters: number) =>
  z.strictObject({
    type: z.literal('mrkdwn'),
    text: z.string().min(1).max(maxCharacters),
    verbatim: z.boolean().optional(),
  });

export const anyText = (maxCharacters: number) =>
  z.discriminatedUnion('type', [plainText(maxCharacters), mrkdwn(maxCharacters)]);

/** The dialog that asks again before a dangerous button: title 100, text 300, buttons 30 characters. */
export const confirm = z.strictObject({
  title: plainText(100).optional(),
  text: anyText(300),
  confirm: plainText(30).optional(),
  deny: plainText(30).optional(),
  style: z.enum(['primary', 'danger']).optional(),
});

export const placeholder = plainText(150);

/** An option of a select or overflow menu: only plain text. */
export const plainOption = z.strictObject({
  text: plainText(75),
  value: z.string().min(1).max(150),
  description: plainText(75).optional(),
});

/** An option of an overflow menu may also be a link. */
export const overflowOption = z.strictObject({
  text: plainText(75),
  value: z.string().min(1).max(150).optional(),
  description: plainText(75).optional(),
  url: z.url().max(3000).optional(),
});

/** An option of checkboxes and radio buttons: mrkdwn is allowed. */
export const richOption = z.strictObject({
  text: anyText(75),
  value: z.string().min(1).max(150),
  description: anyText(75).optional(),
});

export const optionGroup = z.strictObject({
  label: plainText(75),
  options: z.array(plainOption).min(1).max(100),
});

export const dispatchConfig = z.strictObject({
  trigger_actions_on: z.array(z.enum(['on_enter_pressed', 'on_character_entered'])).min(1),
});

export const slackFile = z.union([
  z.strictObject({ id: z.string().min(1) }),
  z.strictObject({ url: z.url().max(3000) }),
]);

const exactlyOneSource = (image: { image_url?: unknown; slack_file?: unknown }): boolean =>
  (image.image_url === undefined) !== (image.slack_file === undefined);

export const imageElement = z
  .strictObject({
    type: z.literal('image'),
    alt_text: z.string().min(1).max(2000),
    image_url: z.url().max(3000).optional(),
    slack_file: slackFile.optional(),
  })
  .refine(exactlyOneSource, { error: 'must provide exactly one of image_url and slack_file' });

export const imageBlock = z
  .strictObject({
    type: z.literal('image'),
    block_id: elementId.optional(),
    alt_text: z.string().min(1).max(2000),
    title: plainText(2000).optional(),
    image_url: z.url().max(3000).optional(),
    slack_file: slackFile.optional(),
  })
  .refine(exactlyOneSource, { error: 'must provide exactly one of image_url and slack_file' });
