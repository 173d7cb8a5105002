import { LockstepError } from '#domain/errors.ts';
import { sourceId, type SourceId } from '#domain/ids.ts';
import type { FieldMapping, MigratedClass } from '#domain/plan/plan-schema.ts';
import type { QuarantineReason } from '#domain/quarantine.ts';
import type { BatchRecord, FieldValue } from '#domain/record.ts';
import type { ClassSchema, FieldSchema } from '#domain/system-schema.ts';
import { compileField, runChain, type CompiledField } from './compile-field.ts';
import type { CompiledMapping, MappingResult, Reference, ResolveReference } from './compiled-mapping.ts';
import { destinationRule } from './destination-rules.ts';
import type { CustomTransforms } from './load-custom.ts';
import { mappingFaults, throwMismatch } from './mapping-faults.ts';
import { isRefusal, type CompileContext, type Refusal, type RowContext } from './transform.ts';

export interface MappingOptions {
  readonly planClass: MigratedClass;
  /** Names of the values in every source record, in order. */
  readonly sourceFields: readonly string[];
  readonly destination: ClassSchema;
  readonly custom: CustomTransforms;
  /** Destination fields that are filled in a second pass. */
  readonly deferred: ReadonlySet<string>;
}

const NOWHERE: ResolveReference = () => null;

const compileContext = (
  options: MappingOptions,
  from: readonly string[],
  unknown: Set<string>,
): CompileContext => ({
  from,
  custom: options.custom,
  fieldIndex: (name) => {
    const place = options.sourceFields.indexOf(name);
    if (place === -1) unknown.add(name);
    return place;
  },
});

const compileFields = (options: MappingOptions): { fields: CompiledField[]; unknown: Set<string> } => {
  const { planClass, destination } = options;
  const unknown = new Set<string>();
  const schemas = new Map<string, FieldSchema>(destination.fields.map((field) => [field.name, field]));
  const compile = (name: string, mapping: FieldMapping): CompiledField[] => {
    const context = compileContext(options, [mapping.from ?? []].flat(), unknown);
    const schema = schemas.get(name) ?? { name, type: 'text', required: false };
    return [compileField(mapping, { schema, deferred: options.deferred.has(name), context })];
  };
  const fields = Object.entries(planClass.fields).flatMap(([name, mapping]) => compile(name, mapping));
  return { fields, unknown };
};

const unknownFaults = (unknown: ReadonlySet<string>): string[] =>
  unknown.size === 0 ? [] : [`the source has no field ${[...unknown].map((name) => `'${name}'`).join(', ')}`];

const referencesIn = (fields: readonly CompiledField[], record: BatchRecord<SourceId>): Reference[] => {
  if (fields.length === 0) return [];
  const row: RowContext = { values: record.values, resolve: NOWHERE };
  const found: Reference[] = [];
  for (const field of fields) {
    const value = runChain(field, row);
    if (value === null || isRefusal(value) || !field.reference) continue;
    const { recordClass } = field.reference;
    for (const id of typeof value === 'string' ? [value] : value) {
      if (id.trim() !== '') found.push({ recordClass, sourceId: sourceId(id), field: field.name });
    }
  }
  return found;
};

/** A field's value with its reference looked up and held against the destination. */
const finish = (field: CompiledField, row: RowContext): FieldValue | Refusal => {
  const value = runChain(field, row);
  if (isRefusal(value)) return value;
  const found = field.reference ? field.reference.step(value, row) : value;
  return isRefusal(found) ? found : field.rule(found);
};

/** A reason with the field it is about. */
const about = (field: string, refusal: Refusal): QuarantineReason => ({ ...refusal, field });

interface Identity {
  /** Place of the identity among the values. */
  readonly place: number;
  /** Null: the source id itself is the identity. */
  readonly field: CompiledField | null;
}

const unclearIdentity = (planClass: MigratedClass, refusal: Refusal | null): LockstepError =>
  new LockstepError('INVARIANT_BROKEN', {
    message: `A record of '${planClass.source}' has no identity now: ${refusal?.detail ?? 'it is empty'}.`,
    hint: 'Only records that were mapped have one. If the source changed since, run the sample again; else please report this.',
  });

