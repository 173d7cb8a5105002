import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runId } from '#domain/ids.ts';
import { isLockstepError } from '#domain/errors.ts';
import type { OpenStore } from '#db/open-store.ts';
import { newRun, openTestStore, savePlan, startRun } from './test-store.ts';

describe('runs', () => {
  let open: OpenStore & { drop: () => Promise<void> };
  beforeAll(async () => {
    open = await openTestStore();
  });
  afterAll(() => open.drop());

  it('are numbered 1, 2, 3 in each plan', async () => {
    const { store } = open;
    const [one, other] = [await savePlan(store), await savePlan(store)];
    const first = await store.runs.create(newRun(one));
    await store.runs.change(first.id, { status: 'finished', endedAt: new Date() });
    const second = await store.runs.create(newRun(one));
    const third = await store.runs.create(newRun(one, { environment: 'staging' }));
    const elsewhere = await store.runs.create(newRun(other));
    expect([first, second, third, elsewhere].map((run) => run.number)).toEqual([1, 2, 3, 1]);
    expect((await store.runs.byNumber(one.id, 2))?.id).toBe(second.id);
    expect(await store.runs.byNumber(one.id, 9)).toBeNull();
  });

  it('are opened once when thirty ask at the same time; the others hear which run is open', async () => {
    const { store } = open;
    const plan = await savePlan(store);
    const answers = await Promise.allSettled(
      Array.from({ length: 30 }, () => store.runs.create(newRun(plan))),
    );
    expect(answers.filter((answer) => answer.status === 'fulfilled')).toHaveLength(1);
    for (const answer of answers) {
      if (answer.status === 'fulfilled') continue;
      expect(isLockstepError(answer.reason, 'RUN_ALREADY_OPEN')).toBe(true);
      expect(answer.reason).toMatchObject({ details: { run: 1 } });
    }
    expect(await store.runs.list(plan.id, { limit: 10 })).toHaveLength(1);
  });

  it('leave no gap in the numbers when one was refused', async () => {
    const { store } = open;
    const plan = await savePlan(store);
    const first = await store.runs.create(newRun(plan));
    await expect(store.runs.create(newRun(plan))).rejects.toMatchObject({ code: 'RUN_ALREADY_OPEN' });
    await store.runs.change(first.id, { status: 'cancelled' });
    expect((await store.runs.create(newRun(plan))).number).toBe(2);
  });

  it('keep what was written into them', async () => {
    const { store } = open;
    const run = await startRun(store);
    expect(run).toMatchObject({ status: 'queued', stepIndex: 0, pause: null, layout: null, verdict: null });
    expect(run.requestedAt).toBeInstanceOf(Date);
    const layout = {
      levels: [['leads'], ['deals']],
      deferred: { leads: ['owner'] },
      chunks: { leads: 3 },
      before: {},
    };
    const verdict = { passed: true, classes: [], planFindings: [] };
    const by = { kind: 'slack', userId: 'U1' } as const;
    const startedAt = new Date('2026-11-21T01:02:03.456Z');
    const changed = await store.runs.change(run.id, {
      status: 'paused',
      stepIndex: 2,
      layout,
      startedAt,
      pause: { reason: 'lunch\0', by },
      cancelledBy: by,
      verdict,
    });
    expect(changed).toMatchObject({
      status: 'paused',
      stepIndex: 2,
      layout,
      startedAt,
      cancelledBy: by,
      verdict,
    });
    expect(changed.pause).toEqual({ reason: 'lunch\uFFFD', by });
    expect(await store.runs.get(run.id)).toEqual(changed);
    expect((await store.runs.change(run.id, { pause: null, status: 'running' })).pause).toBeNull();
    expect((await store.runs.change(run.id, {})).status).toBe('running');
  });

  it('are listed newest first, by environment and kind', async () => {
    const { store } = open;
    const plan = await savePlan(store);
    const sample = await store.runs.create(newRun(plan));
    await store.runs.change(sample.id, { status: 'failed' });
    const removal = await store.runs.create(newRun(plan, { kind: 'remove-sample' }));
    const staging = await store.runs.create(newRun(plan, { environment: 'staging' }));
    const numbers = async (options: Parameters<typeof store.runs.list>[1]): Promise<number[]> =>
      (await store.runs.list(plan.id, options)).map((run) => run.number);
    expect(await numbers({ limit: 2 })).toEqual([staging.number, removal.number]);
    expect(await numbers({ limit: 9, environment: 'sandbox' })).toEqual([removal.number, sample.number]);
    expect(await numbers({ limit: 9, kinds: ['test-sample'] })).toEqual([staging.number, sample.number]);
  });

  it('that do not exist are an error, whatever the id looks like', async () => {
    for (const id of ['nonsense', "'; drop table", '00000000-0000-0000-0000-000000000000']) {
      await expect(open.store.runs.get(runId(id))).rejects.toMatchObject({ code: 'RUN_UNKNOWN' });
      await expect(open.store.runs.lock(runId(id))).rejects.toMatchObject({ code: 'RUN_UNKNOWN' });
    }
  });

  it('queue up behind whoever locks them', async () => {
    const { store } = open;
    const run = await startRun(store);
    const counted = Array.from({ length: 20 }, () =>
      store.transaction(async (tx) => {
        const now = await tx.runs.lock(run.id);
        await tx.runs.change(run.id, { stepIndex: now.stepIndex + 1 });
      }),
    );
    await Promise.all(counted);
    expect((await store.runs.get(run.id)).stepIndex).toBe(20);
  });
});
