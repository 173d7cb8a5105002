import { extname } from 'node:path';
import type { BundleSettings } from '#domain/plan/plan-schema.ts';
import type { BundleFile } from './bundle-files.ts';
import type { BundleLimits } from './bundle-limits.ts';
import type { RowBatch } from './table-row.ts';
import { unreadable } from './bundle-error.ts';
import { readCsv } from './csv/read-csv.ts';
import { showName } from './entry-name.ts';
import { readJsonLines } from './json-lines/read-json-lines.ts';
import { readXlsx } from './xlsx/read-xlsx.ts';

export type BundleClassSettings = BundleSettings['classes'][string];

/**
 * Rows of a table file, in file order, with flat memory: parsing alone, nothing staged. By the file's ending: .csv, .tsv,
 * .txt; .xlsx; .jsonl, .ndjson. @throws BUNDLE_UNREADABLE, BUNDLE_UNSAFE
 */
export const readRows = (
  file: BundleFile,
  settings: BundleClassSettings,
  context: { limits: BundleLimits; workFolder: string },
): AsyncIterable<RowBatch> => {
  switch (extname(file.path).toLowerCase()) {
    case '.csv':
    case '.txt':
      return readCsv(file, settings, context.limits);
    case '.tsv':
      return readCsv(file, { delimiter: '\t', ...settings }, context.limits);
    case '.xlsx':
    case '.xlsm':
      return readXlsx(file, settings, context);
    case '.jsonl':
    case '.ndjson':
      return readJsonLines(file, settings, context.limits);
    default:
      throw unreadable(
        `The bundle's file ${showName(file.path)} is of no kind that can be read.`,
        'Tables are read from .csv, .tsv, .txt, .xlsx, .jsonl and .ndjson; the path of a folder of files ends in /.',
      );
  }
};
