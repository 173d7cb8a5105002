import pg from 'pg';
import type { WriteBatch, WriteMode, WriteOutcome } from '#engine/connector.ts';
import type { FieldValue } from '#domain/record.ts';
import { LockstepError } from '#domain/errors.ts';
import type { Column, Table } from './catalog.ts';
import { findColumn } from './find-columns.ts';
import { recordKeyOf, type RecordKey } from './record-key.ts';

/** A batch made ready: what goes to the stage, what is refused before it gets there, and the SQL for the rest. */
export interface WritePlan {
  readonly key: RecordKey;
  readonly columns: readonly Column[];
  readonly staged: readonly StagedRecord[];
  readonly rejected: readonly WriteOutcome[];
  /** Temporary table, one for each number of columns: `ord`, then `c0`, `c1` … as text. */
  readonly stage: string;
  readonly createStage: string;
  readonly copyToStage: string;
  /** Writes the staged records $1 to $2 and answers the ord of each that was written. */
  readonly apply: string;
  /** Whether `apply` must be kept from joining by a scan of the whole table. */
  readonly joinsByIndex: boolean;
  /** ord and key of every staged record that the table holds now. */
  readonly find: string;
  /** Is the staged record $1 of a column's type? Null where text is all it must be. */
  readonly probes: readonly { readonly field: string; readonly sql: string }[];
}

export interface StagedRecord {
  readonly identity: string;
  readonly cells: readonly FieldValue[];
}

const mismatch = (message: string, hint: string): LockstepError =>
  new LockstepError('PLAN_MISMATCH', { message, hint });

/** Stage column as a value of the column's type. Lengths and precisions are left to the assignment, which never cuts. */
const staged = (columns: readonly Column[], column: Column): string =>
  `s.c${columns.indexOf(column)}${column.codec.selectCast}::${column.castType}`;

const checkTarget = (table: Table, batch: WriteBatch): { columns: Column[]; identity: Column } => {
  if (!table.writable)
    throw mismatch(
      `'${table.name}' is a view and cannot be written.`,
      'Name the table below it in the plan.',
    );
  const columns = batch.fields.map((name) => findColumn(table, name));
  const generated = columns.find((column) => column.generated);
  if (generated)
    throw mismatch(
      `Column '${generated.name}' of '${table.name}' is filled in by PostgreSQL and cannot be written.`,
      'Take its field mapping out of the plan.',
    );
  const identity = findColumn(table, batch.identityField);
  if (!columns.includes(identity))
    throw mismatch(
      `The batch for '${table.name}' does not hold its identity field '${identity.name}'.`,
      'Map the identity field in the plan.',
    );
  if (!identity.unique)
    throw mismatch(
      `Column '${identity.name}' of '${table.name}' has no unique index, so a record could be created twice.`,
      `Create one: CREATE UNIQUE INDEX ON ${table.name} (${identity.name}).`,
    );
  return { columns, identity };
};

const stageRecords = (
  batch: WriteBatch,
  target: { columns: readonly Column[]; identity: Column; mode: WriteMode },
): { staged: StagedRecord[]; rejected: WriteOutcome[] } => {
  const rejected: WriteOutcome[] = [];
  const ready: StagedRecord[] = [];
  const identityAt = target.columns.indexOf(target.identity);
  const seen = new Set<string>();
  const convert = (values: readonly FieldValue[]): FieldValue[] | { field: string; detail: string } => {
    const cells: FieldValue[] = [];
    for (const [index, column] of target.columns.entries()) {
      const value = values[index] ?? null;
      const cell = value === null ? null : column.codec.fromCanonical(value);
      if (cell !== null && typeof cell === 'object') return { field: column.name, detail: cell.refused };
      cells.push(cell);
    }
    return cells;
  };
  for (const { identity, values } of batch.records) {
    if (values[identityAt] !== identity)
      throw new LockstepError('INVARIANT_BROKEN', {
        message: "A record's identity and the value of its identity field differ.",
        hint: 'This is a fault in Lockstep. Report it.',
      });
    const cells = convert(values);
    if (!Array.isArray(cells)) rejected.push({ identity, status: 'rejected', ...cells });
    else if (target.mode === 'update' && seen.has(identity))
      rejected.push({
        identity,
        status: 'rejected',
        field: target.identity.name,
        detail: 'stands in the batch twice',
      });
    else ready.push({ identity, cells });
    seen.add(identity);
  }
  return { staged: ready, rejected };
};

