import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';

export const ROOT = join(import.meta.dirname, '..', '..', '..');

/** The user that the tests of an ordinary user run as, when they themselves run as root. */
export const NOBODY = { uid: 65_534, gid: 65_534 } as const;

export const isRoot = process.getuid?.() === 0;

const mayEnter = (folder: string): boolean => {
  try {
    execFileSync('/bin/sh', ['-c', 'cd "$1" && test -r package.json', 'sh', folder], {
      ...NOBODY,
      stdio: 'ignore',
    });
    return true;
  } catch {
    return false;
  }
};

const PARTS = [
  'package.json',
  'package-lock.json',
  'manifest.yml',
  'node_modules',
  'src',
  'scripts',
  'plans',
  'migrations',
  'test',
];

/** Copies the project into a folder; its files are links to the same where the disk allows it. */
export const copyProject = (folder: string): void => {
  for (const part of PARTS)
    try {
      execFileSync('cp', ['-al', join(ROOT, part), folder], { stdio: 'ignore' });
    } catch {
      rmSync(join(folder, part), { recursive: true, force: true });
      execFileSync('cp', ['-a', join(ROOT, part), folder]);
    }
};

/** The project at a place that an ordinary user may enter: itself, or a copy. */
export const reachableProject = (): { root: string; remove: () => void } => {
  if (!isRoot || mayEnter(ROOT)) return { root: ROOT, remove: () => undefined };
  const copy = mkdtempSync('/var/tmp/lockstep-copy-');
  chmodSync(copy, 0o755);
  copyProject(copy);
  return { root: copy, remove: () => rmSync(copy, { recursive: true, force: true }) };
};
