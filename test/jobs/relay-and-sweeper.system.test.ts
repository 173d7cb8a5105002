import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import pg from 'pg';
import { LockstepError } from '#domain/errors.ts';
import type { ChunkId } from '#domain/ids.ts';
import type { JobQueue, QueueBackend } from '#jobs/job-queue.ts';
import { openQueue } from '#jobs/open-queue.ts';
import type { Repeating } from '#jobs/repeat.ts';
import { startRelay } from '#jobs/start-relay.ts';
import { startSweeper } from '#jobs/start-sweeper.ts';
import { startWorker } from '#jobs/start-worker.ts';
import { addChunk, openTestStore, quiet, sleep, startRun } from '../db/test-store.ts';
import { createDatabase } from '../support/database.ts';
import { requireProgram } from '../support/requires.ts';
import { startRedis } from '../support/redis-server.ts';
import { eventually, QUICK, ring } from './queue-suite.ts';

type Added = { chunkId: ChunkId; generation: number; again: number | undefined };

/** A queue that only remembers what it was given. */
const listeningQueue = (): Pick<JobQueue, 'add'> & { added: Added[]; refuse: (what: boolean) => void } => {
  const added: Added[] = [];
  let refusing = false;
  return {
    added,
    refuse: (what) => {
      refusing = what;
    },
    add: (one, options = {}) => {
      if (refusing) {
        return Promise.reject(new LockstepError('QUEUE_UNREACHABLE', { message: 'gone', hint: 'wait' }));
      }
      added.push({ ...one, again: options.again });
      return Promise.resolve();
    },
  };
};

describe('relay and sweeper', () => {
  let open: Awaited<ReturnType<typeof openTestStore>>;
  const running: Repeating[] = [];
  beforeEach(async () => {
    open = await openTestStore();
  });
  afterEach(async () => {
    for (const one of running.splice(0)) await one.stop();
    await open.drop();
  });
  const run = <One extends Repeating>(one: One): One => {
    running.push(one);
    return one;
  };

  it('turn a commit into a job within a tenth of a second', async () => {
    const queue = listeningQueue();
    run(startRelay({ outbox: open.outbox, queue, log: quiet, onDue: open.onDue, intervalMs: 60_000 }));
    await sleep(400);
    const latencies: number[] = [];
    for (let time = 0; time < 10; time += 1) {
      const one = ring();
      await open.store.outbox.ring(one.chunkId, one.generation);
      const committed = performance.now();
      await eventually(() => queue.added.some((added) => added.chunkId === one.chunkId), 5_000);
      latencies.push(performance.now() - committed);
    }
    expect(latencies.toSorted((a, b) => a - b)[5]).toBeLessThan(100);
  });

  it('work without being told, and find delayed rings when they are due', async () => {
    const queue = listeningQueue();
    run(startRelay({ outbox: open.outbox, queue, log: quiet, intervalMs: 50 }));
    const [now, later] = [ring(), ring(3)];
    await open.store.outbox.ring(later.chunkId, later.generation, 400);
    await open.store.outbox.ring(now.chunkId, now.generation);
    await eventually(() => queue.added.length === 1);
    expect(queue.added[0]?.chunkId).toBe(now.chunkId);
    await sleep(150);
    expect(queue.added).toHaveLength(1);
    await eventually(() => queue.added.length === 2);
    expect(queue.added[1]).toMatchObject(later);
  });

  it('deliver each of three hundred items once when four relays run', async () => {
    const queue = listeningQueue();
    const rings = Array.from({ length: 300 }, () => ring());
    await open.store.transaction(async (tx) => {
      for (const one of rings) await tx.outbox.ring(one.chunkId, one.generation);
    });
    for (let relays = 0; relays < 4; relays += 1) {
      run(startRelay({ outbox: open.outbox, queue, log: quiet, intervalMs: 20 }));
    }
    await eventually(() => queue.added.length >= 300);
    await sleep(200);
    expect(queue.added.map((one) => one.chunkId).toSorted()).toEqual(
      rings.map((one) => one.chunkId).toSorted(),
    );
  });

  it('deliver again after a death between adding and noting it', async () => {
    const queue = listeningQueue();
    const one = ring();
    await open.store.outbox.ring(one.chunkId, one.generation);
    const dying = startRelay({
      outbox: open.outbox,
      queue,
      log: quiet,
      intervalMs: 10_000,
      leaseMs: 300,
      reach: (point) => {
        throw new Error(`the process ends at ${point}`);
      },
    });
    await eventually(() => queue.added.length === 1);
    await dying.stop();
    run(startRelay({ outbox: open.outbox, queue, log: quiet, intervalMs: 50 }));
    await eventually(() => queue.added.length === 2);
    expect(queue.added[1]).toEqual(queue.added[0]);
    await sleep(400);
    expect(queue.added).toHaveLength(2);
  });

  it('keep an item while the queue is away, and deliver it when it is back', async () => {
    const queue = listeningQueue();
    queue.refuse(true);
    const one = ring();
    await open.store.outbox.ring(one.chunkId, one.generation);
    run(startRelay({ outbox: open.outbox, queue, log: quiet, intervalMs: 50 }));
    await sleep(300);
    expect(queue.added).toEqual([]);
    queue.refuse(false);
    await eventually(() => queue.added.length === 1);
  });

  it('ring for unfinished chunks as often as needed, and as a new job when the old one seems a ghost', async () => {
    const queue = listeningQueue();
    const chunk = await addChunk(open.store, (await startRun(open.store)).id);
    let tidied = 0;
    run(
      startSweeper({
        work: open.work,
        queue,
        log: quiet,
        intervalMs: 50,
        ghostAfterMs: 400,
        tidy: () => Promise.resolve(void (tidied += 1)),
        tidyEveryMs: 200,
      }),
    );
    await eventually(() => queue.added.some((one) => one.again === 2));
    expect(queue.added[0]).toEqual({ chunkId: chunk.id, generation: 0, again: undefined });
    expect(tidied).toBeGreaterThan(1);
    const claim = await open.store.chunks.claim(chunk.id, 'test', 60_000);
    expect(claim).not.toBeNull();
    await sleep(100);
    const rung = queue.added.length;
    await sleep(200);
    expect(queue.added).toHaveLength(rung);
  });

  it('go on after the database was away, without a storm of questions', async () => {
    const queue = listeningQueue();
    let calls = 0;
    let away = true;
    run(
      startSweeper({
        work: {
          chunks: () => {
            calls += 1;
            if (away) throw new LockstepError('DATABASE_UNREACHABLE', { message: 'away', hint: 'wait' });
            return Promise.resolve([ring()]);
          },
        },
        queue,
        log: quiet,
        intervalMs: 20,
      }),
    );
    await sleep(600);
    expect(calls).toBeLessThan(8);
    away = false;
    await eventually(() => queue.added.length > 0);
  });
});

