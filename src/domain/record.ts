import type { QuarantineReason } from './quarantine.ts';

/**
 * Records as every connector hands them over.
 *
 * A value is text or nothing. Numbers are never JavaScript numbers on the way: a 20-digit id or an amount of money must
 * come out as it went in. What the text means is said by the field's type (system-schema.ts), in one canonical form each:
 *
 * | type     | canonical text                                                                        |
 * |----------|---------------------------------------------------------------------------------------|
 * | text     | as stored, line breaks and all                                                        |
 * | integer, decimal | plain digits, '-' for minus, '.' for the point, no grouping, no exponent      |
 * | boolean  | 'true' or 'false'                                                                     |
 * | date     | 'YYYY-MM-DD'                                                                          |
 * | local    | 'YYYY-MM-DDTHH:MM:SS[.ffffff]', a wall-clock time without a zone                      |
 * | instant  | 'YYYY-MM-DDTHH:MM:SS[.ffffff]Z', always UTC                                           |
 * | uuid     | lower case                                                                            |
 * | json     | as stored                                                                             |
 * | bytes    | lower-case hex                                                                        |
 * | list     | JSON array of texts                                                                   |
 *
 * Empty text and nothing (null) are different; a file format that cannot tell them apart says so in its connector.
 */
export type FieldValue = string | null;

/** One record of a batch. `values` runs parallel to the batch's `fields`. */
export interface BatchRecord<Id extends string> {
  readonly id: Id;
  readonly values: readonly FieldValue[];
  /**
   * Why the record cannot be moved, where the source itself shows it: its id is used by an earlier record (this one then
   * bears an id of the connector's making), it has no id, a file that cannot be read. The engine quarantines it for these
   * reasons; `field`, where one is at fault, is the source field. Only reasons about the fields asked for are given.
   */
  readonly reasons?: readonly QuarantineReason[] | undefined;
}

/** A stretch of records of one class. The field names stand once, not in every record. */
export interface RecordBatch<Id extends string> {
  readonly fields: readonly string[];
  readonly records: readonly BatchRecord<Id>[];
}
