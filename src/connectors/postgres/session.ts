import { setTimeout } from 'node:timers/promises';
import pg from 'pg';
import type { Log } from '#engine/ports.ts';
import { LockstepError } from '#domain/errors.ts';
import { CallerError } from './call-before-commit.ts';
import { isAnswer } from './translate-error.ts';

/** How long anything may take, in milliseconds. Every wait of this connector ends by one of these. */
export interface Timeouts {
  /** Getting a connection, from the pool or from the server. */
  readonly connectMs: number;
  /** One statement on the server. Streams of records are watched by `stallMs` instead: they may rightly last hours. */
  readonly statementMs: number;
  readonly lockMs: number;
  /** We stand inside a transaction and ask nothing. */
  readonly idleInTransactionMs: number;
  /** A stream of records is awaited and nothing comes. */
  readonly stallMs: number;
  /** A statement gets no answer at all, not even that it ran out of time: the server is frozen or packets vanish. */
  readonly silenceMs: number;
}

export const DEFAULT_TIMEOUTS: Timeouts = {
  connectMs: 10_000,
  statementMs: 300_000,
  lockMs: 30_000,
  idleInTransactionMs: 15_000,
  stallMs: 300_000,
  silenceMs: 310_000,
};

const POOL_CONNECTIONS = 10;
const IDLE_CONNECTION_MS = 30_000;
/** Connections that cannot say goodbye in this time are left to die by themselves. */
const CLOSE_MS = 5_000;

/** Everything stays the text PostgreSQL sent. */
const TEXT_TYPES: pg.CustomTypesConfig = { getTypeParser: () => String };
/** How long a connection's server may stay silent, by connection. */
const silenceLimits = new WeakMap<pg.ClientBase, number>();
export const silenceLimit = (client: pg.ClientBase): number =>
  silenceLimits.get(client) ?? DEFAULT_TIMEOUTS.silenceMs;

/**
 * Pinned for each session, so that no default of a server, database or role changes what comes out.
 * row_security off: a policy that hides rows becomes an error instead of records silently missing.
 */
const pinned = (timeouts: Timeouts): Readonly<Record<string, string>> => ({
  TimeZone: 'UTC',
  DateStyle: 'ISO, YMD',
  IntervalStyle: 'iso_8601',
  extra_float_digits: '1',
  bytea_output: 'hex',
  client_encoding: 'UTF8',
  standard_conforming_strings: 'on',
  row_security: 'off',
  client_min_messages: 'error',
  jit: 'off',
  statement_timeout: String(timeouts.statementMs),
  lock_timeout: String(timeouts.lockMs),
  idle_in_transaction_session_timeout: String(timeouts.idleInTransactionMs),
});

/** 'off' would let the server lose rows after it said they are stored; any stricter setting is left alone. */
const NEVER_ASYNCHRONOUS = `
  SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'`;

const pinSettings = async (client: pg.ClientBase, timeouts: Timeouts): Promise<void> => {
  const settings = pinned(timeouts);
  await ask(
    client,
    'SELECT set_config(name, value, false) FROM unnest($1::text[], $2::text[]) AS pinned(name, value)',
    [Object.keys(settings), Object.values(settings)],
  );
  await ask(client, NEVER_ASYNCHRONOUS);
};

/**
 * One statement, given up when the server stays silent for longer than its own limits allow (a frozen server, packets that
 * vanish). Streams must not use pg's timer: it would go off after they have ended.
 */
export const ask = async (
  client: pg.ClientBase,
  text: string,
  values?: readonly unknown[],
): Promise<pg.QueryArrayResult<(string | null)[]>> => {
  const query = {
    text,
    rowMode: 'array' as const,
    types: TEXT_TYPES,
    query_timeout: silenceLimit(client),
    ...(values ? { values: [...values] } : {}),
  };
  return client.query<(string | null)[]>(query);
};

/** The same for the catalog: rows as objects, with numbers, booleans and arrays as such. */
export const askTyped = async (
  client: pg.ClientBase,
  text: string,
  values: readonly unknown[],
): Promise<unknown[]> => {
  const query = { text, values: [...values], query_timeout: silenceLimit(client) };
  return (await client.query<object>(query)).rows;
};

