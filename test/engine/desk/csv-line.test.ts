import fc from 'fast-check';
import Papa from 'papaparse';
import { expect, it } from 'vitest';
import { csvLine } from '#engine/desk/csv-line.ts';

it('never lets a spreadsheet run a cell', () => {
  for (const cell of ['=1+1', '+1', '-1', '@x', ' =1', '\u00a0=1', '\t=1', '\r=1', '＝1', '\ufeff=1']) {
    expect(csvLine([cell]).replace(/^"/, '')).toMatch(/^'/);
  }
});

it('is read back as it was written, but for what was made harmless', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'grapheme' }), { minLength: 2, maxLength: 5 }), (cells) => {
      const [row] = Papa.parse<string[]>(csvLine(cells), { newline: '\r\n', delimiter: ',' }).data;
      expect(row?.map((cell, index) => cell === cells[index] || cell === `'${cells[index]}`)).toEqual(
        cells.map(() => true),
      );
    }),
  );
});
