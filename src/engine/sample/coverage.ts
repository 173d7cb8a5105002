import type { FieldValue } from '#domain/record.ts';

/** How a field's values are told apart: each value of its own, or each shape of value. */
export type CoverageKind = 'value' | 'format';

/** Different values or shapes remembered per field. A field with more is not a picklist, and its tail is not covered. */
const SEEN_MAX = 500;

/**
 * The shape of a value: letters and digits as classes, everything else as it is. '(704) 555-0123' → '(999) 999-9999'.
 * Long runs of letters count as one, so that names of different lengths have one shape.
 */
export const formatOf = (value: string): string =>
  value
    .slice(0, 80)
    .replace(/\p{L}+/gu, 'a')
    .replace(/\p{Nd}/gu, '9');

interface Seen<Id> {
  readonly id: Id;
  readonly place: number;
  covered: boolean;
}

/**
 * Sees to it that every picklist value and every format is in the sample at least once: of the records that show one, it
 * remembers the one with the lowest place.
 */
export const createCoverage = <Id extends string>(
  kinds: readonly { readonly index: number; readonly kind: CoverageKind }[],
): {
  observe(record: { id: Id; values: readonly FieldValue[]; place: number; chosen: boolean }): void;
  /** Records to add. */
  missing(): Id[];
  /** Fields with more values than are remembered, by their index. */
  overflown(): number[];
} => {
  const perField = kinds.map(({ index, kind }) => ({
    index,
    kind,
    seen: new Map<string, Seen<Id>>(),
    overflown: false,
  }));
  return {
    observe: ({ id, values, place, chosen }) => {
      for (const field of perField) {
        const value = values[field.index] ?? null;
        if (value === null) continue;
        const key = field.kind === 'value' ? value.slice(0, 200) : formatOf(value);
        const known = field.seen.get(key);
        if (!known) {
          if (field.seen.size >= SEEN_MAX) field.overflown = true;
          else field.seen.set(key, { id, place, covered: chosen });
        } else if (chosen) known.covered = true;
        else if (!known.covered && place < known.place) field.seen.set(key, { id, place, covered: false });
      }
    },
    missing: () => [
      ...new Set(
        perField.flatMap(({ seen }) => [...seen.values()].filter((one) => !one.covered).map((one) => one.id)),
      ),
    ],
    overflown: () => perField.filter((field) => field.overflown).map((field) => field.index),
  };
};
