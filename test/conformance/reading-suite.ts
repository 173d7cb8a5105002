import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeWhere } from '#test/support/describe-where.ts';
import { findClass } from '#domain/system-schema.ts';
import { type Bench, fresh, keptIn, typeIn } from './connector-case.ts';
import { type DatasetClass, PEOPLE, VISITS } from './hostile-dataset.ts';
import { comparable, readAll, readIds } from './record-comparison.ts';

const fieldNames = (recordClass: DatasetClass): string[] => recordClass.fields.map(({ name }) => name);

const idsOf = (recordClass: DatasetClass): string[] =>
  recordClass.rows.map((row) => {
    const parts = recordClass.key.map((name) => row[fieldNames(recordClass).indexOf(name)] ?? '');
    return parts.length === 1 ? (parts[0] ?? '') : JSON.stringify(parts);
  });

const sorted = (texts: readonly string[]): string[] => texts.toSorted();

const describeShape = (bench: Bench): void => {
  describe('what it says of itself', () => {
    it.each([PEOPLE, VISITS])('tells the key, the fields and their types of $name', async (recordClass) => {
      const schema = await bench.connector().describe();
      const found = findClass(schema, recordClass.name);
      expect(found?.key).toEqual(recordClass.key);
      expect(found?.fields.map(({ name, type }) => ({ name, type }))).toEqual(
        recordClass.fields.map(({ name, type }) => ({ name, type: typeIn(bench, type) })),
      );
    });

    it('tells which field holds the key of a parent', async () => {
      const schema = await bench.connector().describe();
      expect(findClass(schema, 'visits')?.relationships).toEqual([
        { fields: ['person'], toClass: 'people', toFields: ['id'] },
      ]);
      expect(findClass(schema, 'people')?.relationships).toEqual([]);
    });
  });
};

const describeValues = (bench: Bench): void => {
  describe('values', () => {
    it.each([PEOPLE, VISITS])('of $name come out as they are stored, each one [R31]', async (recordClass) => {
      const records = await readAll(bench.connector(), recordClass.name, { fields: fieldNames(recordClass) });
      const ids = idsOf(recordClass);
      const found = new Map(records.map((record) => [record.id, record.values]));
      expect(found.size).toBe(recordClass.rows.length);
      for (const [place, row] of recordClass.rows.entries()) {
        const values = found.get(ids[place] ?? '');
        for (const [at, field] of recordClass.fields.entries()) {
          const type = typeIn(bench, field.type);
          expect
            .soft(comparable(type, values?.[at] ?? null), `${recordClass.name}.${field.name}, row ${place}`)
            .toBe(comparable(type, keptIn(bench, row[at] ?? null)));
        }
      }
    });

    it('come in the order of the fields asked for, and only those', async () => {
      const fields = ['seen', 'name', '__proto__', 'id'];
      const [batch] = await Array.fromAsync(bench.connector().read('people', { fields }));
      expect(batch?.fields).toEqual(fields);
      const all = fieldNames(PEOPLE);
      const record = batch?.records[0];
      const row = PEOPLE.rows[idsOf(PEOPLE).indexOf(record?.id ?? '')];
      expect(record?.values).toEqual(fields.map((field) => keptIn(bench, row?.[all.indexOf(field)] ?? null)));
    });

    it('are text or null, never anything else', async () => {
      const records = await readAll(bench.connector(), 'people', { fields: fieldNames(PEOPLE) });
      const kinds = new Set(
        records.flatMap(({ values }) => values.map((value) => (value === null ? 'null' : typeof value))),
      );
      expect(sorted([...kinds])).toEqual(['null', 'string']);
    });
  });
};

const describeOrder = (bench: Bench): void => {
  describe('order and batches', () => {
    it.each([PEOPLE, VISITS])('read every record of $name once, as many as counted', async (recordClass) => {
      const [field = ''] = recordClass.key;
      const ids = await readIds(bench.connector(), recordClass.name, { field });
      expect(sorted(ids)).toEqual(sorted(idsOf(recordClass)));
      expect(await bench.connector().count(recordClass.name)).toBe(recordClass.rows.length);
    });

    it.each([PEOPLE, VISITS])(
      'give $name in the same order at every call, to every connector',
      async ({ name, key }) => {
        const [field = ''] = key;
        const first = await readIds(bench.connector(), name, { field });
        expect(await readIds(bench.connector(), name, { field, batchRecords: 3 })).toEqual(first);
        expect(await readIds(await bench.open(), name, { field })).toEqual(first);
      },
    );

    it.each([1, 7, 1_000])(
      'never hold more than %i records in a batch, and none is empty',
      async (batchRecords) => {
        const sizes: number[] = [];
        for await (const batch of bench.connector().read('people', { fields: ['id'], batchRecords }))
          sizes.push(batch.records.length);
        expect(Math.max(...sizes)).toBe(Math.min(batchRecords, PEOPLE.rows.length));
        expect(Math.min(...sizes)).toBeGreaterThan(0);
      },
    );
  });
};

