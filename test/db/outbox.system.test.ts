import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import pg from 'pg';
import { chunkId, runId, type ChunkId } from '#domain/ids.ts';
import type { OpenStore } from '#db/open-store.ts';
import { openTestStore, sleep } from './test-store.ts';

const aRun = runId('00000000-0000-4000-8000-000000000001');
const card = { view: 'run-card', runId: aRun } as const;
const chunk = (number: number): ChunkId =>
  chunkId(`00000000-0000-4000-8000-${String(number).padStart(12, '0')}`);

describe('the outbox', () => {
  let open: OpenStore & { url: string; drop: () => Promise<void> };
  const opened: (typeof open)[] = [];
  beforeEach(async () => {
    open = await openTestStore();
    opened.push(open);
  });
  afterAll(async () => {
    for (const one of opened) await one.drop();
  });

  it('holds one waiting row per key and forgets it once delivered', async () => {
    const { store, outbox } = open;
    for (let time = 0; time < 3; time += 1) await store.outbox.announce(card);
    await store.outbox.announce({ view: 'run-verdict', runId: aRun });
    const items = await outbox.take('announcement', 10, 1_000);
    expect(items.map((item) => [item.key, item.announcement])).toEqual([
      [`run-card.${aRun}`, card],
      [`run-verdict.${aRun}`, { view: 'run-verdict', runId: aRun }],
    ]);
    expect(await outbox.take('job', 10, 1_000)).toEqual([]);
    for (const item of items) await outbox.delivered(item);
    await sleep(5);
    expect(await outbox.take('announcement', 10, 1_000)).toEqual([]);
    await store.outbox.announce(card);
    expect(await outbox.take('announcement', 10, 1_000)).toHaveLength(1);
  });

  it('keeps an item due that was asked for again while it was being delivered', async () => {
    const { store, outbox } = open;
    await store.outbox.announce(card);
    const [item] = await outbox.take('announcement', 1, 60_000);
    await store.outbox.announce(card);
    if (!item) throw new Error('nothing taken');
    await outbox.delivered(item);
    const [again] = await outbox.take('announcement', 1, 60_000);
    expect(again?.id).toBe(item.id);
    if (again) await outbox.delivered(again);
    expect(await outbox.take('announcement', 1, 60_000)).toEqual([]);
  });

  it('gives an item on when its reader died, and heeds nothing the dead one says', async () => {
    const { store, outbox } = open;
    await store.outbox.announce(card);
    const [slow] = await outbox.take('announcement', 1, 1_000);
    expect(await outbox.take('announcement', 1, 1_000)).toEqual([]);
    await sleep(1_050);
    const [quick] = await outbox.take('announcement', 1, 60_000);
    if (!slow || !quick) throw new Error('nothing taken');
    expect(quick.id).toBe(slow.id);
    await outbox.delivered(slow);
    await outbox.postponed(slow, 0, 'SLACK_UNREACHABLE');
    // Still in the hands of the quick one: neither delivered nor free.
    expect(await outbox.take('announcement', 1, 100)).toEqual([]);
    await outbox.postponed(quick, 0, 'SLACK_UNREACHABLE');
    expect(await outbox.take('announcement', 1, 100)).toHaveLength(1);
  });

  it('waits as long as it was told, even when the item is asked for again', async () => {
    const { store, outbox } = open;
    await store.outbox.announce(card);
    const [item] = await outbox.take('announcement', 1, 1_000);
    if (!item) throw new Error('nothing taken');
    await outbox.postponed(item, 1_000, 'SLACK_UNREACHABLE');
    await store.outbox.announce(card);
    expect(await outbox.take('announcement', 1, 1_000)).toEqual([]);
    await sleep(1_050);
    expect(await outbox.take('announcement', 1, 1_000)).toHaveLength(1);
  });

  it('rings now or later, once per chunk and generation', async () => {
    const { store, outbox } = open;
    await store.outbox.ring(chunk(1), 0);
    await store.outbox.ring(chunk(1), 0);
    await store.outbox.ring(chunk(1), 1, 1_000);
    expect(await outbox.take('job', 10, 60_000)).toMatchObject([
      { kind: 'job', chunkId: chunk(1), generation: 0 },
    ]);
    await sleep(1_050);
    expect(await outbox.take('job', 10, 60_000)).toMatchObject([{ generation: 1 }]);
  });

  it('gives each of four hundred items to one of eight readers', async () => {
    const { store, outbox } = open;
    await store.transaction(async (tx) => {
      for (let number = 0; number < 400; number += 1) await tx.outbox.ring(chunk(number), 0);
    });
    const taken: string[] = [];
    await Promise.all(
      Array.from({ length: 8 }, async () => {
        for (;;) {
          const items = await outbox.take('job', 7, 60_000);
          if (items.length === 0) return;
          for (const item of items) {
            taken.push(item.chunkId);
            await outbox.delivered(item);
          }
        }
      }),
    );
    expect(taken).toHaveLength(400);
    expect(new Set(taken).size).toBe(400);
  });

  it('holds nothing of a transaction that failed', async () => {
    const { store, outbox } = open;
    const failing = store.transaction(async (tx) => {
      await tx.outbox.announce(card);
      throw new Error('changed my mind');
    });
    await expect(failing).rejects.toThrow('changed my mind');
    expect(await outbox.take('announcement', 1, 1_000)).toEqual([]);
  });

  it('wakes a listener within a tenth of a second of the commit', async () => {
    const { store } = open;
    let woken: () => void = () => undefined;
    const stop = open.onDue('announcement', () => woken());
    await sleep(300);
    const bell = new Promise<void>((resolve) => {
      woken = resolve;
    });
    const start = performance.now();
    await store.outbox.announce(card);
    await bell;
    expect(performance.now() - start).toBeLessThan(100);
    stop();
  });

  it('wakes a listener again after its connection was cut', { timeout: 20_000 }, async () => {
    const { store, url } = open;
    let woken = 0;
    open.onDue('announcement', () => {
      woken += 1;
    });
    await sleep(300);
    const admin = new pg.Client(url);
    await admin.connect();
    await admin.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'lockstep-bell'",
    );
    await admin.end();
    await sleep(2_500);
    const before = woken;
    await store.outbox.announce(card);
    await sleep(200);
    expect(woken).toBeGreaterThan(before);
  });

  it('loses delivered rows and old deliveries after a day, and nothing else', async () => {
    const { store, outbox, url } = open;
    await store.outbox.announce(card);
    await store.outbox.ring(chunk(1), 0);
    const [item] = await outbox.take('announcement', 1, 1_000);
    if (item) await outbox.delivered(item);
    await open.deliveries.firstTime('old');
    await open.deliveries.firstTime('new');
    const admin = new pg.Client(url);
    await admin.connect();
    await admin.query("update lockstep.outbox set delivered_at = delivered_at - interval '25 hours'");
    await admin.query("update lockstep.deliveries set at = at - interval '25 hours' where id = 'old'");
    await open.tidy();
    const left = await admin.query(
      'select kind from lockstep.outbox union all select id from lockstep.deliveries',
    );
    await admin.end();
    expect(left.rows).toEqual([{ kind: 'job' }, { kind: 'new' }]);
  });
});
