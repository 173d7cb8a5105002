import type { DiscrepancyGroup, DiscrepancyKind } from '#domain/verdict.ts';

/** How bad a kind is, for people: what is lost comes before what is wrong, what is wrong before what is unclear. */
const SEVERITY: Record<DiscrepancyKind, number> = {
  'class-missing': 100,
  missing: 90,
  'values-collapsed': 85,
  'digits-changed': 80,
  'sum-changed': 78,
  emptied: 75,
  'unresolved-relationship': 70,
  'children-lost': 70,
  checksum: 68,
  'day-shifted': 65,
  'time-shift': 64,
  'values-swapped': 84,
  'values-scattered': 62,
  mismatch: 60,
  'text-changed': 58,
  duplicate: 55,
  extra: 40,
  'filled-in': 30,
  'not-comparable': 20,
};

const plural = (records: number, one: string, many: string): string =>
  `${records.toLocaleString('en-US')} ${records === 1 ? one : many}`;

const MEANING: Record<DiscrepancyKind, (field: string, records: string) => string> = {
  'class-missing': (_field, records) => `the whole class is missing: ${records} did not arrive`,
  missing: (_field, records) => `${records} did not arrive`,
  'values-collapsed': (field, records) =>
    `${field} has lost its different values: ${records} now share a value that was not theirs`,
  'digits-changed': (field, records) => `the digits of ${field} are not the ones of the source in ${records}`,
  'sum-changed': (field, records) => `amounts in ${field} are not the ones of the source in ${records}`,
  emptied: (field, records) => `${field} was filled and is empty now in ${records}`,
  'unresolved-relationship': (field, records) =>
    `${field} points at the wrong record, or at none, in ${records}`,
  'children-lost': (field, records) => `${records} belong to another record than before (${field})`,
  checksum: (field, records) => `the content of ${field} is damaged in ${records}`,
  'day-shifted': (field, records) => `${field} shows another day than the source in ${records}`,
  'time-shift': (field, records) => `${field} shows another time than it should in ${records}`,
  'values-swapped': (field, records) =>
    `values of ${field} have changed places: ${records} show one that belongs to others`,
  'values-scattered': (field, records) => `${field} gives equal values different meanings in ${records}`,
  mismatch: (field, records) => `${field} is not what it should be in ${records}`,
  'text-changed': (field, records) => `the text of ${field} is cut or changed in ${records}`,
  duplicate: (_field, records) => `${records} arrived more than once`,
  extra: (_field, records) => `${records} are there that nobody moved`,
  'filled-in': (field, records) => `${field} was empty and is filled now in ${records}`,
  'not-comparable': (field, records) =>
    `${records} could not be compared${field === 'the record' ? '' : ` in ${field}`}`,
};

/** '120 of 752 sampled records' grown to the whole class, to two figures that mean something. */
const estimate = (records: number, sampled: number, population: number): string => {
  if (sampled === 0 || sampled >= population || records === 0) return '';
  const whole = (records / sampled) * population;
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(whole)) - 1);
  return ` (about ${(Math.round(whole / unit) * unit).toLocaleString('en-US')} of ${population.toLocaleString('en-US')})`;
};

/** Fewer records in a destination class than before and with ours: nobody may take any out while a run goes on. */
const isVanished = (group: DiscrepancyGroup): boolean =>
  group.kind === 'missing' && group.field === null && group.examples.length === 0;

interface Size {
  readonly sampled: number;
  readonly population: number;
}

/** One finding in words a business owner understands, without the name of its class. */
export const findingWords = (group: DiscrepancyGroup, size: Size): string => {
  const records = plural(group.records, 'record', 'records');
  // A file is not counted: what the plan does not name is not read.
  if (group.kind === 'class-missing' && group.records === 0)
    return 'it is in the source, and not named in the plan.';
  if (isVanished(group)) return `${records} that were here before are gone.`;
  const of =
    size.sampled > 0 && group.kind !== 'extra'
      ? `${records} of ${size.sampled.toLocaleString('en-US')} sampled`
      : records;
  const meaning = MEANING[group.kind](group.field ?? 'the record', of);
  return `${meaning}${estimate(group.records, size.sampled, size.population)}.`;
};

/** The same with its class, where it stands alone. */
export const findingSentence = (group: DiscrepancyGroup, size: Size): string =>
  `${group.recordClass}: ${findingWords(group, size)}`;

/** Worst first: by kind, then by how many records. */
export const bySeverity = (left: DiscrepancyGroup, right: DiscrepancyGroup): number =>
  SEVERITY[right.kind] - SEVERITY[left.kind] || right.records - left.records;
