import { DatabaseSync } from 'node:sqlite';

/** Does its work on a stage that is being made. No journal: the file gets its name only when it is whole. */
export const withWritableStage = async <T>(
  path: string,
  work: (database: DatabaseSync) => T | Promise<T>,
): Promise<T> => {
  const database = new DatabaseSync(path);
  try {
    database.exec('PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -32768;');
    database.exec('BEGIN');
    const result = await work(database);
    database.exec('COMMIT');
    return result;
  } finally {
    database.close();
  }
};
