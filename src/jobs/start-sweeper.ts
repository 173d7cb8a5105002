import type { UnfinishedWork } from '#engine/delivery-ports.ts';
import type { Log } from '#engine/ports.ts';
import type { JobQueue } from './job-queue.ts';
import { repeat, type Repeating } from './repeat.ts';

export interface SweeperSettings {
  readonly work: UnfinishedWork;
  readonly queue: Pick<JobQueue, 'add'>;
  readonly log: Log;
  readonly intervalMs?: number;
  /** A chunk that is still undone after so long is rung as a new job, should its old one be a ghost. */
  readonly ghostAfterMs?: number;
  /** Removes old rows of the database; called every so often. */
  readonly tidy?: () => Promise<void>;
  readonly tidyEveryMs?: number;
}

/** Chunks rung in one turn. The oldest come first, so those left out have their turn. */
const CHUNKS_AT_ONCE = 200;

/**
 * Rings again for work that nobody does: a job lost with its queue, a worker that died, a ring that came while the job before
 * it was ending. A ring for a chunk whose job is there already is nothing, so this is safe to do at any time.
 */
export const startSweeper = (settings: SweeperSettings): Repeating => {
  const { work, queue, log, intervalMs = 5_000, ghostAfterMs = 60_000, tidyEveryMs = 300_000 } = settings;
  let seen = new Map<string, number>();
  let tidied = performance.now();

  const ring = async (): Promise<void> => {
    const now = performance.now();
    const chunks = await work.chunks(CHUNKS_AT_ONCE);
    const stillSeen = new Map<string, number>();
    await Promise.all(
      chunks.map((chunk) => {
        const key = `${chunk.chunkId}.${chunk.generation}`;
        const since = seen.get(key) ?? now;
        stillSeen.set(key, since);
        const again = Math.floor((now - since) / ghostAfterMs);
        return queue.add(chunk, again > 0 ? { again } : {});
      }),
    );
    seen = stillSeen;
    if (chunks.length > 0) log.debug({ chunks: chunks.length }, 'sweeper: rang for unfinished chunks');
  };
  return repeat({
    name: 'sweeper',
    intervalMs,
    log,
    turn: async () => {
      await ring();
      if (settings.tidy && performance.now() - tidied >= tidyEveryMs) {
        tidied = performance.now();
        await settings.tidy();
      }
      return false;
    },
  });
};
