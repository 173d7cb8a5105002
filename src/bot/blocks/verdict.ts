import type { RunView } from '#engine/desk.ts';
import type { ClassVerdict, Verdict } from '#domain/verdict.ts';
import { findingLine, quarantineLine } from './findings.ts';
import { code, figure, joined, lines, type Markup, markup, moment, nothing, sentence } from './markup.ts';
import {
  type ButtonIds,
  buttonRow,
  context,
  header,
  type Message,
  message,
  section,
  sectionOf,
} from './message.ts';
import { classes, duration, movedSoFar, records, runTitle, stateOf, whoStopped } from './run-words.ts';
import { type Table, tableBlocks, type TableStyle } from './table.ts';

type Column = readonly [title: string, value: (verdict: ClassVerdict) => string | number];

const COLUMNS: readonly Column[] = [
  ['Class', (verdict) => verdict.recordClass],
  ['Result', (verdict) => (verdict.passed ? 'passed' : 'FAILED')],
  ['In source', (verdict) => verdict.population],
  ['Sampled', (verdict) => verdict.sampled],
  ['Moved', (verdict) => verdict.moved],
  ['Quarantined', (verdict) => verdict.quarantined],
  ['Equal', (verdict) => verdict.parity.equal],
  ['Different', (verdict) => verdict.parity.mismatch],
  ['Missing', (verdict) => verdict.parity.missing],
  ['Could miss', (verdict) => verdict.couldMiss],
];

/** Shown only where there is one: they are rare, and a column of noughts hides the others. */
const RARE_COLUMNS: readonly Column[] = [
  ['Was there', (verdict) => verdict.existed ?? 0],
  ['As declared', (verdict) => verdict.parity.expectedDifference],
  ['Extra', (verdict) => verdict.parity.extra],
  ['Not compared', (verdict) => verdict.parity.notComparable],
];

const tableOf = (verdict: Verdict): Table => {
  const rare = RARE_COLUMNS.filter(([, value]) => verdict.classes.some((entry) => value(entry) !== 0));
  const columns = [...COLUMNS, ...rare];
  // What failed comes first, so that it is in sight where the table is long.
  const inOrder = [...verdict.classes].toSorted((a, b) => Number(a.passed) - Number(b.passed));
  return {
    caption: 'Records per class',
    columns: columns.map(([title]) => title),
    rows: inOrder.map((entry) => columns.map(([, value]) => value(entry))),
  };
};

const failedClasses = (verdict: Verdict): readonly ClassVerdict[] =>
  verdict.classes.filter((entry) => !entry.passed);

const summaryOf = (view: RunView, verdict: Verdict): Markup => {
  const sum = (what: 'sampled' | 'moved'): number =>
    verdict.classes.reduce((total, entry) => total + entry[what], 0);
  const failed = failedClasses(verdict);
  if (verdict.passed && view.run.kind === 'retry') {
    return markup`${sum('moved')} of ${records(sum('sampled'))} came out of quarantine and are as they should be. This speaks of those records alone; a test sample judges the whole.`;
  }
  if (verdict.passed) {
    return markup`${sum('moved')} of ${records(sum('sampled'))} in ${classes(verdict.classes.length)} moved and compared field by field: nothing speaks against going on.`;
  }
  if (failed.length === 0)
    return markup`The plan itself has findings, see below. Do not go on before they are settled.`;
  const names = joined(
    failed.slice(0, 10).map((entry) => code(entry.recordClass)),
    ', ',
  );
  const more = failed.length > 10 ? markup` and ${failed.length - 10} more` : nothing;
  return markup`${failed.length} of ${classes(verdict.classes.length)} did not pass: ${names}${more}. Do not go on before they do.`;
};

const worstLines = (view: RunView): Markup[] =>
  view.worst.slice(0, 3).map((entry, index) => markup`${index + 1}. ${sentence(entry.sentence)}`);

/** Why classes failed, without what the worst findings above have said already. */
const reasonLines = ({ worst }: RunView, verdict: Verdict): Markup[] =>
  failedClasses(verdict).flatMap((entry) =>
    entry.reasons
      .filter(
        (reason) =>
          !worst.some(
            (one) => one.sentence.toLowerCase() === `${entry.recordClass}: ${reason}`.toLowerCase(),
          ),
      )
      .map((reason) => markup`• ${code(entry.recordClass)}: ${sentence(reason)}`),
  );

const allFindings = (verdict: Verdict): Markup[] =>
  [...verdict.planFindings, ...verdict.classes.flatMap((entry) => entry.groups)]
    .toSorted((a, b) => b.records - a.records)
    .map(findingLine);

