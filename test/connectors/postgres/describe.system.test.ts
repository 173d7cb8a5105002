import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ClassSchema, findClass, type SystemSchema } from '#domain/system-schema.ts';
import { nothing, openTestSchema, silentLog, type TestSchema } from './open-test-schema.ts';

let test: TestSchema;
let schema: SystemSchema;

beforeAll(async () => {
  test = await openTestSchema(`
    CREATE TYPE mood AS ENUM ('calm', 'it''s "wild"');
    CREATE DOMAIN stage AS varchar(20) NOT NULL DEFAULT 'new' CHECK (VALUE IN ('new', 'won', 'lost'));
    CREATE DOMAIN hot_stage AS stage CHECK (VALUE IN ('won', 'new'));
    CREATE TABLE companies (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      parent bigint REFERENCES companies DEFERRABLE INITIALLY DEFERRED,
      tax_id text UNIQUE,
      region text, branch int, UNIQUE (region, branch));
    CREATE TABLE leads (
      id serial PRIMARY KEY,
      mood mood NOT NULL, moods mood[], stage stage, hot hot_stage,
      code char(5), name varchar(40) NOT NULL, note text NOT NULL DEFAULT '',
      amount numeric(12,2), rounded numeric(5,-2), any_number numeric,
      at timestamptz(3), wall timestamp, day date, clock time, span interval,
      small smallint, big bigint, f real, d double precision, cash money,
      ok boolean, token uuid, raw bytea, doc jsonb, old json, tags text[], site inet,
      loud text GENERATED ALWAYS AS (upper(name)) STORED,
      region text, branch int,
      kind text CHECK (kind IS NULL OR kind IN ('a', 'b')),
      dropped int,
      FOREIGN KEY (region, branch) REFERENCES companies (region, branch));
    ALTER TABLE leads DROP COLUMN dropped;
    CREATE UNIQUE INDEX ON leads (name) WHERE ok;
    CREATE UNIQUE INDEX ON leads (lower(name));
    CREATE UNIQUE INDEX lone ON leads (token);
    CREATE TABLE no_key (a int, b text);
    CREATE TABLE by_index (a int NOT NULL, b text NOT NULL, c int UNIQUE);
    CREATE UNIQUE INDEX ON by_index (b, a);
    CREATE TABLE events (at date NOT NULL, id int NOT NULL, PRIMARY KEY (at, id)) PARTITION BY RANGE (at);
    CREATE TABLE events_2024 PARTITION OF events FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
    CREATE VIEW won AS SELECT id, name FROM leads WHERE stage = 'won';
    CREATE SCHEMA elsewhere;
    CREATE TABLE elsewhere.secrets (id int PRIMARY KEY);
    CREATE TABLE linked (id int PRIMARY KEY REFERENCES elsewhere.secrets);
    CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
    CREATE TRIGGER stamp BEFORE INSERT OR UPDATE ON leads FOR EACH ROW EXECUTE FUNCTION touch();
    CREATE TRIGGER tell AFTER DELETE ON leads FOR EACH STATEMENT EXECUTE FUNCTION touch();
    CREATE TRIGGER asleep BEFORE INSERT ON leads FOR EACH ROW EXECUTE FUNCTION touch();
    ALTER TABLE leads DISABLE TRIGGER asleep;
    CREATE TRIGGER part BEFORE INSERT ON events_2024 FOR EACH ROW EXECUTE FUNCTION touch();
    CREATE RULE hush AS ON DELETE TO companies DO INSTEAD NOTHING`);
  schema = await (await test.open()).describe();
});
afterAll(() => test.close());

const classNamed = (name: string): ClassSchema | undefined => findClass(schema, name);

