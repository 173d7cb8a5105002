import { LockstepError, isLockstepError } from '#domain/errors.ts';
import { migratedClasses } from '#domain/plan/plan-schema.ts';
import type { RunLayout } from '#domain/run.ts';
import { computeLoadOrder } from '../mapping/load-order.ts';
import { requireWritable, type ChunkWork } from '../run/chunk-work.ts';
import { openClass } from '../run/class-work.ts';

/**
 * Looks at both systems, holds the plan against them and pins the load order. Every class that does not fit is named at
 * once: a person corrects a plan in one go, not in ten.
 */
export const checkSystems = async (work: ChunkWork): Promise<void> => {
  const { plan } = work.content;
  const { destinationSchema, destination } = await work.systemsOpen();
  requireWritable(destination);
  const faults: string[] = [];
  for (const [recordClass] of migratedClasses(plan)) {
    try {
      await openClass(work, recordClass);
    } catch (error) {
      if (!isLockstepError(error, 'PLAN_MISMATCH')) throw error;
      faults.push(error.message);
    }
  }
  if (faults.length > 0) {
    throw new LockstepError('PLAN_MISMATCH', {
      message: `The plan does not fit the systems in ${work.run.environment}:\n${faults.map((fault) => `• ${fault}`).join('\n')}`,
      hint: 'Correct plan.yml or the destination, then start the run again. Nothing was written.',
    });
  }
  const order = computeLoadOrder({ plan, destinationSchema });
  const layout: RunLayout = {
    levels: order.levels,
    deferred: Object.fromEntries([...order.deferred].map(([name, fields]) => [name, [...fields]])),
    chunks: {},
    before: {},
  };
  await work.store.fenced(work.claim, async (tx) => {
    await tx.runs.change(work.run.id, { layout });
  });
};
