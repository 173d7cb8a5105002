import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ChunkId, RunId } from '#domain/ids.ts';
import { isOpen, type Run } from '#domain/run.ts';
import type { PlanContent } from '#domain/plan/plan-content.ts';
import { migrateSchema } from '#db/migrate-schema.ts';
import { openStore, type OpenStore } from '#db/open-store.ts';
import { createDesk } from '#engine/create-desk.ts';
import { createWorker } from '#engine/create-worker.ts';
import type { CrashPoint } from '#engine/crash-points.ts';
import type { Asker, Desk } from '#engine/desk.ts';
import type { Log, Systems } from '#engine/ports.ts';
import { openQueue } from '#jobs/open-queue.ts';
import { startRelay } from '#jobs/start-relay.ts';
import { startSweeper } from '#jobs/start-sweeper.ts';
import { startWorker } from '#jobs/start-worker.ts';
import { openSystems } from '#launch/open-systems.ts';
import { createDatabase } from './database.ts';

export const quietLog: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

export type BenchQueue = 'postgres' | { readonly redisUrl: string };

/** The person at the command line, who is asked nothing. */
export const operator: Asker = { userId: 'test', via: 'cli', groups: new Set() };

/** The engine with a real database and real systems, over a real queue or with chunks worked off one after the other. */
export interface EngineBench {
  readonly desk: Desk;
  readonly open: OpenStore;
  readonly workFolder: string;
  /** Works on one chunk, as a worker that was rung for it. */
  work(chunkId: ChunkId): Promise<void>;
  /** Sees a run to its end, or, without a queue, until nothing is left to do. */
  drain(runId: RunId): Promise<Run>;
  close(): Promise<void>;
}

export const openEngineBench = async (settings: {
  /** The plans there are; asked again at every question, so a test can change them. */
  readonly plans: () => readonly PlanContent[];
  /** Environment variables that the plans name. */
  readonly secrets: Readonly<Record<string, string>>;
  readonly reach?: (point: CrashPoint) => void;
  readonly systems?: (systems: Systems) => Systems;
  /** Absent: no queue. */
  readonly queue?: BenchQueue;
}): Promise<EngineBench> => {
  const database = await createDatabase();
  await migrateSchema(database.url);
  const open = await openStore({ url: database.url, log: quietLog });
  const workFolder = await mkdtemp(join(tmpdir(), 'lockstep-bench-'));
  const real = openSystems({ secret: (name) => settings.secrets[name] ?? null, workFolder, log: quietLog });
  const systems = settings.systems?.(real) ?? real;
  const clock = { now: () => new Date() };
  const plans = { read: async () => ({ contents: settings.plans(), faults: [] }) };
  const worker = createWorker({
    store: open.store,
    systems,
    clock,
    log: quietLog,
    reach: settings.reach ?? (() => {}),
    owner: 'bench',
    workFolder,
    leaseMs: 20_000,
  });
  const queue = settings.queue
    ? await startQueue(settings.queue, { open, databaseUrl: database.url, work: worker.work })
    : null;
  return {
    desk: createDesk({ store: open.store, plans, clock }),
    open,
    workFolder,
    work: (chunkId) => worker.work(chunkId, new AbortController().signal),
    drain: (id) => (queue ? waitForEnd(open, id) : workOff(open, id, worker.work)),
    close: async () => {
      await queue?.stop();
      await worker.close();
      await open.close();
      await database.drop();
      await rm(workFolder, { recursive: true, force: true });
    },
  };
};

type Work = (chunkId: ChunkId, signal: AbortSignal) => Promise<void>;

const startQueue = async (
  backend: BenchQueue,
  parts: { open: OpenStore; databaseUrl: string; work: Work },
): Promise<{ stop: () => Promise<void> }> => {
  const { open, databaseUrl, work } = parts;
  const queue = await openQueue({
    backend:
      backend === 'postgres'
        ? { kind: 'postgres', url: databaseUrl }
        : { kind: 'redis', url: backend.redisUrl },
    log: quietLog,
  });
  const worker = await startWorker({ queue, work, log: quietLog, concurrency: 2 });
  const relay = startRelay({
    outbox: open.outbox,
    queue,
    log: quietLog,
    reach: () => {},
    onDue: (kind, wake) => open.onDue(kind, wake),
  });
  const sweeper = startSweeper({ work: open.work, queue, log: quietLog });
  return {
    stop: async () => {
      await relay.stop();
      await sweeper.stop();
      await worker.stop(1_000);
      await queue.close();
    },
  };
};

const waitForEnd = async (open: OpenStore, id: RunId): Promise<Run> => {
  for (;;) {
    const run = await open.store.runs.get(id);
    if (!isOpen(run.status) || run.status === 'paused') return run;
    await sleep(50);
  }
};

const workOff = async (open: OpenStore, id: RunId, work: Work): Promise<Run> => {
  const never = new AbortController().signal;
  for (;;) {
    const run = await open.store.runs.get(id);
    if (!isOpen(run.status)) return run;
    const due = await open.outbox.take('job', 10, 60_000);
    if (due.length === 0) return run;
    for (const item of due) {
      await open.outbox.delivered(item);
      await work(item.chunkId, never);
    }
  }
};
