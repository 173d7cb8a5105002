import type { SourceId } from '#domain/ids.ts';
import type { MigratedClass } from '#domain/plan/plan-schema.ts';
import { migratedClasses } from '#domain/plan/plan-schema.ts';
import type { BatchRecord } from '#domain/record.ts';
import { requireLayout, type ChunkWork } from '../run/chunk-work.ts';
import type { ClassWork } from '../run/class-work.ts';
import type { Choice } from './choice.ts';
import { createCoverage, type CoverageKind } from './coverage.ts';
import { createLowestPlaces } from './lowest-places.ts';
import { sampleHash } from './sample-hash.ts';

const FORMAT_TRANSFORMS = new Set([
  'phone',
  'date',
  'number',
  'money',
  'email',
  'boolean',
  'state',
  'country',
]);

/** Fields whose every value or format the sample must show: what the mapping treats by value or by format. */
const coverageKinds = (
  planClass: MigratedClass,
  fields: readonly string[],
): { index: number; kind: CoverageKind }[] =>
  Object.values(planClass.fields).flatMap((mapping) => {
    const uses = mapping.transforms.map((transform) => transform.use);
    const kind = uses.includes('picklist')
      ? 'value'
      : uses.some((use) => FORMAT_TRANSFORMS.has(use))
        ? 'format'
        : null;
    if (!kind || mapping.from === undefined) return [];
    return [mapping.from].flat().flatMap((field) => {
      const index = fields.indexOf(field);
      return index < 0 ? [] : [{ index, kind: kind satisfies CoverageKind }];
    });
  });

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
  readonly open: Map<string, ClassWork>;
  readonly details: ReadonlySet<string>;
  readonly share: number;
}

interface SampledClass {
  readonly work: ChunkWork;
  readonly selection: Selection;
  readonly classWork: ClassWork;
}

/**
 * A record's place decides whether it is chosen. A detail record (a call, a note, an invoice) has the place of the record
 * it belongs to, so that a sampled lead comes with its whole history and the sample stays as small as it was asked for.
 */
const placeOf = ({ work, selection, classWork }: SampledClass, record: BatchRecord<SourceId>): number => {
  const { seed } = work.content.plan.sample;
  const owner = selection.details.has(classWork.recordClass)
    ? classWork.mapping.referencesOf(record)[0]
    : undefined;
  return owner
    ? sampleHash(seed, owner.recordClass, owner.sourceId)
    : sampleHash(seed, classWork.recordClass, record.id);
};

/** One pass over a class: by hash, then what the minimum and the coverage still ask for. */
const chooseInClass = async (sampled: SampledClass): Promise<void> => {
  const { work, selection, classWork } = sampled;
  const { minimum } = work.content.plan.sample;
  const chosen = new Map<SourceId, boolean>();
  const coverage = createCoverage<SourceId>(coverageKinds(classWork.planClass, classWork.source.fields));
  const lowest = createLowestPlaces<SourceId>(minimum);
  let population = 0;
  for await (const batch of classWork.source.read({ signal: work.signal })) {
    work.signal.throwIfAborted();
    for (const record of batch.records) {
      population += 1;
      const place = placeOf(sampled, record);
      const isChosen = place < selection.share;
      if (isChosen) chosen.set(record.id, true);
      lowest.offer(record.id, place);
      coverage.observe({ id: record.id, values: record.values, place, chosen: isChosen });
    }
    work.progress.done += batch.records.length;
  }
  if (chosen.size < minimum) for (const id of lowest.ids()) chosen.set(id, true);
  for (const id of coverage.missing()) if (!chosen.has(id)) chosen.set(id, false);
  selection.records.set(classWork.recordClass, chosen);
  selection.populations.set(classWork.recordClass, population);
};

/** Adds the records that chosen ones refer to, and those that these refer to, until nothing is missing. */
const closeOverRelationships = async (work: ChunkWork, selection: Selection): Promise<void> => {
  let frontier = new Map([...selection.records].map(([recordClass, ids]) => [recordClass, [...ids.keys()]]));
  while (frontier.size > 0) {
    const next = new Map<string, SourceId[]>();
    for (const [recordClass, ids] of frontier) {
      const classWork = selection.open.get(recordClass);
      if (!classWork) continue;
      for await (const batch of classWork.source.read({ ids, signal: work.signal })) {
        for (const { recordClass: parentClass, sourceId } of batch.records.flatMap((record) => [
          ...classWork.mapping.referencesOf(record),
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
export const chooseSample = async (
  work: ChunkWork,
  open: (recordClass: string) => Promise<ClassWork>,
): Promise<Choice> => {
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
    const classWork = await open(recordClass);
    selection.open.set(recordClass, classWork);
    work.progress.total += await source.count(classWork.planClass.source);
  }
  for (const classWork of selection.open.values()) await chooseInClass({ work, selection, classWork });
  await closeOverRelationships(work, selection);
  return selection;
};
