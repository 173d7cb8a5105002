import { integer, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import { actorShape } from '../stored-shapes.ts';
import { lockstep, parsedJson } from './columns.ts';

export const plans = lockstep.table('plans', {
  id: uuid().primaryKey().defaultRandom(),
  name: text().notNull().unique(),
  title: text().notNull(),
  channel: text().notNull(),
  phase: text({
    enum: ['prepare', 'lock', 'round-trip', 'dual-run', 'go-live', 'retain', 'closed', 'rolled-back'],
  })
    .notNull()
    .default('prepare'),
  /** Hash of the newest version. */
  hash: text().notNull(),
  /** Number of the newest run; the row is the lock under which runs are numbered. */
  lastRunNumber: integer().notNull().default(0),
  createdAt: timestamp({ withTimezone: true }).notNull().defaultNow(),
});

/** Every content a plan has had. Runs and decisions name the hash, so none is ever changed or removed. */
export const planVersions = lockstep.table('plan_versions', {
  hash: text().primaryKey(),
  planId: uuid()
    .notNull()
    .references(() => plans.id),
  /** PlanContent as JSON text, not jsonb: the order of classes and fields carries meaning. */
  content: text().notNull(),
  /** Folder it was last read from; it may move, the content may not. */
  folder: text().notNull(),
  savedBy: parsedJson('saved_by', actorShape).notNull(),
  savedAt: timestamp({ withTimezone: true }).notNull().defaultNow(),
});