describe('what a PostgreSQL schema says of itself', () => {
  it('each table and view is a class; partitions and other schemas are not', () => {
    expect(schema.kind).toBe('postgres');
    expect(schema.classes.map(({ name }) => name)).toEqual([
      'by_index',
      'companies',
      'events',
      'leads',
      'linked',
      'no_key',
      'won',
    ]);
  });

  it('the key is the primary key, else a unique index over columns that are never empty, else there is none', () => {
    expect(classNamed('leads')?.key).toEqual(['id']);
    expect(classNamed('events')?.key).toEqual(['at', 'id']);
    expect(classNamed('by_index')?.key).toEqual(['b', 'a']);
    expect(classNamed('no_key')?.key).toEqual([]);
  });

  it('fields have the type of their values, also through domains', () => {
    const fields = classNamed('leads')?.fields.map(({ name, type }) => `${name} ${type}`);
    expect(fields).toEqual(
      [
        'id integer, mood text, moods list, stage text, hot text, code text, name text, note text',
        'amount decimal, rounded decimal, any_number decimal, at instant, wall local, day date, clock text, span text',
        'small integer, big integer, f decimal, d decimal, cash decimal, ok boolean, token uuid, raw bytes',
        'doc json, old json, tags list, site text, loud text, region text, branch integer, kind text',
      ].flatMap((line) => line.split(', ')),
    );
  });

  it('lengths, digits, picklists, what is needed, unique and made by the system are told where they are so', () => {
    const told = classNamed('leads')?.fields.map(({ name, required, ...facts }) => {
      const { type, ...rest } = facts;
      expect(type).toBeDefined();
      return [name, required ? { required, ...rest } : rest] as const;
    });
    const remarkable = told?.filter(([, facts]) => Object.keys(facts).length > 0);
    expect(Object.fromEntries(remarkable ?? [])).toEqual({
      id: { unique: true },
      mood: { required: true, picklist: ['calm', `it's "wild"`] },
      stage: { maxLength: 20, picklist: ['new', 'won', 'lost'] },
      hot: { maxLength: 20, picklist: ['won', 'new'] },
      code: { maxLength: 5 },
      name: { required: true, maxLength: 40 },
      amount: { precision: 12, scale: 2 },
      rounded: { precision: 5, scale: -2 },
      token: { unique: true },
      loud: { generated: true },
      kind: { picklist: ['a', 'b'] },
    });
    expect(classNamed('companies')?.fields[0]).toEqual({
      name: 'id',
      type: 'integer',
      required: false,
      unique: true,
      generated: true,
    });
  });

  it('foreign keys are relationships, of several fields and to itself too', () => {
    expect(classNamed('leads')?.relationships).toEqual([
      { fields: ['region', 'branch'], toClass: 'companies', toFields: ['region', 'branch'] },
    ]);
    expect(classNamed('companies')?.relationships).toEqual([
      { fields: ['parent'], toClass: 'companies', toFields: ['id'] },
    ]);
    expect(classNamed('linked')?.relationships).toEqual([]);
  });

  it('triggers and rules that act are told with when they act; those that sleep are not', () => {
    expect(schema.automation).toEqual([
      { recordClass: 'companies', kind: 'rule', name: 'hush', when: 'INSTEAD ON DELETE' },
      {
        recordClass: 'events',
        kind: 'trigger',
        name: 'part',
        when: 'BEFORE INSERT FOR EACH ROW EXECUTE FUNCTION public.touch',
      },
      {
        recordClass: 'leads',
        kind: 'trigger',
        name: 'stamp',
        when: 'BEFORE INSERT OR UPDATE FOR EACH ROW EXECUTE FUNCTION public.touch',
      },
      {
        recordClass: 'leads',
        kind: 'trigger',
        name: 'tell',
        when: 'AFTER DELETE FOR EACH STATEMENT EXECUTE FUNCTION public.touch',
      },
    ]);
  });

  it('a view can be counted, and neither read in order nor written', async () => {
    const connector = await test.open();
    expect(await connector.count('won')).toBe(0);
    await expect(Array.fromAsync(connector.read('won', { fields: ['id'] }))).rejects.toMatchObject({
      code: 'PLAN_MISMATCH',
    });
    const batch = { fields: ['id'], identityField: 'id', records: [{ identity: '1', values: ['1'] }] };
    await expect(
      connector.write('won', batch, { mode: 'insert', beforeCommit: nothing }),
    ).rejects.toMatchObject({
      code: 'PLAN_MISMATCH',
    });
    expect(classNamed('won')?.fields.every(({ generated }) => generated)).toBe(true);
  });

  it('a table made after the connector was opened is found', async () => {
    const connector = await test.open();
    await test.admin.query('CREATE TABLE latecomer (id int PRIMARY KEY)');
    expect(await connector.count('latecomer')).toBe(0);
    await test.admin.query('DROP TABLE latecomer');
    await expect(connector.count('latecomer')).rejects.toMatchObject({ code: 'PLAN_MISMATCH' });
    expect(findClass(await connector.describe(), 'latecomer')).toBeUndefined();
  });
});

describe('a system that cannot be opened', () => {
  it.each([
    ['nobody listens', 'SYSTEM_UNREACHABLE', (url: URL) => void (url.port = '1')],
    ['the password is wrong', 'SYSTEM_REFUSED', (url: URL) => void (url.password = 'wrong-canary')],
    ['there is no such database', 'SYSTEM_REFUSED', (url: URL) => void (url.pathname = '/nowhere')],
  ])('%s: %s, without the connection string', async (_, code, spoil) => {
    const url = new URL(test.url);
    spoil(url);
    const opening = test.open({ url: url.href, log: silentLog });
    await expect(opening).rejects.toMatchObject({ code });
    await expect(opening).rejects.not.toThrow(/canary|postgres:\/\//);
  });

  it('there is no such schema: told by name', async () => {
    await expect(test.open({ schema: 'Publik' })).rejects.toMatchObject({
      code: 'PLAN_MISMATCH',
      message: expect.stringContaining('Publik'),
    });
  });
});
