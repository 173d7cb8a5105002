/** Why one record could not be moved. One list, so that a report can group by it and a person can learn it. */
export const QUARANTINE_CODES = [
  'required-empty', // the destination requires a value and the source has none
  'too-long', // text longer than the destination allows; nothing is cut silently
  'picklist-unmapped', // a value the plan's picklist table does not name
  'picklist-refused', // a value the destination does not list
  'number-invalid',
  'number-out-of-range', // more digits than the destination keeps
  'date-invalid',
  'date-ambiguous', // 3 December or 12 March
  'date-nonexistent', // inside a daylight-saving gap
  'phone-invalid',
  'email-invalid',
  'address-invalid',
  'country-unknown',
  'state-unknown',
  'boolean-invalid',
  'value-invalid', // not of the destination field's type, or rejected by a custom transform
  'reference-missing', // points at a record that does not exist in the source
  'reference-quarantined', // points at a record that could not be moved itself
  'duplicate-source-id', // the source holds this id more than once
  'source-id-empty', // the record has no id in the source
  'source-record-gone', // chosen, and not in the source any more when it was to be moved
  'custom-rejected',
  'destination-rejected', // the destination refused the record
  'destination-kept-nothing', // the destination said yes and holds no such record
  'file-unreadable',
] as const;

export type QuarantineCode = (typeof QUARANTINE_CODES)[number];

export interface QuarantineReason {
  readonly code: QuarantineCode;
  /** Destination field, where one field is at fault. */
  readonly field?: string | undefined;
  /** A few words that explain, free of values from the record: 'longer than 255 characters (612)'. */
  readonly detail: string;
}
