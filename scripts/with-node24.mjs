/**
 * Runs a file of this project under Node 24: `node scripts/with-node24.mjs FILE [ARGUMENTS]`.
 *
 * Plain JavaScript that needs nothing but Node 20, because it is what brings the rest: it installs what is missing,
 * finds Node 24 (this one, or the one that the npm package `node` brought), runs the file, passes signals on and ends
 * the way the file ended. When whoever started it is gone, for whatever reason, it ends the file too.
 */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import { install, nodeOfPackage, root } from './install.mjs';

const isNode24 = (version) => {
  const [major, minor] = version.replace(/^v/, '').split('.').map(Number);
  return major === 24 && minor >= 12;
};

/** Linux only: the parent of a process, if that process is a shell that only waits for us. */
const parentOfShell = (pid) => {
  try {
    const [, name, rest] = /^\d+ \((.*)\) \S (.*)$/s.exec(readFileSync(`/proc/${pid}/stat`, 'latin1')) ?? [];
    const behind = Number(rest?.split(' ')[0]);
    const isNpmsShell = /^(sh|dash|bash|zsh|ash)$/.test(name ?? '') && process.env['npm_lifecycle_event'];
    return isNpmsShell ? behind : null;
  } catch {
    return null;
  }
};

/** The processes whose end is ours: the parent, and npm behind the shell that npm may have put between. */
const parent = process.ppid;
const shellsParent = parentOfShell(parent);
const isGone = () =>
  process.ppid !== parent || (shellsParent !== null && parentOfShell(parent) !== shellsParent);

const GRACE_MS = 45_000;

const run = (node, file, args) => {
  const child = spawn(node, [file, ...args], {
    stdio: 'inherit',
    // The file may watch for the end of this process too: then a kill -9 here ends it as well.
    env: { ...process.env, LOCKSTEP_STARTED_BY: String(process.pid) },
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  const watch = setInterval(() => {
    if (!isGone()) return;
    clearInterval(watch);
    child.kill('SIGTERM');
    setTimeout(() => child.kill('SIGKILL'), GRACE_MS).unref();
  }, 250);
  child.on('error', (error) => {
    console.error(`Node 24 could not be started (${node}): ${error.message}`);
    process.exit(1);
  });
  child.on('exit', (code, signal) => {
    clearInterval(watch);
    if (signal === null) process.exit(code ?? 1);
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.removeAllListeners(name);
    process.kill(process.pid, signal);
    // A signal that this system cannot pass on becomes the exit code a shell would show for it.
    setTimeout(() => process.exit(128 + (constants.signals[signal] ?? 1)), 500);
  });
};

const [file, ...args] = process.argv.slice(2);
if (file === undefined) {
  console.error('Usage: node scripts/with-node24.mjs FILE [ARGUMENTS]');
  process.exit(2);
}
try {
  await install();
  run(isNode24(process.version) ? process.execPath : nodeOfPackage(), join(root, file), args);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
