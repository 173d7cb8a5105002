import { Redis } from 'ioredis';
import { describe, expect, it } from 'vitest';
import { openQueue } from '#jobs/open-queue.ts';
import { quiet } from '../db/test-store.ts';
import { requireProgram } from '../support/requires.ts';
import { startRedis } from '../support/redis-server.ts';
import { queueSuite, ring } from './queue-suite.ts';

describe.skipIf(!requireProgram('redis-server'))('Redis', () => {
  queueSuite('Redis', async () => {
    const redis = await startRedis();
    const admin = new Redis(redis.url);
    admin.on('error', () => undefined);
    return {
      backend: { kind: 'redis', url: redis.url },
      loseEverything: async () => {
        await admin.flushall();
      },
      cutConnections: () => redis.restart(),
      stop: async () => {
        admin.disconnect();
        await redis.stop();
      },
    };
  });

  it.each(['allkeys-lru', 'volatile-lru', 'allkeys-random'])(
    'that may throw jobs away (%s) is refused',
    async (policy) => {
      const redis = await startRedis(policy);
      const opening = openQueue({ backend: { kind: 'redis', url: redis.url }, log: quiet });
      await expect(opening).rejects.toMatchObject({ code: 'QUEUE_UNSUITABLE' });
      await expect(opening).rejects.toThrow(policy);
      await redis.stop();
    },
  );

  it('with a password we do not have is refused, and the password is not repeated', async () => {
    const redis = await startRedis();
    const admin = new Redis(redis.url);
    await admin.config('SET', 'requirepass', 'right');
    const url = redis.url.replace('redis://', 'redis://default:canary@');
    const opening = openQueue({ backend: { kind: 'redis', url }, log: quiet });
    await expect(opening).rejects.toMatchObject({ code: 'QUEUE_UNSUITABLE' });
    await expect(opening).rejects.not.toThrow(/canary/u);
    admin.disconnect();
    await redis.stop();
  });

  it('that goes away keeps nobody waiting: a job is taken now or refused', async () => {
    const redis = await startRedis();
    const queue = await openQueue({
      backend: { kind: 'redis', url: redis.url },
      log: quiet,
      timings: { answerMs: 2_000 },
    });
    await redis.stop();
    const start = performance.now();
    for (let time = 0; time < 3; time += 1) {
      await expect(queue.add(ring())).rejects.toMatchObject({ code: 'QUEUE_UNREACHABLE' });
    }
    expect(performance.now() - start).toBeLessThan(6_500);
    await queue.close();
  });
});
