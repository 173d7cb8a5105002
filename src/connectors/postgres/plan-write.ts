import { createHash } from 'node:crypto';
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
  readonly createStage: string;
  readonly copyToStage: string;
  /** Writes the staged records $1 to $2 and answers ord and key of each that was written. */
  readonly apply: string;
  /** ord and key of those of the staged records $1 that the table holds now. */
  readonly find: string;
  /** Does anything but PostgreSQL itself act on this table? Then what was written may be gone again. */
  readonly findAutomation: string;
}

export interface StagedRecord {
  readonly identity: string;
  readonly cells: readonly FieldValue[];
}

const mismatch = (message: string, hint: string): LockstepError =>
  new LockstepError('PLAN_MISMATCH', { message, hint });

/**
 * The staged records $1 to $2. Two different expressions, because the planner takes a plain BETWEEN for a handful of rows
 * and then compares each record with each.
 */
const STRETCH = 's.ord >= $1 AND s.ord + 0 <= $2';

/** What a value comes in as. Money is read by the server's locale, so it goes in as the number it is. */
export const inputType = ({ codec, castType }: Column): string =>
  codec.selectCast.startsWith('::numeric') ? codec.selectCast.slice(2) : castType;

/** Stage column as a value of the column's type. Lengths and precisions are left to the assignment, which never cuts. */
const staged = (columns: readonly Column[], column: Column): string => {
  const cell = `s.c${columns.indexOf(column)}`;
  return inputType(column) === column.castType ? cell : `${cell}::${column.castType}`;
};

/** The same batch shape always has the same stage, and no other shape has it. */
const stageName = (types: readonly string[]): string =>
  `lockstep_stage_${createHash('sha256').update(types.join()).digest('hex').slice(0, 16)}`;

const keyColumns = (key: RecordKey): string =>
  key.columns
    .map((column, index) => `${pg.escapeIdentifier(column.name)}${column.codec.selectCast} AS k${index}`)
    .join(', ');
const keyNames = (key: RecordKey, alias: string): string =>
  key.columns.map((_, index) => `${alias}.k${index}`).join(', ');

/** Triggers and rules of the table and of its partitions. */
const automationSql = (table: Table): string => `
  WITH RECURSIVE parts AS (
    SELECT ${pg.escapeLiteral(table.sqlName)}::regclass::oid AS oid
    UNION ALL SELECT i.inhrelid FROM pg_catalog.pg_inherits i JOIN parts p ON p.oid = i.inhparent
  )
  SELECT 1 FROM pg_catalog.pg_trigger t JOIN parts ON parts.oid = t.tgrelid WHERE NOT t.tgisinternal
  UNION ALL SELECT 1 FROM pg_catalog.pg_rewrite r JOIN parts ON parts.oid = r.ev_class LIMIT 1`;

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
    // This loop sees every value of a migration: no iterator, one call each.
    for (let index = 0; index < target.columns.length; index += 1) {
      const value = values[index] ?? null;
      const column = target.columns[index];
      const cell = value === null || !column ? null : column.codec.fromCanonical(value);
      if (column && cell !== null && typeof cell === 'object')
        return { field: column.name, detail: cell.refused };
      cells.push(typeof cell === 'string' ? cell : null);
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

interface SqlParts {
  readonly table: Table;
  readonly key: RecordKey;
  readonly columns: readonly Column[];
  readonly identity: Column;
  readonly stage: string;
}

/** The stage is read as it was filled, so records are created in the order of the batch. */
const insertSql = ({ table, key, columns, identity, stage }: SqlParts): string => {
  const names = columns.map(({ name }) => pg.escapeIdentifier(name)).join(', ');
  const identityName = pg.escapeIdentifier(identity.name);
  return `
    WITH created AS (
      INSERT INTO ${table.sqlName} (${names})
      SELECT ${columns.map((column) => staged(columns, column)).join(', ')}
      FROM ${stage} s WHERE ${STRETCH}
      ON CONFLICT (${identityName}) DO NOTHING
      RETURNING ${identityName} AS identity, ${keyColumns(key)}
    )
    SELECT s.ord, ${keyNames(key, 'created')}
    FROM created JOIN ${stage} s ON ${staged(columns, identity)} = created.identity
    WHERE ${STRETCH} ORDER BY s.ord`;
};

/** Each staged record finds its own row by the index (OFFSET 0 is the fence), however large the table is. */
const foundRows = ({ table, key, columns, identity }: SqlParts): string => `
  CROSS JOIN LATERAL (
    SELECT ${keyColumns(key)} FROM ${table.sqlName}
    WHERE ${pg.escapeIdentifier(identity.name)} = ${staged(columns, identity)} OFFSET 0
  ) AS found`;

const updateSql = (parts: SqlParts): string => {
  const { table, key, columns, identity, stage } = parts;
  const changed = columns.filter((column) => column !== identity);
  if (changed.length === 0)
    return `SELECT s.ord, ${keyNames(key, 'found')} FROM ${stage} s ${foundRows(parts)}
            WHERE ${STRETCH}`;
  const sets = changed.map((column) => `${pg.escapeIdentifier(column.name)} = ${staged(columns, column)}`);
  return `
    WITH updated AS (
      UPDATE ${table.sqlName} d SET ${sets.join(', ')} FROM ${stage} s
      WHERE d.${pg.escapeIdentifier(identity.name)} = ${staged(columns, identity)} AND ${STRETCH}
      RETURNING s.ord, ${key.columns
        .map(
          (column, index) => `d.${pg.escapeIdentifier(column.name)}${column.codec.selectCast} AS k${index}`,
        )
        .join(', ')}
    )
    SELECT ord, ${keyNames(key, 'updated')} FROM updated`;
};

const findSql = (parts: SqlParts): string => `
  SELECT s.ord, ${keyNames(parts.key, 'found')} FROM ${parts.stage} s ${foundRows(parts)}
  WHERE s.ord = ANY ($1::int4[])`;

/**
 * @throws PLAN_MISMATCH a class, field or identity that cannot be written, with the column's name
 */
export const planWrite = (table: Table, batch: WriteBatch, mode: WriteMode): WritePlan => {
  const { columns, identity } = checkTarget(table, batch);
  const types = columns.map(inputType);
  const stage = `pg_temp.${stageName(types)}`;
  const key = recordKeyOf(table);
  const parts = { table, key, columns, identity, stage };
  const cells = columns.map((_, index) => `c${index}`);
  return {
    key,
    columns,
    ...stageRecords(batch, { columns, identity, mode }),
    createStage: `CREATE TEMPORARY TABLE IF NOT EXISTS ${stage} (ord int4, ${cells
      .map((cell, index) => `${cell} ${types[index]}`)
      .join(', ')}) ON COMMIT DELETE ROWS`,
    copyToStage: `COPY ${stage} (ord, ${cells.join(', ')}) FROM STDIN`,
    apply: mode === 'insert' ? insertSql(parts) : updateSql(parts),
    find: findSql(parts),
    findAutomation: automationSql(table),
  };
};
