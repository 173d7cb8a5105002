import type { SourceId } from '#domain/ids.ts';
import type { FieldMapping, MigratedClass } from '#domain/plan/plan-schema.ts';
import type { BatchRecord } from '#domain/record.ts';
import { compileReferences, isReference } from '../mapping/compile-mapping.ts';
import type { Reference } from '../mapping/compiled-mapping.ts';
import { requireClass, type ChunkWork } from '../run/chunk-work.ts';
import { requireMigrated } from '../run/class-work.ts';
import { neededSourceFields } from '../run/needed-source-fields.ts';
import { openSourceView, type SourceView } from '../run/source-view.ts';
import type { CoverageKind } from './coverage.ts';

/** A class as choosing a sample sees it: what its records refer to, and what must be shown of them. */
export interface SampledClass {
  readonly recordClass: string;
  readonly planClass: MigratedClass;
  /** Reads references and covered fields, nothing else: a file's content is not read to choose the file. */
  readonly source: SourceView;
  /** Fields whose every value or format the sample must show, by their place in a record. */
  readonly coverage: readonly { readonly index: number; readonly kind: CoverageKind }[];
  referencesOf(record: BatchRecord<SourceId>): readonly Reference[];
}

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

/** What the mapping treats by value or by format must be seen in every value or format. */
const coverageOf = (mapping: FieldMapping): CoverageKind | null => {
  const uses = mapping.transforms.map((transform) => transform.use);
  if (mapping.from === undefined) return null;
  if (uses.includes('picklist')) return 'value';
  return uses.some((use) => FORMAT_TRANSFORMS.has(use)) ? 'format' : null;
};

const coverageKinds = (planClass: MigratedClass, fields: readonly string[]): SampledClass['coverage'] =>
  Object.values(planClass.fields).flatMap((mapping) => {
    const kind = coverageOf(mapping);
    if (kind === null) return [];
    return [mapping.from ?? []].flat().flatMap((field) => {
      const index = fields.indexOf(field);
      return index < 0 ? [] : [{ index, kind }];
    });
  });

/** @throws PLAN_MISMATCH when class or references are not in the source any more */
export const openSampledClass = async (work: ChunkWork, recordClass: string): Promise<SampledClass> => {
  const whole = requireMigrated(work.content.plan, recordClass);
  const { environment } = work.run;
  const { source: connector, sourceSchema, destinationSchema } = await work.systemsOpen();
  const schema = requireClass(sourceSchema, whole.source, environment);
  const asked = Object.entries(whole.fields).filter(
    ([, mapping]) => isReference(mapping) || coverageOf(mapping) !== null,
  );
  const planClass = { ...whole, fields: Object.fromEntries(asked) };
  const source = openSourceView({ connector, planClass, schema, fields: neededSourceFields(planClass) });
  return {
    recordClass,
    planClass,
    source,
    coverage: coverageKinds(planClass, source.fields),
    referencesOf: compileReferences({
      planClass,
      sourceFields: source.fields,
      destination: requireClass(destinationSchema, whole.destination, environment),
      custom: work.custom,
    }),
  };
};