const prepare = async (
  client: pg.ClientBase,
  timeouts: Timeouts,
  done: (error?: Error) => void,
): Promise<void> => {
  let failure: Error | undefined;
  try {
    await pinSettings(client, timeouts);
  } catch (error) {
    failure = error instanceof Error ? error : new Error('the session was not set up', { cause: error });
  }
  done(failure);
};

/** A server answers ROLLBACK to the COMMIT of a transaction it has given up, and no error. */
export const commit = async (client: pg.ClientBase): Promise<void> => {
  const answer = await ask(client, 'COMMIT');
  if (answer.command !== 'COMMIT')
    throw new LockstepError('INVARIANT_BROKEN', {
      message: 'PostgreSQL undid a transaction that Lockstep took for whole. Nothing of it was written.',
      hint: 'This is a fault in Lockstep. Report it.',
    });
};

/** Connections to one database, few and short-lived. */
export interface Session {
  readonly timeouts: Timeouts;
  readonly log: Log;
  /** A connection for a stream. The caller releases it, with `true` unless the stream came to its end. */
  acquire(): Promise<pg.PoolClient>;
  /**
   * Runs `work` in a transaction of this kind and commits. Whatever goes wrong, the connection is not reused in a state
   * nobody knows.
   * @throws what `work` or PostgreSQL throws, untranslated
   */
  transaction<T>(begin: string, work: (client: pg.PoolClient) => Promise<T>): Promise<T>;
  /** Asks the server to stop what this connection is doing. Best effort: never throws. */
  cancel(client: pg.PoolClient): Promise<void>;
  close(): Promise<void>;
}

export const BEGIN_READ = 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY';
export const BEGIN_WRITE = 'BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE';

/** Only a connection whose ROLLBACK was answered is used again. With any other the server ends the transaction itself. */
export const rollBack = async (client: pg.PoolClient, cause: unknown): Promise<void> => {
  const isOurs = cause instanceof LockstepError || cause instanceof CallerError;
  const lost = !isOurs && !isAnswer(cause);
  if (lost) return client.release(true);
  try {
    await ask(client, 'ROLLBACK');
    client.release();
  } catch {
    // The first error is the one that is told.
    client.release(true);
  }
};

const createPool = (options: {
  url: string;
  applicationName: string;
  timeouts: Timeouts;
  log: Log;
}): pg.Pool => {
  const { timeouts, log } = options;
  const pool = new pg.Pool({
    connectionString: options.url,
    application_name: options.applicationName,
    max: POOL_CONNECTIONS,
    connectionTimeoutMillis: timeouts.connectMs,
    idleTimeoutMillis: IDLE_CONNECTION_MS,
    keepAlive: true,
    verify: (client, done) => {
      silenceLimits.set(client, timeouts.silenceMs);
      void prepare(client, timeouts, done);
    },
  });
  // Both kinds of 'error' repeat what the query at hand rejects with; unheard they would end the process.
  pool.on('connect', (client) => {
    client.on('error', () => log.debug({}, 'a PostgreSQL connection was lost'));
  });
  pool.on('error', () => log.debug({}, 'an idle PostgreSQL connection was lost'));
  return pool;
};

export const createSession = (options: {
  readonly url: string;
  readonly applicationName: string;
  readonly timeouts: Timeouts;
  readonly log: Log;
}): Session => {
  const pool = createPool(options);
  return {
    timeouts: options.timeouts,
    log: options.log,
    acquire: () => pool.connect(),
    transaction: async (begin, work) => {
      const client = await pool.connect();
      try {
        await ask(client, begin);
        const result = await work(client);
        await commit(client);
        client.release();
        return result;
      } catch (error) {
        await rollBack(client, error);
        throw error;
      }
    },
    cancel: async (client) => {
      if (!('processID' in client) || typeof client.processID !== 'number') return;
      try {
        await pool.query('SELECT pg_cancel_backend($1)', [client.processID]);
      } catch {
        options.log.debug({}, 'a PostgreSQL statement could not be cancelled; it ends by itself');
      }
    },
    close: async () => {
      await Promise.race([pool.end(), setTimeout(CLOSE_MS, undefined, { ref: false })]);
    },
  };
};
