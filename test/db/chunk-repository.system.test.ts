import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sourceId } from '#domain/ids.ts';
import type { OpenStore } from '#db/open-store.ts';
import { addChunk, claimed, openTestStore, sleep, startRun } from './test-store.ts';

const problem = { code: 'SYSTEM_BUSY', message: 'busy', hint: 'wait' };

describe('chunks', () => {
  let open: OpenStore & { drop: () => Promise<void> };
  beforeAll(async () => {
    open = await openTestStore();
  });
  afterAll(() => open.drop());

  it('are won by one of fifty that claim at the same time', async () => {
    const { store } = open;
    const chunk = await addChunk(store, (await startRun(store)).id);
    const claims = await Promise.all(
      Array.from({ length: 50 }, (_, index) => store.chunks.claim(chunk.id, `worker ${index}`, 60_000)),
    );
    const won = claims.filter((claim) => claim !== null);
    expect(won).toHaveLength(1);
    expect(won[0]).toMatchObject({ generation: 1, chunk: { status: 'running', generation: 1, attempts: 0 } });
  });

  it('are taken over once their lease has run out by the clock of the database', async () => {
    const { store } = open;
    const chunk = await addChunk(store, (await startRun(store)).id);
    const first = await claimed(store, chunk, 1_000);
    expect(await store.chunks.claim(chunk.id, 'other', 60_000)).toBeNull();
    await sleep(1_050);
    const second = await claimed(store, chunk);
    expect(second.generation).toBe(first.generation + 1);
  });

  it('take no heed of the clock of the process', async () => {
    const { store } = open;
    const chunk = await addChunk(store, (await startRun(store)).id);
    await claimed(store, chunk, 60_000);
    const real = Date.now;
    Date.now = () => real() + 3_600_000;
    try {
      expect(await store.chunks.claim(chunk.id, 'from the future', 60_000)).toBeNull();
      expect(await open.clockOffsetMs()).toBeGreaterThan(3_000_000);
    } finally {
      Date.now = real;
    }
    expect(Math.abs(await open.clockOffsetMs())).toBeLessThan(1_000);
  });

  it('refuse everything of a worker that was taken over', async () => {
    const { store } = open;
    const chunk = await addChunk(store, (await startRun(store)).id);
    const frozen = await claimed(store, chunk, 1);
    await sleep(10);
    await claimed(store, chunk);
    const fenced = { code: 'CHUNK_FENCED' };
    let worked = false;
    await expect(store.chunks.renew(frozen, 1_000, { done: 1, total: 2 })).rejects.toMatchObject(fenced);
    await expect(store.chunks.finish(frozen)).rejects.toMatchObject(fenced);
    await expect(store.chunks.release(frozen, 0, problem)).rejects.toMatchObject(fenced);
    await expect(store.assertHeld(frozen)).rejects.toMatchObject(fenced);
    await expect(
      store.fenced(frozen, () => {
        worked = true;
        return Promise.resolve();
      }),
    ).rejects.toMatchObject(fenced);
    expect(worked).toBe(false);
  });

  it('cannot be taken over in the middle of a fenced transaction', async () => {
    const { store } = open;
    const run = await startRun(store);
    const chunk = await addChunk(store, run.id);
    const claim = await claimed(store, chunk, 1);
    const order: string[] = [];
    let thief: Promise<unknown> = Promise.resolve();
    await store.fenced(claim, async (tx) => {
      thief = store.chunks.claim(chunk.id, 'thief', 1_000).then(() => order.push('claimed'));
      await sleep(200);
      await tx.chunks.renew(claim, 60_000, { done: 5, total: 10 });
      order.push('committed');
    });
    await thief;
    expect(order).toEqual(['committed', 'claimed']);
    // The lease was renewed meanwhile, so there was nothing left to claim.
    await store.assertHeld(claim);
  });

  it('are not claimed when the run is paused, cancelling or over', async () => {
    const { store } = open;
    const run = await startRun(store);
    const chunk = await addChunk(store, run.id);
    for (const status of ['paused', 'cancelling', 'finished', 'failed', 'cancelled'] as const) {
      await store.runs.change(run.id, { status });
      expect(await store.chunks.claim(chunk.id, 'worker', 1_000)).toBeNull();
    }
    await store.runs.change(run.id, { status: 'running' });
    expect(await store.chunks.claim(chunk.id, 'worker', 1_000)).not.toBeNull();
  });

  it('wait after a release, with one attempt more, until they get further', async () => {
    const { store } = open;
    const chunk = await addChunk(store, (await startRun(store)).id);
    await store.chunks.release(await claimed(store, chunk), 1_000, problem);
    expect(await store.chunks.claim(chunk.id, 'early', 1_000)).toBeNull();
    await sleep(1_050);
    const again = await claimed(store, chunk);
    expect(again.chunk).toMatchObject({ attempts: 1, generation: 2 });
    await store.chunks.renew(again, 1_000, { done: 10, total: 100 });
    await store.chunks.release(again, 0, problem);
    const third = await claimed(store, chunk);
    expect(third.chunk.attempts).toBe(1);
    // The same stretch again is no progress.
    await store.chunks.renew(third, 1_000, { done: 10, total: 100 });
    await store.chunks.release(third, 0, problem);
    expect((await store.chunks.get(chunk.id)).attempts).toBe(2);
  });

  it('are created once, however often their step is laid out', async () => {
    const { store } = open;
    const run = await startRun(store);
    const wanted = [0, 1, 2].map((ordinal) => ({ runId: run.id, step: 'check', recordClass: null, ordinal }));
    const [first, second] = await Promise.all([store.chunks.create(wanted), store.chunks.create(wanted)]);
    expect(first.map((chunk) => chunk.id)).toEqual(second.map((chunk) => chunk.id));
    expect(first.map((chunk) => chunk.ordinal)).toEqual([0, 1, 2]);
    expect(await store.chunks.unfinished(run.id, 'check')).toHaveLength(3);
    await store.chunks.finish(await claimed(store, first[1] ?? first[0] ?? (await addChunk(store, run.id))));
    expect((await store.chunks.unfinished(run.id, 'check')).map((chunk) => chunk.ordinal)).toEqual([0, 2]);
    expect(await store.chunks.left(run.id, 'check')).toEqual({ unfinished: 2, running: 0 });
    for (const chunk of await store.chunks.unfinished(run.id, 'check')) await claimed(store, chunk);
    expect(await store.chunks.left(run.id, 'check')).toEqual({ unfinished: 2, running: 2 });
    expect(await store.chunks.left(run.id, 'load')).toEqual({ unfinished: 0, running: 0 });
  });

  it('tell progress, pace and what is left of the present step', async () => {
    const { store } = open;
    const run = await startRun(store);
    expect(await store.chunks.progress(run.id)).toEqual({
      step: '',
      done: 0,
      total: 0,
      recordsPerSecond: null,
      secondsLeft: null,
    });
    await store.chunks.create([{ runId: run.id, step: 'select', recordClass: null, ordinal: 0 }]);
    expect(await store.chunks.progress(run.id)).toMatchObject({ step: 'select', done: 0, total: 0 });
    const ids = Array.from({ length: 250 }, (_, index) => ({
      sourceId: sourceId(`id-${index}`),
      byHash: true,
    }));
    await store.ledger.plan(run.id, 'leads', ids);
    const stretches = await store.ledger.divide(run.id, 'leads', 100);
    const load = await store.chunks.create(
      stretches.map((_, ordinal) => ({ runId: run.id, step: 'load', recordClass: 'leads', ordinal })),
    );
    expect(await store.chunks.progress(run.id)).toMatchObject({ step: 'load', done: 0, total: 250 });
    for (const chunk of load.slice(0, 2)) {
      const claim = await claimed(store, chunk);
      await store.chunks.renew(claim, 60_000, { done: 40, total: 100 });
      if (chunk.ordinal === 0) await store.chunks.finish(claim);
    }
    const progress = await store.chunks.progress(run.id);
    expect(progress).toMatchObject({ step: 'load', done: 140, total: 250 });
    expect(progress.recordsPerSecond).toBeGreaterThan(100);
    expect(progress.secondsLeft).toBeCloseTo(110 / (progress.recordsPerSecond ?? 0), 3);
  });

  it('are unfinished work when they wait, or when their worker is gone', async () => {
    const { store, work } = open;
    const run = await startRun(store);
    const mine = async (): Promise<number[]> => {
      const all = await work.chunks(1_000);
      return all.filter((item) => ids.has(item.chunkId)).map((item) => item.generation);
    };
    const made = await store.chunks.create(
      [0, 1].map((ordinal) => ({ runId: run.id, step: 'load', recordClass: 'leads', ordinal })),
    );
    const ids = new Set(made.map((chunk) => chunk.id));
    expect(await mine()).toEqual([0, 0]);
    const [one, two] = made;
    if (!one || !two) throw new Error('no chunks');
    const claim = await claimed(store, one, 50);
    await claimed(store, two, 60_000);
    await sleep(60);
    expect(await mine()).toEqual([1]);
    await store.chunks.release(claim, 60_000, problem);
    expect(await mine()).toEqual([]);
    await store.runs.change(run.id, { status: 'paused' });
    await sleep(5);
    expect(await mine()).toEqual([]);
  });
});
