import pg from 'pg';
import { LockstepError } from '#domain/errors.ts';
import { callBeforeCommit } from './call-before-commit.ts';
import type { Table } from './catalog.ts';
import { recordKeyOf } from './record-key.ts';
import { ask, BEGIN_WRITE, commit, rollBack, type Session } from './session.ts';

/**
 * Foreign keys that point here, from any schema, and how many rows outside the batch hold on to it by each. Also those that
 * would delete or empty the children by themselves: what others put there is not ours to take away.
 */
const REFERENCES = `
  SELECT k.conname, c.relname, c.oid::regclass::text,
         (SELECT json_agg(json_build_array(ca.attname, pa.attname) ORDER BY p.ord)
          FROM unnest(k.conkey, k.confkey) WITH ORDINALITY p(child, parent, ord)
          JOIN pg_attribute ca ON ca.attrelid = k.conrelid AND ca.attnum = p.child
          JOIN pg_attribute pa ON pa.attrelid = k.confrelid AND pa.attnum = p.parent)::text,
         k.conrelid = k.confrelid
  FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
  WHERE k.contype = 'f' AND k.conparentid = 0 AND k.confrelid = $1::regclass
  ORDER BY k.conname`;

interface Wanted {
  /** `unnest` of the ids' parts, as `wanted(p0, p1 …)`. */
  readonly from: string;
  /** Joins the table, under this alias, to `wanted`. */
  readonly matches: (alias: 'd' | 'child') => string;
  readonly arrays: readonly (readonly string[])[];
}

const planWanted = (table: Table, ids: readonly string[]): Wanted => {
  const key = recordKeyOf(table);
  const parts = [...new Set(ids)].map((id) => key.toParts(id)).filter((found) => found !== null);
  const names = key.columns.map((_, index) => `p${index}`);
  return {
    from: `unnest(${names.map((_, index) => `$${index + 1}::text[]`).join(', ')}) AS wanted(${names.join(', ')})`,
    matches: (alias) =>
      key.columns
        .map(
          (column, index) =>
            `${alias}.${pg.escapeIdentifier(column.name)} = wanted.p${index}::${column.castType}`,
        )
        .join(' AND '),
    arrays: key.columns.map((_, index) => parts.map((part) => part[index] ?? '')),
  };
};

const columnPairs = (json: string): [string, string][] => {
  // Our own query made this JSON: an array of pairs of names.
  const pairs = JSON.parse(json) as [string, string][];
  return pairs.map(([child, parent]) => [pg.escapeIdentifier(child), pg.escapeIdentifier(parent)]);
};

/** @throws SYSTEM_REFUSED naming the constraint, the table and the number of rows that hold on to the records */
const refuseIfReferenced = async (client: pg.ClientBase, table: Table, wanted: Wanted): Promise<void> => {
  const references = await ask(client, REFERENCES, [table.sqlName]);
  for (const [constraint, childTable, childSqlName, pairs, isSelf] of references.rows) {
    const joined = columnPairs(pairs ?? '[]')
      .map(([child, parent]) => `child.${child} = d.${parent}`)
      .join(' AND ');
    // Children that go with the batch hold nothing up.
    const outside =
      isSelf === 't' ? `AND NOT EXISTS (SELECT FROM ${wanted.from} WHERE ${wanted.matches('child')})` : '';
    const answer = await ask(
      client,
      `SELECT count(*) FROM ${wanted.from} JOIN ${table.sqlName} d ON ${wanted.matches('d')}
       JOIN ${childSqlName} child ON ${joined} ${outside}`,
      wanted.arrays,
    );
    const count = Number(answer.rows[0]?.[0]);
    if (count > 0)
      throw new LockstepError('SYSTEM_REFUSED', {
        message: `${count} rows of '${childTable}' refer to records of '${table.name}' that are to be removed (constraint '${constraint}'). Nothing was removed.`,
        hint: `Remove or repoint those rows of '${childTable}' first, then remove again.`,
        details: { constraint: constraint ?? '', rows: count, table: childTable ?? '' },
      });
  }
};

/**
 * Removes records by id in one transaction. Children of others are neither removed along nor orphaned: they refuse it.
 * @returns how many of these records were there and are gone now; one that a trigger keeps does not count
 * @throws SYSTEM_REFUSED when rows outside the batch refer to them; nothing is removed then
 */
export const removeRecords = async (
  session: Session,
  table: Table,
  removal: { ids: readonly string[]; beforeCommit: () => Promise<void> },
): Promise<number> => {
  const wanted = planWanted(table, removal.ids);
  const client = await session.acquire();
  try {
    await ask(client, BEGIN_WRITE);
    await ask(client, 'SET LOCAL enable_hashjoin = off');
    await ask(client, 'SET LOCAL enable_mergejoin = off');
    // Locked first, so that no child can be added between the look and the removal.
    const held = await ask(
      client,
      `SELECT 1 FROM ${wanted.from} JOIN ${table.sqlName} d ON ${wanted.matches('d')} FOR UPDATE OF d`,
      wanted.arrays,
    );
    await refuseIfReferenced(client, table, wanted);
    await ask(
      client,
      `DELETE FROM ${table.sqlName} d USING ${wanted.from} WHERE ${wanted.matches('d')}`,
      wanted.arrays,
    );
    await ask(client, 'SET CONSTRAINTS ALL IMMEDIATE');
    const left = await ask(
      client,
      `SELECT count(*) FROM ${wanted.from} JOIN ${table.sqlName} d ON ${wanted.matches('d')}`,
      wanted.arrays,
    );
    await callBeforeCommit(removal.beforeCommit);
    await commit(client);
    client.release();
    return held.rows.length - Number(left.rows[0]?.[0]);
  } catch (error) {
    await rollBack(client, error);
    throw error;
  }
};
