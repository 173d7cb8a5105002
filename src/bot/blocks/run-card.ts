import type { KnownBlock } from '@slack/types';
import type { RunView } from '#engine/desk.ts';
import { isOpen } from '#domain/run.ts';
import { figure, joined, lines, type Markup, markup, moment, nothing, sentence } from './markup.ts';
import {
  type ButtonIds,
  buttonRow,
  context,
  header,
  type Message,
  message,
  plainText,
  section,
} from './message.ts';
import { actorName, duration, movedSoFar, records, runTitle, stateOf, whoStopped } from './run-words.ts';

const BAR_CELLS = 20;

/** Done of total as a bar with the figures beside it. */
const bar = (done: number, total: number): Markup => {
  const share = total === 0 ? 0 : Math.min(1, Math.max(0, done / total));
  const full = Math.floor(share * BAR_CELLS);
  return markup`${'▓'.repeat(full)}${'░'.repeat(BAR_CELLS - full)} ${Math.floor(share * 100)}%`;
};

/** '320 of 750 records, 120 a second, about 4 s left'. Nothing where the step has no records to count. */
const paceOf = (view: RunView): Markup => {
  const { done, total, recordsPerSecond, secondsLeft } = view.progress;
  if (total === 0) return nothing;
  const running = view.run.status === 'running';
  return joined(
    [
      markup`${done} of ${records(total)}`,
      running && recordsPerSecond !== null
        ? markup`${figure(Math.round(recordsPerSecond))} a second`
        : nothing,
      running && secondsLeft !== null ? markup`about ${duration(secondsLeft)} left` : nothing,
    ],
    ', ',
  );
};

const STEP_SIGNS = { done: '✓', running: '▸', waiting: '·' } as const;
const STEP_WORDS = { done: 'done', running: 'now', waiting: 'waits' } as const;

const stepLines = (view: RunView): Markup[] =>
  view.steps.map((step) => markup`${STEP_SIGNS[step.state]} ${step.title}: ${STEP_WORDS[step.state]}`);

const facts = (view: RunView): KnownBlock => {
  const state = stateOf(view.run);
  const fact = (name: string, value: string): ReturnType<typeof plainText> =>
    plainText(`${name}: ${value}`, 200);
  return {
    type: 'section',
    fields: [
      fact('State', `${state.emoji} ${state.word}`),
      fact('Environment', view.run.environment),
      fact('Plan', view.plan.title),
      fact('Phase', view.plan.phase),
    ],
  };
};

const openCard = (view: RunView, buttons: ButtonIds): Message => {
  const state = stateOf(view.run);
  const pace = paceOf(view);
  const stopped = whoStopped(view.run);
  const asked = markup`Asked for by ${actorName(view.run.requestedBy)} ${moment(view.run.requestedAt)}`;
  const hint = view.run.problem === null ? nothing : sentence(view.run.problem.hint);
  const moved = movedSoFar(view);
  const ended = (part: Markup): Markup => (part.markup === '' ? nothing : markup`${part}.`);
  const text = joined(
    [
      markup`${state.emoji} ${runTitle(view)}. ${state.word}.`,
      ended(pace),
      ended(stopped),
      hint,
      ended(moved),
    ],
    ' ',
  );
  const { done, total } = view.progress;
  return message(text, [
    header(runTitle(view)),
    facts(view),
    ...(stopped.markup === '' ? [] : [section(joined([stopped, hint], '\n'))]),
    ...(view.steps.length === 0 ? [] : [section(lines(stepLines(view), 2000))]),
    ...(pace.markup === '' ? [] : [section(joined([bar(done, total), pace], '\n'))]),
    context(asked, moved),
    ...buttonRow(
      view.actions.filter((action) => action === 'pause' || action === 'resume' || action === 'cancel'),
      buttons,
    ),
  ]);
};

const endedCard = (view: RunView): Message => {
  const { run } = view;
  const state = stateOf(run);
  const took =
    run.startedAt === null || run.endedAt === null
      ? nothing
      : markup`took ${duration((run.endedAt.getTime() - run.startedAt.getTime()) / 1000)}`;
  const headline = markup`${state.emoji} *${state.word}* · ${runTitle(view)}`;
  const ended = run.endedAt === null ? nothing : markup`ended ${moment(run.endedAt)}`;
  const asked = markup`asked for by ${actorName(run.requestedBy)}`;
  const detail = joined([movedSoFar(view), took, ended, asked], ' · ');
  const stopped = whoStopped(run);
  const hint = run.problem === null ? nothing : sentence(run.problem.hint);
  const text = joined([headline, stopped, hint, detail], '\n');
  return message(text, [section(joined([headline, stopped, hint], '\n')), context(detail)]);
};

/** The one card of a run. While it is open: state, steps, pace and buttons; once it has ended: the result in two lines. */
export const renderRunCard = (view: RunView, buttons: ButtonIds): Message =>
  isOpen(view.run.status) ? openCard(view, buttons) : endedCard(view);
