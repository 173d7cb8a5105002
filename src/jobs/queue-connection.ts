import {
  createPostgresBackend,
  Queue,
  Worker,
  type Job,
  type QueueOptions,
  type WorkerOptions,
} from 'bullmq';
import type { QueueBackend } from './job-queue.ts';

/** Name of the one queue, and of its jobs. */
const QUEUE_NAME = 'lockstep-chunks';
/** Schema that BullMQ keeps its tables in, beside ours. */
const QUEUE_SCHEMA = 'lockstep_queue';

/** What a job carries. Ids only. */
export interface JobData {
  readonly chunkId: string;
  readonly generation: number;
}

type Settings<Options> = Omit<Options, 'connection'>;
type Processor = (job: Job<JobData>) => Promise<void>;

const redis = (url: string, answerMs: number) => ({
  // Now or not at all: a job parked in this process would be lost with it, while the outbox keeps it.
  producer: { url, connectTimeout: answerMs, enableOfflineQueue: false, maxRetriesPerRequest: 1 },
  // BullMQ waits in blocking commands, and goes on when Redis is back.
  worker: { url, connectTimeout: answerMs, maxRetriesPerRequest: null },
});

const postgres = (url: string, answerMs: number, connectionsMax: number) => ({
  connectionString: url,
  schema: QUEUE_SCHEMA,
  // Several starters at once wait for each other in there.
  migrate: true,
  application_name: 'lockstep-queue',
  max: connectionsMax,
  connectionTimeoutMillis: answerMs,
  statement_timeout: 30_000,
  query_timeout: 35_000,
  lock_timeout: 10_000,
  idle_in_transaction_session_timeout: 30_000,
  keepAlive: true,
  options: '-c synchronous_commit=on',
});

/** BullMQ's end for adding jobs. It connects at once; `waitUntilReady` tells how that went. */
export const createProducer = (
  { kind, url }: QueueBackend,
  answerMs: number,
  settings: Settings<QueueOptions>,
) =>
  kind === 'redis'
    ? new Queue<JobData, void>(QUEUE_NAME, { ...settings, connection: redis(url, answerMs).producer })
    : new Queue(QUEUE_NAME, { ...settings, connection: postgres(url, answerMs, 4) }, createPostgresBackend);
export type Producer = ReturnType<typeof createProducer>;

/** BullMQ's end for working on jobs. It begins as soon as it is connected. */
export const createConsumer = (
  { kind, url }: QueueBackend,
  processor: Processor,
  settings: Settings<WorkerOptions> & { readonly answerMs: number },
) => {
  const { answerMs, ...options } = settings;
  return kind === 'redis'
    ? new Worker<JobData, void>(QUEUE_NAME, processor, {
        ...options,
        connection: redis(url, answerMs).worker,
      })
    : new Worker(
        QUEUE_NAME,
        processor,
        { ...options, connection: postgres(url, answerMs, 6) },
        createPostgresBackend,
      );
};
export type Consumer = ReturnType<typeof createConsumer>;
