import { LockstepError } from '#domain/errors.ts';
import type { FieldMapping, MigratedClass } from '#domain/plan/plan-schema.ts';
import type { ClassSchema, FieldSchema } from '#domain/system-schema.ts';

const named = (names: readonly string[]): string => names.map((name) => `'${name}'`).join(', ');

/** Does the chain end with several values, as far as the plan itself shows it? */
const endsAsList = ({ from, transforms }: FieldMapping): boolean => {
  let list = Array.isArray(from);
  for (const transform of transforms) {
    if (transform.use === 'split') list = list || transform.take === 'all';
    // What a custom transform gives shows only with data.
    if (['join', 'template', 'custom'].includes(transform.use)) list = false;
    if (transform.use === 'constant' && transform.when === 'always') list = false;
  }
  return list;
};

const fieldFaults = (schema: FieldSchema, mapping: FieldMapping): string[] => {
  const faults: string[] = [];
  if (schema.generated === true)
    faults.push(`'${schema.name}' is computed by the destination and cannot be written`);
  if (endsAsList(mapping) && schema.type !== 'list' && schema.type !== 'json') {
    faults.push(
      `'${schema.name}' holds one value, and its mapping gives several: add join, or split with take`,
    );
  }
  const last = mapping.transforms.at(-1);
  if (last?.use === 'picklist' && schema.picklist) {
    const accepted = new Set(schema.picklist);
    const refused = [...new Set(Object.values(last.values))].filter((value) => !accepted.has(value));
    if (refused.length > 0) {
      faults.push(`'${schema.name}' does not accept ${named(refused)}; it accepts ${named(schema.picklist)}`);
    }
  }
  return faults;
};

/** What of a class of the plan does not fit the destination's class, each in words. */
export const mappingFaults = (planClass: MigratedClass, destination: ClassSchema): string[] => {
  const known = new Map(destination.fields.map((field) => [field.name, field]));
  const mapped = new Set([...Object.keys(planClass.fields), planClass.identity]);
  const faults: string[] = [];
  if (destination.key.length === 0) faults.push('it has no key, so its records cannot be found again');
  const identity = known.get(planClass.identity);
  const alone = destination.key.length === 1 && destination.key[0] === planClass.identity;
  if (identity && identity.unique !== true && !alone) {
    faults.push(
      `the identity '${planClass.identity}' is not unique in it, so a record could be created twice`,
    );
  }
  const unknown = [...mapped].filter((field) => !known.has(field));
  if (unknown.length > 0) {
    faults.push(
      `it has no field ${named(unknown)}; it has ${named(destination.fields.map((field) => field.name))}`,
    );
  }
  for (const [field, mapping] of Object.entries(planClass.fields)) {
    const schema = known.get(field);
    if (schema) faults.push(...fieldFaults(schema, mapping));
  }
  const open = destination.fields.filter(
    (field) => field.required && field.generated !== true && !mapped.has(field.name),
  );
  if (open.length > 0)
    faults.push(`it requires ${named(open.map((field) => field.name))}, which the plan does not map`);
  const unchecked = planClass.fidelity.map((check) => check.destination).filter((field) => !known.has(field));
  if (unchecked.length > 0)
    faults.push(`a fidelity check names ${named([...new Set(unchecked)])}, which it does not have`);
  return faults;
};

/** Fields that a class's fidelity checks and `each` name and the source does not have: unread, they would compare nothing. */
export const sourceFaults = (planClass: MigratedClass, source: ClassSchema): string[] => {
  // An export without a line names no fields; it has no record to miss one either.
  if (source.fields.length === 0) return [];
  const known = new Set(source.fields.map((field) => field.name));
  if (planClass.each) known.add('each');
  const faults: string[] = [];
  const unknown = planClass.fidelity.map((check) => check.source).filter((field) => !known.has(field));
  if (unknown.length > 0)
    faults.push(`a fidelity check names ${named([...new Set(unknown)])}, which the source does not have`);
  if (planClass.each && !source.fields.some(({ name }) => name === planClass.each?.field))
    faults.push(`each names the field '${planClass.each.field}', which the source does not have`);
  return faults;
};

/** @throws PLAN_MISMATCH naming all faults, if there are any */
export const throwMismatch = (
  planClass: MigratedClass,
  destination: ClassSchema,
  faults: readonly string[],
): void => {
  if (faults.length === 0) return;
  throw new LockstepError('PLAN_MISMATCH', {
    message: `The mapping of '${planClass.source}' does not fit '${destination.name}': ${faults.join('; ')}.`,
    hint: 'Correct the fields in plan.yml, or the destination, and try again. Nothing was written.',
    details: { faults: faults.length },
  });
};
