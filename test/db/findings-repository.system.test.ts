import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Discrepancy } from '#domain/verdict.ts';
import type { OpenStore } from '#db/open-store.ts';
import { openTestStore, startRun } from './test-store.ts';

const counts = {
  compared: 10,
  equal: 6,
  expectedDifference: 1,
  mismatch: 2,
  missing: 1,
  extra: 0,
  notComparable: 0,
};
const discrepancy = (number: number, change: Partial<Discrepancy> = {}): Discrepancy => ({
  check: 'parity',
  kind: 'mismatch',
  recordClass: 'leads',
  field: 'phone',
  sourceId: `s${number}`,
  destinationId: `d${number}`,
  expected: '(70#) ###-####',
  actual: null,
  records: 1,
  ...change,
});

describe('findings', () => {
  let open: OpenStore & { drop: () => Promise<void> };
  beforeAll(async () => {
    open = await openTestStore();
  });
  afterAll(() => open.drop());

  it('add up over chunks, and a chunk that speaks again replaces what it said', async () => {
    const { store } = open;
    const run = await startRun(store);
    const chunks = await store.chunks.create([
      { runId: run.id, step: 'parity', recordClass: 'leads', ordinal: 0 },
      { runId: run.id, step: 'parity', recordClass: 'leads', ordinal: 1 },
      { runId: run.id, step: 'fidelity', recordClass: null, ordinal: 0 },
    ]);
    const [one, two, three] = chunks;
    if (!one || !two || !three) throw new Error('no chunks');
    const five = [1, 2, 3, 4, 5].map((number) => discrepancy(number));
    await store.findings.save(one, {
      counts,
      discrepancies: [...five, ...five],
      uncheckedFields: ['b', 'a'],
    });
    await store.findings.save(one, { counts, discrepancies: five, uncheckedFields: ['a'] });
    await store.findings.save(two, {
      counts,
      discrepancies: [discrepancy(6), discrepancy(7, { kind: 'missing', field: null, actual: null })],
      uncheckedFields: ['c'],
    });
    await store.findings.save(three, {
      counts: null,
      discrepancies: [
        discrepancy(0, { check: 'fidelity', kind: 'sum-changed', sourceId: null, records: 40 }),
      ],
      uncheckedFields: [],
    });
    expect(await store.findings.counts(run.id)).toEqual(
      new Map([
        ['leads', { ...counts, compared: 20, equal: 12, expectedDifference: 2, mismatch: 4, missing: 2 }],
      ]),
    );
    expect(await store.findings.uncheckedFields(run.id)).toEqual(new Map([['leads', ['a', 'c']]]));
    const groups = await store.findings.groups(run.id);
    expect(
      groups.map((group) => [group.check, group.kind, group.field, group.records, group.examples.length]),
    ).toEqual([
      ['fidelity', 'sum-changed', 'phone', 40, 1],
      ['parity', 'mismatch', 'phone', 6, 3],
      ['parity', 'missing', null, 1, 1],
    ]);
    expect(groups[1]?.examples[0]).toEqual({ sourceId: 's1', expected: '(70#) ###-####', actual: null });
    expect(await Array.fromAsync(store.findings.discrepancies(run.id))).toHaveLength(8);
  });

  it('are streamed to the last, in the order in which they were found', async () => {
    const { store } = open;
    const run = await startRun(store);
    const [chunk] = await store.chunks.create([
      { runId: run.id, step: 'parity', recordClass: 'leads', ordinal: 0 },
    ]);
    if (!chunk) throw new Error('no chunk');
    const many = Array.from({ length: 2_500 }, (_, number) => discrepancy(number));
    await store.findings.save(chunk, { counts, discrepancies: many, uncheckedFields: [] });
    expect(await Array.fromAsync(store.findings.discrepancies(run.id))).toEqual(many);
  });

  it('come in pages, and a chunk that begins anew replaces all of them', async () => {
    const { store } = open;
    const run = await startRun(store);
    const [chunk] = await store.chunks.create([
      { runId: run.id, step: 'fidelity', recordClass: 'leads', ordinal: 0 },
    ]);
    if (!chunk) throw new Error('no chunk');
    const found = [1, 2, 3].map((number) => discrepancy(number));
    await store.findings.save(chunk, { counts: null, discrepancies: found, uncheckedFields: ['a'] });
    await store.findings.addDiscrepancies(chunk, [discrepancy(4)]);
    await store.findings.addDiscrepancies(chunk, []);
    expect(await Array.fromAsync(store.findings.discrepancies(run.id))).toEqual([...found, discrepancy(4)]);
    expect(await store.findings.uncheckedFields(run.id)).toEqual(new Map([['leads', ['a']]]));
    await store.findings.save(chunk, { counts: null, discrepancies: [discrepancy(5)], uncheckedFields: [] });
    expect(await Array.fromAsync(store.findings.discrepancies(run.id))).toEqual([discrepancy(5)]);
  });

  it('of a run without any are empty', async () => {
    const run = await startRun(open.store);
    expect(await open.store.findings.groups(run.id)).toEqual([]);
    expect(await open.store.findings.counts(run.id)).toEqual(new Map());
  });
});
