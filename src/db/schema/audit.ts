import { sql } from 'drizzle-orm';
import { bigint, boolean, check, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import { actorShape, auditDetailsShape } from '../stored-shapes.ts';
import { lockstep, parsedJson } from './columns.ts';

/** Who did what, when. Each entry's hash covers the one before it; a trigger refuses every change. */
export const auditEntries = lockstep.table('audit_entries', {
  /** 1, 2, 3 … without a gap. */
  sequence: bigint({ mode: 'number' }).primaryKey(),
  at: timestamp({ withTimezone: true, precision: 3 }).notNull(),
  actor: parsedJson('actor', actorShape).notNull(),
  action: text().notNull(),
  planId: uuid(),
  runId: uuid(),
  details: parsedJson('details', auditDetailsShape).notNull(),
  previousHash: text().notNull(),
  hash: text().notNull(),
});

/** The end of the chain: one row, locked by whoever appends, so that there is one next entry. */
export const auditHead = lockstep.table(
  'audit_head',
  {
    only: boolean().primaryKey().default(true),
    sequence: bigint({ mode: 'number' }).notNull(),
    hash: text().notNull(),
  },
  (head) => [check('audit_head_is_one_row', sql`${head.only}`)],
);
