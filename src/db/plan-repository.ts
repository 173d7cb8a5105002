import { and, eq, ne, sql } from 'drizzle-orm';
import { z } from 'zod';
import { LockstepError } from '#domain/errors.ts';
import { planHash, planId } from '#domain/ids.ts';
import { planSchema } from '#domain/plan/plan-schema.ts';
import type { PlanRecord, PlanRepository } from '#engine/ports.ts';
import { plans, planVersions } from './schema/plans.ts';
import type { Session } from './session.ts';
import { readStored, storable } from './stored.ts';

const contentShape = z.object({
  plan: planSchema,
  text: z.string(),
  files: z.record(z.string(), z.string()),
});

const toRecord = (row: typeof plans.$inferSelect): PlanRecord => ({
  id: planId(row.id),
  name: row.name,
  title: row.title,
  channel: row.channel,
  phase: row.phase,
  hash: planHash(row.hash),
});

export const createPlanRepository = ({ db, atomically }: Session): PlanRepository => ({
  save: (content, by) =>
    atomically(async (session) => {
      const { plan, hash, text, files, folder } = content;
      const newest = { title: plan.title, channel: plan.slack.channel, hash };
      await session.db
        .insert(plans)
        .values({ name: plan.name, ...newest })
        .onConflictDoUpdate({
          target: plans.name,
          set: newest,
          setWhere: sql`(${plans.title}, ${plans.channel}, ${plans.hash}) is distinct from
            (excluded.title, excluded.channel, excluded.hash)`,
        });
      const [record] = await session.db.select().from(plans).where(eq(plans.name, plan.name));
      if (!record) throw unknownPlan(plan.name);
      const stored = JSON.stringify(storable({ plan, text, files }));
      await session.db
        .insert(planVersions)
        .values({ hash, planId: record.id, content: stored, folder, savedBy: by })
        .onConflictDoNothing();
      await session.db
        .update(planVersions)
        .set({ folder })
        .where(and(eq(planVersions.hash, hash), ne(planVersions.folder, folder)));
      return toRecord(record);
    }),
  content: async (hash) => {
    const [version] = await db.select().from(planVersions).where(eq(planVersions.hash, hash));
    if (!version) throw unknownPlan(`version ${hash.slice(0, 12)}`);
    const content = readStored('plan content', contentShape, JSON.parse(version.content));
    return { ...content, hash, folder: version.folder };
  },
  byName: async (name) => {
    const [row] = await db.select().from(plans).where(eq(plans.name, name));
    return row ? toRecord(row) : null;
  },
  byChannel: async (channel) => {
    const rows = await db.select().from(plans).where(eq(plans.channel, channel)).orderBy(plans.name);
    return rows.map(toRecord);
  },
  list: async () => (await db.select().from(plans).orderBy(plans.name)).map(toRecord),
});

const unknownPlan = (which: string): LockstepError =>
  new LockstepError('PLAN_UNKNOWN', {
    message: `Lockstep knows no plan "${which}".`,
    hint: 'Plans are read from the plans folder; check the name and that the file is there.',
  });
