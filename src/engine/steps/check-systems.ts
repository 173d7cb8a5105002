import { LockstepError, isLockstepError } from '#domain/errors.ts';
import { migratedClasses } from '#domain/plan/plan-schema.ts';
import type { RunLayout } from '#domain/run.ts';
import { computeLoadOrder } from '../mapping/load-order.ts';
import { requireWritable, type ChunkWork } from '../run/chunk-work.ts';
import { openClass, type ClassWork } from '../run/class-work.ts';

/** Without a unique identity a repeated write could double a record, so such a destination is refused. */
const identityFault = ({ recordClass, planClass, destinationSchema }: ClassWork): string | null => {
  const field = destinationSchema.fields.find((candidate) => candidate.name === planClass.identity);
  if (!field)
    return `${recordClass}: the destination class '${planClass.destination}' has no field '${planClass.identity}' (identity).`;
  const isKey = destinationSchema.key.length === 1 && destinationSchema.key[0] === planClass.identity;
  if (field.unique || isKey) return null;
  return `${recordClass}: identity '${planClass.identity}' is not unique in '${planClass.destination}'; add a unique index.`;
};

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
      const fault = identityFault(await openClass(work, recordClass));
      if (fault) faults.push(fault);
    } catch (error) {
      if (!isLockstepError(error, 'PLAN_MISMATCH')) throw error;
      faults.push(`${recordClass}: ${error.message}`);
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
