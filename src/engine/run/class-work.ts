import { LockstepError } from '#domain/errors.ts';
import type { DestinationId, SourceId } from '#domain/ids.ts';
import type { MigratedClass, Plan } from '#domain/plan/plan-schema.ts';
import { isMigrated } from '#domain/plan/plan-schema.ts';
import type { ClassSchema } from '#domain/system-schema.ts';
import type { WritableDestination } from '../connector.ts';
import { compileMapping } from '../mapping/compile-mapping.ts';
import type { CompiledMapping, Reference, ResolveReference } from '../mapping/compiled-mapping.ts';
import { requireClass, requireLayout, requireWritable, type ChunkWork } from './chunk-work.ts';
import { neededSourceFields } from './needed-source-fields.ts';
import { openSourceView, type SourceView } from './source-view.ts';

/** Everything a step needs for one class: where it comes from, how it is mapped, where it goes. */
export interface ClassWork {
  readonly recordClass: string;
  readonly planClass: MigratedClass;
  readonly source: SourceView;
  readonly destination: WritableDestination;
  readonly destinationSchema: ClassSchema;
  readonly mapping: CompiledMapping;
}

export const requireMigrated = (plan: Plan, recordClass: string): MigratedClass => {
  const planClass = plan.classes[recordClass];
  if (planClass && isMigrated(planClass)) return planClass;
  throw new LockstepError('INVARIANT_BROKEN', {
    message: `The plan '${plan.name}' does not move a class '${recordClass}'.`,
    hint: 'Please report this: a chunk was made for a class that the plan leaves alone.',
  });
};

/** Opens one class of a plan. `extraFields` are read beside those the mapping needs. */
export const openClass = async (
  work: ChunkWork,
  recordClass: string,
  extraFields: readonly string[] = [],
): Promise<ClassWork> => {
  const planClass = requireMigrated(work.content.plan, recordClass);
  const systems = await work.systemsOpen();
  const destinationSchema = requireClass(
    systems.destinationSchema,
    planClass.destination,
    work.run.environment,
  );
  const sourceSchema = requireClass(systems.sourceSchema, planClass.source, work.run.environment);
  const fields = [...new Set([...neededSourceFields(planClass), ...extraFields])];
  const source = openSourceView({ connector: systems.source, planClass, schema: sourceSchema, fields });
  const mapping = compileMapping({
    planClass,
    sourceFields: source.fields,
    destination: destinationSchema,
    custom: work.custom,
    deferred: new Set(work.run.layout ? (requireLayout(work.run).deferred[recordClass] ?? []) : []),
  });
  return {
    recordClass,
    planClass,
    source,
    destination: requireWritable(systems.destination),
    destinationSchema,
    mapping,
  };
};

/** Destination ids of everything these records refer to, looked up class by class in one query each. */
export const resolveReferences = async (
  work: ChunkWork,
  references: Iterable<Reference>,
): Promise<ResolveReference> => {
  const wanted = new Map<string, Set<SourceId>>();
  for (const { recordClass, sourceId } of references) {
    const ids = wanted.get(recordClass) ?? new Set<SourceId>();
    wanted.set(recordClass, ids.add(sourceId));
  }
  const found = new Map<string, Map<SourceId, DestinationId>>();
  const quarantined = new Map<string, Set<SourceId>>();
  for (const [recordClass, ids] of wanted) {
    const resolved = await work.store.crossReferences.resolve(work.scope, recordClass, [...ids]);
    found.set(recordClass, resolved);
    const open = [...ids].filter((id) => !resolved.has(id));
    if (open.length > 0) {
      quarantined.set(recordClass, await work.store.quarantine.among(work.scope, recordClass, open));
    }
  }
  return (recordClass, id) =>
    found.get(recordClass)?.get(id) ?? (quarantined.get(recordClass)?.has(id) ? 'quarantined' : null);
};
