/** One record of a CSV text, with the line it begins on. */
export interface CsvRecord {
  readonly line: number;
  readonly cells: readonly string[];
  /** A line with nothing on it, not even quotes. */
  readonly blank: boolean;
}

/** Why a text is no CSV: line and cell, both from 1. */
export interface CsvFault {
  readonly line: number;
  readonly cell: number;
  readonly what: 'text-after-quote' | 'unterminated-quote';
}

export type CsvStep =
  | { readonly kind: 'record'; readonly record: CsvRecord }
  | { readonly kind: 'fault'; readonly fault: CsvFault }
  /** The rest of the text may not be a whole record. */
  | { readonly kind: 'more' };

const QUOTE = 34;
const LF = 10;
const CR = 13;
const MORE: CsvStep = { kind: 'more' };

const countLineBreaks = (text: string): number => {
  let count = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === LF || (code === CR && text.charCodeAt(at + 1) !== LF)) count += 1;
  }
  return count;
};

/** Index just after the quoted cell's closing quote; -1: not in this text. */
const closingQuote = (text: string, from: number, ended: boolean): number => {
  for (let quote = text.indexOf('"', from); quote !== -1; quote = text.indexOf('"', quote + 2)) {
    if (quote + 1 === text.length) return ended ? quote + 1 : -1;
    if (text.charCodeAt(quote + 1) !== QUOTE) return quote + 1;
  }
  return -1;
};

/** Index of the delimiter or line end after a plain cell, or of the end of the text. */
const plainEnd = (text: string, from: number, delimiterCode: number): number => {
  let end = from;
  for (; end < text.length; end += 1) {
    const code = text.charCodeAt(end);
    if (code === delimiterCode || code === LF || code === CR) break;
  }
  return end;
};

const unquote = (inner: string): string => (inner.includes('"') ? inner.replaceAll('""', '"') : inner);

/**
 * Splits CSV (RFC 4180) that comes in pieces into records. Line ends may be CRLF, LF or CR, also mixed: libraries that
 * settle on one merge records or keep stray characters without a word, which is why this is written out here. Quotes are
 * special only where a cell begins with one; after the closing quote only a delimiter or a line end may follow.
 *
 * Usage: `push` text, then `next` until it says 'more'; after the last piece `end`, then `next` until 'more' again.
 */
export const csvRecords = (delimiter: string) => {
  const delimiterCode = delimiter.charCodeAt(0);
  let text = '';
  let at = 0;
  let line = 1;
  let ended = false;

  /** `end`: where the record's last cell ends; at a line end or at the end of the text. */
  const takeRecord = (cells: string[], end: number, lineBreaks: number): CsvStep => {
    const blank = cells.length === 1 && end === at;
    const crlf = text.charCodeAt(end) === CR && text.charCodeAt(end + 1) === LF;
    at = end + (crlf ? 2 : 1);
    const record = { line, cells, blank };
    line += lineBreaks + 1;
    return { kind: 'record', record };
  };

  const next = (): CsvStep => {
    if (at >= text.length) return MORE;
    const cells: string[] = [];
    let lineBreaks = 0;
    for (let cursor = at; ;) {
      let end: number;
      if (text.charCodeAt(cursor) === QUOTE) {
        end = closingQuote(text, cursor + 1, ended);
        if (end === -1 && !ended) return MORE;
        if (end === -1) {
          return { kind: 'fault', fault: { line, cell: cells.length + 1, what: 'unterminated-quote' } };
        }
        const inner = text.slice(cursor + 1, end - 1);
        cells.push(unquote(inner));
        lineBreaks += countLineBreaks(inner);
      } else {
        end = plainEnd(text, cursor, delimiterCode);
        cells.push(text.slice(cursor, end));
      }
      const code = end < text.length ? text.charCodeAt(end) : LF;
      if (end === text.length && !ended) return MORE;
      // A CR at the end of this piece may be half of a CRLF.
      if (code === CR && end + 1 === text.length && !ended) return MORE;
      if (code === LF || code === CR) return takeRecord(cells, end, lineBreaks);
      if (code !== delimiterCode) {
        const fault = { line: line + lineBreaks, cell: cells.length, what: 'text-after-quote' } as const;
        return { kind: 'fault', fault };
      }
      cursor = end + 1;
    }
  };

  return {
    push: (piece: string): void => {
      text = at < text.length ? text.slice(at) + piece : piece;
      at = 0;
    },
    end: (): void => {
      ended = true;
    },
    next,
    /** Characters that are waiting for the rest of their record. */
    waiting: (): number => text.length - at,
  };
};
