import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, inject } from 'vitest';
import pg from 'pg';
import { sourceId } from '#domain/ids.ts';
import { migrateSchema } from '#db/migrate-schema.ts';
import { openStore, type OpenStore } from '#db/open-store.ts';
import { createDatabase } from '../support/database.ts';
import {
  addChunk,
  claimed,
  contentOf,
  lockstepActor,
  openTestStore,
  quiet,
  sleep,
  startRun,
} from './test-store.ts';

describe('transactions', () => {
  let open: OpenStore & { url: string; drop: () => Promise<void> };
  beforeAll(async () => {
    open = await openTestStore();
  });
  afterAll(() => open.drop());

  it('commit state, audit entry and outbox together, or nothing of it', async () => {
    const { store, outbox } = open;
    const run = await startRun(store);
    const before = await open.auditHead();
    const change = (fail: boolean): Promise<void> =>
      store.transaction(async (tx) => {
        await tx.runs.change(run.id, { status: 'running' });
        await tx.audit.append({ actor: lockstepActor, action: 'run.started', runId: run.id, details: {} });
        await tx.outbox.announce({ view: 'run-card', runId: run.id });
        if (fail) throw new Error('power cut');
      });
    await expect(change(true)).rejects.toThrow('power cut');
    expect((await store.runs.get(run.id)).status).toBe('queued');
    expect(await open.auditHead()).toEqual(before);
    expect(await outbox.take('announcement', 10, 1_000)).toEqual([]);
    await change(false);
    expect((await store.runs.get(run.id)).status).toBe('running');
    expect((await open.auditHead()).count).toBe(before.count + 1);
    expect(await outbox.take('announcement', 10, 1_000)).toHaveLength(1);
  });

  it('do not wait for each other in a circle, in whatever order they tell and note', async () => {
    const { store } = open;
    const runs = [await startRun(store), await startRun(store)];
    const work = Array.from({ length: 60 }, (_, index) =>
      store.transaction(async (tx) => {
        const ordered = index % 2 === 0 ? runs : runs.toReversed();
        if (index % 3 === 0)
          await tx.audit.append({ actor: lockstepActor, action: 'first', details: { index } });
        for (const run of ordered) await tx.outbox.announce({ view: 'run-card', runId: run.id });
        await tx.audit.append({ actor: lockstepActor, action: 'last', details: { index } });
      }),
    );
    await Promise.all(work);
    expect(await open.verifyAudit()).toMatchObject({ sound: true });
  });

  it('hold a chunk as long as they last, and write under the claim', async () => {
    const { store } = open;
    const run = await startRun(store);
    const claim = await claimed(store, await addChunk(store, run.id));
    const planned = await store.fenced(claim, async (tx) => {
      await tx.ledger.plan(run.id, 'leads', [{ sourceId: sourceId('a'), byHash: true }]);
      await tx.chunks.finish(claim);
      return tx.ledger.counts(run.id);
    });
    expect(planned).toHaveLength(1);
    await expect(store.assertHeld(claim)).rejects.toMatchObject({ code: 'CHUNK_FENCED' });
  });

  it('survive the loss of their connection, with a transient error and nothing written', async () => {
    const { store, url } = open;
    const run = await startRun(store);
    const admin = new pg.Client(url);
    await admin.connect();
    const cut = store.transaction(async (tx) => {
      await tx.runs.change(run.id, { status: 'running' });
      await admin.query(
        "select pg_terminate_backend(pid) from pg_stat_activity where state = 'idle in transaction' and datname = current_database()",
      );
      await sleep(50);
      await tx.runs.get(run.id);
    });
    await expect(cut).rejects.toMatchObject({ code: 'DATABASE_UNREACHABLE', kind: 'transient' });
    await admin.end();
    expect((await store.runs.get(run.id)).status).toBe('queued');
  });

  it('that lock in a circle end with a transient error for one of them', async () => {
    const { store } = open;
    const [one, two] = [await startRun(store), await startRun(store)];
    const lockBoth = (first: typeof one, second: typeof one): Promise<unknown> =>
      store.transaction(async (tx) => {
        await tx.runs.lock(first.id);
        await sleep(100);
        await tx.runs.lock(second.id);
      });
    const answers = await Promise.allSettled([lockBoth(one, two), lockBoth(two, one)]);
    const refused = answers.filter((answer) => answer.status === 'rejected');
    expect(refused).toHaveLength(1);
    expect(refused[0]?.reason).toMatchObject({ code: 'DATABASE_BUSY', details: { sqlstate: '40P01' } });
  });

  it('whose answer is lost have happened all the same', async () => {
    let lose = false;
    const lossy = await openStore({
      url: open.url,
      log: quiet,
      faults: {
        afterCommit: () => {
          if (lose) throw Object.assign(new Error('reset'), { code: 'ECONNRESET' });
        },
      },
    });
    const run = await startRun(lossy.store);
    lose = true;
    const lost = lossy.store.transaction((tx) => tx.runs.change(run.id, { status: 'running' }));
    await expect(lost).rejects.toMatchObject({ code: 'DATABASE_UNREACHABLE' });
    lose = false;
    expect((await lossy.store.runs.get(run.id)).status).toBe('running');
    await lossy.close();
  });

  it('keep values of records out of their errors', async () => {
    const { store, url } = open;
    const secret = 'canary@example.com';
    const admin = new pg.Client(url);
    await admin.connect();
    await admin.query(`alter table lockstep.messages add constraint refuse check (channel <> '${secret}')`);
    await admin.end();
    const failed: unknown = await open.messages
      .save('k', { channel: secret, ts: '1', contentHash: secret })
      .catch((error: unknown) => error);
    expect(failed).toMatchObject({ code: 'INVARIANT_BROKEN', details: { constraint: 'refuse' } });
    const everything =
      JSON.stringify(failed, Object.getOwnPropertyNames(failed)) + String((failed as Error).cause);
    expect(everything + String((failed as Error).stack)).not.toContain('canary');
    await store.plans.save(contentOf('after'), lockstepActor);
  });
});

