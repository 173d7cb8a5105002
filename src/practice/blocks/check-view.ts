/** Says what is wrong with a modal or Home view: https://docs.slack.dev/reference/views */
import { z } from 'zod';
import { type Block, type BlockFault, checkBlocks, faultOf } from './check-blocks.ts';
import { plainText } from './text-objects.ts';

const MAX_VIEW_BYTES = 250 * 1024;

const common = {
  blocks: z.array(z.unknown()),
  private_metadata: z.string().max(3000).optional(),
  callback_id: z.string().max(255).optional(),
  external_id: z.string().max(255).optional(),
};

const modal = z.strictObject({
  type: z.literal('modal'),
  ...common,
  title: plainText(24),
  close: plainText(24).optional(),
  submit: plainText(24).optional(),
  clear_on_close: z.boolean().optional(),
  notify_on_close: z.boolean().optional(),
});
const home = z.strictObject({ type: z.literal('home'), ...common });

export type CheckedViewBody = z.infer<typeof modal> | z.infer<typeof home>;

export type CheckedView =
  | { readonly ok: true; readonly view: CheckedViewBody; readonly blocks: readonly Block[] }
  | {
      readonly ok: false;
      readonly error: 'view_too_large' | 'invalid_arguments';
      readonly faults: readonly BlockFault[];
    };

/** @param expected  which kind of view the method takes: `views.publish` only home, the others only modals */
export const checkView = (value: unknown, expected: 'modal' | 'home'): CheckedView => {
  const json = JSON.stringify(value) ?? '';
  if (Buffer.byteLength(json) > MAX_VIEW_BYTES) return { ok: false, error: 'view_too_large', faults: [] };
  const refuse = (faults: readonly BlockFault[]): CheckedView => ({
    ok: false,
    error: 'invalid_arguments',
    faults,
  });
  const parsed = (expected === 'modal' ? modal : home).safeParse(value);
  if (!parsed.success) return refuse(parsed.error.issues.map((issue) => faultOf(issue, '/view')));
  const checked = checkBlocks(parsed.data.blocks, expected, '/view/blocks');
  if (!checked.ok) return refuse(checked.faults);
  const takesInput = checked.blocks.some((block) => block['type'] === 'input');
  if (parsed.data.type === 'modal' && takesInput && parsed.data.submit === undefined)
    return refuse([
      { pointer: '/view', message: 'missing required field: submit (the view has an input block)' },
    ]);
  return { ok: true, view: parsed.data, blocks: checked.blocks };
};
