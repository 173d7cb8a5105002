import pg from 'pg';
import {
  openPostgres,
  type PostgresConnector,
  type PostgresSettings,
} from '#connectors/postgres/open-postgres.ts';
import type { WriteOutcome } from '#engine/connector.ts';
import type { FieldValue } from '#domain/record.ts';
import { createDatabase } from '#test/support/database.ts';

export const silentLog = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
export const nothing = (): Promise<void> => Promise.resolve();

/** A database with these tables, a superuser's connection to it, and connectors onto its schema `public`. */
export interface TestSchema {
  readonly url: string;
  readonly admin: pg.Client;
  open(settings?: Partial<PostgresSettings>): Promise<PostgresConnector<string>>;
  close(): Promise<void>;
}

export const openTestSchema = async (sql: string): Promise<TestSchema> => {
  const database = await createDatabase();
  const admin = new pg.Client(database.url);
  await admin.connect();
  await admin.query(sql);
  const opened: PostgresConnector<string>[] = [];
  return {
    url: database.url,
    admin,
    open: async (settings = {}) => {
      const connector = await openPostgres({
        url: database.url,
        schema: 'public',
        log: silentLog,
        ...settings,
      });
      opened.push(connector);
      return connector;
    },
    close: async () => {
      for (const connector of opened) await connector.close();
      await admin.end();
      await database.drop();
    },
  };
};

/** Inserts rows of one table; the first field is the identity. */
export const insertRows = (
  connector: PostgresConnector<string>,
  table: string,
  rows: { fields: readonly string[]; values: readonly (readonly FieldValue[])[] },
): Promise<WriteOutcome[]> =>
  connector.write(
    table,
    {
      fields: rows.fields,
      identityField: rows.fields[0] ?? '',
      records: rows.values.map((values) => ({ identity: values[0] ?? '', values })),
    },
    { mode: 'insert', beforeCommit: nothing },
  );

export const statusesOf = (outcomes: readonly WriteOutcome[]): Record<string, string> =>
  Object.fromEntries(outcomes.map(({ identity, status }) => [identity, status]));
