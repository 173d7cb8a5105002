import type { BundleFile } from '../bundle-files.ts';
import type { BundleLimits } from '../bundle-limits.ts';
import type { RowBatch, TableField, TableRow } from '../table-row.ts';
import { unreadable } from '../bundle-error.ts';
import { checkHeader } from '../check-header.ts';
import { decodeText } from '../decode-text.ts';
import { showName } from '../entry-name.ts';
import { csvRecords, type CsvFault, type CsvRecord } from './csv-records.ts';
import { findDelimiter } from './find-delimiter.ts';

export interface CsvSettings {
  readonly encoding: string;
  readonly delimiter?: string | undefined;
  readonly emptyIs: 'null' | 'text';
}

const SAMPLE_CHARACTERS = 64 * 1024;

const faulty = (path: string, { line, cell, what }: CsvFault) =>
  what === 'unterminated-quote'
    ? unreadable(
        `The bundle's file ${showName(path)} ends inside quotes that open on line ${line}, cell ${cell}.`,
        'The file is cut short, or a quote is missing on that line. Export it again.',
        { details: { line, cell } },
      )
    : unreadable(
        `In the bundle's file ${showName(path)}, near line ${line}, cell ${cell} goes on after its closing quote.`,
        'A quote inside a quoted cell is written twice. Check that line and the delimiter, or export again.',
        { details: { line, cell } },
      );

const ragged = (path: string, record: CsvRecord, columns: number) =>
  unreadable(
    `Line ${record.line} of the bundle's file ${showName(path)} has ${record.cells.length} cells; the header has ${columns}.`,
    'Check that line and the delimiter, or export the file again.',
    { details: { line: record.line, cells: record.cells.length, columns } },
  );

/** Gathers the first pieces, so that there is enough to find the delimiter by. */
async function* withSample(pieces: AsyncIterable<string>): AsyncGenerator<{ text: string; whole: boolean }> {
  let sample: string | null = '';
  for await (const piece of pieces) {
    if (sample === null) {
      yield { text: piece, whole: false };
      continue;
    }
    sample += piece;
    if (sample.length < SAMPLE_CHARACTERS) continue;
    yield { text: sample, whole: false };
    sample = null;
  }
  if (sample !== null) yield { text: sample, whole: true };
}

/** Turns records into rows: the first is the header, blank lines are none. */
const rowsOf = (path: string, settings: CsvSettings) => {
  let fields: TableField[] | null = null;
  const row = (record: CsvRecord, columns: number): TableRow => {
    if (record.cells.length !== columns) throw ragged(path, record, columns);
    const values =
      settings.emptyIs === 'text' ? record.cells : record.cells.map((cell) => (cell === '' ? null : cell));
    return { line: record.line, values };
  };
  return {
    /** All records that are whole by now. */
    take: (records: ReturnType<typeof csvRecords>): RowBatch | null => {
      const rows: TableRow[] = [];
      for (let step = records.next(); step.kind !== 'more'; step = records.next()) {
        if (step.kind === 'fault') throw faulty(path, step.fault);
        if (step.record.blank) continue;
        if (fields === null) {
          checkHeader(step.record.cells, `file ${showName(path)}`);
          fields = step.record.cells.map((name) => ({ name, type: 'text' }));
        } else {
          rows.push(row(step.record, fields.length));
        }
      }
      return fields === null ? null : { fields, rows };
    },
  };
};

/**
 * Rows of a CSV file, in file order, with flat memory. All fields are text. @throws BUNDLE_UNREADABLE with the line for
 * whatever is not a table: uneven rows, quotes left open, bytes that do not fit the encoding, no or double column names
 */
export async function* readCsv(
  file: BundleFile,
  settings: CsvSettings,
  limits: BundleLimits,
): AsyncGenerator<RowBatch> {
  const rows = rowsOf(file.path, settings);
  let records: ReturnType<typeof csvRecords> | null = null;
  let batch: RowBatch | null = null;
  let pending: string[] = [];
  let pendingCharacters = 0;
  const pieces = decodeText(await file.open(), { path: file.path, encoding: settings.encoding });
  for await (const { text, whole } of withSample(pieces)) {
    records ??= csvRecords(settings.delimiter ?? findDelimiter(text, whole));
    pending.push(text);
    pendingCharacters += text.length;
    // A record longer than a piece is tried again only when it has doubled: else its cost would grow with its square.
    if (pendingCharacters < records.waiting()) continue;
    records.push(pending.join(''));
    pending = [];
    pendingCharacters = 0;
    batch = rows.take(records);
    if (records.waiting() > limits.recordCharacters) {
      throw unreadable(
        `The bundle's file ${showName(file.path)} has a record longer than ${limits.recordCharacters} characters.`,
        'Most likely a quote is missing. Export the file again.',
      );
    }
    if (batch !== null) yield batch;
  }
  if (records !== null) {
    records.push(pending.join(''));
    records.end();
    batch = rows.take(records);
    if (batch !== null) yield batch;
  }
  if (batch === null) {
    throw unreadable(
      `The bundle's file ${showName(file.path)} is empty: it has no row with column names.`,
      'Export it again; a table without records still has its header.',
    );
  }
}
