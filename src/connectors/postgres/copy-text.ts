import type { FieldValue } from '#domain/record.ts';

/**
 * The text format of COPY: a row is a line, cells are parted by tabs, `\N` is nothing, and a backslash begins an escape.
 * https://www.postgresql.org/docs/18/sql-copy.html, 'Text Format' (looked up 2026-11).
 */
const NEEDS_ESCAPE = /[\\\n\r\t]/;
const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };
/** What a letter after a backslash stands for. Any other character stands for itself. */
const LETTERS: Readonly<Record<string, string>> = {
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

const escapeCell = (text: string): string =>
  NEEDS_ESCAPE.test(text) ? text.replace(/[\\\n\r\t]/g, (character) => ESCAPES[character] ?? '') : text;

/** One line of COPY text, its line break included. */
export const encodeCopyRow = (cells: readonly FieldValue[]): string => {
  let line = '';
  let separator = '';
  for (const cell of cells) {
    line += separator;
    line += cell === null ? '\\N' : escapeCell(cell);
    separator = '\t';
  }
  return `${line}\n`;
};

/** Octal and hexadecimal escapes name bytes, not characters; PostgreSQL reads them and never writes them. */
const unescapeCell = (cell: string): string =>
  cell.replace(/\\([\s\S])/g, (_, letter: string) => LETTERS[letter] ?? letter);

const decodeCell = (cell: string): FieldValue => {
  if (!cell.includes('\\')) return cell;
  return cell === '\\N' ? null : unescapeCell(cell);
};

/**
 * Rows out of COPY text as a server writes it.
 * @param lines whole lines, the last one with its line break
 */
export const decodeCopyRows = (lines: string): FieldValue[][] => {
  const rows = lines.split('\n');
  rows.pop();
  if (!lines.includes('\\')) return rows.map((row) => row.split('\t'));
  return rows.map((row) => {
    const cells: FieldValue[] = row.split('\t');
    if (!row.includes('\\')) return cells;
    for (let index = 0; index < cells.length; index += 1) cells[index] = decodeCell(cells[index] ?? '');
    return cells;
  });
};
