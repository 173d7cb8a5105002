import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { setImmediate } from 'node:timers/promises';
import type { KeyRange } from '#engine/connector.ts';
import type { QuarantineReason } from '#domain/quarantine.ts';
import type { FieldValue } from '#domain/record.ts';
import type { RowProblem } from '../table-row.ts';
import { STAGE_FACTS, type StageFacts } from './stage-schema.ts';

export interface StagedRecord {
  readonly id: string;
  readonly values: readonly FieldValue[];
  readonly reasons?: readonly QuarantineReason[];
}

export interface StagedQuery {
  /** Names of staged fields, in the order wanted. */
  readonly fields: readonly string[];
  readonly ids?: readonly string[] | undefined;
  readonly range?: KeyRange | undefined;
  readonly batchRecords: number;
  readonly signal?: AbortSignal | undefined;
}

export interface StagedTable {
  readonly facts: StageFacts;
  count(range?: KeyRange): number;
  /** Records in the order of their ids' bytes. The event loop has its turn between batches. */
  read(query: StagedQuery): AsyncIterable<StagedRecord[]>;
  close(): void;
}

/** A batch ends early when its rows reach this many characters of JSON. */
const BATCH_CHARACTERS = 8 * 1024 * 1024;

// The stage is our own file: `data` and `problems` are what writeStage wrote.
const parseValues = (json: unknown): FieldValue[] => JSON.parse(String(json)) as FieldValue[];
const parseProblems = (json: unknown): RowProblem[] => JSON.parse(String(json)) as RowProblem[];

const recordReader = (facts: StageFacts, names: readonly string[]) => {
  const places = names.map((name) => facts.fields.findIndex((field) => field.name === name));
  return (row: Record<string, unknown>): StagedRecord => {
    const all = parseValues(row['data']);
    const record = { id: String(row['id']), values: places.map((place) => all[place] ?? null) };
    if (row['problems'] === null) return record;
    const reasons = parseProblems(row['problems'])
      .filter(({ field }) => field === null || names.includes(field))
      .map(({ field, code, detail }) => ({ code, detail, ...(field !== null && { field }) }));
    return reasons.length === 0 ? record : { ...record, reasons };
  };
};

interface Condition {
  readonly sql: string;
  readonly values: readonly SQLInputValue[];
}

const within = ({ after, through }: KeyRange): Condition => {
  const parts: Condition[] = [
    ...(after === undefined ? [] : [{ sql: 'id > ?', values: [after] }]),
    ...(through === undefined ? [] : [{ sql: 'id <= ?', values: [through] }]),
  ];
  return {
    sql: parts.length === 0 ? 'TRUE' : parts.map(({ sql }) => sql).join(' AND '),
    values: parts.flatMap(({ values }) => values),
  };
};

const among = (ids: readonly string[]): Condition => ({
  sql: 'id IN (SELECT value FROM json_each(?))',
  values: [JSON.stringify(ids)],
});

const bothOf = (a: Condition, b: Condition): Condition => ({
  sql: `${a.sql} AND ${b.sql}`,
  values: [...a.values, ...b.values],
});

/** One batch: so many rows, or fewer if they are large. Null when there is none. */
const readBatch = (
  database: DatabaseSync,
  condition: Condition,
  limit: number,
): Record<string, unknown>[] | null => {
  const statement = database.prepare(
    `SELECT id, data, problems FROM rows WHERE ${condition.sql} ORDER BY id LIMIT ?`,
  );
  const rows: Record<string, unknown>[] = [];
  let characters = 0;
  for (const row of statement.iterate(...condition.values, limit)) {
    rows.push(row);
    characters += String(row['data']).length;
    if (characters >= BATCH_CHARACTERS) break;
  }
  return rows.length === 0 ? null : rows;
};

/** In the order of their bytes, as SQLite compares them, each once. */
const inIdOrder = (ids: readonly string[]): string[] =>
  [...new Set(ids)]
    .map((id) => ({ id, bytes: Buffer.from(id) }))
    .toSorted((a, b) => Buffer.compare(a.bytes, b.bytes))
    .map(({ id }) => id);

/** The parts of a query that are read one after the other: slices of the ids, or the whole range. */
const partsOf = (query: StagedQuery): Condition[] => {
  const { ids } = query;
  if (ids === undefined) return [within(query.range ?? {})];
  const ordered = inIdOrder(ids);
  const parts: Condition[] = [];
  for (let at = 0; at < ordered.length; at += query.batchRecords) {
    parts.push(among(ordered.slice(at, at + query.batchRecords)));
  }
  return parts;
};

/** @param path of a whole stage file */
export const openStage = (path: string): StagedTable => {
  const database = new DatabaseSync(path, { readOnly: true });
  const stored = database.prepare('SELECT value FROM facts WHERE name = ?').get(STAGE_FACTS);
  // Written by writeStage under a name that holds the version.
  const facts = JSON.parse(String(stored?.['value'])) as StageFacts;
  return {
    facts,
    count: (range) => {
      if (range?.after === undefined && range?.through === undefined) return facts.records;
      const condition = within(range);
      const counted = database.prepare(`SELECT count(*) AS n FROM rows WHERE ${condition.sql}`);
      return Number(counted.get(...condition.values)?.['n']);
    },
    read: async function* (query) {
      const toRecord = recordReader(facts, query.fields);
      for (const part of partsOf(query)) {
        let condition = part;
        for (;;) {
          query.signal?.throwIfAborted();
          const rows = readBatch(database, condition, query.batchRecords);
          if (rows === null) break;
          const records = rows.map(toRecord);
          yield records;
          const last = records.at(-1);
          if (last === undefined) break;
          condition = bothOf(within({ after: last.id }), part);
          await setImmediate();
        }
      }
    },
    close: () => database.close(),
  };
};
