import type { Run } from '#domain/run.ts';
import type { RunView } from '#engine/desk.ts';
import { askerToAct } from '../asker.ts';
import { markup } from '../blocks/markup.ts';
import { type Message, note } from '../blocks/message.ts';
import { renderCancelDialog, renderOutcome } from '../blocks/dialogs.ts';
import { buttonRow } from '../blocks/message.ts';
import { runKindName, runTitle, stateOf } from '../blocks/run-words.ts';
import type { BotParts } from '../bot-parts.ts';
import { buttonIds } from '../button-ids.ts';
import { openDialog } from '../dialog.ts';
import { findPlans, onlyPlan, openRun } from '../find-plans.ts';
import type { Command } from '../parse-command.ts';
import type { SlackRequest } from '../request.ts';

type Of<Verb extends Command['verb']> = Extract<Command, { verb: Verb }>;

/** What a change came to, in a sentence. */
export const renderChanged = (run: Run): Message => {
  const state = stateOf(run);
  return note(
    markup`${state.emoji} Run ${run.number} (${runKindName(run)} in ${run.environment}) is now ${state.word.toLowerCase()}.`,
  );
};

const meantRun = async (parts: BotParts, request: SlackRequest, command: Command): Promise<RunView> => {
  const plans = await findPlans(parts, request, command.plan);
  if (plans.length === 0) onlyPlan(plans);
  return openRun(parts, plans, command.environment);
};

export const pauseRun = async (
  parts: BotParts,
  request: SlackRequest,
  command: Of<'pause'>,
): Promise<void> => {
  const view = await meantRun(parts, request, command);
  const asker = await askerToAct(parts, view.plan.id, request.userId);
  const run = await parts.desk.pause(view.run.id, command.reason, asker);
  parts.nudge();
  await request.answer(renderChanged(run));
};

export const resumeRun = async (parts: BotParts, request: SlackRequest, command: Command): Promise<void> => {
  const plans = await findPlans(parts, request, command.plan);
  if (plans.length === 0) onlyPlan(plans);
  const view = await openRun(parts, plans, command.environment);
  const asker = await askerToAct(parts, view.plan.id, request.userId);
  const run = await parts.desk.resume(view.run.id, asker);
  parts.nudge();
  await request.answer(renderChanged(run));
};

/** Asks once more: in a dialog, or where none can be opened, with a button that asks by itself. */
export const askToCancel = async (
  parts: BotParts,
  request: SlackRequest,
  command: Command,
): Promise<void> => {
  if (request.triggerId === null) {
    const view = await meantRun(parts, request, command);
    const ids = await buttonIds(parts, { planId: view.plan.id, runId: view.run.id }, ['cancel']);
    const asked = note(markup`Press the button to cancel *${runTitle(view)}*. It asks once more.`);
    return request.whisper({ ...asked, blocks: [...asked.blocks, ...buttonRow(['cancel'], ids)] });
  }
  const dialog = await openDialog(parts, request, `${request.address} cancel`);
  try {
    const view = await meantRun(parts, request, command);
    const id = await parts.buttons.idOf({ action: 'cancel', planId: view.plan.id, runId: view.run.id });
    await dialog.show(renderCancelDialog(view, JSON.stringify({ button: id, channel: request.channel })));
  } catch (error) {
    await dialog.show(
      renderOutcome(note(markup`Nothing was done; the reason stands in the channel, where only you see it.`)),
    );
    throw error;
  }
};
