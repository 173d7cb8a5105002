import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { expect } from 'vitest';
import { migrateSchema } from '#db/migrate-schema.ts';
import { openStore, type OpenStore } from '#db/open-store.ts';
import type { RunId } from '#domain/ids.ts';
import { isLockstepError } from '#domain/errors.ts';
import { isOpen, type Run } from '#domain/run.ts';
import { createDesk } from '#engine/create-desk.ts';
import type { Desk } from '#engine/desk.ts';
import { createDatabase } from '#test/support/database.ts';
import { operator, quietLog } from '#test/support/engine-bench.ts';
import { manyPeople, TINY_DESTINATION, writeTinyPlan } from '#test/support/tiny-plan.ts';
import { startWorkerProcess, type WorkerProcess } from './worker-process.ts';

/** What the destination must hold in the end, whatever happened on the way. Written down, not computed. */
const FIRMS = [
  ['1', 'Holding', '3'],
  ['2', 'Daughter', '1'],
  ['3', 'Grandmother', '1'],
  ['4', "O'Brien <!channel>", null],
];
const PERSONS = [
  ['10', 'Ann', '+17045550123', '1'],
  ['11', 'Bob 🎉', '+17045550124', '2'],
  ['15', 'Line\nbreak', null, '4'],
];

const byRef = ([left]: unknown[], [right]: unknown[]): number => (String(left) < String(right) ? -1 : 1);

/** One story of a crash: a database, a destination, a plan, and real worker processes. */
export interface CrashBench {
  readonly desk: Desk;
  readonly open: OpenStore;
  startSample(): Promise<RunId>;
  startRemoval(): Promise<RunId>;
  startWorker(crashAt?: string): WorkerProcess;
  runEnded(id: RunId): Promise<Run>;
  /** 0 lost, 0 doubled: the destination is what the oracle says. */
  expectDestination(state: 'loaded' | 'empty'): Promise<void>;
  /** Every record of the run in exactly one final state. */
  expectLedger(id: RunId): Promise<void>;
  close(): Promise<void>;
}

/** The database may be on its way down or up. */
const whileDown = (error: unknown): null => {
  if (isLockstepError(error, 'DATABASE_UNREACHABLE') || isLockstepError(error, 'DATABASE_BUSY')) return null;
  throw error;
};

const ENDED_WITHIN_MS = 75_000;

export interface CrashSettings {
  readonly redisUrl: string | null;
  /** Connection strings on a server of the test's own; else databases on the suite's. */
  readonly databases?: { readonly own: string; readonly destination: string };
  /** More people than the story needs, so that a run takes long enough for something to happen to it. */
  readonly people?: number;
}

const databasesFor = async ({
  databases,
}: CrashSettings): Promise<{ url: string; drop: () => Promise<void> }[]> =>
  databases
    ? [databases.own, databases.destination].map((url) => ({ url, drop: () => Promise.resolve() }))
    : [await createDatabase(), await createDatabase()];

export const openCrashBench = async (settings: CrashSettings): Promise<CrashBench> => {
  const { redisUrl, people = 0 } = settings;
  const [own, destination] = await databasesFor(settings);
  if (!own || !destination) throw new Error('two databases are needed');
  const folder = await mkdtemp(join(tmpdir(), 'lockstep-crash-'));
  await migrateSchema(own.url);
  const open = await openStore({ url: own.url, log: quietLog });
  // A connection for each question: the server may have been restarted since the last.
  const query = async (text: string): Promise<unknown[]> => {
    const client = new pg.Client(destination.url);
    await client.connect();
    try {
      return (await client.query({ text, rowMode: 'array' })).rows;
    } finally {
      await client.end();
    }
  };
  await query(TINY_DESTINATION);
  const content = await writeTinyPlan(folder, { people });
  const desk = createDesk({
    store: open.store,
    plans: { read: async () => ({ contents: [content], faults: [] }) },
    clock: { now: () => new Date() },
  });
  const workers: WorkerProcess[] = [];
  const request = async () => ({
    planId: (await desk.plan('tiny')).id,
    environment: 'sandbox' as const,
    percent: null,
  });
  return {
    desk,
    open,
    startSample: async () => (await desk.startTestSample(await request(), operator)).id,
    startRemoval: async () => (await desk.startRemoveSample(await request(), operator)).id,
    startWorker: (crashAt) => {
      const worker = startWorkerProcess({
        databaseUrl: own.url,
        redisUrl,
        stateFolder: join(folder, `state-${workers.length}`),
        secrets: { TINY_URL: destination.url },
        ...(crashAt === undefined ? {} : { crashAt }),
      });
      workers.push(worker);
      return worker;
    },
    runEnded: async (id) => {
      const until = performance.now() + ENDED_WITHIN_MS;
      for (;;) {
        const run = await open.store.runs.get(id).catch(whileDown);
        if (run === null) {
          await sleep(100);
          continue;
        }
        if (!isOpen(run.status)) return run;
        if (performance.now() > until) {
          throw new Error(
            `run is still ${run.status} (${run.pause?.reason ?? ''}); ${workers.at(-1)?.output() ?? ''}`,
          );
        }
        await sleep(50);
      }
    },
    expectDestination: async (state) => {
      const isLoaded = state === 'loaded';
      expect(
        await query(
          'select f.ref, f.name, p.ref from crm.firms f left join crm.firms p on p.id = f.parent_id order by 1',
        ),
      ).toEqual(isLoaded ? FIRMS : []);
      expect(
        await query(
          'select p.ref, p.name, p.phone, f.ref from crm.persons p join crm.firms f on f.id = p.firm_id order by 1',
        ),
      ).toEqual(
        isLoaded
          ? [
              ...PERSONS,
              ...manyPeople(people).map((id) => [id, `Person ${id}`, '+17045550100', '4']),
            ].toSorted(byRef)
          : [],
      );
    },
    expectLedger: async (id) => {
      const counts = await open.store.ledger.counts(id);
      const byState = counts.map(({ recordClass, state, records }) => `${recordClass} ${state} ${records}`);
      expect(byState.toSorted()).toEqual([
        'companies moved 4',
        `people moved ${3 + people}`,
        'people quarantined 3',
      ]);
    },
    close: async () => {
      for (const worker of workers) await worker.stop();
      await open.close();
      await own.drop();
      await destination.drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
};
