/** A cell that a spreadsheet would run: it begins with one of these and is not simply a number. */
const isFormula = (cell: string): boolean =>
  /^\s*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]/.test(cell) && !/^[+-]?\d+(?:\.\d+)?$/.test(cell);

const CELL = /(?<before>^|,|\r?\n)(?<cell>"(?:[^"]|"")*"|[^",\r\n][^,\r\n]*)/g;

/**
 * Puts an apostrophe before every cell of a CSV that a spreadsheet would run as a formula. The same again changes nothing.
 * Works on the text: quotes, separators and line breaks inside quotes stay as they are.
 */
export const neutraliseFormulas = (csv: string): string =>
  csv.replaceAll(CELL, (...found: string[]) => {
    const [whole = '', before = '', cell = ''] = found;
    if (cell.startsWith('"')) return isFormula(cell.slice(1, -1)) ? `${before}"'${cell.slice(1)}` : whole;
    return isFormula(cell) ? `${before}'${cell}` : whole;
  });
