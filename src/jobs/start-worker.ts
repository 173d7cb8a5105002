import type { ErrorKind } from '#domain/error-codes.ts';
import { kindOf } from '#domain/errors.ts';
import type { ChunkId } from '#domain/ids.ts';
import type { Log } from '#engine/ports.ts';
import type { JobQueue, QueueWorker } from './job-queue.ts';
import { placeOf, reasonOf } from './queue-errors.ts';

/** How loud an error is that the engine let through. What happens to the chunk, the engine has decided already. */
const LEVELS: Readonly<Record<ErrorKind, 'debug' | 'info' | 'warn' | 'error'>> = {
  input: 'info',
  refused: 'info',
  record: 'debug',
  transient: 'warn',
  external: 'error',
  bug: 'error',
};

/**
 * Lets the engine work on chunks. A job is done when the engine returns, however that went: back-off and retries are the
 * chunk's own (released, then rung by outbox or sweeper), so a job never fails in the queue.
 * @throws QUEUE_UNREACHABLE, QUEUE_UNSUITABLE
 */
export const startWorker = (settings: {
  readonly queue: Pick<JobQueue, 'work'>;
  readonly work: (chunkId: ChunkId, signal: AbortSignal) => Promise<void>;
  readonly log: Log;
  /** Chunks at a time in this process. */
  readonly concurrency: number;
}): Promise<QueueWorker> => {
  const { queue, work, log, concurrency } = settings;
  const handler = async (chunkId: ChunkId, signal: AbortSignal): Promise<void> => {
    try {
      await work(chunkId, signal);
    } catch (error) {
      const kind = kindOf(error);
      const facts = { chunkId, code: reasonOf(error), ...(kind === 'bug' ? { place: placeOf(error) } : {}) };
      log[LEVELS[kind]](facts, 'work on a chunk was broken off; it is rung again');
    }
  };
  return queue.work(handler, { concurrency });
};