/** A queue's server, and how it loses every job it has. */
type Loser = { backend: QueueBackend; loseEverything: () => Promise<void>; stop: () => Promise<void> };

const losers: readonly [string, boolean, () => Promise<Loser>][] = [
  [
    'Redis',
    requireProgram('redis-server'),
    async () => {
      const redis = await startRedis();
      return { backend: { kind: 'redis', url: redis.url }, loseEverything: redis.restart, stop: redis.stop };
    },
  ],
  [
    'PostgreSQL',
    true,
    async () => {
      const database = await createDatabase();
      const admin = new pg.Client(database.url);
      await admin.connect();
      return {
        backend: { kind: 'postgres', url: database.url },
        loseEverything: async () => {
          await admin.query('truncate lockstep_queue.job cascade');
        },
        stop: async () => {
          await admin.end();
          await database.drop();
        },
      };
    },
  ],
];

describe.each(losers)('a queue on %s that loses everything', (_, isThere, start) => {
  let loser: Loser;
  let open: Awaited<ReturnType<typeof openTestStore>>;
  beforeAll(async () => {
    if (!isThere) return;
    loser = await start();
    open = await openTestStore();
  });
  afterAll(async () => {
    if (!isThere) return;
    await open.drop();
    await loser.stop();
  });

  it.skipIf(!isThere)(
    'only delays: every chunk is worked on to its end, once',
    { timeout: 60_000 },
    async () => {
      const { store } = open;
      const run = await startRun(store);
      const chunks = await store.chunks.create(
        Array.from({ length: 60 }, (_, ordinal) => ({
          runId: run.id,
          step: 'load',
          recordClass: 'leads',
          ordinal,
        })),
      );
      await store.transaction(async (tx) => {
        for (const chunk of chunks) await tx.outbox.ring(chunk.id, chunk.generation);
      });
      const queue = await openQueue({ backend: loser.backend, log: quiet, timings: QUICK });
      const finished: string[] = [];
      const worker = await startWorker({
        queue,
        log: quiet,
        concurrency: 4,
        work: async (id) => {
          const claim = await store.chunks.claim(id, 'test', 2_000);
          if (!claim) return;
          await sleep(30);
          await store.chunks.finish(claim);
          finished.push(id);
        },
      });
      const relay = startRelay({ outbox: open.outbox, queue, log: quiet, onDue: open.onDue, intervalMs: 50 });
      const sweeper = startSweeper({ work: open.work, queue, log: quiet, intervalMs: 200 });
      await eventually(() => finished.length > 10);
      await loser.loseEverything();
      await eventually(() => finished.length > 35, 20_000);
      await loser.loseEverything();
      await eventually(() => finished.length >= 60, 30_000);
      await Promise.all([relay.stop(), sweeper.stop(), worker.stop(1_000)]);
      await queue.close();
      expect(finished.toSorted()).toEqual(chunks.map((chunk) => chunk.id).toSorted());
      expect(await store.chunks.unfinished(run.id, 'load')).toEqual([]);
    },
  );
});
