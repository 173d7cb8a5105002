/** A worker in a process of its own, so that a test can kill it or freeze it. It tells its parent what it does. */
import { setTimeout as wait } from 'node:timers/promises';
import type { QueueBackend, QueueTimings } from '#jobs/job-queue.ts';
import { openQueue } from '#jobs/open-queue.ts';
import { startWorker } from '#jobs/start-worker.ts';

export interface WorkerOrder {
  readonly backend: QueueBackend;
  readonly timings: QueueTimings;
  /** How long each job takes. */
  readonly workMs: number;
}
export interface WorkerNews {
  readonly what: 'ready' | 'begun' | 'ended';
  readonly chunkId?: string;
  readonly aborted?: boolean;
}

const tell = (news: WorkerNews): void => {
  process.send?.(news);
};
const quiet = (): void => undefined;
const log = { debug: quiet, info: quiet, warn: quiet, error: quiet };

// The parent is the test that wrote the order.
const order = JSON.parse(process.argv[2] ?? '') as WorkerOrder;
const queue = await openQueue({ backend: order.backend, log, timings: order.timings });
await startWorker({
  queue,
  log,
  concurrency: 1,
  work: async (chunkId, signal) => {
    tell({ what: 'begun', chunkId });
    await wait(order.workMs, undefined, { signal }).catch(quiet);
    tell({ what: 'ended', chunkId, aborted: signal.aborted });
  },
});
tell({ what: 'ready' });
