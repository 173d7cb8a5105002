/** The state on disk: read once, written a moment after a change, whole and by rename, so that a crash leaves the old or the new one. */
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { stateSchema } from './model/state-schema.ts';
import type { WorkspaceState } from './model/workspace-state.ts';
import type { PracticeLog } from './world.ts';

const WRITE_AFTER_MS = 300;

const readIfThere = async (file: string): Promise<string | null> => {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
};

const parse = (text: string): WorkspaceState | null => {
  try {
    const parsed = stateSchema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
};

/** @returns null when there is none, or when it cannot be used: then it is set aside, and the log says where. */
export const loadState = async (file: string, log: PracticeLog): Promise<WorkspaceState | null> => {
  const text = await readIfThere(file);
  if (text === null) return null;
  const state = parse(text);
  if (state !== null) return state;
  const aside = `${file}.broken-${Date.now()}`;
  await rename(file, aside);
  log.warn({ file, aside }, 'The practice workspace could not be read and was set aside; a new one begins.');
  return null;
};

export interface StateWriter {
  /** Writes soon. */
  later(): void;
  /** Writes what is not written yet. */
  flush(): Promise<void>;
}

export const stateWriter = (file: string, state: WorkspaceState, log: PracticeLog): StateWriter => {
  let timer: NodeJS.Timeout | null = null;
  let writing: Promise<void> = Promise.resolve();

  const write = async (): Promise<void> => {
    await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
    const fresh = `${file}.new`;
    // Tokens of this workspace stand in it.
    await writeFile(fresh, JSON.stringify(state), { mode: 0o600 });
    await rename(fresh, file);
  };
  const start = (): Promise<void> => {
    timer = null;
    writing = writing.then(write).catch((error: unknown) => {
      log.warn({ file, error: String(error) }, 'The practice workspace could not be written down.');
    });
    return writing;
  };
  return {
    later: () => {
      timer ??= setTimeout(() => void start(), WRITE_AFTER_MS).unref();
    },
    flush: async () => {
      if (timer !== null) {
        clearTimeout(timer);
        await start();
      }
      await writing;
    },
  };
};
