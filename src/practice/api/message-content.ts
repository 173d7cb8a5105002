/** Text, blocks and attachments of a message an app sends, checked. */
import { z } from 'zod';
import { type Block, type BlockFault, checkBlocks, faultMessages, faultOf } from '../blocks/check-blocks.ts';
import type { Arguments } from './arguments.ts';
import { refuse, type Refusal } from './method.ts';

const MAX_ATTACHMENTS = 100;
const MAX_POST_CHARACTERS = 40_000;
const MAX_MARKDOWN_CHARACTERS = 12_000;

export interface MessageContent {
  readonly ok: true;
  readonly text: string | undefined;
  readonly blocks: readonly Block[] | undefined;
  readonly attachments: readonly Block[] | undefined;
  readonly metadata: unknown;
  readonly warnings: readonly string[];
}

const attachment = z.strictObject({
  blocks: z.array(z.unknown()).optional(),
  fallback: z.string().optional(),
  color: z.string().optional(),
  pretext: z.string().optional(),
  author_name: z.string().optional(),
  author_link: z.string().optional(),
  author_icon: z.string().optional(),
  author_subname: z.string().optional(),
  title: z.string().optional(),
  title_link: z.string().optional(),
  text: z.string().optional(),
  fields: z
    .array(z.strictObject({ title: z.string(), value: z.string(), short: z.boolean().optional() }))
    .optional(),
  image_url: z.string().optional(),
  thumb_url: z.string().optional(),
  footer: z.string().optional(),
  footer_icon: z.string().optional(),
  ts: z.union([z.string(), z.number()]).optional(),
  mrkdwn_in: z.array(z.enum(['pretext', 'text', 'fields'])).optional(),
  callback_id: z.string().optional(),
});

const metadataSchema = z.strictObject({
  event_type: z.string().min(1),
  event_payload: z.record(z.string(), z.unknown()),
  entities: z.array(z.unknown()).optional(),
});

const withFaults = (error: string, faults: readonly BlockFault[]): Refusal =>
  refuse(error, {
    errors: faults.map((fault) => `${fault.message} [json-pointer:${fault.pointer}]`),
    response_metadata: { messages: faultMessages(faults) },
  });

type Checked<T> = { readonly ok: true; readonly value: T } | Refusal;

const blocksOf = (args: Arguments): Checked<readonly Block[] | undefined> => {
  if (!args.has('blocks') || args.all['blocks'] === '') return { ok: true, value: undefined };
  const json = args.json('blocks');
  if (!json.ok) return refuse('invalid_blocks_format');
  const checked = checkBlocks(json.value, 'message', '/blocks');
  return checked.ok ? { ok: true, value: checked.blocks } : withFaults('invalid_blocks', checked.faults);
};

const attachmentFaults = (value: unknown, pointer: string): BlockFault[] => {
  const parsed = attachment.safeParse(value);
  if (!parsed.success) return parsed.error.issues.map((issue) => faultOf(issue, pointer));
  if (parsed.data.blocks === undefined) return [];
  const checked = checkBlocks(parsed.data.blocks, 'message', `${pointer}/blocks`);
  return checked.ok ? [] : [...checked.faults];
};

const attachmentsOf = (args: Arguments): Checked<readonly Block[] | undefined> => {
  if (!args.has('attachments') || args.all['attachments'] === '') return { ok: true, value: undefined };
  const json = args.json('attachments');
  if (!json.ok || !Array.isArray(json.value)) return refuse('invalid_attachments');
  const attachments: readonly Block[] = json.value;
  if (attachments.length > MAX_ATTACHMENTS) return refuse('too_many_attachments');
  const faults = attachments.flatMap((each, index) => attachmentFaults(each, `/attachments/${index}`));
  return faults.length === 0 ? { ok: true, value: attachments } : withFaults('invalid_attachments', faults);
};

/** Everything but the length of the text, which differs between posting and updating. */
export const messageContent = (args: Arguments): MessageContent | Refusal => {
  const blocks = blocksOf(args);
  if (!blocks.ok) return blocks;
  const attachments = attachmentsOf(args);
  if (!attachments.ok) return attachments;
  const metadata = args.json('metadata');
  if (args.has('metadata') && (!metadata.ok || !metadataSchema.safeParse(metadata.value).success))
    return refuse('invalid_metadata_format');
  const text = args.text('text') ?? args.text('markdown_text');
  if (args.has('markdown_text') && (args.has('text') || args.has('blocks')))
    return refuse('markdown_text_conflict');
  if ((args.text('markdown_text') ?? '').length > MAX_MARKDOWN_CHARACTERS) return refuse('msg_too_long');
  const isEmpty =
    text === undefined && (blocks.value ?? []).length === 0 && (attachments.value ?? []).length === 0;
  if (isEmpty) return refuse('no_text');
  return {
    ok: true,
    text,
    blocks: blocks.value,
    attachments: attachments.value,
    metadata: metadata.ok ? metadata.value : undefined,
    warnings: text === undefined ? ['missing_text_in_message'] : [],
  };
};

/** The text as a posted message keeps it: at most 40,000 characters, with a warning when it was longer. */
export const postedText = (content: MessageContent): { text: string; warnings: readonly string[] } => {
  const text = content.text ?? '';
  if (text.length <= MAX_POST_CHARACTERS) return { text, warnings: content.warnings };
  return { text: text.slice(0, MAX_POST_CHARACTERS), warnings: [...content.warnings, 'message_truncated'] };
};

/** `warning` and `response_metadata.warnings`, when there are any. */
export const warningFacts = (warnings: readonly string[]): Readonly<Record<string, unknown>> =>
  warnings.length === 0 ? {} : { warning: warnings.join(','), response_metadata: { warnings } };
