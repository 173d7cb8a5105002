import type { PlanId, RunId } from '#domain/ids.ts';
import type { ButtonAction } from '#engine/delivery-ports.ts';
import type { RunView } from '#engine/desk.ts';
import type { ButtonIds } from './blocks/message.ts';
import type { BotParts } from './bot-parts.ts';

interface Subject {
  readonly planId: PlanId;
  readonly runId: RunId | null;
}

/** Opaque ids for these buttons of one subject. */
export const buttonIds = async (
  parts: Pick<BotParts, 'buttons'>,
  subject: Subject,
  actions: readonly ButtonAction[],
): Promise<ButtonIds> => {
  const entries = await Promise.all(
    actions.map(async (action) => [action, await parts.buttons.idOf({ action, ...subject })] as const),
  );
  return Object.fromEntries(entries);
};

/** Ids for what fits a run now. */
export const runButtonIds = (parts: Pick<BotParts, 'buttons'>, view: RunView): Promise<ButtonIds> =>
  buttonIds(parts, { planId: view.plan.id, runId: view.run.id }, view.actions);