describe('opening the database', () => {
  it('builds the tables once when five start at the same time', async () => {
    const database = await createDatabase();
    await Promise.all(Array.from({ length: 5 }, () => migrateSchema(database.url)));
    const open = await openStore({ url: database.url, log: quiet });
    expect(await open.store.plans.list()).toEqual([]);
    await open.close();
    await database.drop();
  });

  it('refuses tables of a newer Lockstep, and tables that are not there', async () => {
    const database = await createDatabase();
    const unsuitable = { code: 'DATABASE_UNSUITABLE' };
    await expect(openStore({ url: database.url, log: quiet })).rejects.toMatchObject(unsuitable);
    await migrateSchema(database.url);
    const admin = new pg.Client(database.url);
    await admin.connect();
    await admin.query(
      "insert into lockstep_steps.applied (hash, created_at) values ('newer', 99999999999999)",
    );
    await admin.end();
    await expect(migrateSchema(database.url)).rejects.toMatchObject(unsuitable);
    await expect(openStore({ url: database.url, log: quiet })).rejects.toThrow(/newer version/u);
    await database.drop();
  });

  it('says within seconds that nobody is there, that nobody answers, or that the password is wrong', async () => {
    const mute = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => mute.once('listening', resolve));
    const address = mute.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    const start = performance.now();
    const unreachable = { kind: 'transient' };
    const at = (url: string): Promise<unknown> => openStore({ url, log: quiet });
    await expect(at(`postgres://x:y@127.0.0.1:${port}/z`)).rejects.toMatchObject(unreachable);
    mute.close();
    await expect(at('postgres://x:y@127.0.0.1:1/z')).rejects.toMatchObject({ code: 'DATABASE_UNREACHABLE' });
    const base = new URL(`${inject('postgresUrl')}postgres`);
    base.password = 'wrong';
    await expect(at(base.href)).rejects.toMatchObject({ code: 'DATABASE_UNSUITABLE' });
    await expect(at(`${inject('postgresUrl')}nowhere`)).rejects.toMatchObject({
      code: 'DATABASE_UNSUITABLE',
    });
    expect(performance.now() - start).toBeLessThan(10_000);
  });

  it('pins what a session needs, whatever the server says by default', async () => {
    const database = await createDatabase();
    await migrateSchema(database.url);
    const admin = new pg.Client(database.url);
    await admin.connect();
    await admin.query(`alter database ${database.url.split('/').at(-1)} set synchronous_commit = off`);
    await admin.query(`create table public.seen (settings text[])`);
    await admin.query(`create function public.see() returns trigger language plpgsql as $$ begin
      insert into public.seen select array_agg(current_setting(name) order by name) from unnest(array[
        'application_name', 'idle_in_transaction_session_timeout', 'lock_timeout', 'search_path', 'statement_timeout',
        'synchronous_commit', 'timezone']) as name;
      return new; end $$`);
    await admin.query(
      'create trigger see before insert on lockstep.plans for each row execute function public.see()',
    );
    const open = await openStore({ url: database.url, log: quiet });
    await open.store.plans.save(contentOf('pinned'), lockstepActor);
    const { rows } = await admin.query('select settings from public.seen');
    expect(rows[0].settings).toEqual(['lockstep', '15s', '10s', 'lockstep', '30s', 'on', 'UTC']);
    await open.close();
    await admin.end();
    await database.drop();
  });
});
