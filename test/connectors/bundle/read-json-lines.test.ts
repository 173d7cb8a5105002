import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainDigits } from '#connectors/bundle/exact-number.ts';
import { failureOf, openTestBundle, readAll, readTable } from './bundle-fixture.ts';

const lines = (...objects: string[]) => `${objects.join('\n')}\n`;

/** Many files are written and synchronised here; a busy disk takes its time. */
const SLOW = { timeout: 60_000 };

describe('a JSON Lines file of a bundle', () => {
  it('keeps numbers to the last digit [R20] [R30]', async () => {
    const table = await readTable(
      't.jsonl',
      lines(
        '{"id":12345678901234567890,"a":1.50,"b":{"n":[98765432109876543210]},"c":[1e2,20000000000000000001]}',
      ),
    );
    expect(table).toEqual({
      fields: ['id', 'a', 'b', 'c'],
      types: ['integer', 'decimal', 'json', 'list'],
      rows: [
        ['12345678901234567890', '1.50', '{"n":[98765432109876543210]}', '["1e2","20000000000000000001"]'],
      ],
    });
  });

  it('has the fields of all its lines together, and a type only where all values agree', async () => {
    const table = await readTable(
      't.jsonl',
      lines(
        '{"id":"1","flag":true,"n":1,"mixed":1,"nested":{"a":1},"none":null}',
        '{"late":"x","id":"2","n":2.5,"mixed":"one","flag":false,"nested":[{"b":null}]}',
      ),
    );
    expect(table).toEqual({
      fields: ['id', 'flag', 'n', 'mixed', 'nested', 'none', 'late'],
      types: ['text', 'boolean', 'decimal', 'text', 'json', 'text', 'text'],
      rows: [
        ['1', 'true', '1', '1', '{"a":1}', null, null],
        ['2', 'false', '2.5', 'one', '[{"b":null}]', null, 'x'],
      ],
    });
  });

  it('keeps nested values as they are stored, blanks and all', async () => {
    const table = await readTable(
      't.jsonl',
      lines(
        '  { "id" : "1" , "a" : { "x" : [ 1.0 , "]}\\"" ] } , "b" : [ 1 , [ ] ] , "c" : [ "\\u00e9" , true , 1.0 ] }  ',
      ),
    );
    expect(table.types).toEqual(['text', 'json', 'json', 'list']);
    expect(table.rows).toEqual([['1', '{ "x" : [ 1.0 , "]}\\"" ] }', '[ 1 , [ ] ]', '["é","true","1.0"]']]);
  });

  it('tells empty text from nothing, and an empty list from none', async () => {
    const table = await readTable('t.jsonl', lines('{"id":"1","a":"","b":null,"c":[]}'));
    expect(table.rows).toEqual([['1', '', null, '[]']]);
  });

  it('takes names such as __proto__ and constructor for names', async () => {
    const text = lines('{"id":"1","__proto__":{"x":1},"constructor":"c","toString":"t"}');
    const table = await readTable('t.jsonl', text);
    expect(table.fields).toEqual(['id', '__proto__', 'constructor', 'toString']);
    expect(table.rows).toEqual([['1', '{"x":1}', 'c', 't']]);
    expect(({} as { x?: number }).x).toBeUndefined();
  });

  it.each([
    ['no valid JSON', '{"id":"1"}\n\n{"id":"secret\n', 3],
    ['no object', '{"id":"1"}\n["secret"]\n', 2],
    ['a number instead of an object', '12345678901234567890\n', 1],
    ['a name twice', '{"id":"1","a":{"id":"x","b":[":"]},"id":"secret"}\n', 1],
    ['a name twice, once in disguise', '{"id":"1","i\\u0064":"secret"}\n', 1],
    ['cut short', '{"id":"1"}\n{"id":"2","note":"secr', 2],
  ])('names the line that is %s, and quotes none of it', async (_what, text, line) => {
    const error = await failureOf(readTable('t.jsonl', text));
    expect(error).toMatchObject({ code: 'BUNDLE_UNREADABLE', details: { line }, cause: undefined });
    expect(String(error)).not.toContain('secr');
  });

  it('may be empty: a class without records', async () => {
    await using bundle = await openTestBundle({
      files: { 't.jsonl': '' },
      classes: { t: { file: 't.jsonl' } },
    });
    expect(await bundle.connector.count('t')).toBe(0);
    expect(await readAll(bundle.connector, 't', { fields: ['id'] })).toEqual([]);
  });

  it('gives back any text and any JSON as it was', SLOW, async () => {
    const id = fc.integer({ min: 0, max: 9999 }).map((n) => String(n).padStart(4, '0'));
    const record = fc.record({
      text: fc.string({ unit: 'binary' }).map((text) => text.toWellFormed()),
      nested: fc.dictionary(fc.string(), fc.jsonValue(), { minKeys: 1 }),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.tuple(id, record), { selector: ([each]) => each, minLength: 1 }),
        async (all) => {
          const sorted = all.toSorted(([a], [b]) => (a < b ? -1 : 1));
          const text = sorted
            .map(([each, { text: t, nested }]) => JSON.stringify({ id: each, t, nested }))
            .join('\r\n');
          const table = await readTable('t.ndjson', text);
          expect(table.rows.map(([, t, nested]) => [t, JSON.parse(nested ?? '')])).toEqual(
            sorted.map(([, { text: t, nested }]) => [t, JSON.parse(JSON.stringify(nested))]),
          );
        },
      ),
      { numRuns: 30 },
    );
  });
});

describe('plain digits', () => {
  it.each([
    ['1', '1'],
    ['-0', '0'],
    ['-0.0', '0.0'],
    ['1.50', '1.50'],
    ['1E3', '1000'],
    ['1.25e1', '12.5'],
    ['-125e-5', '-0.00125'],
    ['1.5e+21', '1500000000000000000000'],
    ['0e5', '0'],
    ['1e-3', '0.001'],
    ['', null],
    ['1e999999999', null],
    ['0x10', null],
    ['1,5', null],
  ])('of %j are %j', (numeral, digits) => {
    expect(plainDigits(numeral)).toBe(digits);
  });

  it('are the same number, for any number', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (number) => {
        const digits = plainDigits(String(number));
        fc.pre(Math.abs(number) === 0 || Math.abs(Math.log10(Math.abs(number))) < 300);
        expect(digits).toMatch(/^-?\d+(\.\d+)?$/);
        expect(Number(digits) + 0).toBe(number + 0);
      }),
    );
  });
});
