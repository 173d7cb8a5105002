import { isUtf8 } from 'node:buffer';
import pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import type { ReadQuery } from '#engine/connector.ts';
import type { BatchRecord, FieldValue, RecordBatch } from '#domain/record.ts';
import { LockstepError } from '#domain/errors.ts';
import { writeArrayLiteral } from './array-literal.ts';
import type { Column, Table } from './catalog.ts';
import { decodeCopyRows } from './copy-text.ts';
import { findColumn } from './find-columns.ts';
import { keyOrder, rangeCondition, recordKeyOf, type RecordKey } from './record-key.ts';
import { ask, BEGIN_READ, type Session } from './session.ts';

const DEFAULT_BATCH_RECORDS = 5_000;
const LINE_FEED = 10;

interface Selection {
  readonly sql: string;
  readonly key: RecordKey;
  /** The columns of a row as they come, and where in it the key's parts and the fields stand. */
  readonly columns: readonly Column[];
  readonly keyAt: readonly number[];
  readonly fieldsAt: readonly number[];
}

const selectExpression = (column: Column): string =>
  `${pg.escapeIdentifier(column.name)}${column.codec.selectCast}`;

/** Each wanted id looks itself up in the key's index; the fence (OFFSET 0) keeps the planner from scanning the table. */
const selectByIds = (table: Table, selection: Omit<Selection, 'sql'>, ids: readonly string[]): string => {
  const { key, columns } = selection;
  const wanted = [...new Set(ids)].flatMap((id) => {
    const parts = key.toParts(id);
    return parts ? [parts] : [];
  });
  const arrays = key.columns.map(
    (_, index) =>
      `${pg.escapeLiteral(writeArrayLiteral(wanted.map((parts) => parts[index] ?? null)))}::text[]`,
  );
  const names = key.columns.map((_, index) => `p${index}`);
  const matches = key.columns.map(
    (column, index) => `${pg.escapeIdentifier(column.name)} = wanted.p${index}::${column.castType}`,
  );
  const order = key.columns.map((column, index) => `${pg.escapeIdentifier(column.name)} AS k${index}`);
  const output = columns.map((column, index) => `${selectExpression(column)} AS c${index}`);
  return `SELECT ${columns.map((_, index) => `found.c${index}`).join(', ')}
    FROM unnest(${arrays.join(', ')}) AS wanted(${names.join(', ')})
    CROSS JOIN LATERAL (
      SELECT ${[...order, ...output].join(', ')} FROM ${table.sqlName}
      WHERE ${matches.join(' AND ')} OFFSET 0
    ) AS found
    ORDER BY ${key.columns.map((_, index) => `found.k${index}`).join(', ')}`;
};

const planSelection = (table: Table, query: ReadQuery): Selection => {
  const key = recordKeyOf(table);
  const fields = query.fields.map((name) => findColumn(table, name));
  const columns = [...new Set([...key.columns, ...fields])];
  const places = {
    key,
    columns,
    keyAt: key.columns.map((column) => columns.indexOf(column)),
    fieldsAt: fields.map((column) => columns.indexOf(column)),
  };
  const sql = query.ids
    ? selectByIds(table, places, query.ids)
    : `SELECT ${columns.map(selectExpression).join(', ')} FROM ${table.sqlName}
       ${rangeCondition(key, table, query.range)} ${keyOrder(key)}`;
  return { ...places, sql };
};

/** Bytes of COPY text, whole lines at a time. Ends the connection's use when left early, aborted or stalled. */
async function* streamLines(
  session: Session,
  sql: string,
  signal: AbortSignal | undefined,
): AsyncGenerator<string> {
  signal?.throwIfAborted();
  const client = await session.acquire();
  let isOver = false;
  let stall: NodeJS.Timeout | undefined;
  let stop = (): void => {};
  try {
    await ask(client, BEGIN_READ);
    // A stream may rightly last longer than any statement; whether it moves is watched here.
    await ask(client, 'SET LOCAL statement_timeout = 0');
    const stream = client.query(copyTo(`COPY (${sql}) TO STDOUT`));
    stop = () => stream.destroy(signal?.reason instanceof Error ? signal.reason : undefined);
    signal?.addEventListener('abort', stop);
    const watch = (): void => {
      stall = setTimeout(
        () => stream.destroy(new Error('no data within the time limit')),
        session.timeouts.stallMs,
      );
    };
    let rest: Buffer = Buffer.alloc(0);
    watch();
    for await (const part of stream) {
      clearTimeout(stall);
      const bytes: Buffer = rest.length === 0 ? part : Buffer.concat([rest, part]);
      const end = bytes.lastIndexOf(LINE_FEED) + 1;
      rest = bytes.subarray(end);
      if (end > 0) yield decodeUtf8(bytes.subarray(0, end));
      watch();
    }
    signal?.throwIfAborted();
    await ask(client, 'COMMIT');
    isOver = true;
  } finally {
    clearTimeout(stall);
    signal?.removeEventListener('abort', stop);
    if (!isOver) void session.cancel(client);
    client.release(!isOver);
  }
}

/** A database in the encoding SQL_ASCII hands out bytes as they are. Guessing what they mean would change values. */
const decodeUtf8 = (bytes: Buffer): string => {
  if (isUtf8(bytes)) return bytes.toString('utf8');
  throw new LockstepError('SYSTEM_REFUSED', {
    message:
      'The PostgreSQL database holds text that is not UTF-8, and its encoding does not say what it is.',
    hint: 'Convert the database to an encoding other than SQL_ASCII, then start again.',
  });
};

const toRecord = <Id extends string>(
  cells: FieldValue[],
  selection: Selection,
  toId: (text: string) => Id,
): BatchRecord<Id> => {
  const { columns, key, keyAt, fieldsAt } = selection;
  for (let index = 0; index < columns.length; index += 1) {
    const cell = cells[index];
    const toCanonical = columns[index]?.codec.toCanonical;
    if (toCanonical && typeof cell === 'string') cells[index] = toCanonical(cell);
  }
  const id = key.toId(keyAt.map((at) => cells[at] ?? ''));
  return { id: toId(id), values: fieldsAt.map((at) => cells[at] ?? null) };
};

/**
 * Records in key order, out of one snapshot, flat in memory. Leaving the loop early stops the server's work too.
 * @throws PLAN_MISMATCH unknown class or field, a class without a key; whatever `pg` throws, untranslated
 */
export async function* readRecords<Id extends string>(
  session: Session,
  table: Table,
  query: ReadQuery<Id>,
): AsyncGenerator<RecordBatch<Id>> {
  const selection = planSelection(table, query);
  // The only cast of an id: it is whatever string its owner says it is.
  const toId = (text: string): Id => text as Id;
  const wanted = query.ids ? new Set<string>(query.ids) : null;
  const limit = Math.max(1, query.batchRecords ?? DEFAULT_BATCH_RECORDS);
  let records: BatchRecord<Id>[] = [];
  for await (const lines of streamLines(session, selection.sql, query.signal)) {
    for (const cells of decodeCopyRows(lines)) {
      const record = toRecord(cells, selection, toId);
      // A collation may call texts equal that are not the same id, and find a record by more than one of them.
      if (wanted && !wanted.delete(record.id)) continue;
      records.push(record);
      if (records.length === limit) {
        yield { fields: query.fields, records };
        records = [];
      }
    }
  }
  if (records.length > 0) yield { fields: query.fields, records };
}
