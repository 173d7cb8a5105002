import { settleDuplicates } from './settle-duplicates.ts';
import { withWritableStage } from './writable-stage.ts';

/** Indexes the rows of a stage by id, and settles ids that are used twice. @returns how many rows got another id */
export const buildIndex = (path: string): Promise<number> =>
  withWritableStage(path, (database) => {
    database.exec('CREATE INDEX rows_id ON rows (id)');
    return settleDuplicates(database);
  });
