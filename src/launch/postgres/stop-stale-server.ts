import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { LockstepError } from '#domain/errors.ts';
import type { Log } from '#engine/ports.ts';
import { commandOf, isRunning } from '../process-start.ts';

/** Signals in turn and how long each may take: a clean stop, a stop that recovery mends, the end. */
const ESCALATION = [
  { signal: 'SIGINT', waitMs: 20_000 },
  { signal: 'SIGQUIT', waitMs: 5_000 },
  { signal: 'SIGKILL', waitMs: 5_000 },
] as const;

const isServerOf = (pid: number, data: string): boolean => {
  const command = commandOf(pid);
  return command.includes('postgres') && command.includes(data);
};

const ended = async (pid: number, waitMs: number): Promise<boolean> => {
  for (const until = Date.now() + waitMs; Date.now() < until; await sleep(50))
    if (!isRunning(pid)) return true;
  return !isRunning(pid);
};

/**
 * Stops a server that an earlier copy left behind on this data (its machine or all its processes died at once). Called
 * by the holder of the folder's lock only, so no living copy uses that server.
 */
export const stopStaleServer = async (data: string, log?: Log): Promise<void> => {
  const file = join(data, 'postmaster.pid');
  const text = await readFile(file, 'utf8').catch(() => null);
  if (text === null) return;
  const pid = Number(text.split('\n')[0]);
  if (!Number.isInteger(pid) || pid <= 1 || !isRunning(pid)) return;
  if (!isServerOf(pid, data)) {
    // The number belongs to another program by now. PostgreSQL would take it for itself and refuse to start.
    await rm(file, { force: true });
    return;
  }
  log?.info({ pid }, 'stopping a PostgreSQL that an earlier copy left behind');
  for (const { signal, waitMs } of ESCALATION) {
    process.kill(pid, signal);
    if (await ended(pid, waitMs)) return;
  }
  throw new LockstepError('EMBEDDED_POSTGRES_FAILED', {
    message: `A PostgreSQL left behind by an earlier copy does not stop (process ${pid}).`,
    hint: 'Stop it yourself, then start again.',
    details: { pid },
  });
};
