import { unreadable } from '../bundle-error.ts';
import { showName } from '../entry-name.ts';
import type { RawCell } from './cell-value.ts';
import { formatReference, MAX_ROWS, parseReference } from './cell-reference.ts';
import { openCell, type OpenCell } from './open-cell.ts';
import type { XmlHandler } from './read-xml.ts';

export interface SheetRow {
  /** From 1. */
  readonly row: number;
  readonly cells: readonly RawCell[];
}

const outOfOrder = (file: string, row: number, column: number) =>
  unreadable(
    `In the bundle's file ${showName(file)}, what should be cell ${formatReference(row, column)} or a later one is out of order.`,
    'Open the workbook, save it again, and export it again.',
    { details: { row, column } },
  );

/** Gathers the rows and merged areas of a sheet from its XML. Rows and cells must come in order, each once. */
export const sheetCells = (file: string) => {
  let rows: SheetRow[] = [];
  let cells: RawCell[] = [];
  const merged: string[] = [];
  let row = 0;
  let column = 0;
  let cell: OpenCell | null = null;

  const beginRow = (attributes: Readonly<Record<string, string>>): void => {
    const given = attributes['r'];
    const next = given === undefined ? row + 1 : Number(given);
    if (!Number.isInteger(next) || next <= row || next > MAX_ROWS) throw outOfOrder(file, row + 1, 1);
    row = next;
    column = 0;
    cells = [];
  };
  const beginCell = (attributes: Readonly<Record<string, string>>): OpenCell => {
    const given = attributes['r'] ?? formatReference(row, column + 1);
    const place = parseReference(given);
    if (place === null || place.row !== row || place.column <= column) {
      throw outOfOrder(file, row, column + 1);
    }
    column = place.column;
    return openCell(place, attributes);
  };
  const handler: XmlHandler = {
    open: (name, attributes) => {
      if (cell !== null) cell.open(name);
      else if (name === 'c') cell = beginCell(attributes);
      else if (name === 'row') beginRow(attributes);
      else if (name === 'mergeCell') merged.push(attributes['ref'] ?? '');
    },
    text: (piece) => cell?.text(piece),
    close: (name) => {
      if (name === 'c' && cell !== null) {
        cells.push(cell.raw());
        cell = null;
      }
      cell?.close(name);
      if (name === 'row') rows.push({ row, cells });
    },
  };
  return {
    handler,
    merged,
    /** Rows that are whole by now; each is handed over once. */
    take: (): SheetRow[] => {
      const taken = rows;
      rows = [];
      return taken;
    },
  };
};
