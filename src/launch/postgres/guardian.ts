/**
 * The guardian: a process of its own that starts PostgreSQL and stops it when the pipe from Lockstep's main process
 * closes, for whatever reason it closes, `kill -9` included. It runs in a process group of its own, so that Ctrl-C in
 * the terminal reaches the main process only, which stops its work before it lets the database go.
 *
 * Usage: node guardian.ts ORDER (JSON, guardian-order.ts). Its standard input is the pipe.
 */
import { spawn } from 'node:child_process';
import { openSync } from 'node:fs';
import { type GuardianEvent, type GuardianOrder, HURRY } from './guardian-order.ts';

const SIGQUIT_AFTER_MS = 20_000;
const SIGKILL_AFTER_MS = 25_000;

const tell = (event: GuardianEvent): void => {
  process.stdout.write(`${JSON.stringify(event)}\n`);
};

const guard = (order: GuardianOrder): void => {
  const log = openSync(order.log, 'a', 0o600);
  const server = spawn(order.program, order.args, {
    stdio: ['ignore', log, log],
    cwd: order.cwd,
    env: order.env,
    ...order.account,
  });
  let isStopping = false;
  const stop = (): void => {
    if (isStopping) return;
    isStopping = true;
    server.kill('SIGINT');
    setTimeout(() => server.kill('SIGQUIT'), SIGQUIT_AFTER_MS);
    setTimeout(() => server.kill('SIGKILL'), SIGKILL_AFTER_MS);
  };
  server.on('spawn', () => tell({ event: 'started', pid: server.pid ?? 0 }));
  server.on('error', (error) => {
    tell({ event: 'failed', message: error.message });
    process.exitCode = 1;
    process.stdin.destroy();
  });
  server.on('exit', (code, signal) => {
    tell({ event: 'ended', code, signal });
    // Main may be gone, and with it the reader: give the line a moment, then end.
    setTimeout(() => process.exit(isStopping ? 0 : 1), 100);
  });
  process.stdin.on('data', (part: Buffer) => {
    if (part.toString().includes(HURRY.trim())) server.kill('SIGQUIT');
  });
  process.stdin.on('close', stop);
  process.on('SIGTERM', stop);
  for (const signal of ['SIGINT', 'SIGHUP'] as const) process.on(signal, () => undefined);
};

// Main may be gone before we write: then nobody needs to be told.
process.stdout.on('error', () => undefined);
// The order is written by start-guardian.ts of this same version.
guard(JSON.parse(process.argv[2] ?? '') as GuardianOrder);
