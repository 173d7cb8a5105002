import { LockstepError, isLockstepError } from '#domain/errors.ts';
import { migratedClasses } from '#domain/plan/plan-schema.ts';
import type { RunLayout } from '#domain/run.ts';
import { findClass } from '#domain/system-schema.ts';
import { sourceFaults } from '../mapping/mapping-faults.ts';
import { computeLoadOrder } from '../mapping/load-order.ts';
import { requireWritable, type ChunkWork } from '../run/chunk-work.ts';
import { openClass } from '../run/class-work.ts';
import { refuseMovedClasses, refuseOtherSystem } from './refuse-elsewhere.ts';
import { withDestination } from './with-destination.ts';

/** What is to be removed is known by the records themselves: the plan need not fit, and the source need not be there. */
const checkRemoval = async (work: ChunkWork): Promise<void> => {
  await withDestination(work, (destination) => refuseOtherSystem(work, destination));
  await work.store.fenced(work.claim, async (tx) => {
    await tx.runs.change(work.run.id, { layout: { levels: [], deferred: {}, chunks: {}, before: {} } });
  });
};

/**
 * Looks at both systems, holds the plan against them and pins the load order. Every class that does not fit is named at
 * once: a person corrects a plan in one go, not in ten.
 */
export const checkSystems = async (work: ChunkWork): Promise<void> => {
  if (work.run.kind === 'remove-sample') return checkRemoval(work);
  const { plan } = work.content;
  const { sourceSchema, destinationSchema, destination } = await work.systemsOpen();
  const places = await refuseOtherSystem(work, requireWritable(destination));
  if (work.run.kind === 'retry') refuseMovedClasses(work, places);
  const faults: string[] = [];
  for (const [recordClass, planClass] of migratedClasses(plan)) {
    try {
      await openClass(work, recordClass);
    } catch (error) {
      if (!isLockstepError(error, 'PLAN_MISMATCH')) throw error;
      faults.push(error.message);
    }
    const source = findClass(sourceSchema, planClass.source);
    const wrong = source ? sourceFaults(planClass, source) : [];
    if (wrong.length > 0)
      faults.push(`The class '${recordClass}' does not fit the source: ${wrong.join('; ')}.`);
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
