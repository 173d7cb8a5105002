import { LockstepError } from '#domain/errors.ts';
import type { PlanId, RunId } from '#domain/ids.ts';
import { rolesOf, verbsOf } from '#domain/permissions.ts';
import { ENVIRONMENTS, GUARDED_VERBS, migratedClasses, type Environment } from '#domain/plan/plan-schema.ts';
import type { QuarantineGroup } from './ledger-ports.ts';
import { isOpen, type Run } from '#domain/run.ts';
import type { Asker, Desk, LookedAtRecord, Overview } from './desk.ts';
import { cancelRun, pauseRun, resumeRun } from './desk/control-run.ts';
import { evidenceCsv, quarantineCsv } from './desk/desk-csv.ts';
import { nextStep } from './desk/next-step.ts';
import { createPlanShelf, environmentsOf, type PlanFiles, type PlanShelf } from './desk/plan-shelf.ts';
import { actorOf, requireAllowed, startRun } from './desk/start-run.ts';
import { viewRun } from './desk/view-run.ts';
import type { Clock, Store } from './ports.ts';

/** Newest runs looked through for an open one and the last of each environment. */
const RECENT_RUNS = 20;

interface DeskDeps {
  readonly store: Store;
  readonly plans: PlanFiles;
  readonly clock: Clock;
}

const unknownRun = (): LockstepError =>
  new LockstepError('RUN_UNKNOWN', {
    message: 'Nothing has been run yet.',
    hint: 'Start with a test sample: /migrate test-sample',
  });

const viewOverview = async (store: Store, shelf: PlanShelf, planId: PlanId): Promise<Overview> => {
  const shelved = await shelf.byId(planId);
  const runs = await store.runs.list(planId, { limit: RECENT_RUNS });
  const ended = runs.filter((run) => !isOpen(run.status));
  const lastRuns = ENVIRONMENTS.flatMap(
    (environment) => ended.find((run) => run.environment === environment) ?? [],
  );
  const quarantines = await Promise.all(
    environmentsOf(shelved).map((environment) => store.quarantine.groups({ planId, environment })),
  );
  const quarantined = quarantines.flat().reduce((sum, group) => sum + group.records, 0);
  const open = runs.filter((run) => isOpen(run.status));
  return {
    plan: shelved.record,
    openRuns: await Promise.all(open.map((run) => viewRun(store, run.id))),
    lastRuns,
    nextStep: nextStep(shelved.content.plan, {
      open: open[0],
      last: ended.find((run) => run.kind === 'test-sample'),
      planHash: shelved.content.hash,
      quarantined,
    }),
    quarantined,
  };
};

const lookAtRecords = async (store: Store, runId: RunId, limit: number): Promise<LookedAtRecord[]> => {
  const run = await store.runs.get(runId);
  const classes = run.layout?.levels.flat() ?? [];
  const perClass = Math.max(1, Math.floor(limit / Math.max(1, classes.length)));
  const records: LookedAtRecord[] = [];
  for (const recordClass of classes) {
    const entries = await store.ledger.entries(runId, recordClass, 0);
    for (const { sourceId, destinationId, state } of entries.slice(0, perClass)) {
      records.push({ recordClass, sourceId, destinationId, state });
    }
  }
  return records.slice(0, limit);
};

