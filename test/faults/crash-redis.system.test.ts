import { afterAll, beforeAll, describe } from 'vitest';
import { startRedis, type TestRedis } from '#test/support/redis-server.ts';
import { requireProgram } from '#test/support/requires.ts';
import { describeCrashes } from './crash-suite.ts';

describe.skipIf(!requireProgram('redis-server'))('with Redis', () => {
  let redis: TestRedis;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis.stop());
  describeCrashes('the Redis queue', () => redis.url);
});
