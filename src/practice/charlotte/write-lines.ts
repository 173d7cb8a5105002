import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { AppTable, Column } from './app-table.ts';

/** Gathers small texts into larger ones, so that a stream handles thousands of rows at a time. */
function* gathered(lines: Iterable<string>): Generator<string> {
  let text = '';
  for (const line of lines) {
    text += line;
    if (text.length > 65_536) {
      yield text;
      text = '';
    }
  }
  if (text !== '') yield text;
}

/** A stream of text made as it is read: what waits in memory is one piece. */
export const textStream = (lines: Iterable<string>): Readable =>
  Readable.from(gathered(lines), { objectMode: false, highWaterMark: 1 << 18 });

const csvCell = (value: string | null): string => {
  if (value === null) return '';
  return /[",\r\n]|^\s|\s$/u.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
};

function* csvLines(table: AppTable): Generator<string> {
  yield `${table.columns.map(({ name }) => csvCell(name)).join(',')}\r\n`;
  for (const { cells } of table.records()) yield `${cells.map(csvCell).join(',')}\r\n`;
}

/** Numbers stand bare only where they survive it: whole ones of up to 15 digits. */
const jsonCell = (value: string, { kind }: Column): string =>
  kind === 'number' && /^-?\d{1,15}$/u.test(value) ? value : JSON.stringify(value);

function* jsonLines(table: AppTable): Generator<string> {
  for (const { cells } of table.records()) {
    const members = table.columns.map((column, index) => {
      const value = cells[index] ?? null;
      return `${JSON.stringify(column.name)}:${value === null ? 'null' : jsonCell(value, column)}`;
    });
    yield `{${members.join(',')}}\n`;
  }
}

export const writeCsv = (table: AppTable, path: string): Promise<void> =>
  pipeline(textStream(csvLines(table)), createWriteStream(path));

export const writeJsonLines = (table: AppTable, path: string): Promise<void> =>
  pipeline(textStream(jsonLines(table)), createWriteStream(path));
