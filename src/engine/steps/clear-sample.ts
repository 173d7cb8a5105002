import type { DestinationId, SourceId } from '#domain/ids.ts';
import { migratedClasses, type MigratedClass } from '#domain/plan/plan-schema.ts';
import type { WritableDestination } from '../connector.ts';
import { requireLayout, requireWritable, type ChunkWork } from '../run/chunk-work.ts';

const PAGE_RECORDS = 1_000;
/** A sample is cleared before the next begins, so the classes in place are known to the newest few runs. */
const EARLIER_RUNS = 5;

interface MovedRecord {
  readonly sourceId: SourceId;
  readonly destinationId: DestinationId;
  readonly createdByUs: boolean;
}

/** A class as the run that moved it knew it. */
interface MovedClass {
  readonly recordClass: string;
  readonly planClass: MigratedClass;
  readonly deferred: readonly string[];
}

/**
 * Classes to clear, children before parents. What is in the destination was put there under an earlier version of the
 * plan, which may have had classes that the present one has lost.
 */
const movedClasses = async (work: ChunkWork): Promise<MovedClass[]> => {
  const { planId, environment } = work.scope;
  const earlier = await work.store.runs.list(planId, {
    environment,
    kinds: ['test-sample', 'retry'],
    limit: EARLIER_RUNS,
  });
  const found = new Map<string, MovedClass>();
  for (const run of [...earlier.filter((each) => each.id !== work.run.id), work.run]) {
    if (!run.layout) continue;
    const classes = new Map(migratedClasses((await work.store.plans.content(run.planHash)).plan));
    for (const recordClass of run.layout.levels.flat().toReversed()) {
      const planClass = classes.get(recordClass);
      if (!planClass || found.has(recordClass)) continue;
      found.set(recordClass, { recordClass, planClass, deferred: run.layout.deferred[recordClass] ?? [] });
    }
  }
  return [...found.values()];
};

async function* movedRecords(work: ChunkWork, recordClass: string): AsyncGenerator<MovedRecord[]> {
  let after: SourceId | null = null;
  for (;;) {
    work.signal.throwIfAborted();
    const page: MovedRecord[] = await work.store.crossReferences.page(
      work.scope,
      recordClass,
      after,
      PAGE_RECORDS,
    );
    const last = page.at(-1);
    if (!last) return;
    yield page;
    after = last.sourceId;
  }
}

/** Records that point at each other cannot be removed one by one: their links are taken off first. */
const unlink = async (
  work: ChunkWork,
  destination: WritableDestination,
  { recordClass, planClass, deferred }: MovedClass,
): Promise<void> => {
  if (deferred.length === 0) return;
  const { destination: destinationClass, identity } = planClass;
  for await (const page of movedRecords(work, recordClass)) {
    const ids = page.filter((record) => record.createdByUs).map((record) => record.destinationId);
    for await (const batch of destination.read(destinationClass, {
      fields: [identity],
      ids,
      signal: work.signal,
    })) {
      const records = batch.records.flatMap((record) => {
        const value = record.values[0] ?? null;
        return value === null ? [] : [{ identity: value, values: [value, ...deferred.map(() => null)] }];
      });
      await destination.write(
        destinationClass,
        { fields: [identity, ...deferred], identityField: identity, records },
        { mode: 'update', beforeCommit: () => work.store.assertHeld(work.claim) },
      );
    }
  }
};

const removeClass = async (
  work: ChunkWork,
  destination: WritableDestination,
  { recordClass, planClass }: MovedClass,
): Promise<void> => {
  for await (const page of movedRecords(work, recordClass)) {
    const ours = page.filter((record) => record.createdByUs).map((record) => record.destinationId);
    if (ours.length > 0) {
      await destination.remove(planClass.destination, ours, () => work.store.assertHeld(work.claim));
    }
    work.reach('remove.after-write');
    await work.store.fenced(work.claim, (tx) =>
      tx.crossReferences.forget(
        work.scope,
        recordClass,
        page.map((record) => record.sourceId),
      ),
    );
    work.progress.done += page.length;
  }
};

/**
 * Takes out of the destination exactly what Lockstep put there, children before parents. Records that others created
 * stay. Safe to repeat: a record is forgotten only after it is gone, and removing one that is gone does nothing.
 */
export const clearSample = async (work: ChunkWork): Promise<void> => {
  const moved = await work.store.crossReferences.counts(work.scope);
  work.progress.total = [...moved.values()].reduce((sum, records) => sum + records, 0);
  requireLayout(work.run);
  if (work.progress.total > 0) {
    const destination = requireWritable((await work.systemsOpen()).destination);
    const classes = await movedClasses(work);
    for (const moved of classes) await unlink(work, destination, moved);
    for (const moved of classes) await removeClass(work, destination, moved);
  }
  await work.store.fenced(work.claim, async (tx) => {
    await tx.quarantine.clear(work.scope);
    await tx.audit.append({
      actor: work.run.requestedBy,
      action: 'sample.removed',
      planId: work.run.planId,
      runId: work.run.id,
      details: { environment: work.run.environment, records: work.progress.done },
    });
  });
};
