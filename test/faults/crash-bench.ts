import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { expect } from 'vitest';
import { migrateSchema } from '#db/migrate-schema.ts';
import { openStore, type OpenStore } from '#db/open-store.ts';
import type { RunId } from '#domain/ids.ts';
import { isOpen, type Run } from '#domain/run.ts';
import { createDesk } from '#engine/create-desk.ts';
import type { Desk } from '#engine/desk.ts';
import { createDatabase } from '#test/support/database.ts';
import { operator, quietLog } from '#test/support/engine-bench.ts';
import { TINY_DESTINATION, writeTinyPlan } from '#test/support/tiny-plan.ts';
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

const ENDED_WITHIN_MS = 45_000;

export const openCrashBench = async (redisUrl: string | null): Promise<CrashBench> => {
  const [own, destination] = [await createDatabase(), await createDatabase()];
  const folder = await mkdtemp(join(tmpdir(), 'lockstep-crash-'));
  await migrateSchema(own.url);
  const open = await openStore({ url: own.url, log: quietLog });
  const client = new pg.Client(destination.url);
  await client.connect();
  await client.query(TINY_DESTINATION);
  const content = await writeTinyPlan(folder);
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
  const rows = async (text: string): Promise<unknown[]> =>
    (await client.query({ text, rowMode: 'array' })).rows;
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
        const run = await open.store.runs.get(id);
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
        await rows(
          'select f.ref, f.name, p.ref from crm.firms f left join crm.firms p on p.id = f.parent_id order by 1',
        ),
      ).toEqual(isLoaded ? FIRMS : []);
      expect(
        await rows(
          'select p.ref, p.name, p.phone, f.ref from crm.persons p join crm.firms f on f.id = p.firm_id order by 1',
        ),
      ).toEqual(isLoaded ? PERSONS : []);
    },
    expectLedger: async (id) => {
      const counts = await open.store.ledger.counts(id);
      const byState = counts.map(({ recordClass, state, records }) => `${recordClass} ${state} ${records}`);
      expect(byState.toSorted()).toEqual(['companies moved 4', 'people moved 3', 'people quarantined 3']);
    },
    close: async () => {
      for (const worker of workers) await worker.stop();
      await client.end();
      await open.close();
      await own.drop();
      await destination.drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
};
