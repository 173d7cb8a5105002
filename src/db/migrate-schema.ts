import { drizzle } from 'drizzle-orm/node-postgres';
import { migrate } from 'drizzle-orm/node-postgres/migrator';
import pg from 'pg';
import { LockstepError } from '#domain/errors.ts';
import { clientConfig } from './connect.ts';
import { refuseNewer, STEPS_FOLDER, STEPS_TABLE } from './schema-version.ts';
import type { Session } from './session.ts';
import { translateError } from './translate-error.ts';

/** Any number, the same in every Lockstep: whoever holds it is building the tables. */
const LOCK = 7_041_970_001;
/** `unique nulls not distinct` came with 15. */
const OLDEST_SERVER = 150_000;

const refuseOldServer = async (client: pg.Client): Promise<void> => {
  const { rows } = await client.query<{ version: number }>(
    "select current_setting('server_version_num')::int as version",
  );
  if ((rows[0]?.version ?? 0) >= OLDEST_SERVER) return;
  throw new LockstepError('DATABASE_UNSUITABLE', {
    message: 'Lockstep needs PostgreSQL 15 or newer for its own database.',
    hint: 'Point DATABASE_URL at a newer server.',
  });
};

/**
 * Brings our tables up to date. Starters that come together wait for each other; the second finds nothing to do.
 * @throws DATABASE_UNREACHABLE, DATABASE_UNSUITABLE
 */
export const migrateSchema = async (url: string): Promise<void> => {
  const client = new pg.Client({
    ...clientConfig(url),
    // Waiting for another starter, and building an index, may take long.
    statement_timeout: 600_000,
    query_timeout: 610_000,
    lock_timeout: 600_000,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await refuseOldServer(client);
    await client.query('select pg_advisory_lock($1)', [LOCK]);
    const db = drizzle(client, { casing: 'snake_case' });
    const session: Session = {
      db,
      atomically: (work) => work(session),
      finally: (job) => job.write(session),
    };
    await refuseNewer(session);
    await migrate(db, { migrationsFolder: STEPS_FOLDER, ...STEPS_TABLE });
  } catch (error) {
    throw translateError(error);
  } finally {
    // Closing gives the lock back.
    await client.end().catch(() => undefined);
  }
};
