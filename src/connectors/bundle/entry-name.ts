import { unsafe } from './bundle-error.ts';

/** What is wrong with a path inside a bundle, in a few words, or null. */
const entryNameProblem = (path: string): string | null => {
  if (path === '') return 'an empty name';
  if (path.includes('\0')) return 'a name with a NUL character';
  if (path.includes('\\')) return 'a backslash in its name';
  if (path.startsWith('/')) return 'an absolute path';
  if (/^[a-zA-Z]:/.test(path)) return 'a drive letter';
  const parts = path.replace(/\/$/, '').split('/');
  if (parts.includes('..')) return 'a path that leaves the bundle';
  if (parts.some((part) => part === '' || part === '.')) return 'an empty or dot part in its path';
  return null;
};

/** The name as an error may show it: control characters made visible, cut at 120 characters. */
export const showName = (path: string): string => {
  const visible = JSON.stringify(path.toWellFormed());
  return visible.length > 122 ? `${visible.slice(0, 120)}…"` : visible;
};

/** @throws BUNDLE_UNSAFE */
export const assertSafeName = (path: string): void => {
  const problem = entryNameProblem(path);
  if (problem !== null) throw unsafe(`The bundle's entry ${showName(path)} has ${problem}.`);
};

/** Two names that some file system takes for one: they differ only in case or in how an accent is written. */
const fold = (path: string): string => path.normalize('NFC').toUpperCase().toLowerCase().normalize('NFC');

/** Remembers names and refuses one that collides with an earlier one. */
export const nameRegister = () => {
  const seen = new Map<string, string>();
  return (path: string): void => {
    const name = path.replace(/\/$/, '');
    const folded = fold(name);
    const earlier = seen.get(folded);
    if (earlier !== undefined) {
      throw unsafe(
        `The bundle's entries ${showName(earlier)} and ${showName(name)} have names that many systems take for one.`,
      );
    }
    seen.set(folded, name);
  };
};
