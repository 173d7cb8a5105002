import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ChunkId } from '#domain/ids.ts';
import type { PlanContent } from '#domain/plan/plan-content.ts';
import { createDatabase } from '#test/support/database.ts';
import { openEngineBench, operator, type EngineBench } from '#test/support/engine-bench.ts';
import { TINY_DESTINATION, writeTinyPlan } from '#test/support/tiny-plan.ts';

let folder: string;
let sandbox: Awaited<ReturnType<typeof createDatabase>>;
let client: pg.Client;
let bench: EngineBench;
let content: PlanContent;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lockstep-ending-'));
  sandbox = await createDatabase();
  client = new pg.Client(sandbox.url);
  await client.connect();
  await client.query(TINY_DESTINATION);
  content = await writeTinyPlan(folder);
  bench = await openEngineBench({ plans: () => [content], secrets: { TINY_URL: sandbox.url } });
});

afterEach(async () => {
  await bench.close();
  await client.end();
  await sandbox.drop();
  await rm(folder, { recursive: true, force: true });
});

const request = async () => ({
  planId: (await bench.desk.plan('tiny')).id,
  environment: 'sandbox' as const,
  percent: null,
});

const dueChunks = async (): Promise<ChunkId[]> =>
  (await bench.open.work.chunks(50)).map(({ chunkId }) => chunkId);

/** Works off chunks until the run loads its first class, in two chunks that nobody has begun. */
const untilLoading = async (): Promise<ChunkId[]> => {
  for (;;) {
    const due = await dueChunks();
    const chunks = await Promise.all(due.map((id) => bench.open.store.chunks.get(id)));
    if (chunks.some((chunk) => chunk.step === 'load-0')) return due;
    for (const id of due) await bench.work(id);
  }
};

describe('a run that is to end', () => {
  it('does so although the worker of its last chunk is dead', async () => {
    const run = await bench.desk.startTestSample(await request(), operator);
    const [first] = await untilLoading();
    if (!first) throw new Error('nothing to load');
    await bench.open.store.chunks.claim(first, 'a worker that dies', 50);
    expect((await bench.desk.cancel(run.id, operator)).status).toBe('cancelling');
    await sleep(100);
    expect(await dueChunks()).toContain(first);
    await bench.work(first);
    expect((await bench.open.store.runs.get(run.id)).status).toBe('cancelled');
  });

  it('waits for what is still writing, and then lets nothing more be written', async () => {
    const run = await bench.desk.startTestSample(await request(), operator);
    const [slow, broken] = await untilLoading();
    if (!slow || !broken) throw new Error('two chunks are needed');
    const claim = await bench.open.store.chunks.claim(slow, 'a slow worker', 60_000);
    if (!claim) throw new Error('not claimed');
    await client.query('alter table crm.firms drop column name');
    await bench.work(broken);
    const ending = await bench.open.store.runs.get(run.id);
    expect(ending).toMatchObject({ status: 'cancelling', problem: { code: expect.any(String) } });
    await expect(bench.desk.startTestSample(await request(), operator)).rejects.toMatchObject({
      code: 'RUN_ALREADY_OPEN',
    });
    await bench.open.store.fenced(claim, (tx) =>
      tx.chunks.release(claim, 0, { code: 'X', message: 'x', hint: 'x' }),
    );
    await expect(bench.open.store.assertHeld(claim)).rejects.toMatchObject({ code: 'CHUNK_FENCED' });
  });

  it('refuses the effect of a chunk that is still held when the run has ended all the same', async () => {
    const run = await bench.desk.startTestSample(await request(), operator);
    const [slow] = await untilLoading();
    if (!slow) throw new Error('nothing to load');
    const claim = await bench.open.store.chunks.claim(slow, 'a slow worker', 60_000);
    if (!claim) throw new Error('not claimed');
    await bench.open.store.assertHeld(claim);
    await bench.open.store.runs.change(run.id, { status: 'failed', endedAt: new Date() });
    await expect(bench.open.store.assertHeld(claim)).rejects.toMatchObject({ code: 'CHUNK_FENCED' });
    await expect(bench.open.store.fenced(claim, async () => 'written')).rejects.toMatchObject({
      code: 'CHUNK_FENCED',
    });
  });

  it('is paused when worker after worker ends in the same chunk', async () => {
    const run = await bench.desk.startTestSample(await request(), operator);
    const [poison] = await untilLoading();
    if (!poison) throw new Error('nothing to load');
    for (let death = 0; death < 9; death += 1) {
      expect(await bench.open.store.chunks.claim(poison, 'a worker that dies', 1)).not.toBeNull();
      await sleep(5);
    }
    await bench.work(poison);
    const paused = await bench.open.store.runs.get(run.id);
    expect(paused).toMatchObject({ status: 'paused', problem: { code: 'CHUNK_ABANDONED' } });
    await bench.desk.resume(run.id, operator);
    expect((await bench.drain(run.id)).verdict?.passed).toBe(true);
  });
});

describe('what comes next', () => {
  it('is never read from a retry: a failed sample stays failed', async () => {
    await client.query(`
      create function crm.lie() returns trigger language plpgsql as
        $$ begin new.name := upper(new.name); return new; end $$;
      create trigger lie before insert on crm.firms for each row execute function crm.lie()`);
    const sample = await bench.desk.startTestSample(await request(), operator);
    await bench.drain(sample.id);
    content = await writeTinyPlan(folder, { withLawyers: true });
    await bench.drain((await bench.desk.startRetry(await request(), operator)).id);
    const { nextStep } = await bench.desk.overview(sample.planId);
    expect(nextStep.sentence).toContain(`The test sample of run ${sample.number} failed.`);
  });

  it('is a new sample when the plan has changed since the last one passed', async () => {
    const sample = await bench.desk.startTestSample(await request(), operator);
    await bench.drain(sample.id);
    content = await writeTinyPlan(folder, { withLawyers: true });
    expect((await bench.desk.overview(sample.planId)).nextStep.sentence).toContain(
      'the plan has changed since',
    );
  });

  it('is not to remove what is not there', async () => {
    await expect(bench.desk.startRemoveSample(await request(), operator)).rejects.toMatchObject({
      code: 'NOTHING_TO_DO',
    });
  });
});
