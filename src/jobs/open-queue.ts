import type { LockstepError } from '#domain/errors.ts';
import type { Log } from '#engine/ports.ts';
import { checkRedis } from './check-redis.ts';
import { consume } from './consume.ts';
import { errorListener } from './error-listener.ts';
import {
  DEFAULT_TIMINGS,
  type JobQueue,
  type QueueBackend,
  type QueueTimings,
  type QueueWorker,
  type Ring,
} from './job-queue.ts';
import { createProducer, type Producer } from './queue-connection.ts';
import { openingError, queueUnreachable, reasonOf } from './queue-errors.ts';
import { within } from './within.ts';

/**
 * A letter first and dots between, as BullMQ wants it. While a job with this id waits or runs, adding it again is nothing;
 * finished jobs are removed at once, so that the same ring can come again.
 */
const jobId = ({ chunkId, generation }: Ring, again: number | undefined): string =>
  `chunk.${chunkId}.${generation}${again === undefined ? '' : `.again${again}`}`;

const openProducer = async (backend: QueueBackend, timings: QueueTimings, log: Log): Promise<Producer> => {
  const producer = createProducer(backend, timings.answerMs, {
    streams: { events: { maxLen: 1_000 } },
    defaultJobOptions: { attempts: 1, removeOnComplete: true, removeOnFail: true },
  });
  producer.on('error', errorListener(log, 'job queue: trouble with the connection that adds jobs'));
  try {
    const late = (): LockstepError => queueUnreachable('did not answer in time while it was opened');
    await within(2 * timings.answerMs, producer.waitUntilReady(), late);
    return producer;
  } catch (error) {
    producer.close().catch(() => undefined);
    throw openingError(error);
  }
};

/**
 * Opens the job queue on Redis or on PostgreSQL. Its server must be there: BullMQ remembers a failed start for ever, so
 * whoever fails here starts again from the beginning.
 * @throws QUEUE_UNREACHABLE, QUEUE_UNSUITABLE within a few seconds
 */
export const openQueue = async (settings: {
  readonly backend: QueueBackend;
  readonly log: Log;
  readonly timings?: Partial<QueueTimings>;
}): Promise<JobQueue> => {
  const { backend, log } = settings;
  const timings = { ...DEFAULT_TIMINGS, ...settings.timings };
  if (backend.kind === 'redis') await checkRedis(backend.url, { log, answerMs: timings.answerMs });
  const producer = await openProducer(backend, timings, log);
  const workers = new Set<QueueWorker>();
  const asked = new Set<Promise<unknown>>();
  let closed = false;

  /** BullMQ on PostgreSQL never answers once it is closed, nor while its server is frozen: nobody waits for that. */
  const ask = async <T>(what: string, question: () => Promise<T>): Promise<T> => {
    if (closed) throw queueUnreachable('is closed');
    const answer = within(timings.answerMs, question(), () => queueUnreachable(`did not ${what} in time`));
    asked.add(answer);
    try {
      return await answer;
    } catch (error) {
      throw openingError(error);
    } finally {
      asked.delete(answer);
    }
  };
  return {
    add: (ring, { delayMs = 0, again } = {}) =>
      ask('take a job', async () => {
        const { chunkId, generation } = ring;
        await producer.add(
          'chunk',
          { chunkId, generation },
          { jobId: jobId(ring, again), ...(delayMs > 0 ? { delay: delayMs } : {}) },
        );
      }),
    work: async (handler, { concurrency }) => {
      if (closed) throw queueUnreachable('is closed');
      const worker = await consume({ backend, log, timings, handler, concurrency });
      const listed: QueueWorker = {
        stop: async (graceMs) => {
          workers.delete(listed);
          await worker.stop(graceMs);
        },
      };
      workers.add(listed);
      return listed;
    },
    health: () =>
      ask('say how it is', async () => {
        const counts = await producer.getJobCounts('waiting', 'active', 'delayed');
        return {
          waiting: counts['waiting'] ?? 0,
          active: counts['active'] ?? 0,
          delayed: counts['delayed'] ?? 0,
        };
      }),
    close: async () => {
      if (closed) return;
      closed = true;
      await Promise.all([...workers].map((worker) => worker.stop(0)));
      // Each of them ends in time; after the close, none would ever.
      await Promise.allSettled(asked);
      const late = (): LockstepError => queueUnreachable('did not close in time');
      await within(timings.answerMs, producer.close(), late).catch((error: unknown) =>
        log.warn({ reason: reasonOf(error) }, 'job queue: not closed in good order'),
      );
    },
  };
};
