/** The rows of a data_table: cells as words, sorted and cut into pages. */
import type { Block } from '../../page-api.ts';
import { isBlock, numberIn, stringIn, typeOf } from './read-block.ts';

export interface Sorting {
  readonly column: number;
  readonly isDescending: boolean;
}

/** Rows of cells, the heading first. */
export const rowsOf = (table: Block): readonly (readonly Block[])[] => {
  const rows = table['rows'];
  if (!Array.isArray(rows)) return [];
  return rows.map((row: unknown) => (Array.isArray(row) ? row.filter(isBlock) : []));
};

export const isNumberCell = (cell: Block | undefined): boolean =>
  cell !== undefined && typeOf(cell) === 'raw_number';

/** The words of a cell; rich text without its styles. */
const wordsOf = (cell: Block): string => {
  if (typeOf(cell) !== 'rich_text') return stringIn(cell, 'text');
  return JSON.stringify(cell['elements']);
};

const compareCells = (one: Block | undefined, other: Block | undefined): number => {
  if (one === undefined || other === undefined) return 0;
  if (isNumberCell(one) && isNumberCell(other))
    return (numberIn(one, 'value') ?? 0) - (numberIn(other, 'value') ?? 0);
  return wordsOf(one).localeCompare(wordsOf(other), 'en', { numeric: true });
};

/** Equal cells keep the order they came in. */
export const sortedRows = (
  rows: readonly (readonly Block[])[],
  sorting: Sorting | null,
): readonly (readonly Block[])[] => {
  if (sorting === null) return rows;
  const { column, isDescending } = sorting;
  return rows.toSorted((one, other) => {
    const order = compareCells(one[column], other[column]);
    return isDescending ? -order : order;
  });
};

/** Up, down, and back to the order of the app. */
export const nextSorting = (before: Sorting | null, column: number): Sorting | null => {
  if (before?.column !== column) return { column, isDescending: false };
  return before.isDescending ? null : { column, isDescending: true };
};
