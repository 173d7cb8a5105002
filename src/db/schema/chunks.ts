import { bigint, index, integer, text, timestamp, unique, uuid } from 'drizzle-orm/pg-core';
import { problemShape } from '../stored-shapes.ts';
import { lockstep, parsedJson } from './columns.ts';
import { runs } from './runs.ts';

/**
 * pending  waits, from `due_at` on. → running (claim)
 * running  somebody holds it until `lease_until`. → done (finish), pending (release), running (claim, after the lease)
 * done     final
 */
export const chunks = lockstep.table(
  'chunks',
  {
    id: uuid().primaryKey().defaultRandom(),
    /** Order of creation: the newest chunk tells the run's present step. */
    sequence: bigint({ mode: 'number' }).generatedAlwaysAsIdentity(),
    runId: uuid()
      .notNull()
      .references(() => runs.id),
    step: text().notNull(),
    recordClass: text(),
    ordinal: integer().notNull(),
    status: text({ enum: ['pending', 'running', 'done', 'failed'] })
      .notNull()
      .default('pending'),
    generation: integer().notNull().default(0),
    /** How often it was given back with an error since it last got further. */
    attempts: integer().notNull().default(0),
    owner: text(),
    leaseUntil: timestamp({ withTimezone: true }),
    dueAt: timestamp({ withTimezone: true }).notNull().defaultNow(),
    done: integer().notNull().default(0),
    total: integer().notNull().default(0),
    error: parsedJson('error', problemShape),
    createdAt: timestamp({ withTimezone: true }).notNull().defaultNow(),
  },
  (chunk) => [
    unique('chunks_place').on(chunk.runId, chunk.step, chunk.recordClass, chunk.ordinal).nullsNotDistinct(),
    index('chunks_unfinished').on(chunk.status, chunk.dueAt),
  ],
);

/** Records done, noted as they are done, to tell the pace of the last minute. Older ones are removed. */
export const progressMarks = lockstep.table(
  'progress_marks',
  {
    runId: uuid().notNull(),
    step: text().notNull(),
    at: timestamp({ withTimezone: true }).notNull(),
    records: integer().notNull(),
  },
  (mark) => [index('progress_marks_recent').on(mark.runId, mark.at)],
);
