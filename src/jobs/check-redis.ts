import { Redis } from 'ioredis';
import type { Log } from '#engine/ports.ts';
import { openingError, queueUnsuitable } from './queue-errors.ts';

const fieldOf = (info: string, name: string): string | undefined =>
  new RegExp(`^${name}:(.*?)\\r?$`, 'mu').exec(info)?.[1];

/**
 * Is this Redis fit to hold a queue? Asked before BullMQ touches it: BullMQ only warns, and jobs vanish later.
 * @throws QUEUE_UNREACHABLE, QUEUE_UNSUITABLE
 */
export const checkRedis = async (url: string, options: { log: Log; answerMs: number }): Promise<void> => {
  const client = new Redis(url, {
    lazyConnect: true,
    connectTimeout: options.answerMs,
    commandTimeout: options.answerMs,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  });
  // The cause stands in this event; the call itself only fails with 'Connection is closed'.
  let cause: unknown;
  client.on('error', (error) => (cause ??= error));
  try {
    await client.connect();
    const info = `${await client.info('memory')}\n${await client.info('persistence')}`;
    const policy = fieldOf(info, 'maxmemory_policy');
    if (policy !== 'noeviction') {
      throw queueUnsuitable(
        `Redis may throw jobs away when memory is short (maxmemory-policy ${policy ?? 'unknown'}).`,
        'Set `maxmemory-policy noeviction` on that Redis, or give Lockstep a Redis of its own.',
      );
    }
    if (fieldOf(info, 'aof_enabled') === '0') {
      options.log.warn(
        {},
        'Redis keeps no append-only file: after its crash, jobs are rung again from the database',
      );
    }
  } catch (error) {
    throw openingError(cause ?? error);
  } finally {
    client.disconnect();
  }
};
