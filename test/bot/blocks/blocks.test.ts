import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderHome } from '#bot/blocks/home.ts';
import { renderLook } from '#bot/blocks/look.ts';
import { type ButtonIds, message, type Message } from '#bot/blocks/message.ts';
import { renderNoPlan, renderOverview, renderStanding } from '#bot/blocks/overview.ts';
import { renderProblem } from '#bot/blocks/problem.ts';
import { renderQuarantine } from '#bot/blocks/quarantine.ts';
import { renderForRequester } from '#bot/blocks/requester.ts';
import { renderRunCard } from '#bot/blocks/run-card.ts';
import { renderVerdict } from '#bot/blocks/verdict.ts';
import { renderCancelDialog, renderOutcome, renderTestSampleDialog } from '#bot/blocks/dialogs.ts';
import { LockstepError } from '#domain/errors.ts';
import { QUARANTINE_CODES } from '#domain/quarantine.ts';
import { RUN_KINDS, RUN_STATUSES } from '#domain/run.ts';
import { DISCREPANCY_KINDS, type DiscrepancyGroup, type Verdict } from '#domain/verdict.ts';
import { BUTTON_ACTIONS } from '#engine/delivery-ports.ts';
import type { Overview, RunView } from '#engine/desk.ts';
import { checkMessage, checkView, forgeries } from '../support/slack-rules.ts';
import {
  aClassVerdict,
  aGroup,
  anEndedView,
  aPlan,
  aRun,
  aView,
  BEN,
  FAILED,
  MAYA,
  NOON,
  PASSED,
} from '../support/views.ts';

const ids: ButtonIds = Object.fromEntries(BUTTON_ACTIONS.map((action) => [action, `id-${action}`]));

