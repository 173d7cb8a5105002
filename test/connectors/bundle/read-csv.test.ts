import fc from 'fast-check';
import iconv from 'iconv-lite';
import Papa from 'papaparse';
import { describe, expect, it } from 'vitest';
import { csvRecords } from '#connectors/bundle/csv/csv-records.ts';
import { failureOf, readTable } from './bundle-fixture.ts';

/** Many files are written and synchronised here; a busy disk takes its time. */
const SLOW = { timeout: 60_000 };

describe('a CSV file of a bundle', () => {
  it('keeps line breaks, quotes, delimiters and outer spaces in cells [R20] [R31]', async () => {
    const csv = 'id,note\r\n1,"a\r\nb\nc\rd"\r\n2,"say ""hi"", then; go"\r\n3,  spaced  \r\n4,"""\r\n"""\r\n';
    expect((await readTable('t.csv', csv)).rows).toEqual([
      ['1', 'a\r\nb\nc\rd'],
      ['2', 'say "hi", then; go'],
      ['3', '  spaced  '],
      ['4', '"\r\n"'],
    ]);
  });

  it('reads lines that end in CRLF, LF and CR in one file', async () => {
    const csv = 'id,note\r\n1,"a"\n2,b\r3,"c"\r\n4,d';
    expect((await readTable('t.csv', csv)).rows).toEqual([
      ['1', 'a'],
      ['2', 'b'],
      ['3', 'c'],
      ['4', 'd'],
    ]);
  });

  it.each([',', ';', '\t', '|'])('finds the delimiter %j by itself', async (delimiter) => {
    const rows = [
      ['id', 'name, first', 'note; more'],
      ['1', 'a|b', 'x\ty'],
      ['2', 'c', ','],
    ];
    const table = await readTable('t.csv', Papa.unparse(rows, { delimiter, quotes: true }));
    expect([table.fields, ...table.rows]).toEqual(rows);
  });

  it('takes the delimiter that the plan names', async () => {
    const table = await readTable('t.csv', 'id,x;note\n1,2;a\n', { delimiter: ';', key: 'id,x' });
    expect(table).toMatchObject({ fields: ['id,x', 'note'], rows: [['1,2', 'a']] });
  });

  it('reads an empty cell as nothing, or as empty text if the plan says so', async () => {
    expect((await readTable('t.csv', 'id,a,b\n1,,""\n')).rows).toEqual([['1', null, null]]);
    expect((await readTable('t.csv', 'id,a,b\n1,,""\n', { emptyIs: 'text' })).rows).toEqual([['1', '', '']]);
  });

  it('skips blank lines and keeps a quoted empty cell', async () => {
    expect((await readTable('t.csv', '\nid\n\n"x"\n\n')).rows).toEqual([['x']]);
  });

  it.each([
    ['t.csv', 'id,a\n1,2\n3\n', { line: 3, cells: 1, columns: 2 }],
    ['t.csv', 'id,a\n"1\n2",2\n3,4,5\n', { line: 4, cells: 3, columns: 2 }],
    ['t.csv', 'id,a\n1,"2\n3,4\n', { line: 2, cell: 2 }],
    ['t.csv', 'id,a\n1,"2"x\n', { line: 2, cell: 2 }],
    ['t.csv', 'id,a,id\n1,2,3\n', { column: 3, earlier: 1 }],
    ['t.csv', 'id, \n1,2\n', { column: 2 }],
  ])('names the place of what is no table: %s %j', async (file, csv, details) => {
    expect(await failureOf(readTable(file, csv))).toMatchObject({ code: 'BUNDLE_UNREADABLE', details });
  });

  it('calls an empty file and a file cut inside quotes unreadable instead of reading less', async () => {
    expect(await failureOf(readTable('t.csv', ''))).toMatchObject({ code: 'BUNDLE_UNREADABLE' });
    const whole = `id,note\n${Array.from({ length: 50_000 }, (_, n) => `${n},"line\nbreak"`).join('\n')}\n`;
    const cut = whole.slice(0, whole.lastIndexOf('break') + 2);
    expect(await failureOf(readTable('t.csv', cut))).toMatchObject({ code: 'BUNDLE_UNREADABLE' });
  });

  it('quotes no cell in an error', async () => {
    const error = await failureOf(readTable('t.csv', 'id,phone\n1,secret-555,x\n'));
    expect(JSON.stringify([error, String(error)])).not.toContain('secret');
  });

  it('reads any table that an independent writer wrote, byte for byte [R31]', SLOW, async () => {
    const cell = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.string({ unit: fc.constantFrom('"', ',', ';', '\r', '\n', '\t', ' ', 'é', '😀', '\0', '\uFEFF') }),
    );
    const table = fc
      .integer({ min: 1, max: 5 })
      .chain((width) => fc.array(fc.array(cell, { minLength: width, maxLength: width }), { maxLength: 20 }));
    const layout = fc.record({
      newline: fc.constantFrom('\r\n', '\n'),
      delimiter: fc.constantFrom(',', ';', '\t', '|'),
      encoding: fc.constantFrom('utf-8', 'utf-16le', 'utf-16be'),
      bom: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(table, layout, async (rows, { newline, delimiter, encoding, bom }) => {
        const width = rows[0]?.length ?? 1;
        const header = ['id', ...Array.from({ length: width }, (_, n) => `column ${n}`)];
        const body = rows.map((row, n) => [String(n).padStart(4, '0'), ...row]);
        const text = Papa.unparse([header, ...body], { newline, delimiter, quotes: true });
        const bytes = iconv.encode(text, encoding, { addBOM: bom });
        const read = await readTable('t.csv', bytes, { emptyIs: 'text', encoding, delimiter });
        expect([read.fields, ...read.rows]).toEqual([header, ...body]);
      }),
      { numRuns: 40 },
    );
  });

  it('agrees with another parser on any text that comes in any pieces', () => {
    const text = fc.string({ unit: fc.constantFrom('"', ',', '\n', 'a', 'b', ' '), maxLength: 60 });
    fc.assert(
      fc.property(text, fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }), (csv, cuts) => {
        const other = Papa.parse<string[]>(csv, { newline: '\n', delimiter: ',' });
        // The other one forgives spaces after a closing quote.
        fc.pre(!/" +/.test(csv));
        const records = csvRecords(',');
        const cells: (readonly string[])[] = [];
        let fault = false;
        const drain = () => {
          for (let step = records.next(); step.kind !== 'more' && !fault; step = records.next()) {
            if (step.kind === 'fault') fault = true;
            else if (!step.record.blank) cells.push(step.record.cells);
          }
        };
        for (let at = 0, n = 0; at < csv.length && !fault; n += 1) {
          const size = cuts[n % cuts.length] ?? 1;
          records.push(csv.slice(at, at + size));
          at += size;
          drain();
        }
        records.end();
        if (!fault) drain();
        expect(fault).toBe(other.errors.length > 0);
        if (fault) return;
        const blank = (row: string[]) => row.length === 1 && row[0] === '';
        expect(cells.filter((row) => !blank([...row]))).toEqual(other.data.filter((row) => !blank(row)));
      }),
      { numRuns: 2000 },
    );
  });
});
