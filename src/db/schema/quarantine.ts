import { sql } from 'drizzle-orm';
import { index, primaryKey, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import { reasonsShape } from '../stored-shapes.ts';
import { keyText, lockstep, parsedJson } from './columns.ts';

/** Why a record is not in the destination: the newest reasons. Resolved once it has been moved after all. */
export const quarantine = lockstep.table(
  'quarantine',
  {
    planId: uuid().notNull(),
    environment: text().notNull(),
    recordClass: keyText().notNull(),
    sourceId: keyText().notNull(),
    runId: uuid().notNull(),
    reasons: parsedJson('reasons', reasonsShape).notNull(),
    at: timestamp({ withTimezone: true }).notNull().defaultNow(),
    resolvedAt: timestamp({ withTimezone: true }),
  },
  (row) => [
    primaryKey({
      name: 'quarantine_key',
      columns: [row.planId, row.environment, row.recordClass, row.sourceId],
    }),
    index('quarantine_open')
      .on(row.planId, row.environment, row.recordClass, row.sourceId)
      .where(sql`resolved_at is null`),
  ],
);
