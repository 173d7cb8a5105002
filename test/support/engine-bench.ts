import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunId } from '#domain/ids.ts';
import { isOpen, type Run } from '#domain/run.ts';
import type { PlanContent } from '#domain/plan/plan-content.ts';
import { migrateSchema } from '#db/migrate-schema.ts';
import { openStore, type OpenStore } from '#db/open-store.ts';
import { createDesk } from '#engine/create-desk.ts';
import { createWorker } from '#engine/create-worker.ts';
import type { CrashPoint } from '#engine/crash-points.ts';
import type { Asker, Desk } from '#engine/desk.ts';
import type { Log, Systems } from '#engine/ports.ts';
import { openSystems } from '#launch/open-systems.ts';
import { createDatabase } from './database.ts';

export const quietLog: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** The person at the command line, who is asked nothing. */
export const operator: Asker = { userId: 'test', via: 'cli', groups: new Set() };

/** The engine with a real database and real systems, and no queue: chunks are worked off one after the other. */
export interface EngineBench {
  readonly desk: Desk;
  readonly open: OpenStore;
  readonly workFolder: string;
  /** Works off everything that is due, until the run is not open any more or nothing is left to do. */
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
  const never = new AbortController().signal;
  return {
    desk: createDesk({ store: open.store, plans, clock }),
    open,
    workFolder,
    drain: async (runId) => {
      for (;;) {
        const run = await open.store.runs.get(runId);
        if (!isOpen(run.status)) return run;
        const due = await open.outbox.take('job', 10, 60_000);
        if (due.length === 0) return run;
        for (const item of due) {
          await open.outbox.delivered(item);
          await worker.work(item.chunkId, never);
        }
      }
    },
    close: async () => {
      await worker.close();
      await open.close();
      await database.drop();
      await rm(workFolder, { recursive: true, force: true });
    },
  };
};