const describeRanges = (bench: Bench): void => {
  describe('ranges', () => {
    it.each([PEOPLE, VISITS])(
      'cut $name without gap or overlap, wherever they are cut; count and read agree',
      async (recordClass) => {
        const [field = ''] = recordClass.key;
        const connector = bench.connector();
        const ordered = await readIds(connector, recordClass.name, { field });
        const cuts = fc.uniqueArray(fc.nat({ max: ordered.length - 1 }), { maxLength: 5 });
        await fc.assert(
          fc.asyncProperty(cuts, async (places) => {
            const borders = places.toSorted((a, b) => a - b).map((place) => ordered[place]);
            const ends = [undefined, ...borders, undefined];
            const read: string[] = [];
            for (const [at, through] of ends.entries()) {
              if (at === 0) continue;
              const range = { after: ends[at - 1], through };
              const ids = await readIds(connector, recordClass.name, { field, range });
              expect(await connector.count(recordClass.name, range)).toBe(ids.length);
              read.push(...ids);
            }
            expect(read).toEqual(ordered);
          }),
          { numRuns: 15 },
        );
      },
    );

    it('end with the record they name and begin behind the one they name', async () => {
      const ordered = await readIds(bench.connector(), 'people', { field: 'id' });
      const range = { after: ordered[10], through: ordered[13] };
      expect(await readIds(bench.connector(), 'people', { field: 'id', range })).toEqual(
        ordered.slice(11, 14),
      );
    });

    it('hold nothing when they end where they begin, or before', async () => {
      const ordered = await readIds(bench.connector(), 'people', { field: 'id' });
      for (const range of [
        { after: ordered[5], through: ordered[5] },
        { after: ordered[9], through: ordered[5] },
      ]) {
        expect(await readIds(bench.connector(), 'people', { field: 'id', range })).toEqual([]);
        expect(await bench.connector().count('people', range)).toBe(0);
      }
    });
  });
};

const describeIds = (bench: Bench): void => {
  describe('records by id', () => {
    it.each([PEOPLE, VISITS])(
      'of $name: each that exists once, in key order; the others are left out',
      async (recordClass) => {
        const [field = ''] = recordClass.key;
        const ordered = await readIds(bench.connector(), recordClass.name, { field });
        const wanted = ordered.filter((_, place) => place % 3 === 0);
        const asked = [
          ...wanted.toReversed(),
          ...wanted.slice(0, 4),
          fresh(),
          '',
          '["a"]',
          '["a","1"]',
          '{',
          'a\0b',
          '\ud800',
        ];
        expect(await readIds(bench.connector(), recordClass.name, { field, ids: asked })).toEqual(wanted);
      },
    );

    it('differ by every letter: case, accents and blanks', async () => {
      const exact = ['a', 'A', 'ä', 'a b'];
      const near = ['Ä', ' a', 'a ', 'a  b', 'A B', 'a\u0308'];
      const found = await readIds(bench.connector(), 'people', { field: 'id', ids: [...exact, ...near] });
      expect(sorted(found)).toEqual(sorted(exact));
    });

    it('are none when none are asked for', async () => {
      expect(await readIds(bench.connector(), 'people', { field: 'id', ids: [] })).toEqual([]);
    });
  });
};

const describeStopping = (bench: Bench): void => {
  describe('stopping', () => {
    it('an abort ends a read, and says so', async () => {
      const stop = new AbortController();
      const reason = new Error('stopped by the test');
      let batches = 0;
      const reading = async (): Promise<void> => {
        const query = { fields: ['id'], batchRecords: 5, signal: stop.signal };
        for await (const _ of bench.connector().read('people', query)) {
          batches += 1;
          stop.abort(reason);
        }
      };
      await expect(reading()).rejects.toThrow('stopped by the test');
      expect(batches).toBeLessThan(PEOPLE.rows.length / 5);
    });

    it('an abort before the read lets nothing through', async () => {
      const query = { fields: ['id'], signal: AbortSignal.abort(new Error('stopped by the test')) };
      await expect(readAll(bench.connector(), 'people', query)).rejects.toThrow('stopped by the test');
    });

    it('a reader that leaves early, again and again, leaves the connector usable', async () => {
      for (let round = 0; round < 25; round += 1)
        for await (const _ of bench.connector().read('people', { fields: ['id'], batchRecords: 1 })) break;
      expect(await bench.connector().count('people')).toBe(PEOPLE.rows.length);
    });
  });

  describe('what is not there', () => {
    it.each([
      ['a class', 'nobodies', 'id'],
      ['a field', 'people', 'shoe size'],
      ['a field that every object has', 'people', 'toString'],
    ])('%s is refused by name', async (_, recordClass, field) => {
      await expect(readAll(bench.connector(), recordClass, { fields: [field] })).rejects.toMatchObject({
        code: 'PLAN_MISMATCH',
        message: expect.stringContaining(recordClass === 'people' ? field : recordClass),
      });
    });
  });
};

export const describeReading = (bench: Bench): void => {
  describeShape(bench);
  describeValues(bench);
  describeOrder(bench);
  describeRanges(bench);
  describeIds(bench);
  describeStopping(bench);

  describeWhere(bench.case.can.grow)('while others write', () => {
    it('a read skips and repeats none of the records that were there when it began', async () => {
      const system = bench.system();
      const before = await readIds(bench.connector(), 'visits', { field: 'person' });
      const people = [...new Set(VISITS.rows.map(([person]) => person ?? ''))];
      const seen: string[] = [];
      let round = 100;
      for await (const batch of bench.connector().read('visits', { fields: ['person'], batchRecords: 10 })) {
        seen.push(...batch.records.map(({ id }) => id));
        round += 1;
        await system.add?.(
          VISITS,
          people.map((person) => [person, String(round), 'new']),
        );
      }
      expect(seen.length).toBe(new Set(seen).size);
      expect(seen.filter((id) => before.includes(id))).toEqual(before);
      expect(await bench.connector().count('visits')).toBeGreaterThan(before.length);
    });
  });
};
