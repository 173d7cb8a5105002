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
}

/** A stretch of records of one class. The field names stand once, not in every record. */
export interface RecordBatch<Id extends string> {
  readonly fields: readonly string[];
  readonly records: readonly BatchRecord<Id>[];
}
