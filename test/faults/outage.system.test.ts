import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { describe, expect, it } from 'vitest';
import type { RunId } from '#domain/ids.ts';
import { startEmbeddedPostgres } from '#launch/embedded-postgres.ts';
import { startRedis } from '#test/support/redis-server.ts';
import { requireProgram } from '#test/support/requires.ts';
import { openCrashBench, type CrashBench } from './crash-bench.ts';

const PEOPLE = 3_000;

/** Waits until the run is in the middle of loading people: some are moved, not all. */
const inTheMiddle = async (bench: CrashBench, id: RunId): Promise<void> => {
  for (let waited = 0; waited < 60_000; waited += 20) {
    const counts = await bench.open.store.ledger.counts(id);
    const moved =
      counts.find((count) => count.recordClass === 'people' && count.state === 'moved')?.records ?? 0;
    if (moved > PEOPLE) throw new Error('the run was over before anything could happen to it');
    if (moved > 200) return;
    await sleep(20);
  }
  throw new Error('the run did not get under way');
};

describe('an outage in the middle of a load', { timeout: 180_000 }, () => {
  it('of PostgreSQL, which holds our tables, the queue and the destination, only delays', async () => {
    const home = await mkdtemp(join(tmpdir(), 'lockstep-outage-'));
    await chmod(home, 0o755);
    const first = await startEmbeddedPostgres({ home });
    const databases = {
      own: await first.ensureDatabase('own'),
      destination: await first.ensureDatabase('destination'),
    };
    const bench = await openCrashBench({ redisUrl: null, databases, people: PEOPLE });
    let server = first;
    try {
      const id = await bench.startSample();
      bench.startWorker();
      await inTheMiddle(bench, id);
      await server.stop();
      await sleep(1_000);
      server = await startEmbeddedPostgres({ home, port: first.port });
      const run = await bench.runEnded(id);
      expect(run.verdict?.passed).toBe(true);
      await bench.expectDestination('loaded');
      await bench.expectLedger(id);
    } finally {
      await bench.close();
      await server.stop();
      await rm(home, { recursive: true, force: true });
    }
  });

  it.skipIf(!requireProgram('redis-server'))('of Redis, which loses every job, only delays', async () => {
    const redis = await startRedis();
    const bench = await openCrashBench({ redisUrl: redis.url, people: PEOPLE });
    try {
      const id = await bench.startSample();
      bench.startWorker();
      await inTheMiddle(bench, id);
      const client = new Redis(redis.url);
      await client.flushall();
      await client.quit();
      const run = await bench.runEnded(id);
      expect(run.verdict?.passed).toBe(true);
      await bench.expectDestination('loaded');
      await bench.expectLedger(id);
    } finally {
      await bench.close();
      await redis.stop();
    }
  });
});
