import { and, desc, eq, inArray } from 'drizzle-orm';
import { LockstepError } from '#domain/errors.ts';
import { planHash, planId, runId } from '#domain/ids.ts';
import { OPEN_STATUSES, type Run } from '#domain/run.ts';
import type { NewRun, RunRepository } from '#engine/ports.ts';
import { isRowId } from './row-id.ts';
import { plans } from './schema/plans.ts';
import { runs } from './schema/runs.ts';
import type { Session } from './session.ts';
import { brokenConstraint } from './translate-error.ts';

const toRun = (row: typeof runs.$inferSelect): Run => ({
  ...row,
  id: runId(row.id),
  planId: planId(row.planId),
  planHash: planHash(row.planHash),
});

const found = (rows: (typeof runs.$inferSelect)[], which: string): Run => {
  const [row] = rows;
  if (row) return toRun(row);
  throw new LockstepError('RUN_UNKNOWN', {
    message: `There is no run ${which}.`,
    hint: '`/migrate status` lists the runs.',
  });
};

const alreadyOpen = (run: NewRun, number: number | null): LockstepError =>
  new LockstepError('RUN_ALREADY_OPEN', {
    message: `Run ${number ?? 'of another request'} is still open in ${run.environment}.`,
    hint: 'One run at a time: wait until it has ended, or cancel it.',
    ...(number === null ? {} : { details: { run: number } }),
  });

/** Runs are made one after another per plan: the plan's row is held, so number and refusal are exact. */
const createRun = async ({ db }: Session, run: NewRun): Promise<Run> => {
  const [plan] = await db
    .select({ lastRunNumber: plans.lastRunNumber })
    .from(plans)
    .where(eq(plans.id, run.planId))
    .for('no key update');
  if (!plan) {
    throw new LockstepError('PLAN_UNKNOWN', {
      message: 'The plan of this run is not known.',
      hint: 'Save the plan first.',
    });
  }
  const open = await db
    .select({ number: runs.number })
    .from(runs)
    .where(
      and(
        eq(runs.planId, run.planId),
        eq(runs.environment, run.environment),
        inArray(runs.status, [...OPEN_STATUSES]),
      ),
    );
  if (open[0]) throw alreadyOpen(run, open[0].number);
  const number = plan.lastRunNumber + 1;
  await db.update(plans).set({ lastRunNumber: number }).where(eq(plans.id, run.planId));
  const rows = await db
    .insert(runs)
    .values({ ...run, number })
    .returning();
  return found(rows, String(number));
};

export const createRunRepository = (session: Session): RunRepository => {
  const { db } = session;
  return {
    create: async (run) => {
      try {
        return await session.atomically((inside) => createRun(inside, run));
      } catch (error) {
        // The index has the last word, should a run ever be opened on another way.
        throw brokenConstraint(error) === 'runs_one_open' ? alreadyOpen(run, null) : error;
      }
    },
    get: async (id) => found(isRowId(id) ? await db.select().from(runs).where(eq(runs.id, id)) : [], id),
    lock: async (id) =>
      found(isRowId(id) ? await db.select().from(runs).where(eq(runs.id, id)).for('no key update') : [], id),
    change: async (id, change) => {
      if (Object.values(change).every((value) => value === undefined)) {
        return found(await db.select().from(runs).where(eq(runs.id, id)), id);
      }
      return found(await db.update(runs).set(change).where(eq(runs.id, id)).returning(), id);
    },
    list: async (plan, { environment, kinds, limit }) => {
      const rows = await db
        .select()
        .from(runs)
        .where(
          and(
            eq(runs.planId, plan),
            environment ? eq(runs.environment, environment) : undefined,
            kinds ? inArray(runs.kind, [...kinds]) : undefined,
          ),
        )
        .orderBy(desc(runs.number))
        .limit(limit);
      return rows.map(toRun);
    },
    byNumber: async (plan, number) => {
      const [row] = await db
        .select()
        .from(runs)
        .where(and(eq(runs.planId, plan), eq(runs.number, number)));
      return row ? toRun(row) : null;
    },
  };
};
