import type { KeyRange, ReadQuery } from '#engine/connector.ts';
import type { Log } from '#engine/ports.ts';
import type { BundleFiles } from './bundle-files.ts';
import type { BundleLimits } from './bundle-limits.ts';
import type { StagedRecord } from './staging/staged-table.ts';
import type { TableField } from './table-row.ts';
import { mismatch } from './bundle-error.ts';
import { showName } from './entry-name.ts';

/** An opened class of a bundle: a staged table, or a folder of files. */
export interface BundleClass {
  readonly fields: readonly TableField[];
  count(range?: KeyRange): number;
  read(query: ReadQuery): AsyncIterable<StagedRecord[]>;
  close(): void;
}

export interface BundleContext {
  readonly files: BundleFiles;
  readonly workFolder: string;
  readonly log: Log;
  readonly limits: BundleLimits;
}

/** Records in a batch, where the caller has no wish. */
export const DEFAULT_BATCH_RECORDS = 1000;

/** @throws PLAN_MISMATCH for a field the class does not have */
export const assertFields = (
  recordClass: string,
  asked: readonly string[],
  known: readonly TableField[],
): void => {
  const absent = asked.find((name) => !known.some((field) => field.name === name));
  if (absent === undefined) return;
  throw mismatch(
    `Class ${showName(recordClass)} of the bundle has no field ${showName(absent)}.`,
    'Correct the name in the plan; upper and lower case matter.',
  );
};