/** Questions: what is there, how it stands. Anyone in the channel may ask them. */
const createQuestions = ({ store }: DeskDeps, shelf: PlanShelf) => ({
  plansIn: async (channel: string) => (await shelf.inChannel(channel)).map(({ record }) => record),
  plan: async (name: string) => (await shelf.byName(name)).record,
  plans: async () => (await shelf.all()).map(({ record }) => record),
  environments: async (planId: PlanId) => environmentsOf(await shelf.byId(planId)),
  overview: (planId: PlanId) => viewOverview(store, shelf, planId),
  standing: async (planId: PlanId, asker: Asker) => {
    const { plan } = (await shelf.byId(planId)).content;
    return {
      roles: rolesOf(plan, asker).map((role) => plan.roles[role]?.title ?? role),
      may: asker.via === 'cli' ? GUARDED_VERBS : verbsOf(plan, asker),
    };
  },
  groupsNamed: async (planId: PlanId) => {
    const { plan } = (await shelf.byId(planId)).content;
    const members = Object.values(plan.roles).flatMap((role) => role.members);
    return [...new Set(members.filter((member) => member.startsWith('S')))];
  },
  latestRun: async (planId: PlanId, environment?: Environment): Promise<Run> => {
    const runs = await store.runs.list(planId, {
      limit: RECENT_RUNS,
      ...(environment ? { environment } : {}),
    });
    const run = runs.find((candidate) => isOpen(candidate.status)) ?? runs[0];
    if (!run) throw unknownRun();
    return run;
  },
  run: (runId: RunId) => viewRun(store, runId),
  look: (runId: RunId, limit: number) => lookAtRecords(store, runId, limit),
  quarantine: (planId: PlanId, environment: Environment) => store.quarantine.groups({ planId, environment }),
  evidenceCsv: (runId: RunId) => evidenceCsv(store, runId),
});

/** The desk, over the store and the plan files. Whoever may not is refused here, whichever way they came. */
export const createDesk = (deps: DeskDeps): Desk => {
  const { store, clock } = deps;
  const shelf = createPlanShelf(store, deps.plans);
  const planOfRun = async (runId: RunId) => shelf.byId((await store.runs.get(runId)).planId);
  return {
    ...createQuestions(deps, shelf),
    startTestSample: async ({ planId, environment, percent }, asker) =>
      startRun(store, await shelf.byId(planId), { kind: 'test-sample', environment, percent, asker }),
    startRemoveSample: async ({ planId, environment }, asker) => {
      const shelved = await shelf.byId(planId);
      requireAllowed(shelved, 'remove-sample', asker);
      const moved = await store.crossReferences.counts({ planId, environment });
      if (moved.size === 0) throw nothingToRemove(environment);
      return startRun(store, shelved, { kind: 'remove-sample', environment, percent: null, asker });
    },
    startRetry: async ({ planId, environment }, asker) => {
      const shelved = await shelf.byId(planId);
      requireAllowed(shelved, 'retry', asker);
      const groups = await store.quarantine.groups({ planId, environment });
      const moved = new Map(migratedClasses(shelved.content.plan));
      if (!groups.some((group) => moved.has(group.recordClass))) throw emptyQuarantine(environment, groups);
      return startRun(store, shelved, { kind: 'retry', environment, percent: null, asker });
    },
    pause: async (runId, reason, asker) => {
      requireAllowed(await planOfRun(runId), 'pause', asker);
      return pauseRun(store, runId, { actor: actorOf(asker), reason });
    },
    resume: async (runId, asker) => {
      requireAllowed(await planOfRun(runId), 'resume', asker);
      return resumeRun(store, runId, actorOf(asker));
    },
    cancel: async (runId, asker) => {
      requireAllowed(await planOfRun(runId), 'cancel', asker);
      return cancelRun(store, runId, { actor: actorOf(asker), clock });
    },
    async *quarantineCsv(planId, environment, asker) {
      requireAllowed(await shelf.byId(planId), 'quarantine-export', asker);
      yield* quarantineCsv(store, { planId, environment });
    },
  };
};

const emptyQuarantine = (environment: Environment, left: readonly QuarantineGroup[]): LockstepError => {
  const classes = [...new Set(left.map((group) => group.recordClass))].join(', ');
  return new LockstepError('NOTHING_TO_DO', {
    message:
      left.length === 0
        ? `Nothing is in quarantine in ${environment}.`
        : `What is in quarantine in ${environment} belongs to classes that the plan no longer moves: ${classes}.`,
    hint:
      left.length === 0
        ? 'There is nothing to retry.'
        : 'Bring them back into the plan, or run a test sample anew.',
  });
};

const nothingToRemove = (environment: Environment): LockstepError =>
  new LockstepError('NOTHING_TO_DO', {
    message: `No record of a sample is in ${environment}: it was removed already, or none was taken.`,
    hint: 'Nothing has changed.',
  });
