/** What the comparison found, and what it means. */

export const DISCREPANCY_KINDS = [
  'missing', // moved, and not there
  'extra', // there, and nobody moved it
  'mismatch', // a field differs
  'unresolved-relationship', // the parent it should point at is missing or another one
  'duplicate', // one source record, several destination records
  'time-shift', // fidelity: the right day, another time of day
  'checksum',
  'class-missing', // a class, file or sheet of the source that the plan does not name, or whose every record is lost
  'digits-changed', // fidelity: digits shifted, lost or added
  'emptied', // fidelity: filled before, empty after
  'filled-in', // fidelity: empty before, filled after
  'values-collapsed', // fidelity: several picklist values became one
  'values-swapped', // fidelity: values that fit each other's places better than their own
  'values-scattered', // fidelity: one picklist value became several
  'text-changed', // fidelity: letters or line breaks lost, cut, mojibake
  'sum-changed', // fidelity: an amount differs
  'day-shifted', // fidelity: another calendar day
  'children-lost', // fidelity: another number of children per parent
  'not-comparable', // could not be compared; never counted as equal
] as const;
export type DiscrepancyKind = (typeof DISCREPANCY_KINDS)[number];

export type CheckName = 'parity' | 'fidelity';

/** One finding. Values are masked before they get here (mask.ts). */
export interface Discrepancy {
  readonly check: CheckName;
  readonly kind: DiscrepancyKind;
  readonly recordClass: string;
  /** Destination field; null where the whole record or class is meant. */
  readonly field: string | null;
  readonly sourceId: string | null;
  readonly destinationId: string | null;
  /** Masked. */
  readonly expected: string | null;
  /** Masked. */
  readonly actual: string | null;
  /** How many records this finding stands for: 1, or more for findings about a whole class. */
  readonly records: number;
}

/** Counters of a parity comparison. They add up: compared = equal + expectedDifference + mismatch + missing + notComparable. */
export interface ParityCounts {
  readonly compared: number;
  readonly equal: number;
  readonly expectedDifference: number;
  readonly mismatch: number;
  readonly missing: number;
  readonly extra: number;
  readonly notComparable: number;
}

/** Discrepancies of one kind in one field of one class. */
export interface DiscrepancyGroup {
  readonly check: CheckName;
  readonly kind: DiscrepancyKind;
  readonly recordClass: string;
  readonly field: string | null;
  /** Records of the sample concerned. */
  readonly records: number;
  /** Up to three, masked. */
  readonly examples: readonly {
    readonly sourceId: string | null;
    readonly expected: string | null;
    readonly actual: string | null;
  }[];
}

export interface ClassVerdict {
  readonly recordClass: string;
  readonly passed: boolean;
  /** Records of the class in the source. */
  readonly population: number;
  /** Records of it in this run. */
  readonly sampled: number;
  readonly moved: number;
  /** Of the moved ones, those that the destination held before; they were left as they were. */
  readonly existed?: number | undefined;
  readonly quarantined: number;
  readonly parity: ParityCounts;
  /** Source and destination fields that no fidelity check covers. */
  readonly uncheckedFields: readonly string[];
  readonly groups: readonly DiscrepancyGroup[];
  /** A fault of up to so many records of the class may not show in such a sample, with a chance of at least 1 in 20. */
  readonly couldMiss: number;
  /** Why it did not pass, each a full sentence. */
  readonly reasons: readonly string[];
}

export interface Verdict {
  readonly passed: boolean;
  readonly classes: readonly ClassVerdict[];
  /** Findings about no planned class: source classes the plan does not mention. */
  readonly planFindings: readonly DiscrepancyGroup[];
}
