/**
 * Every block this workspace knows, its strict schema and the surfaces it may stand on. A block that is not in this table does not
 * exist here: `layout` (2026-10-29) is left out on purpose, since its fields are not published in any package we can check against.
 */
import { z } from 'zod';
import {
  actionsElement,
  button,
  contextActionsElement,
  contextElement,
  inputElement,
  sectionAccessory,
} from './elements.ts';
import { richTextBlock } from './rich-text.ts';
import { dataTableBlock, dataVisualizationBlock, tableBlock } from './table-blocks.ts';
import { anyText, elementId, imageBlock, imageElement, mrkdwn, plainText } from './text-objects.ts';

export type Surface = 'message' | 'modal' | 'home';

export interface BlockRule {
  readonly schema: z.ZodType;
  readonly surfaces: readonly Surface[];
}

const ANYWHERE: readonly Surface[] = ['message', 'modal', 'home'];
const VIEWS: readonly Surface[] = ['modal', 'home'];
const MESSAGES: readonly Surface[] = ['message'];
const blockId = { block_id: elementId.optional() };

const section = z
  .strictObject({
    type: z.literal('section'),
    ...blockId,
    text: anyText(3000).optional(),
    fields: z.array(anyText(2000)).min(1).max(10).optional(),
    accessory: sectionAccessory.optional(),
    expand: z.boolean().optional(),
  })
  .refine((block) => block.text !== undefined || block.fields !== undefined, {
    error: 'must provide text or fields',
  });

const actions = z.strictObject({
  type: z.literal('actions'),
  ...blockId,
  elements: z.array(actionsElement).min(1).max(25),
});
const context = z.strictObject({
  type: z.literal('context'),
  ...blockId,
  elements: z.array(contextElement).min(1).max(10),
});
const contextActions = z.strictObject({
  type: z.literal('context_actions'),
  ...blockId,
  elements: z.array(contextActionsElement).min(1).max(5),
});
const divider = z.strictObject({ type: z.literal('divider'), ...blockId });
const header = z.strictObject({ type: z.literal('header'), ...blockId, text: plainText(150) });
const input = z.strictObject({
  type: z.literal('input'),
  ...blockId,
  label: plainText(2000),
  hint: plainText(2000).optional(),
  optional: z.boolean().optional(),
  dispatch_action: z.boolean().optional(),
  element: inputElement,
});
const markdown = z.strictObject({
  type: z.literal('markdown'),
  ...blockId,
  text: z.string().min(1).max(12_000),
});
const alert = z.strictObject({
  type: z.literal('alert'),
  ...blockId,
  text: anyText(200),
  level: z.enum(['default', 'info', 'warning', 'error', 'success']).optional(),
});
const card = z.strictObject({
  type: z.literal('card'),
  ...blockId,
  hero_image: imageElement.optional(),
  icon: imageElement.optional(),
  title: mrkdwn(150).optional(),
  subtitle: mrkdwn(150).optional(),
  body: mrkdwn(200).optional(),
  actions: z.array(button).min(1).max(3).optional(),
});
const carousel = z.strictObject({
  type: z.literal('carousel'),
  ...blockId,
  elements: z.array(card).min(1).max(10),
});
const video = z.strictObject({
  type: z.literal('video'),
  ...blockId,
  video_url: z.url(),
  thumbnail_url: z.url(),
  alt_text: z.string().min(1),
  title: plainText(199),
  title_url: z.url().optional(),
  author_name: z.string().max(49).optional(),
  provider_name: z.string().optional(),
  provider_icon_url: z.url().optional(),
  description: plainText(199).optional(),
});
const container = z
  .strictObject({
    type: z.literal('container'),
    ...blockId,
    title: plainText(150).optional(),
    rich_text_title: richTextBlock.optional(),
    subtitle: anyText(150).optional(),
    child_blocks: z
      .array(
        z.discriminatedUnion('type', [
          actions,
          context,
          divider,
          header,
          imageBlock,
          richTextBlock,
          section,
          tableBlock,
          video,
        ]),
      )
      .min(1)
      .max(10),
    width: z.enum(['narrow', 'standard', 'wide', 'full']).optional(),
    icon: imageElement.optional(),
    is_collapsible: z.boolean().optional(),
    default_collapsed: z.boolean().optional(),
    has_header_divider: z.boolean().optional(),
  })
  .refine((block) => block.title !== undefined || block.rich_text_title !== undefined, {
    error: 'must provide title or rich_text_title',
  });
const taskCard = z.strictObject({
  type: z.literal('task_card'),
  ...blockId,
  task_id: z.string().min(1),
  title: z.string().min(1),
  details: richTextBlock.optional(),
  output: richTextBlock.optional(),
  sources: z
    .array(z.strictObject({ type: z.literal('url'), url: z.url(), text: z.string().min(1) }))
    .optional(),
  status: z.enum(['pending', 'in_progress', 'complete', 'error']),
});
const plan = z.strictObject({
  type: z.literal('plan'),
  ...blockId,
  title: z.string().min(1),
  tasks: z.array(taskCard).optional(),
});

export const BLOCK_TABLE: Readonly<Record<string, BlockRule>> = {
  actions: { schema: actions, surfaces: ANYWHERE },
  alert: { schema: alert, surfaces: ['modal'] },
  card: { schema: card, surfaces: MESSAGES },
  carousel: { schema: carousel, surfaces: MESSAGES },
  container: { schema: container, surfaces: MESSAGES },
  context: { schema: context, surfaces: ANYWHERE },
  context_actions: { schema: contextActions, surfaces: MESSAGES },
  data_table: { schema: dataTableBlock, surfaces: MESSAGES },
  data_visualization: { schema: dataVisualizationBlock, surfaces: MESSAGES },
  divider: { schema: divider, surfaces: ANYWHERE },
  header: { schema: header, surfaces: ANYWHERE },
  image: { schema: imageBlock, surfaces: ANYWHERE },
  input: { schema: input, surfaces: VIEWS },
  markdown: { schema: markdown, surfaces: MESSAGES },
  plan: { schema: plan, surfaces: MESSAGES },
  rich_text: { schema: richTextBlock, surfaces: ANYWHERE },
  section: { schema: section, surfaces: ANYWHERE },
  table: { schema: tableBlock, surfaces: MESSAGES },
  task_card: { schema: taskCard, surfaces: MESSAGES },
  video: { schema: video, surfaces: ANYWHERE },
};
