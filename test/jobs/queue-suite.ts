import { randomUUID } from 'node:crypto';
import { createServer } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { chunkId, type ChunkId } from '#domain/ids.ts';
import type { JobQueue, QueueBackend, QueueTimings } from '#jobs/job-queue.ts';
import { openQueue } from '#jobs/open-queue.ts';
import { startWorker } from '#jobs/start-worker.ts';
import { quiet, sleep } from '../db/test-store.ts';
import { forkWorker, type ForkedWorker } from './fork-worker.ts';

/** Short, so that the death of a worker is noticed within a test. */
export const QUICK: QueueTimings = { lockMs: 1_000, stalledCheckMs: 500, answerMs: 3_000 };

export interface SuiteBackend {
  readonly backend: QueueBackend;
  /** Loses every job there is, as a Redis without a disk does when it is restarted. */
  loseEverything(): Promise<void>;
  /** Cuts every connection to the queue's server. */
  cutConnections(): Promise<void>;
  stop(): Promise<void>;
}

export const ring = (generation = 0): { chunkId: ChunkId; generation: number } => ({
  chunkId: chunkId(randomUUID()),
  generation,
});

export const eventually = async (what: () => boolean | Promise<boolean>, ms = 15_000): Promise<void> => {
  const deadline = performance.now() + ms;
  while (!(await what())) {
    if (performance.now() > deadline) throw new Error(`not within ${ms} ms: ${what.toString()}`);
    await sleep(20);
  }
};