const mapFields = (
  fields: readonly CompiledField[],
  row: RowContext,
  values: FieldValue[],
): QuarantineReason[] | null => {
  let reasons: QuarantineReason[] | null = null;
  for (const field of fields) {
    // A deferred reference is looked up in the second pass; its chain must hold already now.
    let value: FieldValue | Refusal;
    if (field.deferred) {
      const chained = runChain(field, row);
      value = isRefusal(chained) ? chained : null;
    } else value = finish(field, row);
    if (isRefusal(value)) {
      reasons ??= [];
      reasons.push(about(field.name, value));
      values.push(null);
    } else values.push(value);
  }
  return reasons;
};

/**
 * Compiles a class's mapping: every name is resolved once, so that a record costs one call per transform and nothing else.
 * Where the plan does not map the identity field, it carries the source id.
 *
 * @throws PLAN_MISMATCH naming everything of this class that does not fit source and destination
 */
export const compileMapping = (options: MappingOptions): CompiledMapping => {
  const { planClass, destination } = options;
  const { fields, unknown } = compileFields(options);
  const faults = [...mappingFaults(planClass, destination), ...unknownFaults(unknown)];
  throwMismatch(planClass, destination, faults);
  const mappedPlace = fields.findIndex((field) => field.name === planClass.identity);
  const identity: Identity =
    mappedPlace === -1
      ? { place: 0, field: null }
      : { place: mappedPlace, field: fields[mappedPlace] ?? null };
  const identitySchema = destination.fields.find((field) => field.name === planClass.identity);
  const idRule = destinationRule(
    { ...(identitySchema ?? { name: planClass.identity, type: 'text' }), required: true },
    { mayBeEmpty: false },
  );
  const references = fields.filter((field) => field.reference !== null);
  const deferred = fields.filter((field) => field.deferred);
  const mapRecord = (record: BatchRecord<SourceId>, resolve: ResolveReference): MappingResult => {
    const row: RowContext = { values: record.values, resolve };
    const values: FieldValue[] = [];
    let own: Refusal | null = null;
    if (identity.field === null) {
      const id = idRule(record.id);
      if (isRefusal(id)) own = id;
      values.push(isRefusal(id) ? null : id);
    }
    const failed = mapFields(fields, row, values);
    const key = values[identity.place] ?? null;
    if (key === null && failed === null && own === null)
      own = { code: 'required-empty', detail: 'the identity is empty' };
    if (own === null && failed === null && key !== null)
      return { ok: true, record: { identity: key, values } };
    return { ok: false, reasons: [...(own ? [about(planClass.identity, own)] : []), ...(failed ?? [])] };
  };
  return {
    fields: [...(identity.field === null ? [planClass.identity] : []), ...fields.map((field) => field.name)],
    deferredFields: deferred.map((field) => field.name),
    identityOf: (record) => {
      const row: RowContext = { values: record.values, resolve: NOWHERE };
      const value = identity.field === null ? idRule(record.id) : finish(identity.field, row);
      if (typeof value === 'string') return value;
      throw unclearIdentity(planClass, value);
    },
    referencesOf: (record) => referencesIn(references, record),
    deferredReferencesOf: (record) => referencesIn(deferred, record),
    mapRecord,
    mapDeferred: (record, resolve) => {
      const row: RowContext = { values: record.values, resolve };
      return deferred.map((field) => {
        const value = finish(field, row);
        return isRefusal(value) ? null : value;
      });
    },
  };
};

/** Does this field name a record of another class? */
export const isReference = (mapping: FieldMapping): boolean => mapping.transforms.at(-1)?.use === 'reference';

/**
 * The references of a class without the rest of its mapping: which records does one refer to? The same as `referencesOf`
 * of the whole, from fewer source fields.
 *
 * @throws PLAN_MISMATCH if the source lacks a field that a reference comes from
 */
export const compileReferences = (
  options: Omit<MappingOptions, 'deferred'>,
): ((record: BatchRecord<SourceId>) => Reference[]) => {
  const { planClass, destination } = options;
  const fields = Object.entries(planClass.fields).filter(([, mapping]) => isReference(mapping));
  const compiled = compileFields({
    ...options,
    planClass: { ...planClass, fields: Object.fromEntries(fields) },
    deferred: new Set(),
  });
  throwMismatch(planClass, destination, unknownFaults(compiled.unknown));
  return (record) => referencesIn(compiled.fields, record);
};