/** What a sample of this size cannot promise, in words; the table has the figure of every class. */
const couldMissText = (verdict: Verdict): Markup => {
  const blind = verdict.classes.filter((entry) => entry.couldMiss > 0 && entry.sampled < entry.population);
  const largest = blind.toSorted((a, b) => b.population - a.population)[0];
  if (!largest) return markup`Every record was compared; a sample that misses something is no question here.`;
  return markup`A fault of up to as many records as ‘Could miss’ says may not show in a sample of this size, with a chance of at least 1 in 20: ${largest.couldMiss} of the ${largest.population} ${code(largest.recordClass)}, for example.`;
};

const QUARANTINE_LINES = 6;

/** The commonest reasons; the rest is a command away. */
const quarantineLines = (view: RunView): Markup[] => {
  const groups = view.quarantine.toSorted((a, b) => b.records - a.records);
  const rest = groups.slice(QUARANTINE_LINES);
  const left = rest.reduce((sum, group) => sum + group.records, 0);
  return [
    ...groups.slice(0, QUARANTINE_LINES).map(quarantineLine),
    ...(rest.length === 0
      ? []
      : [markup`• ${rest.length} more reasons for ${records(left)}: ${code('/migrate quarantine')}`]),
  ];
};

const uncheckedLines = (verdict: Verdict): Markup[] =>
  verdict.classes
    .filter((entry) => entry.uncheckedFields.length > 0)
    .map((entry) => {
      const fields = joined(entry.uncheckedFields.slice(0, 12).map(code), ' ');
      const more =
        entry.uncheckedFields.length > 12 ? markup` and ${entry.uncheckedFields.length - 12} more` : nothing;
      return markup`• ${code(entry.recordClass)}: ${fields}${more}`;
    });

const ended = (view: RunView): Markup => {
  const { startedAt, endedAt } = view.run;
  if (endedAt === null) return nothing;
  const took =
    startedAt === null
      ? nothing
      : markup`, took ${duration((endedAt.getTime() - startedAt.getTime()) / 1000)}`;
  return markup`Ended ${moment(endedAt)}${took}`;
};

const AFTERWARDS = ['look', 'remove-sample', 'run-again', 'retry'] as const;

const endOnly = (view: RunView, buttons: ButtonIds): Message => {
  const state = stateOf(view.run);
  const hint = view.run.problem === null ? nothing : sentence(view.run.problem.hint);
  const body = joined([whoStopped(view.run), hint, movedSoFar(view)], '\n');
  return message(joined([markup`${state.emoji} ${state.word}: ${runTitle(view)}`, body, ended(view)], '\n'), [
    header(`${state.emoji} ${state.word}: ${runTitle(view)}`),
    ...(body.markup === '' ? [] : [section(body)]),
    ...(ended(view).markup === '' ? [] : [context(ended(view))]),
    ...buttonRow(AFTERWARDS, buttons),
  ]);
};

/**
 * What a run found, as a message of its own. A run that ended without a verdict says how it ended.
 * @param style 'monospace' where the workspace rejects Slack's data_table
 */
export const renderVerdict = (view: RunView, buttons: ButtonIds, style: TableStyle): Message => {
  const { verdict } = view.run;
  if (verdict === null) return endOnly(view, buttons);
  const state = stateOf(view.run);
  const summary = summaryOf(view, verdict);
  const worst = lines(worstLines(view), 1800);
  const quarantined = view.quarantine.reduce((sum, group) => sum + group.records, 0);
  const text = joined(
    [
      markup`${state.emoji} ${state.word}: ${runTitle(view)}`,
      summary,
      worst,
      quarantined === 0 ? nothing : markup`${records(quarantined)} in quarantine.`,
      cutToText(couldMissText(verdict)),
    ],
    '\n',
  );
  return message(text, [
    header(`${state.emoji} ${state.word}: ${runTitle(view)}`),
    section(summary),
    ...sectionOf('The worst of it', worst),
    ...tableBlocks(tableOf(verdict), style),
    ...sectionOf('Why classes did not pass', lines(reasonLines(view, verdict), 2400)),
    ...sectionOf('What differs (values masked)', lines(allFindings(verdict), 2800)),
    ...sectionOf(`In quarantine (${figure(quarantined)})`, lines(quarantineLines(view), 2000)),
    ...sectionOf('What this sample can miss', couldMissText(verdict)),
    ...sectionOf('Fields that no second check covers', lines(uncheckedLines(verdict), 2000)),
    context(
      ended(view),
      markup`Every finding is in the CSV in the card’s thread. Plan ${view.run.planHash.slice(0, 12)}`,
    ),
    ...buttonRow(AFTERWARDS, buttons),
  ]);
};

// The text of a message is read aloud: it keeps the sentence and leaves the long list to the blocks.
const cutToText = (text: Markup): Markup => lines([text], 1200);
