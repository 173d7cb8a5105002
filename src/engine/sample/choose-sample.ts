import type { SourceId } from '#domain/ids.ts';
import type { MigratedClass } from '#domain/plan/plan-schema.ts';
import { migratedClasses } from '#domain/plan/plan-schema.ts';
import type { BatchRecord } from '#domain/record.ts';
import { requireLayout, type ChunkWork } from '../run/chunk-work.ts';
import type { Choice } from './choice.ts';
import { createCoverage } from './coverage.ts';
import { createLowestPlaces } from './lowest-places.ts';
import { openSampledClass, type SampledClass } from './open-sampled-class.ts';
import { sampleHash } from './sample-hash.ts';

/** Classes that no other class refers to. Their records follow the record they belong to. */
const detailClasses = (planClasses: readonly [string, MigratedClass][]): Set<string> => {
  const referred = new Set(
    planClasses.flatMap(([recordClass, planClass]) =>
      Object.values(planClass.fields).flatMap((mapping) =>
        mapping.transforms.flatMap((transform) =>
          transform.use === 'reference' && transform.class !== recordClass ? [transform.class] : [],
        ),
      ),
    ),
  );
  return new Set(
    planClasses.map(([recordClass]) => recordClass).filter((recordClass) => !referred.has(recordClass)),
  );
};

interface Selection {
  readonly records: Map<string, Map<SourceId, boolean>>;
  readonly populations: Map<string, number>;
  readonly open: Map<string, SampledClass>;
  readonly details: ReadonlySet<string>;
  readonly share: number;
}

interface Choosing {
  readonly work: ChunkWork;
  readonly selection: Selection;
  readonly sampled: SampledClass;
}

/**
 * A record's place decides whether it is chosen. A detail record (a call, a note, an invoice) has the place of the record
 * it belongs to, so that a sampled lead comes with its whole history and the sample stays as small as it was asked for.
 */
const placeOf = ({ work, selection, sampled }: Choosing, record: BatchRecord<SourceId>): number => {
  const { seed } = work.content.plan.sample;
  const owner = selection.details.has(sampled.recordClass) ? sampled.referencesOf(record)[0] : undefined;
  return owner
    ? sampleHash(seed, owner.recordClass, owner.sourceId)
    : sampleHash(seed, sampled.recordClass, record.id);
};

/** One pass over a class: by hash, then what the minimum and the coverage still ask for. */
const chooseInClass = async (choosing: Choosing): Promise<void> => {
  const { work, selection, sampled } = choosing;
  const { minimum } = work.content.plan.sample;
  const chosen = new Map<SourceId, boolean>();
  const coverage = createCoverage<SourceId>(sampled.coverage);
  const lowest = createLowestPlaces<SourceId>(minimum);
  let population = 0;
  for await (const batch of sampled.source.read({ signal: work.signal })) {
    work.signal.throwIfAborted();
    for (const record of batch.records) {
      population += 1;
      const place = placeOf(choosing, record);
      const isChosen = place < selection.share;
      if (isChosen) chosen.set(record.id, true);
      lowest.offer(record.id, place);
      coverage.observe({ id: record.id, values: record.values, place, chosen: isChosen });
    }
    work.progress.done += batch.records.length;
  }
  if (chosen.size < minimum) for (const id of lowest.ids()) chosen.set(id, true);
  for (const id of coverage.missing()) if (!chosen.has(id)) chosen.set(id, false);
  selection.records.set(sampled.recordClass, chosen);
  selection.populations.set(sampled.recordClass, population);
};

/** Classes of which records are left that a reference could add. Whatever else is referred to does not exist. */
const unfinishedClasses = ({ records, populations }: Selection): Set<string> =>
  new Set(
    [...records.keys()].filter((name) => (records.get(name)?.size ?? 0) < (populations.get(name) ?? 0)),
  );

const refersTo = ({ planClass }: SampledClass, classes: ReadonlySet<string>): boolean =>
  Object.values(planClass.fields).some((mapping) =>
    mapping.transforms.some((transform) => transform.use === 'reference' && classes.has(transform.class)),
  );

/** Adds the records that chosen ones refer to, and those that these refer to, until nothing is missing. */
const closeOverRelationships = async (work: ChunkWork, selection: Selection): Promise<void> => {
  let frontier = new Map([...selection.records].map(([recordClass, ids]) => [recordClass, [...ids.keys()]]));
  while (frontier.size > 0) {
    const next = new Map<string, SourceId[]>();
    const unfinished = unfinishedClasses(selection);
    for (const [recordClass, ids] of frontier) {
      const sampled = selection.open.get(recordClass);
      if (!sampled || !refersTo(sampled, unfinished)) continue;
      for await (const batch of sampled.source.read({ ids, signal: work.signal })) {
        for (const { recordClass: parentClass, sourceId } of batch.records.flatMap((record) => [
          ...sampled.referencesOf(record),
        ])) {
          const chosen = selection.records.get(parentClass);
          if (!chosen || chosen.has(sourceId)) continue;
          chosen.set(sourceId, false);
          const added = next.get(parentClass) ?? [];
          added.push(sourceId);
          next.set(parentClass, added);
        }
      }
    }
    await dropUnknown(work, selection, next);
    frontier = next;
  }
};

/** A reference may name a record that does not exist; it cannot be moved, and what names it goes to quarantine. */
const dropUnknown = async (
  work: ChunkWork,
  selection: Selection,
  added: Map<string, SourceId[]>,
): Promise<void> => {
  for (const [recordClass, ids] of added) {
    const existing = new Set<SourceId>();
    const source = selection.open.get(recordClass)?.source;
    if (!source) continue;
    for await (const batch of source.read({ ids, signal: work.signal })) {
      for (const record of batch.records) existing.add(record.id);
    }
    for (const id of ids) if (!existing.has(id)) selection.records.get(recordClass)?.delete(id);
    added.set(recordClass, [...existing]);
    if (existing.size === 0) added.delete(recordClass);
  }
};

/**
 * Chooses the sample: by a stable hash, with every picklist value and format seen, closed over relationships. The ids of
 * the chosen records are held in memory: a sample is small by its nature.
 */
export const chooseSample = async (work: ChunkWork): Promise<Choice> => {
  const { plan } = work.content;
  const selection: Selection = {
    records: new Map(),
    populations: new Map(),
    open: new Map(),
    details: detailClasses(migratedClasses(plan)),
    share: (work.run.samplePercent ?? plan.sample.percent) / 100,
  };
  const { source } = await work.systemsOpen();
  const classes = requireLayout(work.run).levels.flat();
  for (const recordClass of classes) {
    const sampled = await openSampledClass(work, recordClass);
    selection.open.set(recordClass, sampled);
    work.progress.total += await source.count(sampled.planClass.source);
  }
  for (const sampled of selection.open.values()) await chooseInClass({ work, selection, sampled });
  await closeOverRelationships(work, selection);
  return selection;
};
