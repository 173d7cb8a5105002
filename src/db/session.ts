import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres';
import type pg from 'pg';
import { translateError } from './translate-error.ts';

/** Where a repository's statements go: the pool, where each stands alone, or one transaction. */
export interface Session {
  readonly db: NodePgDatabase;
  /** Several statements that hold together. Inside a transaction they simply belong to it. */
  readonly atomically: <T>(work: (session: Session) => Promise<T>) => Promise<T>;
  /**
   * Does this last, right before the commit; outside a transaction, at once. What every transaction writes to (audit
   * head, outbox) is locked late and in one order (`rank`, then `key`), so that none waits long or in a circle.
   */
  readonly finally: (job: LastJob) => Promise<void>;
}

interface LastJob {
  readonly rank: 'outbox' | 'audit';
  readonly key: string;
  readonly write: (session: Session) => Promise<void>;
}

/** Hooks for fault tests: what they throw takes the place of the server's answer. */
export interface StoreFaults {
  beforeCommit?(): Promise<void> | void;
  /** The commit has happened, its answer is lost. */
  afterCommit?(): Promise<void> | void;
}

const RANKS: readonly LastJob['rank'][] = ['outbox', 'audit'];

const byRankThenKey = (a: LastJob, b: LastJob): number =>
  RANKS.indexOf(a.rank) - RANKS.indexOf(b.rank) ||
  // Entries of the audit log keep the order in which they were made.
  (a.rank === 'audit' ? 0 : a.key < b.key ? -1 : Number(a.key > b.key));

const transactionSession = (client: pg.PoolClient): { session: Session; lastJobs: LastJob[] } => {
  const lastJobs: LastJob[] = [];
  const session: Session = {
    db: drizzle(client, { casing: 'snake_case' }),
    atomically: (work) => work(session),
    finally: (job) => {
      lastJobs.push(job);
      return Promise.resolve();
    },
  };
  return { session, lastJobs };
};

/** Does this error leave the connection in a state nobody knows: cut, or still busy with a statement we gave up on? */
const lossIn = (error: unknown): Error | undefined => {
  const { code, details } = translateError(error);
  const silent = code === 'DATABASE_BUSY' && details['sqlstate'] === undefined;
  return code === 'DATABASE_UNREACHABLE' || silent ? new Error(code) : undefined;
};

/**
 * One transaction on a connection of its own. A connection whose state is unknown is closed, not used again.
 * What `work` throws comes out as it is; what the transaction itself fails with, as a LockstepError.
 */
export const inTransaction = async <T>(
  pool: pg.Pool,
  work: (session: Session) => Promise<T>,
  faults: StoreFaults = {},
): Promise<T> => {
  const client = await pool.connect().catch((error: unknown) => {
    throw translateError(error);
  });
  let working = false;
  let lost: Error | undefined;
  const onError = (error: Error): void => {
    lost = error;
  };
  client.on('error', onError);
  try {
    await client.query('begin');
    const { session, lastJobs } = transactionSession(client);
    working = true;
    const result = await work(session);
    working = false;
    for (const job of lastJobs.toSorted(byRankThenKey)) await job.write(session);
    await faults.beforeCommit?.();
    await client.query('commit');
    await faults.afterCommit?.();
    return result;
  } catch (error) {
    lost ??= lossIn(error);
    // Closing the connection rolls back as well, and does not wait for a server that is silent.
    if (!lost) {
      await client.query('rollback').catch((failure: unknown) => {
        lost = translateError(failure);
      });
    }
    throw working ? error : translateError(error);
  } finally {
    client.off('error', onError);
    client.release(lost);
  }
};

export const poolSession = (pool: pg.Pool, faults: StoreFaults = {}): Session => {
  const atomically: Session['atomically'] = (work) => inTransaction(pool, work, faults);
  return {
    db: drizzle(pool, { casing: 'snake_case' }),
    atomically,
    finally: (job) => atomically((session) => job.write(session)),
  };
};
