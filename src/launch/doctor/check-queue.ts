import { Redis } from 'ioredis';
import type { Finding } from './finding.ts';

const OLDEST: readonly [number, number] = [6, 2];

const ok = (what: string): Finding => ({ area: 'Queue', state: 'ok', what });
const wrong = (what: string, advice: string): Finding => ({ area: 'Queue', state: 'wrong', what, advice });

const fieldOf = (info: string, name: string): string | undefined =>
  new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(info)?.[1];

const versionFinding = (version: string): Finding => {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const isNew = major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1]);
  return isNew
    ? ok(`Redis ${version}`)
    : wrong(`Redis ${version} is too old.`, `Move to ${OLDEST.join('.')} or newer.`);
};

const findingsOf = (info: string): Finding[] => {
  const policy = fieldOf(info, 'maxmemory_policy') ?? 'unknown';
  return [
    versionFinding(fieldOf(info, 'redis_version') ?? '0'),
    policy === 'noeviction'
      ? ok('maxmemory-policy noeviction')
      : wrong(
          `maxmemory-policy is ${policy}: jobs may be thrown away when memory is short. Lockstep refuses to start on it.`,
          'Set `maxmemory-policy noeviction` on that Redis, or give Lockstep a Redis of its own.',
        ),
    ...(fieldOf(info, 'role') === 'slave'
      ? [wrong('This Redis is a replica and takes no writes.', 'Point REDIS_URL at the primary.')]
      : []),
    ...(fieldOf(info, 'aof_enabled') === '0'
      ? [
          {
            area: 'Queue',
            state: 'note',
            what: 'no append-only file: after a crash of Redis, jobs are rung again from the database, a little later',
          } as const,
        ]
      : []),
  ];
};

/** Version and eviction policy of Redis. Without one the queue lives in PostgreSQL, which checkDatabase has looked at. */
export const checkQueue = async (redisUrl: string | null): Promise<Finding[]> => {
  if (redisUrl === null) return [ok('lives in PostgreSQL (REDIS_URL is not set)')];
  const client = new Redis(redisUrl, {
    lazyConnect: true,
    connectTimeout: 5_000,
    commandTimeout: 5_000,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  });
  let cause: unknown;
  client.on('error', (error) => (cause ??= error));
  try {
    await client.connect();
    return findingsOf(await client.info());
  } catch (error) {
    const first = cause ?? error;
    const code = first instanceof Error && 'code' in first ? ` (${String(first.code)})` : '';
    return [
      wrong(`Redis cannot be reached or refuses us${code}.`, 'Check host, port and password in REDIS_URL.'),
    ];
  } finally {
    client.disconnect();
  }
};
