import type { KnownBlock } from '@slack/types';
import type { Overview, RunView, Standing } from '#engine/desk.ts';
import type { PlanRecord } from '#engine/ports.ts';
import type { Run } from '#domain/run.ts';
import { SLASH_COMMAND } from '../command-table.ts';
import {
  channelLink,
  code,
  joined,
  lines,
  type Markup,
  markup,
  moment,
  nothing,
  sentence,
} from './markup.ts';
import { context, header, type Message, message, section } from './message.ts';
import { runKindName, stateOf, whoStopped } from './run-words.ts';

const runLine = (run: Run): Markup => {
  const state = stateOf(run);
  const ended = run.endedAt === null ? nothing : markup`, ${moment(run.endedAt)}`;
  return markup`• ${state.emoji} ${state.word}: run ${run.number}, ${runKindName(run)} in ${run.environment}${ended}`;
};

const openRunLine = (view: RunView): Markup => {
  const { done, total, step } = view.progress;
  const far = total === 0 ? nothing : markup`, ${step}: ${done} of ${total}`;
  const stopped = whoStopped(view.run);
  return joined([markup`${runLine(view.run)}${far}`, stopped], '. ');
};

/** A plan in a few lines: phase, what runs, what came out, what is next and who may. */
export const overviewLines = (overview: Overview): Markup => {
  const { nextStep } = overview;
  const who =
    nextStep.who.length === 0
      ? markup`nobody yet: the plan names no role for it`
      : markup`${nextStep.who.join(', ')}`;
  return lines(
    [
      markup`Phase: *${overview.plan.phase}*`,
      ...overview.openRuns.slice(0, 5).map(openRunLine),
      ...overview.lastRuns.slice(0, 5).map(runLine),
      overview.quarantined === 0
        ? nothing
        : markup`In quarantine: ${overview.quarantined}. ${code(`${SLASH_COMMAND} quarantine`)}`,
      markup`*Next:* ${sentence(nextStep.sentence)} ${code(nextStep.command)}`,
      markup`*Who may:* ${who}`,
    ],
    2800,
  );
};

/** `/migrate` alone. */
export const renderOverview = (overviews: readonly Overview[]): Message => {
  const shown = overviews.slice(0, 10);
  const blocks = shown.flatMap((overview): KnownBlock[] => [
    header(overview.plan.title),
    section(overviewLines(overview)),
  ]);
  const text = shown.map((overview) =>
    joined([markup`*${overview.plan.title}*`, overviewLines(overview)], '\n'),
  );
  const left = overviews.length - shown.length;
  const more = left === 0 ? nothing : markup`${left} more plans: ${code(`${SLASH_COMMAND} --plan NAME`)}`;
  return message(lines([...text, more], 3800), [...blocks, ...(left === 0 ? [] : [context(more)])]);
};

export const renderNoPlan = (channel: string): Message => {
  const said = markup`No plan belongs to ${channelLink(channel)}.`;
  const hint = markup`A plan names its channel in plan.yml, under \`slack\`. Elsewhere add \`--plan NAME\`, or see ${code(`${SLASH_COMMAND} help`)}.`;
  return message(joined([said, hint], ' '), [section(said), context(hint)]);
};

/** `whoami`: one person's roles in each plan. */
export const renderStanding = (
  entries: readonly { readonly plan: PlanRecord; readonly standing: Standing }[],
): Message => {
  const body = lines(
    entries.map(({ plan, standing }) =>
      standing.roles.length === 0
        ? markup`*${plan.title}*: you hold no role. You may look at everything and change nothing; the plan’s owner adds people in plan.yml, under \`roles\`.`
        : markup`*${plan.title}*: ${standing.roles.join(', ')}. You may ${standing.may.length === 0 ? 'look, and change nothing' : standing.may.join(', ')}.`,
    ),
    2900,
  );
  return message(body, [section(body)]);
};
