import type { MigratedClass } from '#domain/plan/plan-schema.ts';
import type { FieldValue } from '#domain/record.ts';
import type { ClassSchema, FieldType } from '#domain/system-schema.ts';
import type { DiscrepancyKind } from '#domain/verdict.ts';
import { compareValues } from './compare-values.ts';

export interface FieldDifference {
  readonly kind: DiscrepancyKind;
  readonly field: string;
  /** Raw: mask before it leaves the engine. */
  readonly expected: FieldValue;
  readonly actual: FieldValue;
}

export type RecordComparison = (
  expected: readonly FieldValue[],
  actual: readonly FieldValue[],
) => {
  readonly result: 'equal' | 'expected-difference' | 'mismatch';
  readonly differences: readonly FieldDifference[];
};

const isReference = (planClass: MigratedClass, field: string): boolean =>
  planClass.fields[field]?.transforms.some((transform) => transform.use === 'reference') ?? false;

/** A shifted instant is told apart from another value: its cause is nearly always a time zone. */
const kindOfDifference = (
  type: FieldType,
  reference: boolean,
  values: readonly FieldValue[],
): DiscrepancyKind => {
  if (reference) return 'unresolved-relationship';
  const both = values.every((value) => value !== null);
  return both && type === 'instant' ? 'time-shift' : 'mismatch';
};

/** Compares two records field by field. Both run parallel to `fields`. */
export const createRecordComparison = (
  planClass: MigratedClass,
  fields: readonly string[],
  schema: ClassSchema,
): RecordComparison => {
  const columns = fields.map((field) => ({
    field,
    type: schema.fields.find((candidate) => candidate.name === field)?.type ?? 'text',
    reference: isReference(planClass, field),
    expected: planClass.expect.filter((difference) => difference.field === field),
  }));
  return (expected, actual) => {
    let result: 'equal' | 'expected-difference' = 'equal';
    const differences: FieldDifference[] = [];
    for (const [index, column] of columns.entries()) {
      const values = [expected[index] ?? null, actual[index] ?? null] as const;
      const comparison = compareValues(column, ...values);
      if (comparison === 'expected-difference') result = 'expected-difference';
      if (comparison !== 'mismatch') continue;
      const kind = kindOfDifference(column.type, column.reference, values);
      differences.push({ kind, field: column.field, expected: values[0], actual: values[1] });
    }
    return { result: differences.length > 0 ? 'mismatch' : result, differences };
  };
};
