import pg from 'pg';
import type { Table } from './catalog.ts';
import { findColumn } from './find-columns.ts';
import { keyOrder, recordKeyOf } from './record-key.ts';
import { ask, BEGIN_READ, type Session } from './session.ts';

const VALUES_PER_QUERY = 10_000;

/**
 * Ids by the value of one field, equal as the field itself calls equal. Values that are nowhere, or cannot be in a field of
 * this type, are left out of the answer; a value found twice has its ids in key order.
 */
export const lookupRecords = async <Id extends string>(
  session: Session,
  table: Table,
  wanted: { readonly field: string; readonly values: readonly string[] },
): Promise<Map<string, Id[]>> => {
  const key = recordKeyOf(table);
  const column = findColumn(table, wanted.field);
  const asked = [...new Set(wanted.values)].flatMap((value) => {
    const input = column.codec.fromCanonical(value);
    return typeof input === 'string' ? [{ value, input }] : [];
  });
  const parts = key.columns.map(
    (part, index) => `${pg.escapeIdentifier(part.name)}${part.codec.selectCast} AS k${index}`,
  );
  const sql = `
    SELECT wanted.ord, ${key.columns.map((_, index) => `found.k${index}`).join(', ')}
    FROM unnest($1::text[]) WITH ORDINALITY AS wanted(value, ord)
    CROSS JOIN LATERAL (
      SELECT ${parts.join(', ')} FROM ${table.sqlName}
      WHERE ${pg.escapeIdentifier(column.name)} = wanted.value::${column.castType}
      ${keyOrder(key)} OFFSET 0
    ) AS found`;
  const found = new Map<string, Id[]>();
  await session.transaction(BEGIN_READ, async (client) => {
    for (let start = 0; start < asked.length; start += VALUES_PER_QUERY) {
      const slice = asked.slice(start, start + VALUES_PER_QUERY);
      const answer = await ask(client, sql, [slice.map(({ input }) => input)]);
      for (const [ord, ...cells] of answer.rows) {
        const value = slice[Number(ord) - 1]?.value ?? '';
        const texts = cells.map((cell, index) => {
          const toCanonical = key.columns[index]?.codec.toCanonical;
          return toCanonical ? toCanonical(cell ?? '') : (cell ?? '');
        });
        const ids = found.get(value) ?? [];
        // The only cast of an id: it is whatever string its owner says it is.
        ids.push(key.toId(texts) as Id);
        found.set(value, ids);
      }
    }
  });
  return found;
};
