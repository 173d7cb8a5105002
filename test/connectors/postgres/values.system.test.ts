import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PostgresConnector } from '#connectors/postgres/open-postgres.ts';
import { expandExponent } from '#connectors/postgres/number-forms.ts';
import { spoilDefaults } from './hostile-defaults.ts';
import { insertRows, openTestSchema, statusesOf, type TestSchema } from './open-test-schema.ts';

let test: TestSchema;
let connector: PostgresConnector<string>;

const COLUMNS = {
  flag: 'boolean',
  small: 'smallint',
  big: 'bigint',
  number: 'numeric',
  single: 'real',
  double: 'double precision',
  cash: 'money',
  day: 'date',
  wall: 'timestamp',
  at: 'timestamptz',
  clock: 'time',
  span: 'interval',
  padded: 'char(6)',
  raw: 'bytea',
  token: 'uuid',
  doc: 'json',
  normal: 'jsonb',
  texts: 'text[]',
  numbers: 'bigint[]',
  moments: 'timestamptz[]',
  doubles: 'double precision[]',
  site: 'inet',
  stretch: 'int4range',
  bits: 'bit varying',
} as const;

beforeAll(async () => {
  const columns = Object.entries(COLUMNS).map(([name, type]) => `${name} ${type}`);
  test = await openTestSchema(`
    CREATE TABLE samples (id bigserial PRIMARY KEY, external text NOT NULL UNIQUE, ${columns.join(', ')});
    CREATE TABLE moments (at timestamptz, n numeric, ok boolean, raw bytea, PRIMARY KEY (at, n, ok, raw))`);
  await spoilDefaults(test.admin);
  connector = await test.open();
});
afterAll(() => test.close());

let written = 0;
const writeAndRead = async (
  column: string,
  values: readonly string[],
): Promise<(string | null | undefined)[]> => {
  const identities = values.map(() => `sample ${(written += 1)}`);
  const outcomes = await insertRows(connector, 'samples', {
    fields: ['external', column],
    values: values.map((value, place) => [identities[place] ?? '', value]),
  });
  expect(outcomes.map(({ status }) => status)).toEqual(values.map(() => 'created'));
  const ids = outcomes.flatMap((outcome) => ('id' in outcome ? [outcome.id] : []));
  const batches = await Array.fromAsync(connector.read('samples', { fields: ['external', column], ids }));
  const back = new Map(
    batches.flatMap(({ records }) => records.map(({ values: [external, value] }) => [external, value])),
  );
  return identities.map((identity) => back.get(identity));
};

