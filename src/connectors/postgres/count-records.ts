import type { KeyRange } from '#engine/connector.ts';
import type { Table } from './catalog.ts';
import { rangeCondition, recordKeyOf } from './record-key.ts';
import { ask, BEGIN_READ, type Session } from './session.ts';

/** How many records the class or the range holds; without a range, a class without a key can be counted too. */
export const countRecords = (session: Session, table: Table, range: KeyRange | undefined): Promise<number> =>
  session.transaction(BEGIN_READ, async (client) => {
    const where = range ? rangeCondition(recordKeyOf(table), table, range) : '';
    const answer = await ask(client, `SELECT count(*) FROM ${table.sqlName} ${where}`);
    return Number(answer.rows[0]?.[0]);
  });
