import type { RunId } from '#domain/ids.ts';
import type { Run } from '#domain/run.ts';
import { isOpen } from '#domain/run.ts';
import type { DiscrepancyGroup } from '#domain/verdict.ts';
import type { RunView } from '../desk.ts';
import type { Store } from '../ports.ts';
import type { RecordState } from '../ledger-ports.ts';
import { stepsOf } from '../run/steps.ts';
import { bySeverity, findingSentence } from '../verdict/finding-sentence.ts';

const WORST_SHOWN = 3;

const actionsOf = (run: Run, samplePresent: boolean): RunView['actions'] => {
  switch (run.status) {
    case 'queued':
    case 'running':
      return ['pause', 'cancel'];
    case 'paused':
      return ['resume', 'cancel'];
    case 'cancelling':
      return [];
    case 'finished':
    case 'failed':
    case 'cancelled':
      if (run.kind === 'remove-sample') return [];
      return [...(samplePresent ? (['look', 'remove-sample'] as const) : []), 'run-again'];
  }
};

const stepStates = (run: Run): RunView['steps'] =>
  stepsOf(run.kind, run.layout).map((step, index) => ({
    title: step.title,
    state:
      index < run.stepIndex
        ? 'done'
        : index === run.stepIndex && run.startedAt && isOpen(run.status)
          ? 'running'
          : 'waiting',
  }));

const countsOf = async (store: Store, run: Run): Promise<RunView['counts']> => {
  const counts = await store.ledger.counts(run.id);
  const order = run.layout?.levels.flat() ?? [];
  return order.map((recordClass) => {
    const own = counts.filter((count) => count.recordClass === recordClass);
    const inState = (state: RecordState): number => own.find((count) => count.state === state)?.records ?? 0;
    return {
      recordClass,
      sampled: own.reduce((sum, count) => sum + count.records, 0),
      moved: inState('moved'),
      quarantined: inState('quarantined'),
    };
  });
};

/** One fault shows in several checks; people are told of it once, in its worst words. */
const isFirstOfItsField = (
  group: DiscrepancyGroup,
  index: number,
  all: readonly DiscrepancyGroup[],
): boolean =>
  all.findIndex((other) => other.recordClass === group.recordClass && other.field === group.field) === index;

const worstOf = (run: Run): RunView['worst'] => {
  const { verdict } = run;
  if (!verdict) return [];
  const sizeOf = (group: DiscrepancyGroup): { sampled: number; population: number } =>
    verdict.classes.find((each) => each.recordClass === group.recordClass) ?? { sampled: 0, population: 0 };
  return [...verdict.planFindings, ...verdict.classes.flatMap((each) => each.groups)]
    .toSorted(bySeverity)
    .filter(isFirstOfItsField)
    .slice(0, WORST_SHOWN)
    .map((group) => ({ group, sentence: findingSentence(group, sizeOf(group)) }));
};

/** Nothing newer has written or removed a sample in this environment, and records of ours are there. */
const isSamplePresent = async (store: Store, run: Run): Promise<boolean> => {
  const newest = (await store.runs.list(run.planId, { environment: run.environment, limit: 1 }))[0];
  if (newest?.id !== run.id) return false;
  const moved = await store.crossReferences.counts({ planId: run.planId, environment: run.environment });
  return [...moved.values()].some((records) => records > 0);
};

/** Everything a card, a verdict or the dashboard shows of a run, as it is now. */
export const viewRun = async (store: Store, runId: RunId): Promise<RunView> => {
  const run = await store.runs.get(runId);
  const plan = (await store.plans.list()).find((candidate) => candidate.id === run.planId);
  const samplePresent = await isSamplePresent(store, run);
  const scope = { planId: run.planId, environment: run.environment };
  const steps = stepStates(run);
  return {
    plan: plan ?? (await missingPlan(store, run)),
    run,
    progress: await store.chunks.progress(run.id),
    steps: run.status === 'finished' ? steps.map((step) => ({ ...step, state: 'done' as const })) : steps,
    counts: await countsOf(store, run),
    quarantine: await store.quarantine.groups(scope),
    worst: worstOf(run),
    actions: actionsOf(run, samplePresent),
    samplePresent,
  };
};

const missingPlan = async (store: Store, run: Run): Promise<RunView['plan']> => {
  const { plan, hash } = await store.plans.content(run.planHash);
  return {
    id: run.planId,
    name: plan.name,
    title: plan.title,
    channel: plan.slack.channel,
    phase: 'prepare',
    hash,
  };
};
