import { readdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sourceId } from '#domain/ids.ts';
import { failureOf, openTestBundle, readAll } from './bundle-fixture.ts';

const deals = (rows: readonly string[]) => ({
  files: { 'deals.csv': `id,company,title\n${rows.join('\n')}\n`, 'companies.csv': 'cid,name\nc1,One\n' },
  classes: {
    deals: { file: 'deals.csv', references: { company: 'companies' } },
    companies: { file: 'companies.csv', key: 'cid' },
  },
});

/** Many files are written and synchronised here; a busy disk takes its time. */
const SLOW = { timeout: 60_000 };

describe('a bundle as a source', () => {
  it('describes its classes, fields, keys and relationships [R20]', async () => {
    await using bundle = await openTestBundle(deals(['d1,c1,x']));
    const field = (name: string) => ({ name, type: 'text', required: false });
    expect(await bundle.connector.describe()).toEqual({
      kind: 'bundle',
      automation: [],
      classes: [
        {
          name: 'deals',
          key: ['id'],
          fields: [field('id'), field('company'), field('title')],
          relationships: [{ fields: ['company'], toClass: 'companies', toFields: ['cid'] }],
        },
        { name: 'companies', key: ['cid'], fields: [field('cid'), field('name')], relationships: [] },
      ],
    });
  });

  it('reads by range and by ids, in the order of the ids, in batches of the size asked for', async () => {
    await using bundle = await openTestBundle(deals(['d3,c1,x', 'd1,c1,y', 'd20,,z', 'd2,c1,w']));
    const ids = async (query: Parameters<typeof readAll>[2]) =>
      (await readAll(bundle.connector, 'deals', query)).map((record) => record.id);
    expect(await ids({ batchRecords: 1 })).toEqual(['d1', 'd2', 'd20', 'd3']);
    expect(await ids({ after: 'd1', through: 'd20' })).toEqual(['d2', 'd20']);
    expect(await ids({ after: 'd10' })).toEqual(['d2', 'd20', 'd3']);
    expect(await ids({ ids: ['d3', 'none', 'd1', 'd3'] })).toEqual(['d1', 'd3']);
    expect(await ids({ ids: [] })).toEqual([]);
    expect(await bundle.connector.count('deals')).toBe(4);
    expect(await bundle.connector.count('deals', { after: sourceId('d1'), through: sourceId('d20') })).toBe(
      2,
    );
    const batches = [];
    const query = { fields: ['title', 'id'], batchRecords: 3 };
    for await (const batch of bundle.connector.read('deals', query)) batches.push(batch);
    expect(batches.map((batch) => batch.records.length)).toEqual([3, 1]);
    expect(batches[0]).toMatchObject({
      fields: ['title', 'id'],
      records: [{ id: 'd1', values: ['y', 'd1'] }, {}, {}],
    });
  });

  it('finds thousands of ids among many records', async () => {
    const rows = Array.from({ length: 20_000 }, (_, n) => `d${n},c1,t${n}`);
    await using bundle = await openTestBundle(deals(rows));
    const wanted = Array.from({ length: 6_000 }, (_, n) => `d${n * 3}`);
    const found = await readAll(bundle.connector, 'deals', { fields: ['title'], ids: wanted });
    expect(new Map(found.map((record) => [record.id, record.values]))).toEqual(
      new Map(wanted.map((id) => [id, [`t${id.slice(1)}`]])),
    );
  });

  it('settles ids used twice among many records, and lets others work meanwhile', async () => {
    const rows = Array.from({ length: 60_000 }, (_, n) => `d${n % 30_000},c1,t${n}`);
    await using bundle = await openTestBundle(deals(rows));
    let turns = 0;
    const ticking = setInterval(() => (turns += 1), 1);
    const counting = bundle.connector.count('deals');
    expect(await counting).toBe(60_000);
    clearInterval(ticking);
    expect(turns).toBeGreaterThan(5);
    const records = await readAll(bundle.connector, 'deals', { fields: ['title'] });
    expect(new Set(records.map((record) => record.id)).size).toBe(60_000);
    const first = new Set(
      records.filter((record) => record.reasons === undefined).map((record) => record.values[0]),
    );
    expect(first).toEqual(new Set(Array.from({ length: 30_000 }, (_, n) => `t${n}`)));
  });

  it('takes the stretches of any split together for the whole', SLOW, async () => {
    const id = fc.string({
      unit: fc.constantFrom('a', 'B', '1', 'é', '😀', '\uFFFD', '~'),
      minLength: 1,
      maxLength: 4,
    });
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(id, { minLength: 1 }), fc.array(id), async (ids, cuts) => {
        await using bundle = await openTestBundle(deals(ids.map((each) => `${each},,`)));
        const all = (await readAll(bundle.connector, 'deals')).map((record) => record.id);
        expect(all).toHaveLength(ids.length);
        const bounds = [...new Set(cuts)].toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
        const parts: string[] = [];
        let counted = 0;
        for (let n = 0; n <= bounds.length; n += 1) {
          const range = {
            ...(n > 0 && { after: bounds[n - 1] ?? '' }),
            ...(n < bounds.length && { through: bounds[n] ?? '' }),
          };
          parts.push(...(await readAll(bundle.connector, 'deals', range)).map((record) => record.id));
          counted += await bundle.connector.count('deals', {
            after: range.after === undefined ? undefined : sourceId(range.after),
            through: range.through === undefined ? undefined : sourceId(range.through),
          });
        }
        expect(parts).toEqual(all);
        expect(counted).toBe(all.length);
      }),
      { numRuns: 30 },
    );
  });

  it('loses no record whose id is used twice or missing: each is counted, readable and says why it cannot move [R32]', async () => {
    await using bundle = await openTestBundle(
      deals(['d1,c1,first', 'd1,c1,second', ',c1,none', 'd1~2,c1,unlucky', 'd1,c1,third', ',,']),
    );
    const records = await readAll(bundle.connector, 'deals', { fields: ['title'] });
    expect(await bundle.connector.count('deals')).toBe(6);
    expect(new Set(records.map((record) => record.id)).size).toBe(6);
    const facts = records.map((record) => [
      record.values[0],
      record.id,
      record.reasons?.map(({ code }) => code),
    ]);
    expect(new Map(facts.map(([title, ...rest]) => [title, rest]))).toEqual(
      new Map<unknown, unknown>([
        ['first', ['d1', undefined]],
        ['second', ['d1~3', ['duplicate-source-id']]],
        ['unlucky', ['d1~2', undefined]],
        ['third', ['d1~4', ['duplicate-source-id']]],
        ['none', ['~no-id~4', ['source-id-empty']]],
        [null, ['~no-id~7', ['source-id-empty']]],
      ]),
    );
    const [second] = await readAll(bundle.connector, 'deals', { ids: ['d1~3'] });
    expect(second?.reasons).toEqual([
      {
        code: 'duplicate-source-id',
        detail: 'line 3 of the file; the first record with this id is on line 2',
      },
    ]);
  });

  it('makes the id of a composite key the JSON array of its parts', async () => {
    await using bundle = await openTestBundle({
      files: { 'links.csv': 'a,b\n1,x\n1,y\n,z\n' },
      classes: { links: { file: 'links.csv', key: ['a', 'b'] } },
    });
    const ids = (await readAll(bundle.connector, 'links')).map((record) => record.id);
    expect(ids).toEqual(['["1","x"]', '["1","y"]', '[null,"z"]']);
  });

  it('stages a class once, again when the file changes, and shares it between openers at the same time', async () => {
    await using bundle = await openTestBundle(deals(['d1,c1,x']));
    const others = await Promise.all([bundle.again(), bundle.again(), bundle.again()]);
    expect(await Promise.all(others.map((other) => other.count('deals')))).toEqual([1, 1, 1]);
    const stages = async () => readdir(bundle.workFolder);
    expect(await stages()).toHaveLength(1);
    const staged = () => bundle.log.entries.filter(({ message }) => message.startsWith('staged')).length;
    const before = staged();
    const later = await bundle.again();
    expect(await later.count('deals')).toBe(1);
    expect(staged()).toBe(before);
    await writeFile(join(bundle.path, 'deals.csv'), 'id,company,title\nd1,,\nd2,,\n');
    const changed = await bundle.again();
    expect(await changed.count('deals')).toBe(2);
    expect(await stages()).toHaveLength(2);
    await Promise.all([...others, later, changed].map((other) => other.close()));
  });

  it('makes a damaged stage again, and takes away what a crash left and nobody uses', async () => {
    await using bundle = await openTestBundle(deals(['d1,c1,x']));
    expect(await bundle.connector.count('deals')).toBe(1);
    const [stage = ''] = await readdir(bundle.workFolder);
    await writeFile(join(bundle.workFolder, stage), 'damaged');
    await writeFile(join(bundle.workFolder, 'bundle-old.partial'), '');
    await writeFile(join(bundle.workFolder, 'bundle-young.partial'), '');
    await writeFile(join(bundle.workFolder, 'somebody-elses.partial'), '');
    const twoDaysAgo = new Date(Date.now() - 2 * 24 * 60 * 60 * 1000);
    for (const name of ['bundle-old.partial', 'somebody-elses.partial']) {
      await utimes(join(bundle.workFolder, name), twoDaysAgo, twoDaysAgo);
    }
    const again = await bundle.again();
    expect((await readAll(again, 'deals')).map((record) => record.id)).toEqual(['d1']);
    expect(bundle.log.entries.map(({ level }) => level)).toContain('warn');
    const left = await readdir(bundle.workFolder);
    expect(left.toSorted()).not.toContain('bundle-old.partial');
    expect(left).toEqual(expect.arrayContaining([stage, 'bundle-young.partial', 'somebody-elses.partial']));
    await again.close();
  });

  it('leaves nothing half staged behind when a file is bad', async () => {
    await using bundle = await openTestBundle(deals(['d1,c1']));
    expect(await failureOf(bundle.connector.count('deals'))).toMatchObject({ code: 'BUNDLE_UNREADABLE' });
    expect(await readdir(bundle.workFolder)).toEqual([]);
    await writeFile(join(bundle.path, 'deals.csv'), 'id,company,title\nd1,,\n');
    expect(await bundle.connector.count('deals')).toBe(1);
  });

  it.each([
    ['a class it does not have', { recordClass: 'invoices', fields: ['id'] }],
    ['a field the class does not have', { recordClass: 'deals', fields: ['Title'] }],
  ])('refuses %s', async (_what, { recordClass, fields }) => {
    await using bundle = await openTestBundle(deals(['d1,c1,x']));
    const reading = Array.fromAsync(bundle.connector.read(recordClass, { fields }));
    expect(await failureOf(reading)).toMatchObject({ code: 'PLAN_MISMATCH' });
  });

  it.each([
    ['a key that is no column', { file: 'a.csv', key: 'nr' }, 'PLAN_MISMATCH'],
    ['a reference that is no column', { file: 'a.csv', references: { nr: 'a' } }, 'PLAN_MISMATCH'],
    ['a reference to no class', { file: 'a.csv', references: { id: 'b' } }, 'PLAN_MISMATCH'],
    [
      'a reference to what every object has',
      { file: 'a.csv', references: { id: 'toString' } },
      'PLAN_MISMATCH',
    ],
    ['a file that is not there', { file: 'b.csv' }, 'BUNDLE_UNREADABLE'],
    ['a file of an unknown kind', { file: 'a.bin' }, 'BUNDLE_UNREADABLE'],
  ])('refuses settings with %s', async (_what, settings, code) => {
    const opening = (async () => {
      await using bundle = await openTestBundle({
        files: { 'a.csv': 'id\n1\n', 'a.bin': 'x' },
        classes: { a: settings },
      });
      await bundle.connector.describe();
    })();
    expect(await failureOf(opening)).toMatchObject({ code });
  });

  it('stops when its caller stops it', async () => {
    await using bundle = await openTestBundle(deals(['d1,c1,x', 'd2,c1,x']));
    const stop = new AbortController();
    const reading = (async () => {
      const query = { fields: ['id'], batchRecords: 1, signal: stop.signal };
      for await (const batch of bundle.connector.read('deals', query))
        if (batch.records.length > 0) stop.abort();
    })();
    expect(await failureOf(reading)).toMatchObject({ name: 'AbortError' });
  });
});
