import pg from 'pg';
import type { Log } from '#engine/ports.ts';
import { translateError } from './translate-error.ts';

/** Longest a statement may take; the client gives up a little later, in case the server is frozen. */
const STATEMENT_MS = 30_000;

/** Settings that every connection starts with. They are part of the protocol's start-up, so no query can miss them. */
const SERVER_SETTINGS = {
  search_path: 'lockstep',
  synchronous_commit: 'on',
  timezone: 'UTC',
  datestyle: 'ISO',
};

export const clientConfig = (url: string): pg.ClientConfig => ({
  connectionString: url,
  application_name: 'lockstep',
  connectionTimeoutMillis: 5_000,
  statement_timeout: STATEMENT_MS,
  query_timeout: STATEMENT_MS + 5_000,
  lock_timeout: 10_000,
  idle_in_transaction_session_timeout: 60_000,
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
}): pg.Pool => {
  const pool = new pg.Pool({
    ...clientConfig(settings.url),
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
