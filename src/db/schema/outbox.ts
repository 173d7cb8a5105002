import { sql } from 'drizzle-orm';
import { bigint, index, integer, jsonb, text, timestamp, uniqueIndex } from 'drizzle-orm/pg-core';
import { lockstep } from './columns.ts';

/**
 * What must be told to the outside, written in the transaction that decided it.
 *
 * `version` rises when the item is asked for again and when a reader takes it; `taken_version` is what the last reader
 * holds. Equal: nothing has changed since, so 'delivered' is the end of it. Else it is due once more.
 */
export const outbox = lockstep.table(
  'outbox',
  {
    id: bigint({ mode: 'bigint' }).primaryKey().generatedAlwaysAsIdentity(),
    kind: text({ enum: ['job', 'announcement'] }).notNull(),
    key: text().notNull(),
    /** Ids only. */
    payload: jsonb().notNull(),
    version: integer().notNull().default(1),
    takenVersion: integer(),
    dueAt: timestamp({ withTimezone: true }).notNull().defaultNow(),
    claimedUntil: timestamp({ withTimezone: true }),
    attempts: integer().notNull().default(0),
    lastError: text(),
    deliveredAt: timestamp({ withTimezone: true }),
  },
  (item) => [
    uniqueIndex('outbox_waiting')
      .on(item.kind, item.key)
      .where(sql`delivered_at is null`),
    index('outbox_due')
      .on(item.kind, item.dueAt)
      .where(sql`delivered_at is null`),
    index('outbox_delivered')
      .on(item.deliveredAt)
      .where(sql`delivered_at is not null`),
  ],
);
