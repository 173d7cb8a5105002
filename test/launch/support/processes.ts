import { execFileSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { isRunning } from '#launch/process-start.ts';

/** Process ids below a process, at any depth. */
export const descendantsOf = (pid: number): number[] => {
  const table = execFileSync('ps', ['-eo', 'pid=,ppid='], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number));
  const found: number[] = [];
  for (let parents = [pid]; parents.length > 0;) {
    parents = table.flatMap(([child = 0, parent = 0]) => (parents.includes(parent) ? [child] : []));
    found.push(...parents);
  }
  return found;
};

/** Waits until none of them runs. @returns those that still do after `waitMs` */
export const survivors = async (pids: readonly number[], waitMs = 15_000): Promise<number[]> => {
  for (const until = Date.now() + waitMs; Date.now() < until; await sleep(50))
    if (!pids.some(isRunning)) return [];
  return pids.filter(isRunning);
};

/** Command line of a running process. */
export const commandLine = (pid: number): string =>
  execFileSync('ps', ['-o', 'args=', '-p', String(pid)], { encoding: 'utf8' }).trim();
