import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeCopyRows, encodeCopyRow } from '#connectors/postgres/copy-text.ts';

const hostile = fc.constantFrom(
  '\\N',
  '\\',
  '\\\\N',
  '\\.',
  '',
  '\t',
  '\n',
  '\r\n',
  '\\t',
  'N',
  '\b\f\v',
  '{}',
  '\u2028',
  '🦄',
);
const cell = fc.option(
  fc.oneof(
    hostile,
    fc.string({ unit: 'binary' }),
    fc.array(hostile).map((parts) => parts.join('')),
  ),
  { nil: null },
);

describe('the text format of COPY', () => {
  it('gives back every row as it went in', () => {
    fc.assert(
      fc.property(
        fc
          .integer({ min: 1, max: 5 })
          .chain((width) => fc.array(fc.array(cell, { minLength: width, maxLength: width }))),
        (rows) => {
          expect(decodeCopyRows(rows.map(encodeCopyRow).join(''))).toEqual(rows);
        },
      ),
    );
  });

  it('keeps one row on one line, whatever the row holds', () => {
    fc.assert(
      fc.property(fc.array(cell, { minLength: 1 }), (row) => {
        const line = encodeCopyRow(row);
        expect(line.indexOf('\n')).toBe(line.length - 1);
        expect(line.split('\t')).toHaveLength(row.length);
      }),
    );
  });

  it('tells nothing from empty text and from the two characters that mean nothing', () => {
    expect(encodeCopyRow([null, '', '\\N'])).toBe('\\N\t\t\\\\N\n');
  });

  it('reads the escapes that PostgreSQL writes', () => {
    expect(decodeCopyRows('a\\tb\\nc\\\\d\\b\\f\\r\\v\t\\N\n')).toEqual([['a\tb\nc\\d\b\f\r\v', null]]);
  });
});
