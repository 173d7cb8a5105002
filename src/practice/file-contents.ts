/** The bytes of uploaded files: beside the state file, one file each, or in memory when there is no state file. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** Slack takes a gigabyte; a practice workspace takes evidence files. */
export const MAX_FILE_BYTES = 50 * 1024 * 1024;

export interface FileContents {
  write(id: string, bytes: Buffer): Promise<void>;
  /** Null when there is no such file. */
  read(id: string): Promise<Buffer | null>;
}

const memoryContents = (): FileContents => {
  const kept = new Map<string, Buffer>();
  return {
    write: (id, bytes) => Promise.resolve(void kept.set(id, bytes)),
    read: (id) => Promise.resolve(kept.get(id) ?? null),
  };
};

const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ENOENT';

/** @param stateFile  the state file; contents lie in the folder `<stateFile>.files` */
export const fileContents = (stateFile: string | null): FileContents => {
  if (stateFile === null) return memoryContents();
  const folder = `${stateFile}.files`;
  // Ids are made by us, but a state file can be edited: nothing leaves the folder.
  const pathOf = (id: string): string => path.join(folder, id.replaceAll(/[^A-Z0-9]/gi, '_'));
  return {
    write: async (id, bytes) => {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await writeFile(pathOf(id), bytes, { mode: 0o600 });
    },
    read: async (id) => {
      try {
        return await readFile(pathOf(id));
      } catch (error) {
        if (isMissing(error)) return null;
        throw error;
      }
    },
  };
};
