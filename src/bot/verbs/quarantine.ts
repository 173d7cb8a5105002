import { isLockstepError } from '#domain/errors.ts';
import type { RunId } from '#domain/ids.ts';
import type { Environment } from '#domain/plan/plan-schema.ts';
import type { PlanRecord } from '#engine/ports.ts';
import { askerToAct } from '../asker.ts';
import { markup, sentence } from '../blocks/markup.ts';
import { note } from '../blocks/message.ts';
import { renderQuarantine } from '../blocks/quarantine.ts';
import type { BotParts } from '../bot-parts.ts';
import { buttonIds } from '../button-ids.ts';
import { chooseEnvironment, findPlans, onlyPlan } from '../find-plans.ts';
import type { Command } from '../parse-command.ts';
import type { SlackRequest } from '../request.ts';
import { sendCsv } from '../send-csv.ts';
import { renderChanged } from './change-run.ts';

interface InQuestion {
  readonly plan: PlanRecord;
  readonly environment: Environment;
}

const newestRunId = async (parts: BotParts, { plan, environment }: InQuestion): Promise<RunId | null> => {
  try {
    return (await parts.desk.latestRun(plan.id, environment)).id;
  } catch (error) {
    if (isLockstepError(error, 'RUN_UNKNOWN')) return null;
    throw error;
  }
};

const listQuarantine = async (
  parts: BotParts,
  request: SlackRequest,
  inQuestion: InQuestion,
): Promise<void> => {
  const { plan, environment } = inQuestion;
  const groups = await parts.desk.quarantine(plan.id, environment);
  const runId = request.isPrivate ? await newestRunId(parts, inQuestion) : null;
  // A button says its environment by a run in it; without one there is nothing to retry.
  const ids =
    runId === null ? {} : await buttonIds(parts, { planId: plan.id, runId }, ['retry', 'export-quarantine']);
  await request.answer(renderQuarantine({ plan, environment, groups }, ids));
};

export const retryQuarantine = async (
  parts: BotParts,
  request: SlackRequest,
  inQuestion: InQuestion,
): Promise<void> => {
  const asker = await askerToAct(parts, inQuestion.plan.id, request.userId);
  const run = await parts.desk.startRetry(
    { planId: inQuestion.plan.id, environment: inQuestion.environment },
    asker,
  );
  parts.nudge();
  await request.answer(renderChanged(run));
};

/** The export goes to the one who asked, in their messages with the app, never into the channel. */
export const exportQuarantine = async (
  parts: BotParts,
  request: SlackRequest,
  { plan, environment }: InQuestion,
): Promise<void> => {
  const asker = await askerToAct(parts, plan.id, request.userId);
  const rows = parts.desk.quarantineCsv(plan.id, environment, asker)[Symbol.asyncIterator]();
  // The first line is drawn before anything is said: a person who may not is refused here.
  const first = await rows.next();
  const lines = async function* (): AsyncIterable<string> {
    for (let row = first; row.done !== true; row = await rows.next()) yield row.value;
  };
  const title = `Quarantine of ${plan.title} in ${environment}`;
  const told = await parts.slack.post(
    { channel: request.userId },
    note(sentence(`${title}: ids and reasons, no values.`)),
  );
  await sendCsv(
    parts,
    { channel: told.channel },
    { name: `quarantine-${plan.name}-${environment}.csv`, title, comment: sentence(title), lines: lines() },
  );
  await request.whisper(
    note(
      markup`The quarantine of ${plan.title} in ${environment} is in your messages with Lockstep, as CSV.`,
    ),
  );
};

export const handleQuarantine = async (
  parts: BotParts,
  request: SlackRequest,
  command: Extract<Command, { verb: 'quarantine' }>,
): Promise<void> => {
  const plan = onlyPlan(await findPlans(parts, request, command.plan));
  const environment = await chooseEnvironment(parts, plan, command.environment);
  switch (command.action) {
    case 'list': {
      return listQuarantine(parts, request, { plan, environment });
    }
    case 'retry': {
      return retryQuarantine(parts, request, { plan, environment });
    }
    case 'export': {
      return exportQuarantine(parts, request, { plan, environment });
    }
  }
};
