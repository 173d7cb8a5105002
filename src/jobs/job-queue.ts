import type { ChunkId } from '#domain/ids.ts';

/** One ring of the doorbell: this chunk, as it was at this generation. */
export interface Ring {
  readonly chunkId: ChunkId;
  readonly generation: number;
}

interface QueueHealth {
  readonly waiting: number;
  readonly active: number;
  readonly delayed: number;
}

/**
 * The doorbell. A job says 'look at this chunk' and no more: whether there is something to do, and who does it, is decided
 * by a claim in our own database. So a job lost is a delay, and a job that comes twice is nothing.
 */
export interface JobQueue {
  /**
   * The same ring is one job for as long as that job waits or runs.
   * @param options.again rings although such a job seems to be there; another number is another job
   * @throws QUEUE_UNREACHABLE within a few seconds. The job may have been added all the same
   */
  add(ring: Ring, options?: { readonly delayMs?: number; readonly again?: number }): Promise<void>;
  /**
   * Hands jobs to `handler`, so many at once. The signal is aborted when the job may have been given to somebody else, and
   * when the time to stop has run out. A handler may be called twice for one job, even at the same time.
   * @throws QUEUE_UNREACHABLE
   */
  work(
    handler: (chunkId: ChunkId, signal: AbortSignal) => Promise<void>,
    options: { readonly concurrency: number },
  ): Promise<QueueWorker>;
  /** @throws QUEUE_UNREACHABLE */
  health(): Promise<QueueHealth>;
  close(): Promise<void>;
}

export interface QueueWorker {
  /** Takes no more jobs, waits so long for those under way, then aborts them. */
  stop(graceMs: number): Promise<void>;
}

export type QueueBackend =
  | { readonly kind: 'redis'; readonly url: string }
  | { readonly kind: 'postgres'; readonly url: string };

/** How soon a dead worker is noticed. Tests shorten these. */
export interface QueueTimings {
  /** A worker that gives no sign of life for so long has lost its job. */
  readonly lockMs: number;
  /** How often lost jobs are looked for. */
  readonly stalledCheckMs: number;
  /** How long any one answer of the queue's server may take. */
  readonly answerMs: number;
}

export const DEFAULT_TIMINGS: QueueTimings = { lockMs: 30_000, stalledCheckMs: 15_000, answerMs: 5_000 };
