import { LockstepError, isLockstepError } from '#domain/errors.ts';
import type { DestinationId, SourceId } from '#domain/ids.ts';
import type { SystemSchema } from '#domain/system-schema.ts';
import type { WritableDestination } from '../connector.ts';
import type { CrossReference, PlaceCount } from '../ledger-ports.ts';
import type { ChunkWork } from '../run/chunk-work.ts';
import { refuseOtherSystem } from './refuse-elsewhere.ts';
import { removalOrder } from './removal-order.ts';
import { withDestination } from './with-destination.ts';

const PAGE_RECORDS = 1_000;

/** One class in one place, as the records themselves say, whatever the plan has become since. */
interface Removal extends PlaceCount {
  readonly links: readonly string[];
}

interface Removing {
  readonly work: ChunkWork;
  readonly destination: WritableDestination;
  /** removed: taken out; others: there under our id with somebody else's identity, and left alone. */
  readonly tally: { removed: number; others: number };
}

const removalsOf = (schema: SystemSchema, places: readonly PlaceCount[]): Removal[] =>
  removalOrder(schema, new Set(places.map((place) => place.destinationClass))).flatMap(
    ({ destinationClass, links }) =>
      places
        .filter((place) => place.destinationClass === destinationClass)
        .map((place) => ({ ...place, links: links.filter((field) => field !== place.identityField) })),
  );

async function* recordsOf({ work }: Removing, removal: Removal): AsyncGenerator<CrossReference[]> {
  let after: SourceId | null = null;
  for (;;) {
    work.signal.throwIfAborted();
    const page: CrossReference[] = await work.store.crossReferences.page(
      work.scope,
      removal.recordClass,
      after,
      PAGE_RECORDS,
    );
    const last = page.at(-1);
    if (!last) return;
    const here = page.filter(
      ({ place }) =>
        place.destinationClass === removal.destinationClass && place.identityField === removal.identityField,
    );
    if (here.length > 0) yield here;
    after = last.sourceId;
  }
}

/** Of the records that we created: those that still are what we created, by id and by identity. */
const stillOurs = async (
  { destination }: Removing,
  { destinationClass, identityField }: Removal,
  page: readonly CrossReference[],
): Promise<{ ours: CrossReference[]; doubtful: DestinationId[] }> => {
  const created = page.filter((record) => record.createdByUs);
  if (created.length === 0) return { ours: [], doubtful: [] };
  const found = await destination.lookup(
    destinationClass,
    identityField,
    created.map(({ place }) => place.identity),
  );
  const isOurs = ({ place, destinationId }: CrossReference): boolean =>
    found.get(place.identity)?.includes(destinationId) === true;
  return {
    ours: created.filter(isOurs),
    doubtful: created.filter((record) => !isOurs(record)).map((record) => record.destinationId),
  };
};

const countThere = async (
  { work, destination }: Removing,
  { destinationClass, identityField }: Removal,
  ids: readonly DestinationId[],
): Promise<number> => {
  let there = 0;
  if (ids.length === 0) return there;
  const query = { fields: [identityField], ids, signal: work.signal };
  for await (const batch of destination.read(destinationClass, query)) there += batch.records.length;
  return there;
};

/** Records that point at each other cannot be removed one by one: their links are taken off first. */
const unlink = async (removing: Removing, removal: Removal): Promise<void> => {
  const { work, destination } = removing;
  const { destinationClass, identityField, links } = removal;
  if (links.length === 0) return;
  for await (const page of recordsOf(removing, removal)) {
    const { ours } = await stillOurs(removing, removal, page);
    if (ours.length === 0) continue;
    const records = ours.map(({ place: { identity } }) => ({
      identity,
      values: [identity, ...links.map(() => null)],
    }));
    await destination.write(
      destinationClass,
      { fields: [identityField, ...links], identityField, records },
      { mode: 'update', beforeCommit: () => work.store.assertHeld(work.claim) },
    );
  }
};

const removeAll = async (removing: Removing, removal: Removal): Promise<void> => {
  const { work, destination, tally } = removing;
  for await (const page of recordsOf(removing, removal)) {
    const { ours, doubtful } = await stillOurs(removing, removal, page);
    const others = await countThere(removing, removal, doubtful);
    if (ours.length > 0) {
      tally.removed += await destination.remove(
        removal.destinationClass,
        ours.map((record) => record.destinationId),
        () => work.store.assertHeld(work.claim),
      );
    }
    work.reach('remove.after-write');
    await work.store.fenced(work.claim, (tx) =>
      tx.crossReferences.forget(
        work.scope,
        removal.recordClass,
        page.map((record) => record.sourceId),
      ),
    );
    tally.others += others;
    work.progress.done += page.length;
    if (others > 0) {
      work.log.warn({ recordClass: removal.recordClass, others }, 'left records that are not ours any more');
    }
  }
};

/**
 * In rounds: a class that others hold on to is tried again after them. A round that gets nowhere tells why.
 * @throws SYSTEM_REFUSED the destination keeps records, with the first reason it gave
 */
const removeInRounds = async (removing: Removing, removals: readonly Removal[]): Promise<void> => {
  let waiting = removals;
  while (waiting.length > 0) {
    const before = removing.work.progress.done;
    const refused: Removal[] = [];
    let refusal: unknown = null;
    for (const removal of waiting) {
      try {
        await removeAll(removing, removal);
      } catch (error) {
        if (!isLockstepError(error, 'SYSTEM_REFUSED')) throw error;
        refusal ??= error;
        refused.push(removal);
      }
    }
    if (refused.length > 0 && removing.work.progress.done === before) throw refusal;
    waiting = refused;
  }
};

const leftBehind = (work: ChunkWork, left: ReadonlyMap<string, number>): LockstepError =>
  new LockstepError('INVARIANT_BROKEN', {
    message: `The sample was to be removed, and records of ${[...left.keys()].join(', ')} are left.`,
    hint: 'This is our fault; what is left is still known. Please report it with the run.',
    details: { runId: work.run.id, classes: left.size },
  });

/**
 * Takes out of the destination exactly what Lockstep put there, children before parents. Records that others created
 * stay, and so does whatever has another identity under our id. Safe to repeat: a record is forgotten only after it is
 * gone, and removing one that is gone does nothing.
 * @throws SAMPLE_ELSEWHERE the sample is in another system than the plan points at; nothing is removed then
 */
export const clearSample = async (work: ChunkWork): Promise<void> => {
  const moved = await work.store.crossReferences.counts(work.scope);
  work.progress.total = [...moved.values()].reduce((sum, records) => sum + records, 0);
  const tally = { removed: 0, others: 0 };
  if (work.progress.total > 0) {
    await withDestination(work, async (destination, schema) => {
      const removing: Removing = { work, destination, tally };
      const removals = removalsOf(schema, await refuseOtherSystem(work, destination));
      for (const removal of removals) await unlink(removing, removal);
      await removeInRounds(removing, removals);
    });
  }
  await work.store.fenced(work.claim, async (tx) => {
    const left = await tx.crossReferences.counts(work.scope);
    if (left.size > 0) throw leftBehind(work, left);
    await tx.quarantine.clear(work.scope);
    await tx.audit.append({
      actor: work.run.requestedBy,
      action: 'sample.removed',
      planId: work.run.planId,
      runId: work.run.id,
      details: {
        environment: work.run.environment,
        records: work.progress.done,
        removed: tally.removed,
        leftToOthers: tally.others,
      },
    });
  });
};