const insertSql = (
  table: Table,
  columns: readonly Column[],
  target: { identity: Column; stage: string },
): string => {
  const { identity, stage } = target;
  const names = columns.map(({ name }) => pg.escapeIdentifier(name)).join(', ');
  const identityName = pg.escapeIdentifier(identity.name);
  return `
    WITH created AS (
      INSERT INTO ${table.sqlName} (${names})
      SELECT ${columns.map((column) => staged(columns, column)).join(', ')}
      FROM ${stage} s WHERE s.ord BETWEEN $1 AND $2 ORDER BY s.ord
      ON CONFLICT (${identityName}) DO NOTHING
      RETURNING ${identityName} AS identity
    )
    SELECT min(s.ord) FROM created JOIN ${stage} s ON ${staged(columns, identity)} = created.identity
    WHERE s.ord BETWEEN $1 AND $2 GROUP BY created.identity`;
};

const updateSql = (
  table: Table,
  columns: readonly Column[],
  target: { identity: Column; stage: string },
): string => {
  const { identity, stage } = target;
  const matches = `d.${pg.escapeIdentifier(identity.name)} = ${staged(columns, identity)} AND s.ord BETWEEN $1 AND $2`;
  const changed = columns.filter((column) => column !== identity);
  if (changed.length === 0) return `SELECT s.ord FROM ${stage} s JOIN ${table.sqlName} d ON ${matches}`;
  const sets = changed.map((column) => `${pg.escapeIdentifier(column.name)} = ${staged(columns, column)}`);
  return `UPDATE ${table.sqlName} d SET ${sets.join(', ')} FROM ${stage} s WHERE ${matches} RETURNING s.ord`;
};

const findSql = (
  table: Table,
  columns: readonly Column[],
  target: { identity: Column; stage: string },
): string => {
  const key = recordKeyOf(table);
  const parts = key.columns.map(
    (column, index) => `${pg.escapeIdentifier(column.name)}${column.codec.selectCast} AS k${index}`,
  );
  // The fence (OFFSET 0) makes each staged record look itself up by the index, however large the table is.
  return `
    SELECT s.ord, ${key.columns.map((_, index) => `found.k${index}`).join(', ')}
    FROM ${target.stage} s CROSS JOIN LATERAL (
      SELECT ${parts.join(', ')} FROM ${table.sqlName}
      WHERE ${pg.escapeIdentifier(target.identity.name)} = ${staged(columns, target.identity)} OFFSET 0
    ) AS found`;
};

/**
 * @throws PLAN_MISMATCH a class, field or identity that cannot be written, with the column's name
 */
export const planWrite = (table: Table, batch: WriteBatch, mode: WriteMode): WritePlan => {
  const { columns, identity } = checkTarget(table, batch);
  const stage = `pg_temp.lockstep_stage_${columns.length}`;
  const target = { identity, stage };
  const cells = columns.map((_, index) => `c${index}`);
  return {
    key: recordKeyOf(table),
    columns,
    ...stageRecords(batch, { columns, identity, mode }),
    stage,
    createStage: `CREATE TEMPORARY TABLE IF NOT EXISTS ${stage} (ord int4, ${cells
      .map((cell) => `${cell} text`)
      .join(', ')}) ON COMMIT DELETE ROWS`,
    copyToStage: `COPY ${stage} (ord, ${cells.join(', ')}) FROM STDIN`,
    apply: mode === 'insert' ? insertSql(table, columns, target) : updateSql(table, columns, target),
    joinsByIndex: mode === 'update',
    find: findSql(table, columns, target),
    probes: columns.map((column) => ({
      field: column.name,
      sql: `SELECT ${staged(columns, column)} FROM ${stage} s WHERE s.ord = $1`,
    })),
  };
};
