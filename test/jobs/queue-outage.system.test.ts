import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openQueue } from '#jobs/open-queue.ts';
import { startEmbeddedPostgres } from '#launch/embedded-postgres.ts';
import { quiet } from '../db/test-store.ts';
import { eventually, QUICK, ring } from './queue-suite.ts';

describe('the job queue on a PostgreSQL that crashes', () => {
  it(
    'refuses jobs meanwhile, and goes on by itself once the server is back',
    { timeout: 90_000 },
    async () => {
      const home = await mkdtemp(join(tmpdir(), 'lockstep-queue-outage-'));
      await chmod(home, 0o755);
      let server = await startEmbeddedPostgres({ home });
      const url = await server.ensureDatabase('queue');
      const queue = await openQueue({ backend: { kind: 'postgres', url }, log: quiet, timings: QUICK });
      const worked: string[] = [];
      await queue.work((id) => Promise.resolve(void worked.push(id)), { concurrency: 2 });
      const before = ring();
      await queue.add(before);
      await eventually(() => worked.includes(before.chunkId));
      process.kill(server.pid, 'SIGQUIT');
      await server.gone;
      const start = performance.now();
      await expect(queue.add(ring())).rejects.toMatchObject({ code: 'QUEUE_UNREACHABLE' });
      expect(performance.now() - start).toBeLessThan(QUICK.answerMs + 500);
      await server.stop();
      server = await startEmbeddedPostgres({ home, port: server.port });
      const after = ring();
      await queue.add(after);
      await eventually(() => worked.includes(after.chunkId), 60_000);
      expect(worked).toEqual([before.chunkId, after.chunkId]);
      await queue.close();
      await server.stop();
      await rm(home, { recursive: true, force: true });
    },
  );
});
