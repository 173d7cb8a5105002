import Big from 'big.js';
import type { ExpectedDifference } from '#domain/plan/plan-schema.ts';
import type { FieldValue } from '#domain/record.ts';
import type { FieldType } from '#domain/system-schema.ts';

export type Comparison = 'equal' | 'expected-difference' | 'mismatch';

const sameNumber = (expected: string, actual: string): boolean => {
  try {
    return new Big(expected).eq(new Big(actual));
  } catch {
    return false;
  }
};

/** A fraction of a second with and without trailing zeros is the same instant. */
const canonicalTime = (text: string): string =>
  text.replace(/(\.\d*?)0+(?=Z?$)/, '$1').replace(/\.(?=Z?$)/, '');

const sameText = (type: FieldType, expected: string, actual: string): boolean => {
  if (expected === actual) return true;
  switch (type) {
    case 'integer':
    case 'decimal':
      return sameNumber(expected, actual);
    case 'local':
    case 'instant':
      return canonicalTime(expected) === canonicalTime(actual);
    case 'uuid':
    case 'bytes':
      return expected.toLowerCase() === actual.toLowerCase();
    case 'json':
      return sameJson(expected, actual);
    case 'text':
    case 'boolean':
    case 'date':
    case 'list':
      return false;
  }
};

const sortKeys = (_key: string, value: unknown): unknown =>
  value !== null && typeof value === 'object' && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).toSorted(([left], [right]) => (left < right ? -1 : 1)))
    : value;

const sameJson = (expected: string, actual: string): boolean => {
  try {
    return JSON.stringify(JSON.parse(expected), sortKeys) === JSON.stringify(JSON.parse(actual), sortKeys);
  } catch {
    return false;
  }
};

const isExpected = (difference: ExpectedDifference, expected: string, actual: string): boolean => {
  switch (difference.difference) {
    case 'case':
      return expected.toLowerCase() === actual.toLowerCase();
    case 'outer-whitespace':
      return expected.trim() === actual.trim();
    case 'line-break-style':
      return expected.replace(/\r\n?/g, '\n') === actual.replace(/\r\n?/g, '\n');
    case 'rounding':
      try {
        return new Big(expected)
          .minus(new Big(actual))
          .abs()
          .lte(new Big(difference.within ?? '0'));
      } catch {
        return false;
      }
  }
};

/**
 * Is what the destination holds what source and mapping say it must be? Nothing and empty text are different. Two ways of
 * writing the same number or instant are equal; everything else that differs must be declared in the plan to be right.
 */
export const compareValues = (
  field: { readonly type: FieldType; readonly expected: readonly ExpectedDifference[] },
  expected: FieldValue,
  actual: FieldValue,
): Comparison => {
  if (expected === null || actual === null) {
    if (expected === actual) return 'equal';
    return 'mismatch';
  }
  if (sameText(field.type, expected, actual)) return 'equal';
  return field.expected.some((difference) => isExpected(difference, expected, actual))
    ? 'expected-difference'
    : 'mismatch';
};
