import { LockstepError } from '#domain/errors.ts';
import type { Catalog, Column, Table } from './catalog.ts';

/** Names reach SQL only through these two: what the catalog does not hold is refused. */

/** @throws PLAN_MISMATCH */
export const findTable = (catalog: Catalog, recordClass: string): Table => {
  const table = catalog.tables.get(recordClass);
  if (table) return table;
  throw new LockstepError('PLAN_MISMATCH', {
    message: `The PostgreSQL schema has no table '${recordClass}'.`,
    hint: 'Correct the class in the plan, or create the table.',
  });
};

/** @throws PLAN_MISMATCH */
export const findColumn = (table: Table, name: string): Column => {
  const column = table.columns.get(name);
  if (column) return column;
  throw new LockstepError('PLAN_MISMATCH', {
    message: `Table '${table.name}' has no column '${name}'.`,
    hint: 'Correct the field in the plan, or add the column.',
  });
};
