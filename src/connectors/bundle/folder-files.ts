import { constants } from 'node:fs';
import { lstat, open, opendir, realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import type { BundleFile, BundleFiles } from './bundle-files.ts';
import type { BundleLimits } from './bundle-limits.ts';
import { unreadable, unsafe } from './bundle-error.ts';
import { assertSafeName, nameRegister, showName } from './entry-name.ts';

const missing = (path: string, cause: unknown) =>
  unreadable(
    `The bundle has no file ${showName(path)}.`,
    'Check the path in the plan against the export; upper and lower case matter.',
    { cause },
  );

const GONE: readonly unknown[] = ['ENOENT', 'ENOTDIR'];
const FORBIDDEN: readonly unknown[] = ['EACCES', 'EPERM'];

/** Says in our words what the file system refused. */
const translated = (path: string, error: unknown): unknown => {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (GONE.includes(code)) return missing(path, error);
  if (FORBIDDEN.includes(code)) {
    return unreadable(
      `The bundle's entry ${showName(path)} may not be read by this user.`,
      'Give the user that Lockstep runs as the right to read it.',
      { cause: error },
    );
  }
  if (code !== 'ELOOP') return error;
  return unsafe(`The bundle's entry ${showName(path)} is a link that leads in a circle.`);
};

const translating = async <T>(path: string, work: Promise<T>): Promise<T> => {
  try {
    return await work;
  } catch (error) {
    throw translated(path, error);
  }
};

/** Resolves links. What leads out of the bundle, or is no plain file or folder, is refused. */
const resolveInside = async (root: string, path: string): Promise<{ real: string; folder: boolean }> => {
  assertSafeName(path);
  const full = join(root, path);
  const real = await translating(path, realpath(full));
  if (real !== root && !real.startsWith(root.endsWith(sep) ? root : root + sep)) {
    throw unsafe(`The bundle's entry ${showName(path)} is a link that leads out of the bundle.`);
  }
  const facts = await translating(path, lstat(real));
  if (!facts.isFile() && !facts.isDirectory()) {
    throw unsafe(`The bundle's entry ${showName(path)} is neither a file nor a folder.`);
  }
  return { real, folder: facts.isDirectory() };
};

const folderFile = async (path: string, real: string): Promise<BundleFile> => {
  const facts = await translating(path, stat(real));
  return {
    path,
    bytes: facts.size,
    version: async () => {
      const now = await translating(path, stat(real, { bigint: true }));
      return [now.ino, now.size, now.mtimeNs].join(':');
    },
    open: async () => {
      // The path was resolved: a link here now has been put there since.
      const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
      const handle = await translating(path, open(real, flags));
      const opened = await handle.stat();
      if (!opened.isFile()) {
        await handle.close();
        throw unsafe(`The bundle's entry ${showName(path)} is no plain file any more.`);
      }
      return handle.createReadStream({ highWaterMark: 256 * 1024 });
    },
  };
};

const byPath = (a: { path: string }, b: { path: string }): number =>
  a.path < b.path ? -1 : Number(a.path > b.path);

/** Every file under a folder of the bundle. Folders behind links are refused: they could lead in a circle. */
const walk = async (root: string, folder: string, limits: BundleLimits): Promise<BundleFile[]> => {
  const register = nameRegister();
  const found: BundleFile[] = [];
  const waiting = [folder];
  for (let current = waiting.pop(); current !== undefined; current = waiting.pop()) {
    for await (const entry of await translating(current, opendir(join(root, current)))) {
      const path = current + entry.name;
      const inside = await resolveInside(root, path);
      if (inside.folder && entry.isSymbolicLink()) {
        throw unsafe(`The bundle's entry ${showName(path)} is a link to a folder.`);
      }
      register(path);
      if (inside.folder) waiting.push(`${path}/`);
      else found.push(await folderFile(path, inside.real));
      if (found.length > limits.entries) {
        throw unsafe(`The bundle's folder ${showName(folder)} holds more than ${limits.entries} files.`);
      }
    }
  }
  return found.toSorted(byPath);
};

/** Names under a folder, hidden ones left out. No link is followed, so nothing outside is looked at. */
const listNames = async (
  root: string,
  skip: ReadonlySet<string>,
  limits: BundleLimits,
): Promise<string[]> => {
  const found: string[] = [];
  const waiting = [''];
  for (let current = waiting.pop(); current !== undefined; current = waiting.pop()) {
    for await (const entry of await translating(current, opendir(join(root, current)))) {
      const path = current + entry.name;
      if (entry.name.startsWith('.') || skip.has(`${path}/`)) continue;
      if (entry.isDirectory()) waiting.push(`${path}/`);
      else found.push(path);
      if (found.length > limits.entries) {
        throw unsafe(`The bundle holds more than ${limits.entries} files.`);
      }
    }
  }
  return found;
};

/** A bundle that is a folder. @param path absolute */
export const openFolder = async (path: string, limits: BundleLimits): Promise<BundleFiles> => {
  const root = await realpath(path);
  return {
    file: async (name) => {
      const inside = await resolveInside(root, name);
      if (inside.folder) {
        throw unreadable(
          `The bundle's entry ${showName(name)} is a folder, not a file.`,
          "In the plan, end the path of a folder of files in '/'.",
        );
      }
      return folderFile(name, inside.real);
    },
    under: async (folder) => {
      const inside = await resolveInside(root, folder);
      if (!inside.folder) {
        throw unreadable(
          `The bundle's entry ${showName(folder)} is a file, not a folder.`,
          "In the plan, only the path of a folder of files ends in '/'.",
        );
      }
      return walk(root, folder, limits);
    },
    names: (skip) => listNames(root, skip, limits),
    close: async () => {},
  };
};
