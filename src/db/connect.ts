import pg from 'pg';
import type { Log } from '#engine/ports.ts';
import { translateError } from './translate-error.ts';

/** Longest a statement may take. */
const STATEMENT_MS = 30_000;
/** How much later the client gives up by itself, in case the server is frozen. */
const FROZEN_MS = 5_000;

/** Settings that every connection starts with. They are part of the protocol's start-up, so no query can miss them. */
const SERVER_SETTINGS = {
  search_path: 'lockstep',
  synchronous_commit: 'on',
  timezone: 'UTC',
  datestyle: 'ISO',
};

export const clientConfig = (url: string, statementMs = STATEMENT_MS): pg.ClientConfig => ({
  connectionString: url,
  application_name: 'lockstep',
  connectionTimeoutMillis: 5_000,
  statement_timeout: statementMs,
  query_timeout: statementMs + FROZEN_MS,
  lock_timeout: 10_000,
  idle_in_transaction_session_timeout: 15_000,
  keepAlive: true,
  options: Object.entries(SERVER_SETTINGS)
    .map(([name, value]) => `-c ${name}=${value}`)
    .join(' '),
});

/** A pool of connections to our own database. Nothing is opened until the first query. */
export const createPool = (settings: {
  readonly url: string;
  readonly log: Log;
  readonly connectionsMax: number;
  readonly statementMs?: number | undefined;
}): pg.Pool => {
  const pool = new pg.Pool({
    ...clientConfig(settings.url, settings.statementMs),
    max: settings.connectionsMax,
    idleTimeoutMillis: 30_000,
  });
  // Without a listener, a connection lost while nobody used it would end the process.
  pool.on('error', (error) => {
    const { code, details } = translateError(error);
    settings.log.warn({ code, ...details }, 'idle database connection lost');
  });
  return pool;
};
