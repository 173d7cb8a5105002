import { Worker } from 'node:worker_threads';
import { buildIndex } from './build-index.ts';

/** Fewer are indexed in less time than a thread takes to start. */
const THREAD_RECORDS = 10_000;

const inThread = (path: string): Promise<number> =>
  new Promise((resolve, reject) => {
    const thread = new Worker(new URL('./index-stage-thread.ts', import.meta.url), { workerData: path });
    thread.once('message', (duplicateIds: unknown) => resolve(Number(duplicateIds)));
    thread.once('error', reject);
    thread.once('exit', (code) => reject(new Error(`the thread that indexes a stage ended with ${code}`)));
  });

/**
 * Indexes the rows of a stage. Many of them in a thread of its own: sorting millions of ids takes seconds in one go, and
 * this process answers Slack and keeps its leases meanwhile.
 *
 * @returns how many rows got another id, because theirs was used before
 */
export const indexStage = (path: string, records: number): Promise<number> =>
  records < THREAD_RECORDS ? buildIndex(path) : inThread(path);