/** Text as an enemy would choose it, of any length. */
const evil = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      '<!channel>',
      '<!here|x>',
      '<@U0DIRECTOR>',
      '<#C0GENERAL1>',
      '<http://evil.example|ok>',
      '<!subteam^S0STEWARDS>',
      '```',
      '*x*',
      '\u202Eevil',
      '\uD800',
      '&lt;!channel&gt;',
      '',
    ),
  },
  { weight: 2, arbitrary: fc.string({ unit: 'grapheme' }) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 50 }) },
  {
    weight: 1,
    arbitrary: fc.integer({ min: 1, max: 6000 }).map((length) => '<&>'.repeat(length).slice(0, length)),
  },
);
const count = fc.nat({ max: 2_000_000_000 });
const actor = fc.oneof(
  fc.constant({ kind: 'slack', userId: MAYA } as const),
  evil.map((userId) => ({ kind: 'slack', userId }) as const),
  evil.map((name) => ({ kind: 'cli', name }) as const),
  fc.constant({ kind: 'lockstep' } as const),
);
const date = fc.date({ min: new Date('2020-01-01'), max: new Date('2040-01-01'), noInvalidDate: true });
const maybe = <T>(what: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(what, { nil: null });

const group: fc.Arbitrary<DiscrepancyGroup> = fc.record({
  check: fc.constantFrom('parity', 'fidelity'),
  kind: fc.constantFrom(...DISCREPANCY_KINDS),
  recordClass: evil,
  field: maybe(evil),
  records: count,
  examples: fc.array(fc.record({ sourceId: maybe(evil), expected: maybe(evil), actual: maybe(evil) }), {
    maxLength: 3,
  }),
});
const parity = fc.record({
  compared: count,
  equal: count,
  expectedDifference: count,
  mismatch: count,
  missing: count,
  extra: count,
  notComparable: count,
});
const classVerdict = fc.record({
  recordClass: evil,
  passed: fc.boolean(),
  population: count,
  sampled: count,
  moved: count,
  quarantined: count,
  parity,
  uncheckedFields: fc.array(evil, { maxLength: 30 }),
  groups: fc.array(group, { maxLength: 6 }),
  couldMiss: count,
  reasons: fc.array(evil, { maxLength: 4 }),
});
const verdict: fc.Arbitrary<Verdict> = fc.record({
  passed: fc.boolean(),
  classes: fc.oneof(
    fc.array(classVerdict, { maxLength: 12 }),
    fc
      .integer({ min: 1, max: 300 })
      .map((many) =>
        Array.from({ length: many }, (_, index) =>
          aClassVerdict({ recordClass: `class-${index}-${'n'.repeat(30)}`, passed: index % 2 === 0 }),
        ),
      ),
  ),
  planFindings: fc.array(group, { maxLength: 5 }),
});
const plan = fc
  .record({
    title: evil,
    channel: fc.oneof(fc.constant('C0MIGRATE1'), evil),
    phase: fc.constantFrom('prepare', 'dual-run'),
  })
  .map(aPlan);
const quarantineGroup = fc.record({
  recordClass: evil,
  code: fc.constantFrom(...QUARANTINE_CODES),
  field: maybe(evil),
  records: count,
});
const problem = fc.record({ code: evil, message: evil, hint: evil });
const view: fc.Arbitrary<RunView> = fc
  .record({
    plan,
    run: fc
      .record({
        number: count,
        kind: fc.constantFrom(...RUN_KINDS),
        environment: fc.constantFrom('sandbox', 'staging', 'production'),
        status: fc.constantFrom(...RUN_STATUSES),
        requestedBy: actor,
        requestedAt: date,
        samplePercent: maybe(fc.double({ min: 0.001, max: 100, noNaN: true })),
        startedAt: maybe(date),
        endedAt: maybe(date),
        pause: maybe(fc.record({ reason: evil, by: actor })),
        cancelledBy: maybe(actor),
        problem: maybe(problem),
        verdict: maybe(verdict),
      })
      .map((run) => aRun(run)),
    progress: fc.record({
      step: evil,
      done: count,
      total: count,
      recordsPerSecond: maybe(fc.double({ min: 0, max: 1e9 })),
      secondsLeft: maybe(fc.double({ min: 0, max: 1e9, noNaN: true })),
    }),
    steps: fc.array(fc.record({ title: evil, state: fc.constantFrom('waiting', 'running', 'done') }), {
      maxLength: 40,
    }),
    counts: fc.array(fc.record({ recordClass: evil, sampled: count, moved: count, quarantined: count }), {
      maxLength: 20,
    }),
    quarantine: fc.array(quarantineGroup, { maxLength: 60 }),
    worst: fc.array(fc.record({ group, sentence: evil }), { maxLength: 3 }),
    actions: fc.subarray<RunView['actions'][number]>([
      'pause',
      'resume',
      'cancel',
      'look',
      'remove-sample',
      'run-again',
    ]),
    samplePresent: fc.boolean(),
  })
  .map((given) => aView(given));
const overview: fc.Arbitrary<Overview> = fc.record({
  plan,
  openRuns: fc.array(view, { maxLength: 6 }),
  lastRuns: fc.array(
    view.map((entry) => entry.run),
    { maxLength: 6 },
  ),
  nextStep: fc.record({ sentence: evil, command: evil, who: fc.array(evil, { maxLength: 10 }) }),
  quarantined: count,
});
const standing = fc.record({ roles: fc.array(evil, { maxLength: 10 }), may: fc.constant([]) });

describe('whatever the data is, a message', { timeout: 60_000 }, () => {
  it.each<[string, fc.Arbitrary<Message>]>([
    ['run card', view.map((entry) => renderRunCard(entry, ids))],
    ['verdict with a data table', view.map((entry) => renderVerdict(entry, ids, 'data-table'))],
    ['verdict in monospace', view.map((entry) => renderVerdict(entry, ids, 'monospace'))],
    [
      'word to the requester',
      view.map((entry) => renderForRequester(entry, 'https://charlotte.slack.com/archives/C1/p1')),
    ],
    ['overview', fc.array(overview, { minLength: 1, maxLength: 12 }).map(renderOverview)],
    ['whoami', fc.array(fc.record({ plan, standing }), { minLength: 1, maxLength: 12 }).map(renderStanding)],
    ['no plan', evil.map(renderNoPlan)],
    [
      'quarantine',
      fc
        .record({
          plan,
          environment: fc.constant('sandbox' as const),
          groups: fc.array(quarantineGroup, { maxLength: 200 }),
        })
        .map((list) => renderQuarantine(list, ids)),
    ],
    [
      'look',
      fc
        .tuple(
          view,
          fc.array(
            fc.record({ recordClass: evil, sourceId: evil, destinationId: maybe(evil), state: evil }),
            { maxLength: 150 },
          ),
        )
        .map(([entry, looked]) => renderLook(entry, looked, 'data-table')),
    ],
    [
      'look in monospace',
      fc
        .tuple(
          view,
          fc.array(
            fc.record({ recordClass: evil, sourceId: evil, destinationId: maybe(evil), state: evil }),
            { maxLength: 150 },
          ),
        )
        .map(([entry, looked]) => renderLook(entry, looked, 'monospace')),
    ],
    [
      'problem',
      fc
        .tuple(evil, evil)
        .map(([message, hint]) =>
          renderProblem(new LockstepError('NOT_ALLOWED', { message, hint }), 'ab12cd34'),
        ),
    ],
  ])('keeps within what Slack accepts and lets nothing be forged: %s', (_, messages) => {
    fc.assert(
      fc.property(messages, (message) => {
        expect(checkMessage(message)).toEqual([]);
        expect(forgeries(message)).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it.each<[string, fc.Arbitrary<unknown>]>([
    ['App Home', fc.array(fc.record({ overview, standing }), { maxLength: 30 }).map(renderHome)],
    [
      'test sample’s dialog',
      fc.array(plan, { minLength: 1, maxLength: 150 }).map((plans) =>
        renderTestSampleDialog(
          plans.map((entry) => ({ plan: entry, environment: 'production' })),
          { percent: 5, privateMetadata: '{}' },
        ),
      ),
    ],
    ['cancel’s dialog', view.map((entry) => renderCancelDialog(entry, '{}'))],
    ['outcome', view.map((entry) => renderOutcome(renderVerdict(entry, ids, 'monospace')))],
  ])('keeps within what Slack accepts in a view: %s', (_, views) => {
    fc.assert(
      fc.property(views, (shown) => {
        expect(checkView(shown)).toEqual([]);
        expect(forgeries(shown)).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });
});

describe('the run card', () => {
  it('says in its text all that its blocks show: state, step, pace, time left', () => {
    const card = renderRunCard(aView(), ids);
    expect(card.text).toBe(
      '🔄 Run 12: 5% test sample of Charlotte to REsimpli in sandbox. Running. 320 of 750 records, 120 a second, about 4 s left. 320 of 750 records moved, 3 in quarantine.',
    );
    const shown = JSON.stringify(card.blocks);
    for (const part of [
      'State: 🔄 Running',
      'Environment: sandbox',
      '▸ Move the records: now',
      '▓▓▓▓▓▓▓▓░',
      '42%',
      `<@${MAYA}>`,
    ]) {
      expect(shown).toContain(part);
    }
  });

  it('has the buttons that fit, and none when it has ended', () => {
    const labels = (entry: RunView): string => JSON.stringify(renderRunCard(entry, ids).blocks);
    expect(labels(aView())).toContain('id-pause');
    expect(labels(aView({ actions: ['resume', 'cancel'] }))).not.toContain('id-pause');
    expect(labels(anEndedView(PASSED))).not.toContain('"button"');
  });

  it('says who paused and why, and who cancelled', () => {
    const paused = aView({
      run: aRun({ status: 'paused', pause: { reason: 'the close', by: { kind: 'slack', userId: BEN } } }),
    });
    expect(renderRunCard(paused, ids).text).toContain(`Paused by <@${BEN}>: the close`);
    const cancelled = aView({
      run: aRun({ status: 'cancelled', endedAt: NOON, cancelledBy: { kind: 'cli', name: 'root' } }),
    });
    expect(renderRunCard(cancelled, ids).text).toContain('Cancelled by root (command line)');
  });

  it('is the same again for the same state, so that nothing is edited for nothing', () => {
    expect(renderRunCard(aView(), ids)).toEqual(renderRunCard(aView(), ids));
  });
});

describe('the verdict', () => {
  it('gives the same figures as a table and as text [R26]', () => {
    const rich = renderVerdict(anEndedView(FAILED), ids, 'data-table');
    const table = rich.blocks.find((block) => block.type === 'data_table');
    const figures = (table?.type === 'data_table' ? table.rows : []).map((row) =>
      row.map((cell) => ('text' in cell ? cell.text : '')),
    );
    expect(figures[0]).toEqual([
      'Class',
      'Result',
      'In source',
      'Sampled',
      'Moved',
      'Quarantined',
      'Equal',
      'Different',
      'Missing',
      'Could miss',
    ]);
    expect(figures[1]).toEqual(['leads', 'FAILED', '15,000', '750', '750', '0', '630', '120', '0', '60']);
    const plainer = JSON.stringify(renderVerdict(anEndedView(FAILED), ids, 'monospace').blocks);
    for (const cell of figures.flat()) expect(plainer).toContain(cell);
  });

  it('names the worst in words, what differs, what it can miss, and what nobody compared [R25]', () => {
    const shown = JSON.stringify(
      renderVerdict(
        anEndedView(FAILED, {
          quarantine: [{ recordClass: 'leads', code: 'phone-invalid', field: 'phone', records: 3 }],
        }),
        ids,
        'data-table',
      ).blocks,
    );
    for (const part of [
      'In 120 of 750 leads the phone has other digits',
      '`leads.phone`: digits shifted, lost or added, 120 records',
      '`(70#) ###-####` became `(71#) ###-####`',
      '60 of the 15,000 `leads`',
      '`leads`: `nickname`',
      '`leads.phone`: not a phone number, 3 records',
      'id-remove-sample',
    ]) {
      expect(shown).toContain(part);
    }
  });

  it('shows rare counts only where there are any, and never as equal', () => {
    const strange = aClassVerdict({
      passed: false,
      parity: { ...aClassVerdict().parity, notComparable: 7 },
      groups: [aGroup()],
    });
    const shown = JSON.stringify(
      renderVerdict(anEndedView({ passed: false, classes: [strange], planFindings: [] }), ids, 'data-table')
        .blocks,
    );
    expect(shown).toContain('Not compared');
    expect(shown).not.toContain('As declared');
  });
});

describe('a table', () => {
  it('holds no more than Slack takes, and says how much is left', () => {
    const looked = Array.from({ length: 150 }, (_, index) => ({
      recordClass: 'c'.repeat(60),
      sourceId: `${index}`.padStart(60, '0'),
      destinationId: 'd'.repeat(60),
      state: 'moved',
    }));
    const shown = renderLook(aView(), looked, 'data-table');
    const table = shown.blocks.find((block) => block.type === 'data_table');
    const cells = (table?.type === 'data_table' ? table.rows : [])
      .flat()
      .map((cell) => ('text' in cell ? cell.text : ''));
    expect(cells.join('').length).toBeLessThanOrEqual(10_000);
    expect(cells.length).toBeGreaterThan(100);
    const left = 150 - (cells.length / 4 - 1);
    expect(JSON.stringify(shown.blocks)).toContain(`${left} more rows are in the CSV`);
  });
});

describe('a message', () => {
  it('never has more blocks than Slack takes', () => {
    const many = Array.from({ length: 70 }, () => ({ type: 'divider' }) as const);
    expect(message({ markup: 'x' }, many).blocks).toHaveLength(50);
  });
});

describe('a problem', () => {
  it('is told with what to do, by its code', () => {
    const told = renderProblem(
      new LockstepError('NOT_ALLOWED', { message: 'You may not pause.', hint: 'Ask Maya.' }),
      'ab12cd34',
    );
    expect(told.text).toBe('🚫 Not done. You may not pause. Ask Maya.');
    expect(JSON.stringify(told.blocks)).toContain('NOT_ALLOWED');
  });

  it('of ours shows a number to report and nothing of its own text', () => {
    const told = renderProblem(new Error('password=hunter2'), 'ab12cd34');
    expect(told.text).toContain('our fault');
    expect(told.text).toContain('ab12cd34');
    expect(JSON.stringify(told)).not.toContain('hunter2');
  });

  it('names people and moments as Slack shows them', () => {
    const told = renderProblem(
      new LockstepError('ALREADY_DECIDED', {
        message: `Run 12 was paused already by ${MAYA} at 2026-11-21T12:00:00.000Z.`,
        hint: 'Nothing has changed.',
      }),
      'x',
    );
    expect(told.text).toContain(`<@${MAYA}>`);
    expect(told.text).toContain('<!date^1795262400^');
  });
});
