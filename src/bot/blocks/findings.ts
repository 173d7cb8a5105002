import type { QuarantineCode } from '#domain/quarantine.ts';
import type { DiscrepancyGroup, DiscrepancyKind } from '#domain/verdict.ts';
import type { QuarantineGroup } from '#engine/ledger-ports.ts';
import { code, joined, type Markup, markup, nothing } from './markup.ts';
import { records } from './run-words.ts';

/** Discrepancies in the words of someone who owns the data. */
const KIND_WORDS: Record<DiscrepancyKind, string> = {
  missing: 'not in the destination',
  extra: 'in the destination, and nobody moved it',
  mismatch: 'not what source and mapping say',
  'unresolved-relationship': 'points at a missing or wrong record',
  duplicate: 'there several times',
  'time-shift': 'at another time',
  checksum: 'file content differs',
  'class-missing': 'the whole class is missing',
  'digits-changed': 'digits shifted, lost or added',
  emptied: 'filled before, empty after',
  'filled-in': 'empty before, filled after',
  'values-collapsed': 'several values became one',
  'values-swapped': 'values changed places',
  'values-scattered': 'one value became several',
  'text-changed': 'letters or line breaks lost',
  'sum-changed': 'another amount',
  'day-shifted': 'on another day',
  'children-lost': 'another number of records below it',
  'not-comparable': 'could not be compared',
};

const QUARANTINE_WORDS: Record<QuarantineCode, string> = {
  'required-empty': 'the destination requires a value and there is none',
  'too-long': 'longer than the destination allows',
  'picklist-unmapped': 'a value that the plan’s picklist table does not name',
  'picklist-refused': 'a value that the destination does not list',
  'number-invalid': 'not a number',
  'number-out-of-range': 'more digits than the destination keeps',
  'date-invalid': 'not a date in the declared formats',
  'date-ambiguous': 'a date that reads two ways',
  'date-nonexistent': 'a time that the clock change left out',
  'phone-invalid': 'not a phone number',
  'email-invalid': 'not an e-mail address',
  'address-invalid': 'not an address',
  'country-unknown': 'an unknown country',
  'state-unknown': 'an unknown state',
  'boolean-invalid': 'neither yes nor no',
  'value-invalid': 'not of the destination field’s type',
  'reference-missing': 'points at a record that the source does not hold',
  'source-record-gone': 'not in the source any more when it was to be moved',
  'reference-quarantined': 'points at a record that could not be moved itself',
  'source-id-empty': 'the source gives it no id',
  'duplicate-source-id': 'the source holds this id more than once',
  'custom-rejected': 'rejected by the plan’s own rule',
  'destination-rejected': 'refused by the destination',
  'destination-kept-nothing': 'the destination said yes and holds nothing',
  'file-unreadable': 'the file cannot be read',
};

// A code that is newer than this table still gets an answer: its own name.
const words = (table: Readonly<Record<string, string>>, name: string): string => table[name] ?? name;

const place = (recordClass: string, field: string | null): Markup =>
  field === null ? code(recordClass) : code(`${recordClass}.${field}`);

const shown = (value: string | null): Markup => (value === null ? markup`nothing` : code(value));

/** One line: where, what, how often, and an example with its values masked. */
export const findingLine = (group: DiscrepancyGroup): Markup => {
  // What the plan does not name is not counted.
  if (group.kind === 'class-missing' && group.records === 0)
    return markup`• ${code(group.recordClass)}: in the source, and not named in the plan`;
  const [example] = group.examples;
  return joined(
    [
      markup`• ${place(group.recordClass, group.field)}: ${words(KIND_WORDS, group.kind)}, ${records(group.records)}`,
      example === undefined || (example.expected === null && example.actual === null)
        ? nothing
        : markup`for example ${shown(example.expected)} became ${shown(example.actual)}`,
    ],
    '; ',
  );
};

export const quarantineLine = (group: QuarantineGroup): Markup =>
  markup`• ${place(group.recordClass, group.field)}: ${words(QUARANTINE_WORDS, group.code)}, ${records(group.records)}`;
