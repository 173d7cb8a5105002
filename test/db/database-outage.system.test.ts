import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { migrateSchema } from '#db/migrate-schema.ts';
import { openStore, type OpenStore } from '#db/open-store.ts';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '#launch/embedded-postgres.ts';
import { lockstepActor, quiet, sleep, startRun } from './test-store.ts';

describe('an outage of our own database', () => {
  let home: string;
  let server: EmbeddedPostgres;
  let open: OpenStore;
  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'lockstep-outage-'));
    await chmod(home, 0o755);
    server = await startEmbeddedPostgres({ home });
    const url = await server.ensureDatabase('lockstep');
    await migrateSchema(url);
    open = await openStore({ url, log: quiet, statementMs: 1_000 });
  });
  afterAll(async () => {
    await open.close();
    await server.stop();
    await rm(home, { recursive: true, force: true });
  });

  it('by a crash in the middle of a transaction leaves nothing half done, and is over when it is over', async () => {
    const run = await startRun(open.store);
    const half = open.store.transaction(async (tx) => {
      await tx.runs.change(run.id, { status: 'running' });
      await tx.audit.append({ actor: lockstepActor, action: 'half', details: {} });
      process.kill(server.pid, 'SIGQUIT');
      await server.gone;
    });
    await expect(half).rejects.toMatchObject({ code: 'DATABASE_UNREACHABLE', kind: 'transient' });
    await expect(open.store.runs.get(run.id)).rejects.toMatchObject({ code: 'DATABASE_UNREACHABLE' });
    await server.stop();
    server = await startEmbeddedPostgres({ home, port: server.port });
    expect((await open.store.runs.get(run.id)).status).toBe('queued');
    expect(await open.verifyAudit()).toMatchObject({ sound: true, head: { count: 0 } });
    await open.store.transaction(async (tx) => {
      await tx.runs.change(run.id, { status: 'running' });
      await tx.audit.append({ actor: lockstepActor, action: 'whole', details: {} });
    });
    expect(await open.verifyAudit()).toMatchObject({ sound: true, head: { count: 1 } });
  });

  it('that freezes it ends in time as a transient error, inside a transaction and outside', async () => {
    const run = await startRun(open.store);
    const admin = new pg.Client(server.url('lockstep'));
    await admin.connect();
    // Enough connections at hand, so that none has to be opened.
    await Promise.all(Array.from({ length: 4 }, () => open.store.runs.get(run.id)));
    const { rows } = await admin.query<{ pid: number }>(
      "select pid from pg_stat_activity where application_name = 'lockstep'",
    );
    await admin.end();
    const pids = rows.map((row) => row.pid);
    const signalAll = (name: NodeJS.Signals): void => {
      for (const pid of [server.pid, ...pids]) process.kill(pid, name);
    };
    const start = performance.now();
    const frozen = { code: 'DATABASE_BUSY', kind: 'transient' };
    const inside = open.store.transaction(async (tx) => {
      await tx.runs.lock(run.id);
      signalAll('SIGSTOP');
      await tx.runs.change(run.id, { stepIndex: 1 });
    });
    await sleep(300);
    const outside = open.store.runs.change(run.id, { stepIndex: 2 });
    const answers = await Promise.allSettled([inside, outside]);
    signalAll('SIGCONT');
    expect(performance.now() - start).toBeLessThan(9_000);
    expect(answers.map((answer) => (answer.status === 'rejected' ? answer.reason : null))).toEqual([
      expect.objectContaining(frozen),
      expect.objectContaining(frozen),
    ]);
    // What was asked outside may have happened after all: only a look tells.
    expect([0, 2]).toContain((await open.store.runs.get(run.id)).stepIndex);
  });
});
