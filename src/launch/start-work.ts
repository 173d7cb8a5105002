import { hostname } from 'node:os';
import type { Config } from '#config.ts';
import type { OpenStore } from '#db/open-store.ts';
import { createWorker } from '#engine/create-worker.ts';
import type { Clock, Log, Reach, Systems } from '#engine/ports.ts';
import { openQueue } from '#jobs/open-queue.ts';
import { startRelay } from '#jobs/start-relay.ts';
import { startSweeper } from '#jobs/start-sweeper.ts';
import { startWorker } from '#jobs/start-worker.ts';
import type { Closers } from './closers.ts';

/** Time for a chunk under way to reach its next checkpoint when the process is told to stop. */
const GRACE_MS = 10_000;

export interface WorkSettings {
  readonly config: Config;
  readonly databaseUrl: string;
  readonly opened: OpenStore;
  readonly systems: Systems;
  readonly clock: Clock;
  readonly log: Log;
  readonly reach: Reach;
  readonly workFolder: string;
  /** Take jobs too, or only ring for them. */
  readonly withWorker: boolean;
}

/** Queue, relay and sweeper, and a worker where this process is to be one. What is opened is added to `closers`. */
export const startWork = async (settings: WorkSettings, closers: Closers): Promise<void> => {
  const { config, databaseUrl, opened, clock, log, reach } = settings;
  const queue = await openQueue({
    backend:
      config.redisUrl === null
        ? { kind: 'postgres', url: databaseUrl }
        : { kind: 'redis', url: config.redisUrl },
    log,
  });
  closers.add('queue', () => queue.close());
  if (settings.withWorker) {
    const worker = createWorker({
      store: opened.store,
      systems: settings.systems,
      clock,
      log,
      reach,
      owner: `${hostname()} ${process.pid}`,
      workFolder: settings.workFolder,
      leaseMs: config.leaseMs,
    });
    closers.add('systems', () => worker.close());
    const running = await startWorker({ queue, work: worker.work, log, concurrency: config.workers });
    closers.add('worker', () => running.stop(GRACE_MS));
  }
  const sweeper = startSweeper({
    work: opened.work,
    queue,
    log,
    intervalMs: config.leaseMs / 4,
    ghostAfterMs: config.leaseMs,
    tidy: () => opened.tidy(),
  });
  closers.add('sweeper', () => sweeper.stop());
  const relay = startRelay({
    outbox: opened.outbox,
    queue,
    log,
    reach,
    onDue: (kind, wake) => opened.onDue(kind, wake),
  });
  closers.add('relay', () => relay.stop());
};
