import { describe, expect, it } from 'vitest';
import { nextSorting, rowsOf, sortedRows } from '#practice/page/blocks/table-rows.ts';

const word = (text: string) => ({ type: 'raw_text', text });
const number = (value: number) => ({ type: 'raw_number', value, text: value.toLocaleString('en-US') });
const TABLE = {
  type: 'data_table',
  rows: [
    [word('Class'), word('Records')],
    [word('leads'), number(15_000)],
    [word('deals'), number(800)],
    [word('calls'), number(800)],
    [word('notes'), number(6_000)],
  ],
};
const [, ...body] = rowsOf(TABLE);
const names = (sorting: Parameters<typeof sortedRows>[1]): unknown[] =>
  sortedRows(body, sorting).map(([first]) => first?.['text']);

describe('sorting a data_table', () => {
  it('orders numbers by value, not by their digits, and keeps the order of equals', () => {
    expect(names({ column: 1, isDescending: false })).toEqual(['deals', 'calls', 'notes', 'leads']);
    expect(names({ column: 1, isDescending: true })).toEqual(['leads', 'notes', 'deals', 'calls']);
  });

  it('orders words as words', () => {
    expect(names({ column: 0, isDescending: false })).toEqual(['calls', 'deals', 'leads', 'notes']);
  });

  it('goes up, down, and back to the order it came in', () => {
    const up = nextSorting(null, 1);
    const down = nextSorting(up, 1);
    expect([up, down, nextSorting(down, 1)]).toEqual([
      { column: 1, isDescending: false },
      { column: 1, isDescending: true },
      null,
    ]);
    expect(nextSorting(down, 0)).toEqual({ column: 0, isDescending: false });
    expect(names(null)).toEqual(['leads', 'deals', 'calls', 'notes']);
  });
});
