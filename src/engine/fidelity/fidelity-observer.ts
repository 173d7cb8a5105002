import type { FieldValue } from '#domain/record.ts';
import type { DiscrepancyKind } from '#domain/verdict.ts';

/** The same fact in both systems, as found there. Nothing here knows how one became the other. */
export interface FactPair {
  readonly sourceId: string;
  readonly destinationId: string;
  readonly source: FieldValue;
  readonly destination: FieldValue;
}

/** What a check found. Values are raw; they are masked where findings leave the engine. */
export interface FidelityFinding {
  readonly kind: DiscrepancyKind;
  /** Null for findings about the field as a whole. */
  readonly pair: FactPair | null;
  readonly expected: string | null;
  readonly actual: string | null;
  /** Records this finding stands for. */
  readonly records: number;
}

/** One check over one pair of fields. It sees every pair once and speaks at the end about what needs the whole. */
export interface FidelityObserver {
  observe(pair: FactPair): FidelityFinding | null;
  conclude(): FidelityFinding[];
}

export const aboutPair = (kind: DiscrepancyKind, pair: FactPair): FidelityFinding => ({
  kind,
  pair,
  expected: pair.source,
  actual: pair.destination,
  records: 1,
});

export const isBlank = (value: FieldValue): boolean => value === null || value.trim() === '';

/** Filled before and empty after, or the other way round: every check sees that first. */
export const compareFilling = (pair: FactPair): FidelityFinding | null => {
  if (isBlank(pair.source) === isBlank(pair.destination)) return null;
  return aboutPair(isBlank(pair.destination) ? 'emptied' : 'filled-in', pair);
};
