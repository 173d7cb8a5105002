import type { Job } from 'bullmq';
import { z } from 'zod';
import { chunkId, type ChunkId } from '#domain/ids.ts';
import type { LockstepError } from '#domain/errors.ts';
import type { Log } from '#engine/ports.ts';
import { errorListener } from './error-listener.ts';
import type { QueueBackend, QueueTimings, QueueWorker } from './job-queue.ts';
import { createConsumer, type Consumer, type JobData } from './queue-connection.ts';
import { openingError, queueUnreachable, reasonOf } from './queue-errors.ts';
import { within } from './within.ts';

const dataShape = z.object({ chunkId: z.string().transform(chunkId), generation: z.int() });

/**
 * A job lost by a worker's death is given to another as often as it takes: what a chunk has gone through is counted in
 * our own database, not here.
 */
const STALLED_MAX = 1_000;
/** After the signal, time for a handler to put its things down. */
const ABORTED_MS = 2_000;

export interface Consuming {
  readonly backend: QueueBackend;
  readonly log: Log;
  readonly timings: QueueTimings;
  readonly handler: (chunkId: ChunkId, signal: AbortSignal) => Promise<void>;
  readonly concurrency: number;
}

interface UnderWay {
  readonly jobId: string | undefined;
  readonly controller: AbortController;
  readonly ended: Promise<void>;
}

/**
 * Works on one job and always completes it. BullMQ hears of no error: it would store its text, and on PostgreSQL a text
 * with a NUL cannot be stored, so that the job would run again and again.
 */
const workOn = async ({ handler, log }: Consuming, job: Job<JobData>, signal: AbortSignal): Promise<void> => {
  const data = dataShape.safeParse(job.data);
  if (!data.success) {
    log.error({ jobId: job.id }, 'job queue: a job without a chunk was dropped');
    return;
  }
  try {
    await handler(data.data.chunkId, signal);
  } catch (error) {
    log.error(
      { chunkId: data.data.chunkId, code: reasonOf(error) },
      'a job ended with an error; its chunk waits',
    );
  }
};

const waitForAll = async (jobs: Iterable<UnderWay>, ms: number): Promise<void> => {
  const ended = Promise.all([...jobs].map((job) => job.ended)).then(() => undefined);
  await within(ms, ended, () => queueUnreachable('has jobs that did not end')).catch(() => undefined);
};

const stopConsumer = async (
  consumer: Consumer,
  underWay: ReadonlySet<UnderWay>,
  { graceMs, answerMs }: { graceMs: number; answerMs: number },
): Promise<void> => {
  const late = (): LockstepError => queueUnreachable('did not close in time');
  // No new jobs. This does not wait for those under way.
  await within(answerMs, consumer.pause(true), late).catch(() => undefined);
  await waitForAll(underWay, graceMs);
  for (const { controller } of underWay) controller.abort();
  if (underWay.size > 0) await waitForAll(underWay, ABORTED_MS);
  // A job that still runs is left behind: its lock runs out, and somebody else is given it.
  await within(answerMs, consumer.close(underWay.size > 0), late).catch(() => undefined);
};

/** Starts to take jobs. @throws QUEUE_UNREACHABLE, QUEUE_UNSUITABLE */
export const consume = async (consuming: Consuming): Promise<QueueWorker> => {
  const { backend, log, timings, concurrency } = consuming;
  const underWay = new Set<UnderWay>();
  const process = async (job: Job<JobData>): Promise<void> => {
    const controller = new AbortController();
    const ended = workOn(consuming, job, controller.signal);
    const one: UnderWay = { jobId: job.id, controller, ended };
    underWay.add(one);
    try {
      await ended;
    } finally {
      underWay.delete(one);
    }
  };
  const consumer = createConsumer(backend, process, {
    concurrency,
    lockDuration: timings.lockMs,
    stalledInterval: timings.stalledCheckMs,
    maxStalledCount: STALLED_MAX,
    removeOnComplete: { count: 0 },
    removeOnFail: { count: 0 },
    answerMs: timings.answerMs,
  });
  consumer.on('error', errorListener(log, 'job queue: trouble with the connection that takes jobs'));
  // Somebody else may have the job now. The claim decides; the signal only saves work in vain.
  consumer.on('lockRenewalFailed', (ids: string[]) => {
    for (const job of underWay)
      if (job.jobId !== undefined && ids.includes(job.jobId)) job.controller.abort();
    log.warn({ jobs: ids.length }, 'job queue: lost the hold on jobs; they are put down');
  });
  consumer.on('stalled', (id: string) =>
    log.warn({ jobId: id }, 'job queue: a worker is gone; its job is given on'),
  );
  try {
    const late = (): LockstepError => queueUnreachable('did not answer in time while a worker was started');
    await within(2 * timings.answerMs, consumer.waitUntilReady(), late);
  } catch (error) {
    consumer.close(true).catch(() => undefined);
    throw openingError(error);
  }
  let stopping: Promise<void> | undefined;
  return {
    stop: (graceMs) =>
      (stopping ??= stopConsumer(consumer, underWay, { graceMs, answerMs: timings.answerMs })),
  };
};
