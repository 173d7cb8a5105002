/**
 * Installs the project's packages when they are missing or older than package-lock.json. Plain JavaScript for Node 20.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

const lockfile = join(root, 'package-lock.json');
const marker = join(root, 'node_modules', '.lockstep-installed');
const state = join(root, '.lockstep');
const guard = join(state, 'install.lock');
const log = join(state, 'install.log');

const windows = process.platform === 'win32';
const nodePath = join(root, 'node_modules', 'node', 'bin', windows ? 'node.exe' : 'node');

/** Node 24 as the npm package `node` brings it. */
export const nodeOfPackage = () => {
  if (existsSync(nodePath)) return nodePath;
  throw new Error(
    [
      `Node 24 is not at ${nodePath}, where the npm package 'node' puts it with its install script.`,
      'Your npm may be set to skip install scripts. Either run `npm rebuild node --ignore-scripts=false`,',
      'or start this with Node.js 24.12 or newer (below 25).',
    ].join('\n'),
  );
};

const wanted = () => createHash('sha256').update(readFileSync(lockfile)).digest('hex');

const readText = (path) => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
};

/** npm's own note of what it installed, held against package-lock.json: for node_modules that npm filled without us. */
const isSameAsLock = () => {
  const text = readText(join(root, 'node_modules', '.package-lock.json'));
  if (text === null) return false;
  const installed = JSON.parse(text).packages ?? {};
  const locked = JSON.parse(readFileSync(lockfile, 'utf8')).packages ?? {};
  const isRight = ([path, entry]) => {
    const there = installed[path];
    return there === undefined ? entry.optional === true : there.version === entry.version;
  };
  return (
    Object.entries(locked)
      .filter(([path]) => path !== '')
      .every(isRight) && existsSync(nodePath)
  );
};

const isInstalled = () => {
  const hash = wanted();
  if (readText(marker) === hash) return true;
  if (!isSameAsLock()) return false;
  try {
    writeFileSync(marker, hash);
  } catch {
    // The packages may belong to another user. Then they are compared again next time.
  }
  return true;
};

const isAlive = (pid) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
};

/** @returns true when the guard is ours; false when another process that is alive holds it */
const takeGuard = () => {
  mkdirSync(state, { recursive: true, mode: process.getuid?.() === 0 ? 0o711 : 0o700 });
  const mine = `${guard}.${process.pid}`;
  writeFileSync(mine, String(process.pid));
  try {
    linkSync(mine, guard);
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
  } finally {
    rmSync(mine, { force: true });
  }
  const holder = Number(readText(guard));
  if (holder > 0 && isAlive(holder)) return false;
  // Its holder died. Moved away rather than deleted: only one of several who see this can do it.
  try {
    renameSync(guard, `${mine}.stale`);
    rmSync(`${mine}.stale`, { force: true });
  } catch {
    // Somebody else was quicker; the next round tells.
  }
  return false;
};

/** npm as it was started, else the one on the path. */
const npm = () => {
  const path = process.env['npm_execpath'];
  return path !== undefined && basename(path).startsWith('npm') && /\.c?js$/.test(path)
    ? { command: process.execPath, first: [path], shell: false }
    : { command: 'npm', first: [], shell: windows };
};

const npmCi = () =>
  new Promise((resolve, reject) => {
    const { command, first, shell } = npm();
    const output = openSync(log, 'w');
    const args = [...first, 'ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'];
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', output, output], shell });
    const stop = () => child.kill('SIGTERM');
    process.on('SIGINT', stop);
    process.on('SIGTERM', stop);
    const end = (problem) => {
      process.off('SIGINT', stop);
      process.off('SIGTERM', stop);
      closeSync(output);
      if (problem === null) return resolve();
      const tail = (readText(log) ?? '').trimEnd().split('\n').slice(-15).join('\n');
      reject(new Error(`npm ci ${problem}. Its last words, of ${log}:\n${tail}`));
    };
    child.on('error', (error) => end(`could not be started: ${error.message}`));
    child.on('exit', (code, signal) => end(code === 0 ? null : `ended with ${signal ?? code}`));
  });

/** Brings node_modules to what package-lock.json says. Does nothing, in milliseconds, when it is there. */
export const install = async () => {
  if (isInstalled()) return;
  for (let waited = false; !takeGuard(); waited = true) {
    if (!waited && existsSync(guard))
      console.error('Another copy is installing the packages; waiting for it …');
    await sleep(200);
  }
  try {
    if (isInstalled()) return;
    const started = Date.now();
    console.error('Installing packages, Node 24 and PostgreSQL among them (about a minute the first time) …');
    await npmCi();
    writeFileSync(marker, wanted());
    console.error(`Installed in ${Math.round((Date.now() - started) / 1000)} s.`);
  } finally {
    rmSync(guard, { force: true });
  }
};
