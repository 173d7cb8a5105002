import { sql } from 'drizzle-orm';
import {
  doublePrecision,
  index,
  integer,
  text,
  timestamp,
  unique,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import { ENVIRONMENTS } from '#domain/plan/plan-schema.ts';
import { RUN_KINDS, RUN_STATUSES } from '#domain/run.ts';
import { actorShape, layoutShape, pauseShape, problemShape, verdictShape } from '../stored-shapes.ts';
import { lockstep, parsedJson } from './columns.ts';
import { plans, planVersions } from './plans.ts';

export const runs = lockstep.table(
  'runs',
  {
    id: uuid().primaryKey().defaultRandom(),
    number: integer().notNull(),
    planId: uuid()
      .notNull()
      .references(() => plans.id),
    planHash: text()
      .notNull()
      .references(() => planVersions.hash),
    kind: text({ enum: RUN_KINDS }).notNull(),
    environment: text({ enum: ENVIRONMENTS }).notNull(),
    status: text({ enum: RUN_STATUSES }).notNull().default('queued'),
    requestedBy: parsedJson('requested_by', actorShape).notNull(),
    requestedAt: timestamp({ withTimezone: true }).notNull().defaultNow(),
    samplePercent: doublePrecision(),
    stepIndex: integer().notNull().default(0),
    layout: parsedJson('layout', layoutShape),
    startedAt: timestamp({ withTimezone: true }),
    endedAt: timestamp({ withTimezone: true }),
    pause: parsedJson('pause', pauseShape),
    cancelledBy: parsedJson('cancelled_by', actorShape),
    problem: parsedJson('problem', problemShape),
    verdict: parsedJson('verdict', verdictShape),
  },
  (run) => [
    unique('runs_number').on(run.planId, run.number),
    uniqueIndex('runs_one_open')
      .on(run.planId, run.environment)
      .where(sql`status in ('queued', 'running', 'paused', 'cancelling')`),
    index('runs_open')
      .on(run.status)
      .where(sql`status in ('queued', 'running', 'paused', 'cancelling')`),
  ],
);
