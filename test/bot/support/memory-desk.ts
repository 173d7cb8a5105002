/** A desk in memory that keeps the rules the bot relies on: roles, one open run per environment, no decision twice. */
import { LockstepError } from '#domain/errors.ts';
import { runId } from '#domain/ids.ts';
import { type Environment, GUARDED_VERBS, type GuardedVerb } from '#domain/plan/plan-schema.ts';
import { isOpen, type Run } from '#domain/run.ts';
import type { Asker, Desk, RunView } from '#engine/desk.ts';
import type { PlanRecord } from '#engine/ports.ts';
import type { QuarantineGroup } from '#engine/ledger-ports.ts';
import type { MemoryStore } from './memory-store.ts';
import { aPlan, aRun, aView, anEndedView, MAYA, NOON } from './views.ts';

export interface MemoryDesk extends Desk {
  readonly state: {
    plans: PlanRecord[];
    environments: Environment[];
    /** Members of the only role. */
    members: string[];
    groups: string[];
    quarantine: QuarantineGroup[];
    /** Real milliseconds that reading the plans takes. */
    slowMs: number;
    views: RunView[];
  };
  /** Changes the newest run's view and announces its card. */
  change(changes: Partial<RunView>): void;
}

const ROLE = 'Operations lead';

export const createMemoryDesk = (store: Pick<MemoryStore, 'announce'>): MemoryDesk => {
  const state: MemoryDesk['state'] = {
    plans: [aPlan()],
    environments: ['sandbox'],
    members: [MAYA],
    groups: [],
    quarantine: [],
    slowMs: 0,
    views: [],
  };
  const holdsRole = (asker: Asker): boolean =>
    state.members.includes(asker.userId) || state.groups.some((group) => asker.groups.has(group));
  const allow = (verb: GuardedVerb, asker: Asker): void => {
    if (holdsRole(asker)) return;
    throw new LockstepError('NOT_ALLOWED', {
      message: `You may not ${verb} here.`,
      hint: `${ROLE} may: ${state.members.join(', ')}.`,
    });
  };
  const find = (id: string): RunView => {
    const view = state.views.find((candidate) => candidate.run.id === id);
    if (view === undefined) {
      throw new LockstepError('RUN_UNKNOWN', { message: 'There is no such run.', hint: 'Start one.' });
    }
    return view;
  };
  const replace = (view: RunView): RunView => {
    state.views = [view, ...state.views.filter((other) => other.run.id !== view.run.id)];
    store.announce({ view: 'run-card', runId: view.run.id });
    return view;
  };
  const planOf = (id: string): PlanRecord => state.plans.find((plan) => plan.id === id) ?? aPlan();
  const start = (
    kind: Run['kind'],
    request: { planId: PlanRecord['id']; environment: Environment; percent?: number | null },
    asker: Asker,
  ): Run => {
    allow(kind, asker);
    const open = state.views.find(
      (view) =>
        view.run.planId === request.planId &&
        view.run.environment === request.environment &&
        isOpen(view.run.status),
    );
    if (open !== undefined) {
      throw new LockstepError('RUN_ALREADY_OPEN', {
        message: `Run ${open.run.number} is open in ${request.environment}.`,
        hint: 'Wait for it, or cancel it.',
      });
    }
    const number = 12 + state.views.length;
    const run = aRun({
      id: runId(`run-${number}`),
      number,
      kind,
      planId: request.planId,
      environment: request.environment,
      status: 'queued',
      requestedBy: { kind: 'slack', userId: asker.userId },
      samplePercent: kind === 'test-sample' ? (request.percent ?? 5) : null,
    });
    return replace(aView({ plan: planOf(request.planId), run })).run;
  };
  const decide = (
    verb: 'pause' | 'resume' | 'cancel',
    id: string,
    asked: { asker: Asker; run: Partial<Run> },
  ): Run => {
    allow(verb, asked.asker);
    const view = find(id);
    if (!isOpen(view.run.status)) {
      throw new LockstepError('RUN_NOT_OPEN', {
        message: `Run ${view.run.number} is ${view.run.status} already.`,
        hint: 'Nothing has changed.',
      });
    }
    if (view.run.status === asked.run.status) {
      throw new LockstepError('ALREADY_DECIDED', {
        message: `Run ${view.run.number} was ${view.run.status} already by ${asked.asker.userId}.`,
        hint: 'Nothing has changed.',
      });
    }
    const run = { ...view.run, ...asked.run };
    const actions: RunView['actions'] =
      run.status === 'paused'
        ? ['resume', 'cancel']
        : isOpen(run.status)
          ? ['pause', 'cancel']
          : ['run-again'];
    return replace({ ...view, run, actions }).run;
  };
  const by = (asker: Asker): Run['requestedBy'] => ({ kind: 'slack', userId: asker.userId });
  const rows = async function* (lines: readonly string[]): AsyncGenerator<string> {
    for (const line of lines) yield `${line}\r\n`;
  };
  return {
    state,
    change: (changes) => {
      const [newest] = state.views;
      if (newest !== undefined) replace({ ...newest, ...changes });
    },
    plansIn: async (channel) => {
      if (state.slowMs > 0) await new Promise((resolve) => setTimeout(resolve, state.slowMs));
      return state.plans.filter((plan) => plan.channel === channel);
    },
    plan: async (name) => {
      const plan = state.plans.find((candidate) => candidate.name === name);
      if (plan !== undefined) return plan;
      throw new LockstepError('PLAN_UNKNOWN', {
        message: `There is no plan ${name}.`,
        hint: 'See npm run doctor.',
      });
    },
    plans: async () => state.plans,
    environments: async () => state.environments,
    overview: async (id) => ({
      plan: planOf(id),
      openRuns: state.views.filter((view) => view.run.planId === id && isOpen(view.run.status)),
      lastRuns: state.views.flatMap((view) =>
        view.run.planId === id && !isOpen(view.run.status) ? [view.run] : [],
      ),
      nextStep: { sentence: 'Move 5% as a test.', command: '/migrate test-sample', who: [ROLE] },
      quarantined: state.quarantine.reduce((sum, group) => sum + group.records, 0),
    }),
    standing: async (_planId, asker) =>
      holdsRole(asker) ? { roles: [ROLE], may: GUARDED_VERBS } : { roles: [], may: [] },
    groupsNamed: async () => state.groups,
    startTestSample: async (request, asker) => start('test-sample', request, asker),
    startRemoveSample: async (request, asker) => start('remove-sample', request, asker),
    startRetry: async (request, asker) => start('retry', request, asker),
    pause: async (id, reason, asker) =>
      decide('pause', id, { asker, run: { status: 'paused', pause: { reason, by: by(asker) } } }),
    resume: async (id, asker) => decide('resume', id, { asker, run: { status: 'running', pause: null } }),
    cancel: async (id, asker) =>
      decide('cancel', id, { asker, run: { status: 'cancelled', endedAt: NOON, cancelledBy: by(asker) } }),
    latestRun: async (id, environment) => {
      const view = state.views.find(
        (candidate) =>
          candidate.run.planId === id &&
          (environment === undefined || candidate.run.environment === environment),
      );
      if (view !== undefined) return view.run;
      throw new LockstepError('RUN_UNKNOWN', {
        message: 'Nothing has run yet.',
        hint: 'Start with a test sample.',
      });
    },
    run: async (id) => find(id),
    look: async () => [
      { recordClass: 'leads', sourceId: '4711', destinationId: '17', state: 'moved' },
      { recordClass: 'leads', sourceId: '<!channel>', destinationId: null, state: 'quarantined' },
    ],
    quarantine: async () => state.quarantine,
    quarantineCsv: async function* (_planId, _environment, asker) {
      allow('quarantine-export', asker);
      yield* rows(['class,source id,field,reason,detail', 'leads,4711,phone,phone-invalid,too short']);
    },
    evidenceCsv: () => rows(['class,finding,expected,found', 'leads,digits-changed,=1+1,+17#']),
  };
};

/** The newest run ends with this verdict, and all that follows is announced. */
export const endRun = (
  desk: MemoryDesk,
  store: Pick<MemoryStore, 'announce'>,
  verdict: Parameters<typeof anEndedView>[0],
): void => {
  const [newest] = desk.state.views;
  if (newest === undefined) throw new Error('no run to end');
  const ended = anEndedView(verdict);
  desk.change({
    ...ended,
    plan: newest.plan,
    run: { ...ended.run, id: newest.run.id, number: newest.run.number, requestedBy: newest.run.requestedBy },
  });
  for (const view of ['run-verdict', 'run-evidence', 'tell-requester'] as const) {
    store.announce({ view, runId: newest.run.id });
  }
};
