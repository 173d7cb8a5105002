import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** Texts that cells name by number. */
export interface SharedStrings {
  add(text: string): void;
  /** Undefined: there is none of this number. */
  get(index: number): string | undefined;
  close(): Promise<void>;
}

const spilled = (folder: string) => {
  const path = join(folder, `bundle-strings-${randomUUID()}.partial`);
  const database = new DatabaseSync(path);
  database.exec(`PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -16384;
    CREATE TABLE strings (place INTEGER PRIMARY KEY, text TEXT NOT NULL); BEGIN`);
  const insert = database.prepare('INSERT INTO strings VALUES (?, ?)');
  const select = database.prepare('SELECT text FROM strings WHERE place = ?');
  return {
    // As JSON: half of a surrogate pair, which an escape can make, would not survive as SQLite text.
    add: (place: number, text: string): void => void insert.run(place, JSON.stringify(text)),
    get: (place: number): string | undefined => {
      const row = select.get(place);
      return row === undefined ? undefined : String(JSON.parse(String(row['text'])));
    },
    close: async (): Promise<void> => {
      database.close();
      await rm(path, { force: true });
    },
  };
};

/** Keeps the first texts in memory, and the rest in a file once they are more than so many characters. */
export const sharedStrings = (workFolder: string, memoryCharacters: number): SharedStrings => {
  const kept: string[] = [];
  let characters = 0;
  let count = 0;
  let file: ReturnType<typeof spilled> | null = null;
  return {
    add: (text) => {
      characters += text.length + 16; // an array slot and a string header, so that a million empty texts count too
      if (characters <= memoryCharacters) kept.push(text);
      else (file ??= spilled(workFolder)).add(count, text);
      count += 1;
    },
    get: (index) => (index < kept.length ? kept[index] : file?.get(index)),
    close: async () => {
      await file?.close();
    },
  };
};
