/** Runs and views to render, with sensible values for all that a test does not name. */
import { planHash, planId, runId } from '#domain/ids.ts';
import type { Run } from '#domain/run.ts';
import type { ClassVerdict, DiscrepancyGroup, ParityCounts, Verdict } from '#domain/verdict.ts';
import type { RunView } from '#engine/desk.ts';
import type { PlanRecord } from '#engine/ports.ts';

export const MAYA = 'U0OPSLEAD1';
export const BEN = 'U0SALES001';
export const CHANNEL = 'C0MIGRATE1';
export const GENERAL = 'C0GENERAL1';
export const NOON = new Date('2026-11-21T12:00:00Z');

export const aPlan = (changes: Partial<PlanRecord> = {}): PlanRecord => ({
  id: planId('plan-1'),
  name: 'charlotte',
  title: 'Charlotte to REsimpli',
  channel: CHANNEL,
  phase: 'prepare',
  hash: planHash('a'.repeat(64)),
  ...changes,
});

export const aRun = (changes: Partial<Run> = {}): Run => ({
  id: runId('run-1'),
  number: 12,
  planId: planId('plan-1'),
  planHash: planHash('a'.repeat(64)),
  kind: 'test-sample',
  environment: 'sandbox',
  status: 'running',
  requestedBy: { kind: 'slack', userId: MAYA },
  requestedAt: NOON,
  samplePercent: 5,
  stepIndex: 1,
  layout: null,
  startedAt: NOON,
  endedAt: null,
  pause: null,
  problem: null,
  verdict: null,
  ...changes,
});

const EQUAL: ParityCounts = {
  compared: 750,
  equal: 750,
  expectedDifference: 0,
  mismatch: 0,
  missing: 0,
  extra: 0,
  notComparable: 0,
};

export const aClassVerdict = (changes: Partial<ClassVerdict> = {}): ClassVerdict => ({
  recordClass: 'leads',
  passed: true,
  population: 15_000,
  sampled: 750,
  moved: 750,
  quarantined: 0,
  parity: EQUAL,
  uncheckedFields: [],
  groups: [],
  couldMiss: 60,
  reasons: [],
  ...changes,
});

export const aGroup = (changes: Partial<DiscrepancyGroup> = {}): DiscrepancyGroup => ({
  check: 'fidelity',
  kind: 'digits-changed',
  recordClass: 'leads',
  field: 'phone',
  records: 120,
  examples: [{ sourceId: '4711', expected: '(70#) ###-####', actual: '(71#) ###-####' }],
  ...changes,
});

export const PASSED: Verdict = { passed: true, classes: [aClassVerdict()], planFindings: [] };

export const FAILED: Verdict = {
  passed: false,
  classes: [
    aClassVerdict({ recordClass: 'deals', sampled: 40, population: 800, moved: 40, couldMiss: 55 }),
    aClassVerdict({
      passed: false,
      parity: { ...EQUAL, equal: 630, mismatch: 120 },
      groups: [aGroup()],
      reasons: ['120 of 750 leads differ; the plan allows none.'],
      uncheckedFields: ['nickname'],
    }),
  ],
  planFindings: [],
};

export const aView = (changes: Partial<RunView> = {}): RunView => ({
  plan: aPlan(),
  run: aRun(),
  progress: { step: 'Move the records', done: 320, total: 750, recordsPerSecond: 120, secondsLeft: 4 },
  steps: [
    { title: 'Choose the sample', state: 'done' },
    { title: 'Move the records', state: 'running' },
    { title: 'Compare every field', state: 'waiting' },
  ],
  counts: [{ recordClass: 'leads', sampled: 750, moved: 320, quarantined: 3 }],
  quarantine: [],
  worst: [],
  actions: ['pause', 'cancel'],
  samplePresent: false,
  ...changes,
});

export const anEndedView = (verdict: Verdict | null, changes: Partial<RunView> = {}): RunView =>
  aView({
    run: aRun({ status: 'finished', endedAt: new Date(NOON.getTime() + 42_000), verdict }),
    worst:
      verdict?.passed === false
        ? [
            {
              group: aGroup(),
              sentence: 'In 120 of 750 leads the phone has other digits than in the source.',
            },
          ]
        : [],
    actions: ['look', 'remove-sample', 'run-again'],
    samplePresent: true,
    ...changes,
  });
