import fc from 'fast-check';
import Papa from 'papaparse';
import { describe, expect, it } from 'vitest';
import { neutraliseFormulas } from '#bot/neutralise-formulas.ts';
import { csvFile } from '#bot/send-csv.ts';

const rowsOf = (csv: string): string[][] =>
  Papa.parse<string[]>(csv, { delimiter: ',', newline: '\r\n' }).data;
const cell = fc.oneof(
  fc.constantFrom(
    '=1+1',
    '+17',
    '-5',
    '@SUM(A1)',
    '\t=x',
    "=cmd|'/c calc'!A0",
    'a,b',
    'say "hi"',
    'two\r\nlines',
    '',
    ' =x',
    '＝1',
    '-5-x',
  ),
  fc.string(),
);

describe('a CSV for spreadsheets', () => {
  it('holds no cell that would be run, keeps every other cell, and stays so', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(cell, { minLength: 2, maxLength: 5 }), { minLength: 1, maxLength: 5 }),
        (rows) => {
          const csv = Papa.unparse(rows, { newline: '\r\n' });
          const safe = neutraliseFormulas(csv);
          const before = rowsOf(csv).flat();
          const after = rowsOf(safe).flat();
          expect(after).toHaveLength(before.length);
          for (const [index, text] of after.entries()) {
            expect(text).not.toMatch(/^\s*[=+\-@＝＋－＠](?!\d+(?:\.\d+)?$)/);
            expect([before[index], `'${before[index] ?? ''}`]).toContain(text);
          }
          expect(neutraliseFormulas(safe)).toBe(safe);
        },
      ),
    );
  });

  it('leaves plain numbers alone', () => {
    expect(neutraliseFormulas('-5,+3.25,=1')).toBe("-5,+3.25,'=1");
  });

  it('is cut where it grows too large, and says how much is missing', async () => {
    const lines = async function* (): AsyncGenerator<string> {
      for (let index = 0; index < 1000; index += 1) yield `line ${index}\r\n`;
    };
    const file = (await csvFile(lines(), 100)).toString('utf8');
    expect(file.length).toBeLessThan(200);
    expect(file).toMatch(/cut here: \d{3} more lines\r\n$/);
  });
});
