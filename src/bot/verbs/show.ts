import { renderHelp } from '../blocks/help.ts';
import { renderNoPlan, renderOverview, renderStanding } from '../blocks/overview.ts';
import { renderRunCard } from '../blocks/run-card.ts';
import { renderVerdict } from '../blocks/verdict.ts';
import { isLockstepError } from '#domain/errors.ts';
import { isOpen } from '#domain/run.ts';
import type { RunView } from '#engine/desk.ts';
import type { PlanRecord } from '#engine/ports.ts';
import { askerToLook } from '../asker.ts';
import type { BotParts } from '../bot-parts.ts';
import { runButtonIds } from '../button-ids.ts';
import { findPlans } from '../find-plans.ts';
import type { Command } from '../parse-command.ts';
import type { SlackRequest } from '../request.ts';

/** Verbs that only look. Everyone in the plan's channel may. */
type Of<Verb extends Command['verb']> = Extract<Command, { verb: Verb }>;

export const showHelp = async (request: SlackRequest, command: Of<'help'>): Promise<void> =>
  request.answer(renderHelp(command.topic));

const overviewOf = async (
  parts: BotParts,
  request: SlackRequest,
  plans: readonly PlanRecord[],
): Promise<void> => {
  if (plans.length === 0) return request.answer(renderNoPlan(request.channel ?? ''));
  const overviews = await Promise.all(plans.slice(0, 10).map((plan) => parts.desk.overview(plan.id)));
  await request.answer(renderOverview(overviews));
};

export const showOverview = async (parts: BotParts, request: SlackRequest, command: Command): Promise<void> =>
  overviewOf(parts, request, await findPlans(parts, request, command.plan));

const newestRun = async (
  parts: BotParts,
  command: Command,
  planId: RunView['plan']['id'],
): Promise<RunView | null> => {
  try {
    const run = await parts.desk.latestRun(planId, command.environment ?? undefined);
    return await parts.desk.run(run.id);
  } catch (error) {
    if (isLockstepError(error, 'RUN_UNKNOWN')) return null;
    throw error;
  }
};

/** The open run as its card, the last one as its verdict; where nothing has run yet, the overview. */
export const showStatus = async (parts: BotParts, request: SlackRequest, command: Command): Promise<void> => {
  const plans = await findPlans(parts, request, command.plan);
  const found = await Promise.all(plans.slice(0, 5).map((plan) => newestRun(parts, command, plan.id)));
  const views = found.filter((view) => view !== null);
  if (views.length === 0) return overviewOf(parts, request, plans);
  for (const view of views) {
    const buttons = request.isPrivate ? await runButtonIds(parts, view) : {};
    // Answers to one person are not edited later; plain text tables are taken everywhere.
    const message = isOpen(view.run.status)
      ? renderRunCard(view, buttons)
      : renderVerdict(view, buttons, 'monospace');
    await request.answer(message);
  }
};

export const showStanding = async (
  parts: BotParts,
  request: SlackRequest,
  command: Command,
): Promise<void> => {
  const plans = await findPlans(parts, request, command.plan);
  if (plans.length === 0) return request.answer(renderNoPlan(request.channel ?? ''));
  const entries = await Promise.all(
    plans.slice(0, 10).map(async (plan) => {
      const asker = await askerToLook(parts, plan.id, request.userId);
      return { plan, standing: await parts.desk.standing(plan.id, asker) };
    }),
  );
  await request.answer(renderStanding(entries));
};