describe('canonical texts come out as they went in', () => {
  it.each<[keyof typeof COLUMNS, string[]]>([
    ['flag', ['true', 'false']],
    ['small', ['-32768', '0', '32767']],
    ['big', ['9223372036854775807', '-9223372036854775808', '9007199254740993']],
    [
      'number',
      ['1.50', '0.000000000000000000001', '123456789012345678901234567890', 'NaN', 'Infinity', '-Infinity'],
    ],
    ['single', ['0.1', '-0', '16777216', 'NaN', '-Infinity']],
    ['double', ['0.1', '-0', '1000000000000000000000', '0.0000000000000000000001', '1.7976931348623157']],
    ['cash', ['12.34', '-0.05', '92233720368547758.07']],
    [
      'day',
      [
        '0001-01-01',
        '0044-03-15 BC',
        '10000-01-01',
        '5874897-12-31',
        'infinity',
        '-infinity',
        '4713-01-01 BC',
      ],
    ],
    [
      'wall',
      ['0044-03-15T12:00:00.000001 BC', '294276-12-31T23:59:59.999999', 'infinity', '2024-03-10T02:30:00'],
    ],
    [
      'at',
      ['0044-03-15T12:00:00Z BC', '294276-12-31T23:59:59.999999Z', '-infinity', '1883-11-18T12:03:58.5Z'],
    ],
    ['clock', ['00:00:00', '24:00:00', '12:34:56.789']],
    ['span', ['P1Y2M3DT4H5M6.7S', 'P-1Y', 'PT0S', 'PT-2H-3M']],
    ['padded', ['abc', 'abcdef', '']],
    ['raw', ['', '00', 'ff5c6e0a2700']],
    ['token', ['0b5b7c8e-6f0e-4d8f-8c0a-6a0f3c9b1d2e']],
    ['doc', ['{"b":1,  "a":1, "a":2}', '"\\u0041"', '12345678901234567890.10']],
    ['normal', ['{"a": 2, "b": 12345678901234567890}', 'null', '"x\\ny"']],
    [
      'texts',
      ['[]', '["a","",null,"NULL","{x}","\\"\\\\ ,","\\n"]', '[["a","b"],["c",null]]', '[2:3]={a,b}'],
    ],
    ['numbers', ['["1",null,"9223372036854775807"]']],
    ['moments', ['["2024-01-01T00:00:00Z","0044-03-15T12:00:00Z BC","infinity"]']],
    ['doubles', ['["1000000000000000000000","-0",null]']],
    ['site', ['10.0.0.0/8', '::1']],
    ['stretch', ['[1,5)', 'empty']],
    ['bits', ['101', '']],
  ])('%s', async (column, values) => {
    expect(await writeAndRead(column, values)).toEqual(values);
  });

  it('any eight-byte number that is taken comes back digit for digit; only what would not is refused', async () => {
    const numbers = fc.array(
      fc.oneof(
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        fc.integer({ min: -40, max: 40 }).map((power) => Number(`7e${power}`)),
      ),
      { minLength: 1, maxLength: 50 },
    );
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(numbers, async (values) => {
        const texts = new Map(
          values.map((value) => [`sample ${(written += 1)}`, expandExponent(String(value))]),
        );
        const outcomes = await insertRows(connector, 'samples', {
          fields: ['external', 'double'],
          values: [...texts],
        });
        const ids = outcomes.flatMap((outcome) => ('id' in outcome ? [outcome.id] : []));
        refused += outcomes.length - ids.length;
        const batches = await Array.fromAsync(
          connector.read('samples', { fields: ['external', 'double'], ids }),
        );
        const back = batches.flatMap(({ records }) => records.map((record) => record.values));
        expect(back).toHaveLength(ids.length);
        for (const [external, value] of back) expect(value).toBe(texts.get(external ?? ''));
      }),
      { numRuns: 20 },
    );
    // Exactly between two numbers: very few are.
    expect(refused).toBeLessThan(written / 20);
  });

  it('a key of odd types makes ids that find their record and cut ranges', async () => {
    await test.admin.query(`INSERT INTO moments
      SELECT '2024-01-01'::timestamptz + n * interval '0.5 s', (n / 10.0)::numeric(4,2), n % 2 = 0, decode(lpad(to_hex(n), 4, '0'), 'hex')
      FROM generate_series(1, 20) n`);
    const ids = (await Array.fromAsync(connector.read('moments', { fields: [] }))).flatMap(({ records }) =>
      records.map(({ id }) => id),
    );
    expect(ids[0]).toBe('["2024-01-01T00:00:00.5Z","0.10","false","0001"]');
    const [batch] = await Array.fromAsync(
      connector.read('moments', { fields: ['ok'], ids: ids.slice(3, 5) }),
    );
    expect(batch?.records.map(({ id }) => id)).toEqual(ids.slice(3, 5));
    expect(await connector.count('moments', { after: ids[4], through: ids[9] })).toBe(5);
    await expect(connector.count('moments', { after: 'no id' })).rejects.toMatchObject({
      code: 'PLAN_MISMATCH',
    });
  });

  it('ids are told apart letter by letter even where the key calls letters equal; a look-up asks the key', async () => {
    await test.admin.query(`
      CREATE COLLATION without_case (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
      CREATE TABLE loose (id text COLLATE without_case PRIMARY KEY);
      INSERT INTO loose VALUES ('abc'), ('ABD')`);
    const read = connector.read('loose', { fields: [], ids: ['ABC', 'ABD', 'abd'] });
    const ids = (await Array.fromAsync(read)).flatMap(({ records }) => records.map(({ id }) => id));
    expect(ids).toEqual(['ABD']);
    expect(await connector.lookup('loose', 'id', ['ABC'])).toEqual(new Map([['ABC', ['abc']]]));
    expect(
      statusesOf(await insertRows(connector, 'loose', { fields: ['id'], values: [['ABC'], ['new']] })),
    ).toEqual({
      ABC: 'existed',
      new: 'created',
    });
  });
});
