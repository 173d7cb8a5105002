import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { destinationId, sourceId, type SourceId } from '#domain/ids.ts';
import type { Run } from '#domain/run.ts';
import type { RecordPlace, Settlement } from '#engine/ledger-ports.ts';
import type { OpenStore } from '#db/open-store.ts';
import { newRun, openTestStore, savePlan, startRun } from './test-store.ts';

const ids = (count: number, prefix = 'id'): SourceId[] =>
  Array.from({ length: count }, (_, index) => sourceId(`${prefix}-${String(index).padStart(6, '0')}`));
const placeOf = (identity: string): RecordPlace => ({
  system: 'fingerprint',
  destinationClass: 'contacts',
  identityField: 'ref',
  identity,
});
const moved = (id: string, destination = `d-${id}`, created = true): Settlement => ({
  sourceId: sourceId(id),
  state: 'moved',
  destinationId: destinationId(destination),
  created,
  place: placeOf(id),
});

describe('the ledger', () => {
  let open: OpenStore & { drop: () => Promise<void> };
  beforeAll(async () => {
    open = await openTestStore();
  });
  afterAll(() => open.drop());

  const planned = async (list: readonly SourceId[]): Promise<Run> => {
    const run = await startRun(open.store);
    await open.store.ledger.plan(
      run.id,
      'leads',
      list.map((id) => ({ sourceId: id, byHash: true })),
    );
    return run;
  };
  const states = async (run: Run): Promise<Record<string, number>> =>
    Object.fromEntries((await open.store.ledger.counts(run.id)).map((count) => [count.state, count.records]));

  it('takes a record once, and leaves it as it first stood there', async () => {
    const { store } = open;
    const run = await planned(ids(3));
    await store.ledger.plan(run.id, 'leads', [
      ...ids(4).map((id) => ({ sourceId: id, byHash: false })),
      { sourceId: sourceId('id-000000'), byHash: false },
    ]);
    await store.ledger.plan(run.id, 'deals', [{ sourceId: sourceId('id-000000'), byHash: false }]);
    expect(await store.ledger.counts(run.id)).toEqual([
      { recordClass: 'deals', state: 'planned', records: 1, byHash: 0 },
      { recordClass: 'leads', state: 'planned', records: 4, byHash: 3 },
    ]);
    expect(await store.ledger.among(run.id, 'leads', ids(9))).toEqual(new Set(ids(4)));
  });

  it('keeps ids exactly, whatever they hold', async () => {
    const { store } = open;
    const odd = [
      '{"a","b"}',
      'NULL',
      '',
      ' a ',
      'ä',
      'a\u0308',
      '\\',
      '"',
      "'; drop table x; --",
      '😀',
      'Z',
      'a',
    ];
    const list = odd.map((text) => sourceId(text));
    const run = await planned(list);
    expect(await store.ledger.divide(run.id, 'leads', 100)).toEqual([odd.length]);
    const read = (await store.ledger.entries(run.id, 'leads', 0)).map((entry) => entry.sourceId);
    expect(read).toHaveLength(odd.length);
    expect(new Set(read)).toEqual(new Set(list));
    expect(read.indexOf(sourceId('Z'))).toBeLessThan(read.indexOf(sourceId('a')));
  });

  it('refuses ids that PostgreSQL cannot hold exactly, without repeating them', async () => {
    const run = await startRun(open.store);
    for (const id of ['a\0b', 'half \ud800']) {
      const refused = open.store.ledger.plan(run.id, 'leads', [{ sourceId: sourceId(id), byHash: true }]);
      await expect(refused).rejects.toMatchObject({ code: 'RECORD_ID_UNUSABLE' });
      await expect(refused).rejects.not.toThrow(/half/u);
    }
  });

  it('deals records out in id order, all of them, each once', async () => {
    const { store } = open;
    const list = ids(2_345);
    const run = await planned(list.toReversed());
    const dealt = await store.ledger.divide(run.id, 'leads', 500);
    expect(dealt).toEqual([500, 500, 500, 500, 345]);
    const read: SourceId[] = [];
    for (const ordinal of dealt.keys()) {
      const part = await store.ledger.entries(run.id, 'leads', ordinal);
      expect(part).toHaveLength(dealt[ordinal] ?? -1);
      read.push(...part.map((entry) => entry.sourceId));
    }
    expect(read).toEqual(list);
    expect(await store.ledger.entries(run.id, 'leads', 5)).toEqual([]);
    expect(await store.ledger.divide(run.id, 'leads', 1_000)).toEqual([1_000, 1_000, 345]);
    expect(await store.ledger.entries(run.id, 'leads', 3)).toEqual([]);
    expect(await store.ledger.divide(run.id, 'deals', 10)).toEqual([]);
  });

  it('notes the intent before the effect, and knows it again', async () => {
    const { store } = open;
    const run = await planned(ids(3));
    const intents = ids(2).map((id) => ({ sourceId: id, identity: `key ${id}` }));
    await store.ledger.intend(run.id, 'leads', intents);
    await store.ledger.intend(run.id, 'leads', intents);
    await store.ledger.divide(run.id, 'leads', 10);
    expect(
      (await store.ledger.entries(run.id, 'leads', 0)).map((entry) => [entry.state, entry.identity]),
    ).toEqual([
      ['sending', 'key id-000000'],
      ['sending', 'key id-000001'],
      ['planned', null],
    ]);
    const other = [{ sourceId: sourceId('id-000000'), identity: 'another key' }];
    await expect(store.ledger.intend(run.id, 'leads', other)).rejects.toMatchObject({
      code: 'INVARIANT_BROKEN',
    });
    const unplanned = [{ sourceId: sourceId('stranger'), identity: 'x' }];
    await expect(store.ledger.intend(run.id, 'leads', unplanned)).rejects.toMatchObject({
      code: 'INVARIANT_BROKEN',
      details: { records: 1, ready: 0 },
    });
  });

  it('changes nothing when one intent of many is refused', async () => {
    const run = await planned(ids(2));
    const intents = [...ids(2), sourceId('stranger')].map((id) => ({ sourceId: id, identity: id }));
    await expect(open.store.ledger.intend(run.id, 'leads', intents)).rejects.toThrow(/1 of 3 records/u);
    expect(await states(run)).toEqual({ planned: 2 });
  });

  it('settles what became of records: ledger, cross-reference and quarantine in one [R23] [R32]', async () => {
    const { store } = open;
    const run = await planned(ids(5));
    await store.ledger.intend(
      run.id,
      'leads',
      ids(5).map((id) => ({ sourceId: id, identity: id })),
    );
    const reasons = [
      { code: 'too-long', field: 'name', detail: 'longer than 255 characters (612)' },
      { code: 'phone-invalid', field: 'phone', detail: 'NUL here \0' },
    ] as const;
    await store.ledger.settle(run, 'leads', []);
    await store.ledger.settle({ ...run }, 'leads', [
      moved('id-000000'),
      moved('id-000001', 'there before', false),
      { sourceId: sourceId('id-000002'), state: 'unknown' },
      { sourceId: sourceId('id-000003'), state: 'planned' },
      { sourceId: sourceId('id-000004'), state: 'quarantined', reasons },
    ]);
    await store.ledger.divide(run.id, 'leads', 10);
    expect(
      (await store.ledger.entries(run.id, 'leads', 0)).map((entry) => [
        entry.state,
        entry.destinationId,
        entry.reason,
      ]),
    ).toEqual([
      ['moved', 'd-id-000000', null],
      ['moved', 'there before', null],
      ['unknown', null, null],
      ['planned', null, null],
      ['quarantined', null, 'too-long'],
    ]);
    expect(await store.crossReferences.page(run, 'leads', null, 10)).toEqual([
      { sourceId: 'id-000000', destinationId: 'd-id-000000', createdByUs: true, place: placeOf('id-000000') },
      {
        sourceId: 'id-000001',
        destinationId: 'there before',
        createdByUs: false,
        place: placeOf('id-000001'),
      },
    ]);
    expect(await store.crossReferences.created(run, 'leads', ids(3))).toEqual(new Set(['id-000000']));
    expect(
      await store.crossReferences.owners(run, 'leads', [
        destinationId('there before'),
        destinationId('free'),
      ]),
    ).toEqual(new Map([['there before', 'id-000001']]));
    expect(await store.crossReferences.places(run)).toEqual([
      {
        system: 'fingerprint',
        destinationClass: 'contacts',
        identityField: 'ref',
        recordClass: 'leads',
        records: 2,
      },
    ]);
    expect(await store.quarantine.groups(run)).toEqual([
      { recordClass: 'leads', code: 'phone-invalid', field: 'phone', records: 1 },
      { recordClass: 'leads', code: 'too-long', field: 'name', records: 1 },
    ]);
    expect(await Array.fromAsync(store.quarantine.records(run))).toEqual([
      {
        recordClass: 'leads',
        sourceId: 'id-000004',
        reasons: [reasons[0], { ...reasons[1], detail: 'NUL here \uFFFD' }],
      },
    ]);
    expect(await store.quarantine.among(run, 'leads', ids(9))).toEqual(new Set(['id-000004']));
  });

  it('lets the same settlement come twice', async () => {
    const run = await planned(ids(2));
    for (let time = 0; time < 2; time += 1) {
      await open.store.ledger.settle(run, 'leads', [moved('id-000000'), moved('id-000001')]);
    }
    expect(await states(run)).toEqual({ moved: 2 });
  });

  it('never takes a moved record back, nor moves it elsewhere', async () => {
    const { store } = open;
    const run = await planned(ids(1));
    await store.ledger.settle(run, 'leads', [moved('id-000000')]);
    const wrong: Settlement[] = [
      moved('id-000000', 'another place'),
      { sourceId: sourceId('id-000000'), state: 'planned' },
      { sourceId: sourceId('id-000000'), state: 'unknown' },
      { sourceId: sourceId('id-000000'), state: 'quarantined', reasons: [{ code: 'too-long', detail: 'x' }] },
      moved('stranger'),
    ];
    for (const settlement of wrong) {
      await expect(store.ledger.settle(run, 'leads', [settlement])).rejects.toMatchObject({
        code: 'INVARIANT_BROKEN',
        details: { ids: settlement.sourceId },
      });
    }
    expect(await states(run)).toEqual({ moved: 1 });
  });

  it('raises its voice when two source records share one destination record, and names it', async () => {
    const { store } = open;
    const run = await planned(ids(3));
    const shared = { code: 'INVARIANT_BROKEN', details: { ids: 'same' } };
    await expect(
      store.ledger.settle(run, 'leads', [moved('id-000000', 'same'), moved('id-000001', 'same')]),
    ).rejects.toMatchObject(shared);
    expect(await states(run)).toEqual({ planned: 3 });
    await store.ledger.settle(run, 'leads', [moved('id-000000', 'same')]);
    await expect(store.ledger.settle(run, 'leads', [moved('id-000001', 'same')])).rejects.toMatchObject(
      shared,
    );
    expect(await states(run)).toEqual({ moved: 1, planned: 2 });
  });

  it('hears of a shared destination record even when both come at the same moment', async () => {
    const run = await planned(ids(20));
    const answers = await Promise.allSettled(
      ids(20).map((id) => open.store.ledger.settle(run, 'leads', [moved(id, 'same')])),
    );
    expect(answers.filter((answer) => answer.status === 'fulfilled')).toHaveLength(1);
    const codes = answers.flatMap((answer) => (answer.status === 'rejected' ? [answer.reason.code] : []));
    expect(codes).toEqual(Array.from({ length: 19 }, () => 'INVARIANT_BROKEN'));
  });

  it('closes the quarantine of a record once it has been moved after all [R32]', async () => {
    const { store } = open;
    const plan = await savePlan(store);
    const first = await store.runs.create(newRun(plan));
    const id = sourceId('late');
    await store.ledger.plan(first.id, 'leads', [{ sourceId: id, byHash: true }]);
    const reason = (code: 'too-long' | 'email-invalid'): Settlement => ({
      sourceId: id,
      state: 'quarantined',
      reasons: [{ code, detail: 'x' }],
    });
    await store.ledger.settle(first, 'leads', [reason('too-long')]);
    await store.ledger.settle(first, 'leads', [reason('email-invalid')]);
    expect((await store.quarantine.groups(first)).map((group) => group.code)).toEqual(['email-invalid']);
    await store.runs.change(first.id, { status: 'finished' });
    const second = await store.runs.create(newRun(plan, { kind: 'retry' }));
    await store.ledger.plan(second.id, 'leads', [{ sourceId: id, byHash: false }]);
    await store.ledger.settle(second, 'leads', [moved('late')]);
    expect(await store.quarantine.groups(second)).toEqual([]);
    expect(await Array.fromAsync(store.quarantine.records(second))).toEqual([]);
    await store.ledger.settle(first, 'leads', [reason('too-long')]);
    await store.quarantine.clear(second);
    expect(await store.quarantine.among(second, 'leads', [id])).toEqual(new Set());
  });

  it('knows the populations that were noted', async () => {
    const run = await startRun(open.store);
    await open.store.ledger.notePopulation(run.id, 'leads', 10);
    await open.store.ledger.notePopulation(run.id, 'leads', 3_000_000_000);
    await open.store.ledger.notePopulation(run.id, 'deals', 0);
    expect(await open.store.ledger.populations(run.id)).toEqual(
      new Map([
        ['leads', 3_000_000_000],
        ['deals', 0],
      ]),
    );
  });

  it('plans, intends and settles in batches, at a pace that does not fall with the size of the ledger', async () => {
    const { store } = open;
    const run = await startRun(store);
    const count = 60_000;
    const batch = 2_000;
    const list = ids(count);
    const paces: number[] = [];
    for (let from = 0; from < count; from += batch) {
      const part = list.slice(from, from + batch);
      const start = performance.now();
      await store.ledger.plan(
        run.id,
        'leads',
        part.map((id) => ({ sourceId: id, byHash: true })),
      );
      await store.ledger.intend(
        run.id,
        'leads',
        part.map((id) => ({ sourceId: id, identity: id })),
      );
      await store.ledger.settle(
        run,
        'leads',
        part.map((id) => moved(id)),
      );
      // Rows written: ledger three times, cross-reference once.
      paces.push((4_000 * batch) / (performance.now() - start));
    }
    expect(await states(run)).toEqual({ moved: count });
    const median = (some: number[]): number =>
      some.toSorted((a, b) => a - b)[Math.floor(some.length / 2)] ?? 0;
    process.stdout.write(`ledger: ${Math.round(median(paces))} rows/s\n`);
    expect(median(paces.slice(-8))).toBeGreaterThan(median(paces.slice(0, 8)) / 4);
    expect(median(paces)).toBeGreaterThan(5_000);
  });
});

