import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';

/** A database of the test file's own on the suite's PostgreSQL. */
export const createDatabase = async (): Promise<{ url: string; drop: () => Promise<void> }> => {
  const base = inject('postgresUrl');
  const name = `test_${randomBytes(6).toString('hex')}`;
  const admin = async (sql: string): Promise<void> => {
    const client = new pg.Client(`${base}postgres`);
    await client.connect();
    try {
      await client.query(sql);
    } finally {
      await client.end();
    }
  };
  await admin(`create database ${name}`);
  return { url: `${base}${name}`, drop: () => admin(`drop database ${name} with (force)`) };
};
