/**
 * Where the embedded PostgreSQL lives. Normally under its home in the state folder. Started by root from a place that
 * the server's user may not enter (a checkout under /root, say), data and programs live in a folder outside it that is
 * written down beside the home.
 */
import { randomBytes } from 'node:crypto';
import { chmod, cp, lstat, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LockstepError } from '#domain/errors.ts';
import type { Log } from '#engine/ports.ts';
import { type Account, canEnter, chooseAccount, runAs } from './account.ts';
import { type Binaries, findBinaries } from './binaries.ts';

export interface Place {
  readonly account: Account;
  /** Folder with bin, lib and share. */
  readonly programs: string;
  /** Folder around the data; the server's working directory. */
  readonly folder: string;
  /** The cluster itself. */
  readonly data: string;
}

const isThere = async (path: string): Promise<boolean> => (await stat(path).catch(() => null)) !== null;

/** A folder that only root can have made and only root can change: nobody can have put a link or files of his there. */
const isRootsOwn = async (folder: string): Promise<boolean> => {
  const found = await lstat(folder).catch(() => null);
  return found !== null && found.isDirectory() && found.uid === 0 && (found.mode & 0o022) === 0;
};

const makeRootsOwn = async (folder: string): Promise<boolean> => {
  await mkdir(folder, { mode: 0o711 }).catch(() => undefined);
  if (!(await isRootsOwn(folder))) return false;
  await chmod(folder, 0o711);
  return true;
};

const outsideBase = async (account: Account): Promise<string> => {
  for (const base of ['/var/lib/lockstep', join(tmpdir(), 'lockstep-postgres')])
    if ((await makeRootsOwn(base)) && (await canEnter(account, base))) return base;
  throw new LockstepError('EMBEDDED_POSTGRES_FAILED', {
    message: 'No folder was found that the embedded PostgreSQL may use when it is started by root.',
    hint: 'Start Lockstep as an ordinary user, make /var/lib writable, or set DATABASE_URL.',
  });
};

/** Programs where the server's user can run them, copied once per version. */
const programsOutside = async (base: string, binaries: Binaries): Promise<string> => {
  const target = join(base, `programs-${binaries.version}`);
  if (await isRootsOwn(target)) return target;
  const draft = `${target}.${randomBytes(4).toString('hex')}`;
  await cp(binaries.folder, draft, { recursive: true, verbatimSymlinks: true });
  const opened = await runAs(null, ['chmod', '-R', 'go=rX', draft], base);
  if (opened.code !== 0) throw new Error(`chmod ended with ${opened.code}: ${opened.output}`);
  await rename(draft, target).catch(async (error: unknown) => {
    // Another start was quicker.
    await rm(draft, { recursive: true, force: true });
    if (!(await isRootsOwn(target))) throw error;
  });
  return target;
};

/** The folder outside that an earlier start wrote down, if it is still ours. */
const recordedFolder = async (record: string): Promise<string | null> => {
  const folder = (await readFile(record, 'utf8').catch(() => '')).trim();
  if (folder === '') return null;
  if (await isRootsOwn(folder)) return folder;
  throw new LockstepError('EMBEDDED_POSTGRES_FAILED', {
    message: `The data of the embedded PostgreSQL should be in ${folder}, and no folder that belongs to root is there.`,
    hint: `Put it back, or remove ${record} to start with an empty database.`,
  });
};

const outside = async (home: string, binaries: Binaries, log: Log | undefined): Promise<Place> => {
  const record = `${home}-home`;
  const recorded = await recordedFolder(record);
  const account = await chooseAccount(join(recorded ?? home, 'data'));
  const base = await outsideBase(account);
  const folder = recorded ?? join(base, randomBytes(8).toString('hex'));
  if (recorded === null) {
    await mkdir(folder, { mode: 0o711 });
    await writeFile(record, `${folder}\n`, { mode: 0o600 });
  }
  log?.info(
    { folder },
    'PostgreSQL may not run as root, and its user may not enter this folder: its data lives outside',
  );
  return { account, programs: await programsOutside(base, binaries), folder, data: join(folder, 'data') };
};

/** @throws EMBEDDED_POSTGRES_FAILED */
export const choosePlace = async (home: string, log?: Log): Promise<Place> => {
  const binaries = await findBinaries();
  const data = join(home, 'data');
  const account = await chooseAccount(data);
  const inside: Place = { account, programs: binaries.folder, folder: home, data };
  if (account === null) return inside;
  if (await isThere(`${home}-home`)) return outside(home, binaries, log);
  const probe = await runAs(account, [join(binaries.folder, 'bin', 'postgres'), '--version'], '/');
  const mayEnter = await canEnter(account, home);
  if (probe.code === 0 && mayEnter) return inside;
  if (!(await isThere(data))) return outside(home, binaries, log);
  if (mayEnter) {
    const base = await outsideBase(account);
    return { ...inside, programs: await programsOutside(base, binaries) };
  }
  throw new LockstepError('EMBEDDED_POSTGRES_FAILED', {
    message: `The data in ${data} belongs to the user ${account.name}, who may no longer enter the folders above it.`,
    hint: `Let everyone pass through them (chmod o+x), or remove ${home} to start with an empty database.`,
  });
};
