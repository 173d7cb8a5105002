import type { FieldValue } from '#domain/record.ts';
import type { TableField, TableRow } from '../table-row.ts';

/** The record's own id: its key, or the JSON array of the key's parts. Null: nothing of the key is filled. */
export const recordId = (
  row: TableRow,
  key: readonly string[],
  fields: readonly TableField[],
): string | null => {
  const parts = key.map((name): FieldValue => {
    const at = fields.findIndex((field) => field.name === name);
    return row.values[at] ?? null;
  });
  if (parts.every((part) => part === null || part === '')) return null;
  const [only] = parts;
  return (parts.length === 1 && typeof only === 'string' ? only : JSON.stringify(parts)).toWellFormed();
};
