import pg from 'pg';
import type { KeyRange } from '#engine/connector.ts';
import { LockstepError } from '#domain/errors.ts';
import type { Column, Table } from './catalog.ts';

/**
 * A record's key: its column or columns, its id as text, and the order of records.
 *
 * Records come in the order of the key's own type and collation, because that is the order the key's index has: a range is
 * found without sorting the table. Count and read compare in the server by the same rule, so ranges cut a class without gap
 * or overlap whatever the collation is. The order of text is therefore the server's, not the order of bytes.
 */
export interface RecordKey {
  readonly columns: readonly Column[];
  /** Canonical texts of the key's columns → id. */
  toId(parts: readonly string[]): string;
  /** PostgreSQL's input texts of the key's columns; null when no record can have this id. */
  toParts(id: string): readonly string[] | null;
}

const parseParts = (id: string, count: number): readonly string[] | null => {
  if (count === 1) return [id];
  try {
    const parts: unknown = JSON.parse(id);
    const fits =
      Array.isArray(parts) && parts.length === count && parts.every((part) => typeof part === 'string');
    return fits ? parts : null;
  } catch {
    // Not JSON: no composite id.
    return null;
  }
};

/** @throws PLAN_MISMATCH when the class has no key */
export const recordKeyOf = (table: Table): RecordKey => {
  const columns = table.key.flatMap((name) => table.columns.get(name) ?? []);
  if (columns.length === 0)
    throw new LockstepError('PLAN_MISMATCH', {
      message: `Class '${table.name}' has no primary key and no unique index over columns that are never empty.`,
      hint: 'Give the table a primary key; without one its records cannot be told apart.',
    });
  return {
    columns,
    toId: (parts) => (columns.length === 1 ? (parts[0] ?? '') : JSON.stringify(parts)),
    toParts: (id) => {
      const parts = parseParts(id, columns.length);
      if (!parts) return null;
      const inputs = columns.map((column, index) => column.codec.fromCanonical(parts[index] ?? ''));
      return inputs.every((input) => typeof input === 'string') ? inputs : null;
    },
  };
};

const nameList = (columns: readonly Column[]): string =>
  columns.map(({ name }) => pg.escapeIdentifier(name)).join(', ');

/** `ORDER BY …` in key order. */
export const keyOrder = (key: RecordKey): string => `ORDER BY ${nameList(key.columns)}`;

/**
 * `WHERE …` for a range, or nothing.
 * @throws PLAN_MISMATCH when an end of the range is no id of this class
 */
export const rangeCondition = (key: RecordKey, table: Table, range: KeyRange | undefined): string => {
  const compare = (operator: '>' | '<=', id: string | undefined): string[] => {
    if (id === undefined) return [];
    const parts = key.toParts(id);
    if (!parts)
      throw new LockstepError('PLAN_MISMATCH', {
        message: `A range of class '${table.name}' ends at something that cannot be an id of it.`,
        hint: 'The key of the table has changed since the run was planned. Start the run anew.',
      });
    const values = key.columns.map(
      (column, index) => `${pg.escapeLiteral(parts[index] ?? '')}::${column.castType}`,
    );
    return [`ROW(${nameList(key.columns)}) ${operator} ROW(${values.join(', ')})`];
  };
  const conditions = [...compare('>', range?.after), ...compare('<=', range?.through)];
  return conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;
};