/** What a job queue promises, whatever it runs on. */
export const queueSuite = (name: string, start: () => Promise<SuiteBackend>): void => {
  describe(`the job queue on ${name}`, () => {
    let suite: SuiteBackend;
    const opened: JobQueue[] = [];
    const forked: ForkedWorker[] = [];

    beforeAll(async () => {
      suite = await start();
    });
    afterEach(async () => {
      for (const worker of forked.splice(0)) {
        worker.signal('SIGCONT');
        worker.signal('SIGKILL');
      }
      for (const queue of opened.splice(0)) await queue.close();
      await suite.loseEverything();
    });
    afterAll(() => suite.stop());

    const open = async (timings: Partial<QueueTimings> = QUICK): Promise<JobQueue> => {
      const queue = await openQueue({ backend: suite.backend, log: quiet, timings });
      opened.push(queue);
      return queue;
    };
    const fork = async (workMs: number): Promise<ForkedWorker> => {
      const worker = await forkWorker({ backend: suite.backend, timings: QUICK, workMs });
      forked.push(worker);
      return worker;
    };
    const isIdle = async (queue: JobQueue): Promise<boolean> => {
      const { waiting, active, delayed } = await queue.health();
      return waiting + active + delayed === 0;
    };

    it('hands every job out once', async () => {
      const queue = await open();
      const rings = Array.from({ length: 40 }, () => ring());
      const worked: string[] = [];
      await Promise.all(rings.map((one) => queue.add(one)));
      expect((await queue.health()).waiting).toBe(40);
      for (let workers = 0; workers < 2; workers += 1) {
        await startWorker({
          queue,
          log: quiet,
          concurrency: 3,
          work: async (id) => {
            await sleep(5);
            worked.push(id);
          },
        });
      }
      await eventually(() => isIdle(queue));
      await sleep(200);
      expect(worked.toSorted()).toEqual(rings.map((one) => one.chunkId).toSorted());
    });

    it('takes the same ring as one job while it waits and while it runs, and as a new one after that', async () => {
      const queue = await open();
      const one = ring();
      let begun = 0;
      let release: () => void = () => undefined;
      await Promise.all(Array.from({ length: 10 }, () => queue.add(one)));
      await queue.work(
        async () => {
          begun += 1;
          await new Promise<void>((resolve) => (release = resolve));
        },
        { concurrency: 4 },
      );
      await eventually(() => begun === 1);
      await queue.add(one);
      await sleep(300);
      expect(begun).toBe(1);
      release();
      await eventually(() => isIdle(queue));
      await queue.add(one);
      await eventually(() => begun === 2);
      await queue.add(one, { again: 1 });
      await eventually(() => begun === 3);
      release();
    });

    it('holds a job back for as long as it was told', async () => {
      const queue = await open();
      const start = performance.now();
      let worked = 0;
      await queue.work(() => Promise.resolve(void (worked = performance.now() - start)), { concurrency: 1 });
      await queue.add(ring(), { delayMs: 500 });
      expect((await queue.health()).delayed).toBe(1);
      await eventually(() => worked > 0);
      expect(worked).toBeGreaterThanOrEqual(450);
      expect(worked).toBeLessThan(3_000);
    });

    it('finishes a job whatever its work throws, and never runs it again for that', async () => {
      const queue = await open();
      let begun = 0;
      await queue.work(
        () => {
          begun += 1;
          return Promise.reject(new Error('NUL \0 and half a pair \ud800'));
        },
        { concurrency: 1 },
      );
      await queue.add(ring());
      await eventually(() => begun === 1);
      await eventually(() => isIdle(queue));
      await sleep(2_500);
      expect(begun).toBe(1);
    });

    it('gives the job of a killed worker to another one, five times over', { timeout: 90_000 }, async () => {
      const queue = await open();
      const one = ring();
      await queue.add(one);
      for (let kill = 0; kill < 5; kill += 1) {
        const worker = await fork(60_000);
        expect((await worker.until('begun')).chunkId).toBe(one.chunkId);
        worker.signal('SIGKILL');
      }
      const last = await fork(10);
      expect((await last.until('ended')).chunkId).toBe(one.chunkId);
      await eventually(() => isIdle(queue));
    });

    it('gives the job of a frozen worker to another one, and takes the woken one back', async () => {
      const queue = await open();
      const one = ring();
      await queue.add(one);
      const frozen = await fork(2_500);
      await frozen.until('begun');
      frozen.signal('SIGSTOP');
      const other = await fork(10);
      expect((await other.until('ended')).chunkId).toBe(one.chunkId);
      frozen.signal('SIGCONT');
      await frozen.until('ended');
      other.signal('SIGKILL');
      const next = ring();
      await queue.add(next);
      await eventually(() =>
        frozen.news.some((news) => news.what === 'ended' && news.chunkId === next.chunkId),
      );
    });

    it('tells the handler when its job was given away', async () => {
      const queue = await open();
      const one = ring();
      let aborted = false;
      await queue.add(one);
      let begun = false;
      await queue.work(
        (_, signal) => {
          begun = true;
          return new Promise((resolve) => {
            signal.addEventListener('abort', () => {
              aborted = true;
              resolve();
            });
          });
        },
        { concurrency: 1 },
      );
      await eventually(() => begun);
      await suite.loseEverything();
      await eventually(() => aborted);
      expect(aborted).toBe(true);
    });

    it('stops: waits for jobs under way, then aborts them, and gives no more out', async () => {
      const queue = await open();
      const ends: boolean[] = [];
      const worker = await queue.work(
        (_, signal) =>
          new Promise((resolve) => {
            const end = (): void => {
              ends.push(signal.aborted);
              resolve();
            };
            const timer = setTimeout(end, ends.length === 0 ? 300 : 60_000);
            signal.addEventListener('abort', () => {
              clearTimeout(timer);
              end();
            });
          }),
        { concurrency: 1 },
      );
      await queue.add(ring());
      await eventually(async () => (await queue.health()).active === 1);
      await worker.stop(5_000);
      expect(ends).toEqual([false]);
      await queue.add(ring());
      await sleep(500);
      expect((await queue.health()).waiting).toBe(1);
      const impatient = await queue.work(
        (_, signal) => new Promise((resolve) => signal.addEventListener('abort', () => resolve())),
        { concurrency: 1 },
      );
      await eventually(async () => (await queue.health()).active === 1);
      const start = performance.now();
      await impatient.stop(200);
      expect(performance.now() - start).toBeLessThan(2_500);
      await eventually(() => isIdle(queue));
    });

    it('refuses a job at once when it is closed, and closing twice is closing', async () => {
      const queue = await open();
      await queue.close();
      const start = performance.now();
      await expect(queue.add(ring())).rejects.toMatchObject({ code: 'QUEUE_UNREACHABLE' });
      await expect(queue.health()).rejects.toMatchObject({ code: 'QUEUE_UNREACHABLE' });
      await expect(queue.work(() => Promise.resolve(), { concurrency: 1 })).rejects.toMatchObject({
        code: 'QUEUE_UNREACHABLE',
      });
      await queue.close();
      expect(performance.now() - start).toBeLessThan(500);
    });

    it('settles every job that is being added while it is closed', async () => {
      const queue = await open();
      const start = performance.now();
      const adding = Array.from({ length: 30 }, () => queue.add(ring()));
      await queue.close();
      const settled = await Promise.allSettled(adding);
      expect(performance.now() - start).toBeLessThan(1_500);
      const codes = settled.flatMap((one) => (one.status === 'rejected' ? [one.reason.code] : []));
      expect(new Set(codes).size).toBeLessThanOrEqual(1);
      expect(codes.filter((code) => code !== 'QUEUE_UNREACHABLE')).toEqual([]);
    });

    it('says in time that its server is not there, or does not answer', async () => {
      const mute = createServer().listen(0, '127.0.0.1');
      await new Promise((resolve) => mute.once('listening', resolve));
      const address = mute.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      const at = (where: number): Promise<unknown> => {
        const url =
          suite.backend.kind === 'redis'
            ? `redis://127.0.0.1:${where}`
            : `postgres://a:b@127.0.0.1:${where}/c`;
        return openQueue({
          backend: { kind: suite.backend.kind, url },
          log: quiet,
          timings: { answerMs: 1_000 },
        });
      };
      const start = performance.now();
      await expect(at(1)).rejects.toMatchObject({ code: 'QUEUE_UNREACHABLE', kind: 'transient' });
      await expect(at(port)).rejects.toMatchObject({ code: 'QUEUE_UNREACHABLE' });
      expect(performance.now() - start).toBeLessThan(6_000);
      mute.close();
    });

    it('goes on after every connection was cut', { timeout: 60_000 }, async () => {
      const queue = await open();
      const worked: string[] = [];
      await queue.work((id) => Promise.resolve(void worked.push(id)), { concurrency: 2 });
      const before = ring();
      await queue.add(before);
      await eventually(() => worked.includes(before.chunkId));
      await suite.cutConnections();
      const after = ring();
      await eventually(async () => {
        await queue.add(after).catch(() => undefined);
        return worked.includes(after.chunkId);
      }, 30_000);
      expect(worked).toContain(after.chunkId);
    });

    it('may be opened by eight processes at the same time', async () => {
      const queues = await Promise.all(Array.from({ length: 8 }, () => open()));
      const one = ring();
      await Promise.all(queues.map((queue) => queue.add(one)));
      expect((await queues[0]?.health())?.waiting).toBe(1);
    });
  });
};
