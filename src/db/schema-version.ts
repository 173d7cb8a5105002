import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { LockstepError } from '#domain/errors.ts';
import type { Session } from './session.ts';

/** Where the steps are that build our tables, and where the database notes which of them it has. */
export const STEPS_FOLDER = fileURLToPath(new URL('../../migrations', import.meta.url));
export const STEPS_TABLE = { migrationsSchema: 'lockstep_steps', migrationsTable: 'applied' };

const journalShape = z.object({ entries: z.array(z.object({ when: z.number() })) });

/** Time stamp of the newest step this code knows. */
const newestKnown = (): number => {
  const journal = journalShape.parse(JSON.parse(readFileSync(`${STEPS_FOLDER}/meta/_journal.json`, 'utf8')));
  return Math.max(0, ...journal.entries.map((entry) => entry.when));
};

const newestApplied = async ({ db }: Session): Promise<number> => {
  const place = `${STEPS_TABLE.migrationsSchema}.${STEPS_TABLE.migrationsTable}`;
  const there = await db.execute<{ found: string | null }>(sql`select to_regclass(${place}) as found`);
  if (!there.rows[0]?.found) return 0;
  const { rows } = await db.execute<{ newest: string | null }>(
    sql`select max(created_at) as newest from ${sql.raw(place)}`,
  );
  return Number(rows[0]?.newest ?? 0);
};

const unsuitable = (message: string, hint: string): LockstepError =>
  new LockstepError('DATABASE_UNSUITABLE', { message, hint });

/** @throws DATABASE_UNSUITABLE when a newer Lockstep has been here: its tables mean what we do not know */
export const refuseNewer = async (session: Session): Promise<void> => {
  if ((await newestApplied(session)) <= newestKnown()) return;
  throw unsuitable(
    'The database was set up by a newer version of Lockstep than this one.',
    'Start the newer version again, or restore the backup made before the update.',
  );
};

/** @throws DATABASE_UNSUITABLE when the tables are not exactly those this code was written for */
export const checkSchema = async (session: Session): Promise<void> => {
  await refuseNewer(session);
  if ((await newestApplied(session)) === newestKnown()) return;
  throw unsuitable(
    "Lockstep's tables in the database are not there yet, or of an older version.",
    'Start Lockstep with `npm start`: it brings the tables up to date before it begins.',
  );
};
