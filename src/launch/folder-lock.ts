import { randomBytes } from 'node:crypto';
import { link, mkdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { LockstepError } from '#domain/errors.ts';
import { isRunning, processStart } from './process-start.ts';

/** A folder that is ours alone until `release`. */
export interface FolderLock {
  release(): Promise<void>;
}

const holderSchema = z.object({ pid: z.int(), started: z.string().nullable(), host: z.string() });
type Holder = z.output<typeof holderSchema>;

/** The lock's file is touched this often, so that a holder on another machine can be told from one that died there. */
const TOUCH_MS = 5_000;
const STALE_ABROAD_MS = 60_000;

const hasCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code;

const readHolder = async (file: string): Promise<{ text: string; holder: Holder | null } | null> => {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if (hasCode(error, 'ENOENT')) return null;
    throw error;
  });
  if (text === null) return null;
  const parsed = holderSchema.safeParse(text.startsWith('{') ? JSON.parse(text) : null);
  return { text, holder: parsed.success ? parsed.data : null };
};

const isAlive = async (holder: Holder, file: string): Promise<boolean> => {
  if (holder.host !== hostname()) {
    const touched = await stat(file).catch(() => null);
    return touched !== null && Date.now() - touched.mtimeMs < STALE_ABROAD_MS;
  }
  return isRunning(holder.pid) && (holder.started === null || holder.started === processStart(holder.pid));
};

const taken = (folder: string, holder: Holder): LockstepError =>
  new LockstepError('STATE_TAKEN', {
    message: `The folder ${folder} is in use by another copy of Lockstep (process ${holder.pid}${
      holder.host === hostname() ? '' : ` on ${holder.host}`
    }).`,
    hint: 'Use the copy that runs, stop it, or give this one a folder of its own with LOCKSTEP_STATE.',
    details: { pid: holder.pid },
  });

/** Moves a dead holder's lock away. Of several who try, one takes away exactly what all of them have read. */
const clear = async (file: string, text: string): Promise<void> => {
  const aside = `${file}.${process.pid}.${randomBytes(4).toString('hex')}`;
  try {
    await rename(file, aside);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return;
    throw error;
  }
  const moved = await readFile(aside, 'utf8');
  // A quicker one had already put its own lock there: give it back.
  if (moved !== text) await link(aside, file).catch(() => undefined);
  await rm(aside, { force: true });
};

const hold = (file: string, text: string): FolderLock => {
  const touch = setInterval(() => {
    const now = new Date();
    utimes(file, now, now).catch(() => undefined);
  }, TOUCH_MS);
  touch.unref();
  return {
    release: async () => {
      clearInterval(touch);
      const there = await readFile(file, 'utf8').catch(() => null);
      if (there === text) await rm(file, { force: true });
    },
  };
};

/**
 * Takes a folder for this process. A lock whose holder is dead, or whose process id belongs to a later process by now,
 * is taken over.
 * @throws STATE_TAKEN when a living process holds it; STATE_UNUSABLE when this user may not write there
 */
export const takeFolderLock = async (folder: string): Promise<FolderLock> => {
  const file = join(folder, 'lock');
  const text = JSON.stringify({
    pid: process.pid,
    started: processStart(process.pid),
    host: hostname(),
    nonce: randomBytes(8).toString('hex'),
  });
  const draft = `${file}.new.${process.pid}.${randomBytes(4).toString('hex')}`;
  try {
    await mkdir(folder, { recursive: true, mode: process.getuid?.() === 0 ? 0o711 : 0o700 });
    await writeFile(draft, text, { mode: 0o600 });
  } catch (error) {
    throw new LockstepError('STATE_UNUSABLE', {
      message: `Nothing can be written in the folder ${folder}.`,
      hint: 'It may belong to another user, from an earlier start as root. Give it to this user, remove it, or name another one in LOCKSTEP_STATE.',
      cause: error,
    });
  }
  try {
    for (;;) {
      try {
        await link(draft, file);
        return hold(file, text);
      } catch (error) {
        if (!hasCode(error, 'EEXIST')) throw error;
      }
      const found = await readHolder(file);
      if (found === null) continue;
      if (found.holder !== null && (await isAlive(found.holder, file))) throw taken(folder, found.holder);
      await clear(file, found.text);
    }
  } finally {
    await rm(draft, { force: true });
  }
};
