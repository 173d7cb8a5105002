import { migrateSchema } from '#db/migrate-schema.ts';
import { openStore, type OpenStore } from '#db/open-store.ts';
import { isOpen, type Run } from '#domain/run.ts';
import { createDesk } from '#engine/create-desk.ts';
import { createWorker } from '#engine/create-worker.ts';
import { readPlan } from '#engine/plan/read-plan.ts';
import { stepsOf, type Step } from '#engine/run/steps.ts';
import { openSystems } from '#launch/open-systems.ts';
import { CONTACTS, DESTINATION_VARIABLE } from './bench-data.ts';
import { quiet, type BenchSetup, type Measured } from './bench-setup.ts';

/** Chunks at a time in one process: what `npm start` does unless told otherwise. */
const CONCURRENCY = 2;
const clock = { now: () => new Date() };

/** The stretches of a run, each worked off by a process of its own. */
type Stretch = 'choose' | 'load' | 'parity' | 'fidelity';

/** Which steps belong to a stretch. The accounts are loaded on the level before the contacts. */
const isIn = (stretch: Stretch, step: Step, levels: readonly (readonly string[])[]): boolean => {
  const hasContacts = step.level !== undefined && (levels[step.level] ?? []).includes(CONTACTS);
  switch (stretch) {
    case 'choose':
      return (
        step.kind === 'check' ||
        step.kind === 'clear' ||
        step.kind === 'select' ||
        (step.kind === 'load' && !hasContacts)
      );
    case 'load':
      return hasContacts;
    case 'parity':
      return step.kind === 'parity';
    case 'fidelity':
      return step.kind === 'fidelity' || step.kind === 'verdict';
  }
};

/** Makes Lockstep's tables and starts a sample of everything, as a person would. */
const startRun = async (setup: BenchSetup): Promise<void> => {
  await migrateSchema(setup.ownUrl);
  const content = await readPlan(setup.plan);
  const open = await openStore({ url: setup.ownUrl, log: quiet });
  const plans = { read: async () => ({ contents: [content], faults: [] }) };
  const desk = createDesk({ store: open.store, plans, clock });
  const { id: planId } = await desk.plan(content.plan.name);
  const asker = { userId: 'bench', via: 'cli', groups: new Set<string>() } as const;
  await desk.startTestSample({ planId, environment: 'sandbox', percent: 100 }, asker);
  await open.close();
};

const theRun = async (open: OpenStore): Promise<Run> => {
  const plan = await open.store.plans.byName('bench');
  const run = plan && (await open.store.runs.byNumber(plan.id, 1));
  if (!run) throw new Error('the bench has not started its run');
  return run;
};

/** Takes jobs as they come due and works on some at a time, until the run has left the stretch. */
const workOff = async (
  open: OpenStore,
  stretch: Stretch,
  work: (chunk: Parameters<ReturnType<typeof createWorker>['work']>[0]) => Promise<void>,
): Promise<void> => {
  const active = new Set<Promise<void>>();
  for (;;) {
    const run = await theRun(open);
    if (run.status === 'failed' || run.status === 'paused')
      throw new Error(`the run is ${run.status}: ${run.problem?.message ?? 'no reason given'}`);
    const step = stepsOf(run.kind, run.layout)[run.stepIndex];
    if (!isOpen(run.status) || !step || !isIn(stretch, step, run.layout?.levels ?? [])) break;
    const due =
      active.size < CONCURRENCY ? await open.outbox.take('job', CONCURRENCY - active.size, 600_000) : [];
    for (const item of due) {
      // Between the look at the run and this taking, another chunk may have ended the stretch.
      if ((await open.store.chunks.get(item.chunkId)).step !== step.name) {
        await open.outbox.postponed(item, 0, 'BENCH');
        continue;
      }
      await open.outbox.delivered(item);
      const job = work(item.chunkId).finally(() => active.delete(job));
      active.add(job);
    }
    if (due.length > 0 && active.size < CONCURRENCY) continue;
    if (active.size === 0) throw new Error('the run goes on, and no chunk of it is due');
    await Promise.race(active);
  }
  await Promise.all(active);
};

/** Contacts that a stretch has brought to where it brings them. */
const contactsDone = async (open: OpenStore, stretch: Stretch): Promise<number> => {
  const run = await theRun(open);
  const ledger = (await open.store.ledger.counts(run.id)).filter(
    ({ recordClass }) => recordClass === CONTACTS,
  );
  const records = (states: readonly string[]): number =>
    ledger.filter(({ state }) => states.includes(state)).reduce((sum, count) => sum + count.records, 0);
  switch (stretch) {
    case 'choose':
      return records(['planned']);
    case 'load':
      return records(['moved']);
    case 'parity':
      return (await open.store.findings.counts(run.id)).get(CONTACTS)?.equal ?? 0;
    case 'fidelity':
      return run.verdict?.passed ? records(['moved']) : 0;
  }
};

/**
 * Works off one stretch of the run with the engine's own worker: store, ledger, connectors, claims and fences, all as in
 * production, only that jobs come straight from the outbox. The first stretch starts the run.
 */
export const measureStretch = async (setup: BenchSetup, stretch: Stretch): Promise<Measured> => {
  if (stretch === 'choose') await startRun(setup);
  const open = await openStore({ url: setup.ownUrl, log: quiet });
  const { workFolder } = setup;
  const secret = (name: string): string | null =>
    name === DESTINATION_VARIABLE ? setup.destinationUrl : null;
  const worker = createWorker({
    store: open.store,
    systems: openSystems({ secret, workFolder, log: quiet }),
    clock,
    log: quiet,
    reach: () => {},
    owner: `bench ${process.pid}`,
    workFolder,
    leaseMs: 20_000,
  });
  const never = new AbortController().signal;
  const begun = performance.now();
  await workOff(open, stretch, (chunk) => worker.work(chunk, never));
  const seconds = (performance.now() - begun) / 1_000;
  const rows = await contactsDone(open, stretch);
  await worker.close();
  await open.close();
  return { seconds, rows };
};