describe('cross-references', () => {
  let open: OpenStore & { drop: () => Promise<void> };
  beforeAll(async () => {
    open = await openTestStore();
  });
  afterAll(() => open.drop());

  it('resolve, page and count within their plan and environment [R23]', async () => {
    const { store } = open;
    const plan = await savePlan(store);
    const sandbox = await store.runs.create(newRun(plan));
    const staging = await store.runs.create(newRun(plan, { environment: 'staging' }));
    for (const run of [sandbox, staging]) {
      await store.ledger.plan(
        run.id,
        'leads',
        ids(25).map((id) => ({ sourceId: id, byHash: true })),
      );
      await store.ledger.settle(
        run,
        'leads',
        ids(25).map((id) => moved(id, `${run.environment} ${id}`)),
      );
    }
    const found = await store.crossReferences.resolve(staging, 'leads', [
      sourceId('id-000003'),
      sourceId('nobody'),
    ]);
    expect(found).toEqual(new Map([['id-000003', 'staging id-000003']]));
    const first = await store.crossReferences.page(sandbox, 'leads', null, 20);
    const rest = await store.crossReferences.page(sandbox, 'leads', first.at(-1)?.sourceId ?? null, 20);
    expect([...first, ...rest].map((one) => one.sourceId)).toEqual(ids(25));
    expect(await store.crossReferences.counts(sandbox)).toEqual(new Map([['leads', 25]]));
  });

  it('that are forgotten make the ledger say removed', async () => {
    const { store } = open;
    const run = await startRun(store);
    await store.ledger.plan(
      run.id,
      'leads',
      ids(3).map((id) => ({ sourceId: id, byHash: true })),
    );
    await store.ledger.settle(
      run,
      'leads',
      ids(2).map((id) => moved(id)),
    );
    await store.crossReferences.forget(run, 'leads', ids(1));
    expect(await store.ledger.counts(run.id)).toEqual([
      { recordClass: 'leads', state: 'moved', records: 1, byHash: 1 },
      { recordClass: 'leads', state: 'planned', records: 1, byHash: 1 },
      { recordClass: 'leads', state: 'removed', records: 1, byHash: 1 },
    ]);
    expect(await store.crossReferences.counts(run)).toEqual(new Map([['leads', 1]]));
  });

  it('remember that we made a record, when a later run finds it there', async () => {
    const { store } = open;
    const plan = await savePlan(store);
    const created = async (wasCreated: boolean, place = 'd'): Promise<boolean | undefined> => {
      const run = await store.runs.create(newRun(plan));
      await store.ledger.plan(run.id, 'leads', [{ sourceId: sourceId('one'), byHash: true }]);
      await store.ledger.settle(run, 'leads', [moved('one', place, wasCreated)]);
      await store.runs.change(run.id, { status: 'finished' });
      return (await store.crossReferences.page(run, 'leads', null, 1))[0]?.createdByUs;
    };
    expect(await created(false)).toBe(false);
    expect(await created(true)).toBe(true);
    expect(await created(false)).toBe(true);
    expect(await created(false, 'elsewhere')).toBe(false);
  });
});
