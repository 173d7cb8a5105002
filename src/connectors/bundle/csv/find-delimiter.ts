import { csvRecords } from './csv-records.ts';

const CANDIDATES = [',', ';', '\t', '|'] as const;
const SAMPLE_RECORDS = 50;

/** Cells of each of the first whole records, were this the delimiter. */
const cellCounts = (sample: string, delimiter: string, whole: boolean): number[] => {
  const records = csvRecords(delimiter);
  records.push(sample);
  if (whole) records.end();
  const counts: number[] = [];
  while (counts.length < SAMPLE_RECORDS) {
    const step = records.next();
    if (step.kind === 'fault') return [];
    if (step.kind === 'more') break;
    if (!step.record.blank) counts.push(step.record.cells.length);
  }
  return counts;
};

/**
 * The delimiter that splits the first records into the most cells, the same number in each. Where none does, the one that
 * splits the header most; where that splits nothing, a comma: a file with one column.
 *
 * @param whole the sample is the whole file
 */
export const findDelimiter = (sample: string, whole: boolean): string => {
  const found = CANDIDATES.map((delimiter) => {
    const counts = cellCounts(sample, delimiter, whole);
    const header = counts[0] ?? 1;
    return { delimiter, header, even: counts.every((count) => count === header) };
  });
  const splitting = found.filter(({ header }) => header > 1);
  const even = splitting.filter((candidate) => candidate.even);
  const best = (even.length > 0 ? even : splitting).toSorted((a, b) => b.header - a.header)[0];
  return best?.delimiter ?? ',';
};
