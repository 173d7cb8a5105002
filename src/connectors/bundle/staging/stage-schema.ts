import type { TableField } from '../table-row.ts';

/** Raise it when what is staged changes: older stages are then not used any more. */
export const STAGE_VERSION = 1;

/**
 * One class, in a file of its own. `id` is unique in the end; `data` is the JSON array of the row's values; `problems` a
 * JSON array of RowProblem, or null. Rows stand in file order, the index on `id` gives the order of reading: by the bytes
 * of the id in UTF-8.
 */
export const STAGE_TABLES = `
  CREATE TABLE rows (seq INTEGER PRIMARY KEY, id TEXT NOT NULL, line INTEGER NOT NULL, data TEXT NOT NULL, problems TEXT);
  CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL);
`;

/** Name under which the facts about the whole stage are kept. */
export const STAGE_FACTS = 'stage';

export interface StageFacts {
  readonly fields: readonly TableField[];
  readonly records: number;
  /** Rows that bear an id of our making, because an earlier row has theirs. */
  readonly duplicateIds: number;
  readonly emptyIds: number;
}
