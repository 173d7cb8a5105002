import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { PostgresConnector } from '#connectors/postgres/open-postgres.ts';
import { type CuttingProxy, startCuttingProxy } from './cutting-proxy.ts';
import {
  insertRows,
  nothing,
  openTestSchema,
  silentLog,
  statusesOf,
  type TestSchema,
} from './open-test-schema.ts';

/** The statement, and not the word in another one: its text ends there. */
const COMMIT = 'COMMIT\0';

let schema: TestSchema;
let proxy: CuttingProxy;
let connector: PostgresConnector<string>;

beforeAll(async () => {
  schema = await openTestSchema(`
    CREATE TABLE leads (id bigserial PRIMARY KEY, external text NOT NULL UNIQUE, name text, age int);
    INSERT INTO leads (external, name) SELECT 'old ' || n, repeat('x', 500) FROM generate_series(1, 20000) n`);
  const address = new URL(schema.url);
  proxy = await startCuttingProxy({ host: address.hostname, port: Number(address.port) });
  address.port = String(proxy.port);
  connector = await schema.open({
    url: address.href,
    log: silentLog,
    timeouts: { silenceMs: 500, stallMs: 500, connectMs: 2_000 },
  });
});
beforeEach(() => proxy.cutAt(null));
afterAll(async () => {
  await schema.close();
  await proxy.close();
});

const write = (...identities: string[]) =>
  insertRows(connector, 'leads', {
    fields: ['external', 'age'],
    values: identities.map((text) => [text, '1']),
  });
const held = async (...identities: string[]): Promise<string[]> => {
  proxy.cutAt(null);
  return [...(await connector.lookup('leads', 'external', identities)).keys()].toSorted();
};

describe('a connection lost while a batch is written', () => {
  it.each(['BEGIN', 'COPY', 'INSERT INTO', 'SET CONSTRAINTS'])(
    'at %s: nothing happened, and it can be tried again',
    async (text) => {
      proxy.cutAt(text);
      await expect(write('early')).rejects.toMatchObject({ code: 'SYSTEM_UNREACHABLE', kind: 'transient' });
      expect(await held('early')).toEqual([]);
    },
  );

  it('at COMMIT, before it arrived: nobody knows, and the look-up finds nothing', async () => {
    proxy.cutAt(COMMIT, 'before');
    expect(statusesOf(await write('a', 'b'))).toEqual({ a: 'unknown', b: 'unknown' });
    expect(await held('a', 'b')).toEqual([]);
  });

  it('at COMMIT, after it arrived: nobody knows, and the look-up finds all', async () => {
    proxy.cutAt(COMMIT, 'after');
    expect(statusesOf(await write('c', 'd'))).toEqual({ c: 'unknown', d: 'unknown' });
    expect(await held('c', 'd')).toEqual(['c', 'd']);
    expect(statusesOf(await write('c', 'd'))).toEqual({ c: 'existed', d: 'existed' });
  });

  it('what the table refused stays refused, whatever became of the others', async () => {
    proxy.cutAt(COMMIT, 'after');
    const outcomes = await insertRows(connector, 'leads', {
      fields: ['external', 'age'],
      values: [
        ['e', '1'],
        ['f', 'many'],
      ],
    });
    expect(statusesOf(outcomes)).toEqual({ e: 'unknown', f: 'rejected' });
  });

  it('the server ends the session while the caller has its last word: nobody knows', async () => {
    const outcomes = await connector.write(
      'leads',
      { fields: ['external'], identityField: 'external', records: [{ identity: 'g', values: ['g'] }] },
      {
        mode: 'insert',
        beforeCommit: async () => {
          await schema.admin.query(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE state = 'idle in transaction' AND datname = current_database()",
          );
        },
      },
    );
    expect(statusesOf(outcomes)).toEqual({ g: 'unknown' });
    expect(await held('g')).toEqual([]);
  });
});

describe('a server that has gone silent', () => {
  it.each(['COPY', 'INSERT INTO'])(
    'at %s: the batch is given up in time, and nothing happened',
    async (text) => {
      proxy.cutAt(text, 'silence');
      await expect(write('silent')).rejects.toMatchObject({ code: 'SYSTEM_UNREACHABLE' });
      expect(await held('silent')).toEqual([]);
    },
  );

  it('at COMMIT: nobody knows', async () => {
    proxy.cutAt(COMMIT, 'silence');
    expect(statusesOf(await write('quiet'))).toEqual({ quiet: 'unknown' });
  });

  it('in the middle of a read: the read ends in time', async () => {
    const reading = async (): Promise<void> => {
      proxy.cutAt('COPY (SELECT', 'silence');
      for await (const _ of connector.read('leads', { fields: ['name'] })) continue;
    };
    await expect(reading()).rejects.toMatchObject({ code: 'SYSTEM_UNREACHABLE' });
  });

  it('while a record is removed: told as unreachable', async () => {
    proxy.cutAt('DELETE', 'silence');
    await expect(connector.remove('leads', ['1'], nothing)).rejects.toMatchObject({
      code: 'SYSTEM_UNREACHABLE',
    });
  });
});

describe('a connection lost while records are read', () => {
  it('the read fails, and never passes for a short class', async () => {
    let records = 0;
    const reading = async (): Promise<void> => {
      for await (const batch of connector.read('leads', { fields: ['name'], batchRecords: 100 })) {
        records += batch.records.length;
        if (records === 100)
          await schema.admin.query(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'COPY (SELECT%'",
          );
      }
    };
    await expect(reading()).rejects.toMatchObject({ code: 'SYSTEM_UNREACHABLE' });
    expect(records).toBeLessThan(20_000);
    expect(await connector.count('leads')).toBeGreaterThan(20_000);
  });

  it('an abort ends the work of the server too', async () => {
    const stop = new AbortController();
    const reading = async (): Promise<void> => {
      for await (const _ of connector.read('leads', {
        fields: ['name'],
        batchRecords: 10,
        signal: stop.signal,
      }))
        stop.abort(new Error('stopped by the test'));
    };
    await expect(reading()).rejects.toThrow('stopped by the test');
    await expect
      .poll(
        async () =>
          (
            await schema.admin.query(
              "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'COPY (SELECT%' AND state = 'active'",
            )
          ).rowCount,
      )
      .toBe(0);
  });
});
