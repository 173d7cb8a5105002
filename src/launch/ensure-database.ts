import pg from 'pg';
import { LockstepError } from '#domain/errors.ts';

/**
 * Makes a database beside the one that a connection string names, with the same credentials, if it is not there.
 * @returns its connection string
 * @throws DATABASE_UNSUITABLE when this user may not
 */
export const ensureDatabaseOn = async (url: string, name: string): Promise<string> => {
  const client = new pg.Client({ connectionString: url, application_name: 'lockstep' });
  await client.connect();
  try {
    const found = await client.query('select 1 from pg_database where datname = $1', [name]);
    if (found.rowCount === 0) await client.query(`create database ${pg.escapeIdentifier(name)}`);
  } catch (cause) {
    throw new LockstepError('DATABASE_UNSUITABLE', {
      message: `The database ${name} could not be made on the server.`,
      hint: 'The user of this connection needs the right to create databases. For the sample plan you can name one of yours in CHARLOTTE_SANDBOX_URL.',
      cause,
    });
  } finally {
    await client.end();
  }
  const made = new URL(url);
  made.pathname = `/${name}`;
  return made.href;
};
