import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CRASH_POINTS, type CrashPoint } from '#engine/crash-points.ts';
import { openCrashBench, type CrashBench } from './crash-bench.ts';

const IN_REMOVAL: readonly CrashPoint[] = ['remove.after-write'];
/** Points that a record meets in several chunks: the second meeting is another story than the first. */
const TWICE: readonly CrashPoint[] = [
  'load.after-intend',
  'load.before-commit',
  'load.after-write',
  'load.after-settle',
  'finish.after',
];

const stories = CRASH_POINTS.flatMap((point) =>
  TWICE.includes(point) ? [`${point}:1`, `${point}:3`] : [`${point}:1`],
);

/** The same stories on every queue backend. `redisUrl` is asked for at each, because a server is started first. */
export const describeCrashes = (backend: string, redisUrl: () => string | null): void => {
  describe(`a worker on ${backend}`, { timeout: 150_000 }, () => {
    let bench: CrashBench;
    beforeEach(async () => {
      bench = await openCrashBench({ redisUrl: redisUrl() });
    });
    afterEach(async () => {
      await bench.close();
    });

    it.each(stories)('killed at %s loses and doubles nothing', async (crashAt) => {
      const isRemoval = IN_REMOVAL.some((point) => crashAt.startsWith(point));
      if (isRemoval) {
        const before = bench.startWorker();
        await bench.runEnded(await bench.startSample());
        await before.stop();
      }
      const id = isRemoval ? await bench.startRemoval() : await bench.startSample();
      const victim = bench.startWorker(crashAt);
      // The point was reached, or this proves nothing.
      expect({ ...(await victim.ended), output: victim.output() }).toMatchObject({ signal: 'SIGKILL' });
      bench.startWorker();
      const run = await bench.runEnded(id);
      expect(run.status).toBe('finished');
      expect(run.problem).toBeNull();
      await bench.expectDestination(isRemoval ? 'empty' : 'loaded');
      expect(isRemoval ? null : run.verdict?.passed).toBe(isRemoval ? null : true);
      if (!isRemoval) await bench.expectLedger(id);
    });

    it('killed after the destination has committed knows what it wrote: it can be removed to the last record', async () => {
      const id = await bench.startSample();
      expect((await bench.startWorker('load.after-write:2').ended).signal).toBe('SIGKILL');
      bench.startWorker();
      await bench.runEnded(id);
      await bench.runEnded(await bench.startRemoval());
      await bench.expectDestination('empty');
    });

    it('killed again and again comes to the end all the same', async () => {
      const id = await bench.startSample();
      for (const crashAt of [
        'load.after-intend:1',
        'load.after-write:1',
        'load.after-write:1',
        'parity.before-save:1',
        'finish.before:1',
      ]) {
        expect((await bench.startWorker(crashAt).ended).signal).toBe('SIGKILL');
      }
      bench.startWorker();
      expect((await bench.runEnded(id)).verdict?.passed).toBe(true);
      await bench.expectDestination('loaded');
      await bench.expectLedger(id);
    });

    it.each([
      'claim.after:2',
      'load.after-intend:1',
      'load.after-write:1',
      'load.before-settle:1',
      'finish.before:3',
    ])('frozen at %s past its lease and woken acts no more', async (point) => {
      const id = await bench.startSample();
      const frozen = bench.startWorker(`${point}:freeze`);
      await isStopped(frozen.pid);
      bench.startWorker();
      expect((await bench.runEnded(id)).verdict?.passed).toBe(true);
      frozen.signal('SIGCONT');
      await sleep(1_500);
      await bench.expectDestination('loaded');
      await bench.expectLedger(id);
      expect((await bench.open.store.runs.get(id)).verdict?.passed).toBe(true);
    });
  });
};

/** Waits until the kernel says that the process is stopped. */
const isStopped = async (pid: number): Promise<void> => {
  for (let waited = 0; waited < 30_000; waited += 50) {
    const status = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
    if (/\) T /.test(status)) return;
    await sleep(50);
  }
  throw new Error('the worker did not reach the point at which it freezes');
};
