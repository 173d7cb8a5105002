import type pg from 'pg';
import type { Table } from './catalog.ts';
import { sqlStateOf } from './translate-error.ts';

export interface RecordRefusal {
  readonly field: string | null;
  readonly detail: string;
}

const WORDS: Readonly<Record<string, string>> = {
  '23502': 'must not be empty',
  '23503': 'points at a record that is not there',
  '23505': 'is taken by another record',
  '23514': 'breaks a check',
  '23P01': 'overlaps another record',
  '22001': 'is too long for the field',
  '22003': 'is out of the range of the field',
  '22007': 'is no date or time',
  '22008': 'is out of the range of dates and times',
  '22021': 'holds a character that the database cannot store',
  '22P05': 'holds a character that the database cannot store',
  '22P02': 'is not of the type of the field',
  '54000': 'is too large for an index of the table',
};

/**
 * Why PostgreSQL refused a record, from names and codes alone: its messages quote the values. Names count only where the
 * catalog knows them, since a trigger can put anything there.
 */
export const describeRefusal = (error: pg.DatabaseError, table: Table): RecordRefusal => {
  const sqlState = sqlStateOf(error);
  const isHere = error.table === table.name;
  const column =
    isHere && error.column !== undefined && table.columns.has(error.column) ? error.column : null;
  const constraint =
    isHere && error.constraint !== undefined && table.constraints.has(error.constraint)
      ? error.constraint
      : null;
  const ofConstraint = constraint === null ? [] : (table.constraints.get(constraint) ?? []);
  const field = column ?? (ofConstraint.length === 1 ? (ofConstraint[0] ?? null) : null);
  const what = WORDS[sqlState] ?? 'was refused by the destination, most likely by a trigger';
  const named = constraint === null ? '' : `constraint ${constraint}, `;
  return { field, detail: `${what} (${named}SQLSTATE ${sqlState})` };
};
