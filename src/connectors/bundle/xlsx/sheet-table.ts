import type { FieldValue } from '#domain/record.ts';
import type { RowBatch, RowProblem, TableField, TableRow } from '../table-row.ts';
import { unreadable } from '../bundle-error.ts';
import { checkHeader } from '../check-header.ts';
import { showName } from '../entry-name.ts';
import { cellValue, type RawCell } from './cell-value.ts';
import { formatReference, parseReference } from './cell-reference.ts';
import type { SheetRow } from './sheet-cells.ts';
import type { Workbook } from './workbook.ts';

interface Header {
  /** The sheet's column of the first field. */
  readonly first: number;
  readonly fields: readonly TableField[];
}

interface FilledCell {
  readonly cell: RawCell;
  readonly value: FieldValue;
  readonly problem: string | null;
}

/** 'file "deals.xlsx", sheet "Deals"' */
const placeOf = (workbook: Workbook): string =>
  `file ${showName(workbook.file)}, sheet ${showName(workbook.sheetName)}`;

/** Cells of a row that hold something. */
const filledCells = (cells: readonly RawCell[], workbook: Workbook): FilledCell[] => {
  const filled: FilledCell[] = [];
  for (const cell of cells) {
    const found = cellValue(cell, workbook);
    if (found.kind === 'broken') {
      throw unreadable(
        `Cell ${formatReference(cell.row, cell.column)} of the bundle's ${placeOf(workbook)} ${found.detail}.`,
        'Open the workbook, save it again, and export it again.',
        { details: { row: cell.row, column: cell.column } },
      );
    }
    if (found.kind === 'problem') filled.push({ cell, value: null, problem: found.detail });
    else if (found.value !== null && found.value !== '')
      filled.push({ cell, value: found.value, problem: null });
  }
  return filled;
};

/** Fields from the first name to the last. A column between without a name is an error. */
const headerOf = (filled: readonly FilledCell[], workbook: Workbook): Header => {
  const first = filled[0]?.cell.column ?? 1;
  const last = filled.at(-1)?.cell.column ?? 1;
  const names = Array.from<string>({ length: last - first + 1 }).fill('');
  for (const { cell, value } of filled) names[cell.column - first] = value ?? '';
  checkHeader(names, placeOf(workbook));
  return { first, fields: names.map((name) => ({ name, type: 'text' })) };
};

const columnWithoutName = (place: string, workbook: Workbook, cell: RawCell) =>
  unreadable(
    `Cell ${place} of the bundle's ${placeOf(workbook)} has a value, and its column has no name.`,
    'Give the column a name in the first row, or take it out.',
    { details: { row: cell.row, column: cell.column } },
  );

/** Makes a table of a sheet's rows. */
export const sheetTable = (workbook: Workbook, emptyIs: 'null' | 'text') => {
  const empty = emptyIs === 'text' ? '' : null;
  let header: Header | null = null;
  let lastRow = 0;

  const rowOf = (row: number, filled: readonly FilledCell[], { first, fields }: Header): TableRow => {
    const values = Array.from<FieldValue>({ length: fields.length }).fill(empty);
    const problems: RowProblem[] = [];
    for (const { cell, value, problem } of filled) {
      const place = formatReference(row, cell.column);
      const field = fields[cell.column - first];
      if (field === undefined) throw columnWithoutName(place, workbook, cell);
      values[cell.column - first] = value;
      if (problem === null) continue;
      problems.push({ field: field.name, code: 'value-invalid', detail: `cell ${place} holds ${problem}` });
    }
    return { line: row, values, ...(problems.length > 0 && { problems }) };
  };

  return {
    /** Null until the header is there. */
    take: (sheetRows: readonly SheetRow[]): RowBatch | null => {
      const rows: TableRow[] = [];
      for (const { row, cells } of sheetRows) {
        const filled = filledCells(cells, workbook);
        if (filled.length === 0) continue;
        lastRow = row;
        if (header === null) header = headerOf(filled, workbook);
        else rows.push(rowOf(row, filled, header));
      }
      return header === null ? null : { fields: header.fields, rows };
    },
    /** @param merged areas of merged cells: they leave open which row or column a value belongs to */
    finish: (merged: readonly string[]): void => {
      if (header === null) {
        throw unreadable(
          `The bundle's ${placeOf(workbook)} is empty: it has no row with column names.`,
          'Export it again, or name the sheet that holds the records.',
          { details: { rows: 0 } },
        );
      }
      const area = merged.find((each) => (parseReference(each.split(':')[0] ?? '')?.row ?? 0) <= lastRow);
      if (area === undefined) return;
      throw unreadable(
        `The bundle's ${placeOf(workbook)} has merged cells (${showName(area)}).`,
        'Unmerge them, so that every row and every column has its own value.',
      );
    },
  };
};
