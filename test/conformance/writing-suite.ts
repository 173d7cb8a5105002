import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeWhere } from '#test/support/describe-where.ts';
import { isLockstepError } from '#domain/errors.ts';
import type { FieldValue } from '#domain/record.ts';
import { findClass } from '#domain/system-schema.ts';
import type { Connector, WriteBatch, WriteOutcome, WriteRecord } from '#engine/connector.ts';
import { type Bench, fresh, keptIn, typeIn } from './connector-case.ts';
import { ARRIVALS, HOSTILE_TEXTS, VALUE_FIELDS } from './hostile-dataset.ts';
import { comparable, readAll } from './record-comparison.ts';

type Writer = Connector & Required<Pick<Connector, 'write' | 'lookup' | 'remove'>>;

const isWriter = (connector: Connector): connector is Writer =>
  connector.write !== undefined && connector.lookup !== undefined && connector.remove !== undefined;

const asWriter = (connector: Connector): Writer => {
  if (!isWriter(connector)) throw new Error('the case says it can write; write, lookup or remove is missing');
  return connector;
};

const FIELDS = ARRIVALS.fields.filter(({ generated }) => !generated).map(({ name }) => name);
const IDENTITY = 'external';
const nothing = (): Promise<void> => Promise.resolve();

const record = (identity: string, values: Readonly<Record<string, FieldValue>> = {}): WriteRecord => {
  const given = new Map<string, FieldValue>([
    ['stage', 'new lead'],
    ...Object.entries(values),
    [IDENTITY, identity],
  ]);
  return { identity, values: FIELDS.map((field) => given.get(field) ?? null) };
};

const batchOf = (records: readonly WriteRecord[]): WriteBatch => ({
  fields: FIELDS,
  identityField: IDENTITY,
  records,
});

const insert = (writer: Writer, records: readonly WriteRecord[]): Promise<WriteOutcome[]> =>
  writer.write('arrivals', batchOf(records), { mode: 'insert', beforeCommit: nothing });

const idOf = (outcome: WriteOutcome | undefined): string => (outcome && 'id' in outcome ? outcome.id : '');
const byIdentity = (outcomes: readonly WriteOutcome[]): Map<string, WriteOutcome> =>
  new Map(outcomes.map((outcome) => [outcome.identity, outcome]));
const statuses = (outcomes: readonly WriteOutcome[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const { status } of outcomes) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
};

/** One record for each hostile text, with the other fields' values in turn. */
const hostileRecords = (): WriteRecord[] =>
  HOSTILE_TEXTS.map((_, row) =>
    record(
      fresh(),
      // A null prototype, so that '__proto__' is a field like any other.
      Object.assign(
        Object.create(null),
        ...VALUE_FIELDS.map(({ field, values }) => ({ [field.name]: values[row % values.length] ?? null })),
      ),
    ),
  );

const storedValues = async (
  connector: Connector,
  id: string,
  fields: readonly string[],
): Promise<readonly FieldValue[] | undefined> =>
  (await readAll(connector, 'arrivals', { fields, ids: [id] }))[0]?.values;

const expectStored = async (
  bench: Bench,
  written: readonly WriteRecord[],
  outcomes: readonly WriteOutcome[],
): Promise<void> => {
  const found = byIdentity(outcomes);
  const ids = written.map(({ identity }) => idOf(found.get(identity)));
  const records = await readAll(bench.connector(), 'arrivals', { fields: FIELDS, ids });
  const stored = new Map(records.map(({ id, values }) => [id, values]));
  const types = ARRIVALS.fields.filter(({ generated }) => !generated).map(({ type }) => typeIn(bench, type));
  for (const [place, { values }] of written.entries()) {
    const back = stored.get(ids[place] ?? '');
    expect(back, `record ${place} is stored`).toBeDefined();
    expect(values.map((_, at) => comparable(types[at] ?? 'text', back?.[at] ?? null))).toEqual(
      values.map((value, at) => comparable(types[at] ?? 'text', keptIn(bench, value))),
    );
  }
};

const describeInsert = (bench: Bench): void => {
  describe('insert', () => {
    it('creates each record under an id of its own, and what was written can be read [R31]', async () => {
      const records = hostileRecords();
      const outcomes = await insert(asWriter(bench.connector()), records);
      expect(statuses(outcomes)).toEqual({ created: records.length });
      expect(new Set(outcomes.map(idOf)).size).toBe(records.length);
      await expectStored(bench, records, outcomes);
    });

    it('keeps any text there is, or refuses it whole', async () => {
      const units = fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.string({ unit: fc.constantFrom('\\', 'N', '\n', '\t', '\r', "'", '"', 'a') }),
        fc.string({ unit: fc.constantFrom('\ud83d', '\ude00', '\0', 'x') }),
      );
      await fc.assert(
        fc.asyncProperty(fc.array(units, { minLength: 1, maxLength: 20 }), async (texts) => {
          const records = texts.map((text) => record(fresh(), { name: text }));
          const outcomes = byIdentity(await insert(asWriter(bench.connector()), records));
          const kept = records.filter(({ identity }) => outcomes.get(identity)?.status !== 'rejected');
          await expectStored(bench, kept, [...outcomes.values()]);
          const isRefused = records.map(({ identity }) => outcomes.get(identity)?.status === 'rejected');
          expect(isRefused).toEqual(texts.map((text) => text.includes('\0') || !text.isWellFormed()));
        }),
        { numRuns: 25 },
      );
    });

    it('answers for every record of the batch, once, whatever their order', async () => {
      const writer = asWriter(bench.connector());
      const records = Array.from({ length: 40 }, (_, row) => record(fresh(), { plain: String(row) }));
      const first = byIdentity(await insert(writer, records));
      const second = await insert(writer, records.toReversed());
      expect(second).toHaveLength(40);
      for (const { identity } of records) {
        const again = second.filter((outcome) => outcome.identity === identity);
        expect(again).toEqual([{ identity, status: 'existed', id: idOf(first.get(identity)) }]);
      }
    });

    it('of the same batch again creates nothing and changes nothing', async () => {
      const writer = asWriter(bench.connector());
      const identities = [fresh(), fresh()];
      const outcomes = await insert(
        writer,
        identities.map((identity) => record(identity, { plain: 'first' })),
      );
      const count = await writer.count('arrivals');
      const again = await insert(
        writer,
        identities.map((identity) => record(identity, { plain: 'second' })),
      );
      expect(statuses(again)).toEqual({ existed: 2 });
      expect(await writer.count('arrivals')).toBe(count);
      expect(await storedValues(writer, idOf(outcomes[0]), ['plain'])).toEqual(['first']);
    });

    it('of a batch that names an identity twice creates it once', async () => {
      const writer = asWriter(bench.connector());
      const identity = fresh();
      const outcomes = await insert(writer, [record(identity), record(fresh()), record(identity)]);
      expect(statuses(outcomes)).toEqual({ created: 2, existed: 1 });
      expect((await writer.lookup('arrivals', IDENTITY, [identity])).get(identity)).toHaveLength(1);
    });

    it('of one batch by two writers at once creates each record once', async () => {
      const writers = [asWriter(await bench.open()), asWriter(await bench.open())];
      const records = Array.from({ length: 300 }, () => record(fresh()));
      const write = async (writer: Writer): Promise<WriteOutcome[]> => {
        try {
          return await insert(writer, records);
        } catch (error) {
          if (!isLockstepError(error, 'SYSTEM_BUSY')) throw error;
          return insert(writer, records);
        }
      };
      const [one = [], two = []] = await Promise.all(writers.map(write));
      expect(statuses([...one, ...two])).toEqual({ created: 300, existed: 300 });
      const other = byIdentity(two);
      for (const outcome of one) expect(idOf(outcome)).toBe(idOf(other.get(outcome.identity)));
      const found = await bench.connector().lookup?.(
        'arrivals',
        IDENTITY,
        records.map(({ identity }) => identity),
      );
      expect([...(found?.values() ?? [])].every((ids) => ids.length === 1)).toBe(true);
      expect(found?.size).toBe(300);
    });

    it('of an empty batch does nothing', async () => {
      expect(await insert(asWriter(bench.connector()), [])).toEqual([]);
    });
  });
};

const describeCommit = (bench: Bench): void => {
  describe('the last word of the caller', () => {
    it.each(['insert', 'update'] as const)(
      'if it throws, nothing of the %s stays, and what it threw comes out',
      async (mode) => {
        const writer = asWriter(bench.connector());
        const identity = fresh();
        if (mode === 'update') await insert(writer, [record(identity, { plain: 'before' })]);
        const count = await writer.count('arrivals');
        const fenced = new Error('somebody else has the chunk now');
        const batch = batchOf([record(identity, { plain: 'after' })]);
        const beforeCommit = (): Promise<void> => Promise.reject(fenced);
        await expect(writer.write('arrivals', batch, { mode, beforeCommit })).rejects.toBe(fenced);
        expect(await writer.count('arrivals')).toBe(count);
        const stored = await readAll(writer, 'arrivals', {
          fields: ['plain'],
          ids: (await writer.lookup('arrivals', IDENTITY, [identity])).get(identity) ?? [],
        });
        expect(stored.map(({ values }) => values)).toEqual(mode === 'update' ? [['before']] : []);
      },
    );

    it('is asked once, when nothing is final yet, and the record is there afterwards', async () => {
      const writer = asWriter(bench.connector());
      const onlooker = asWriter(await bench.open());
      const identity = fresh();
      const seen: number[] = [];
      await writer.write('arrivals', batchOf([record(identity)]), {
        mode: 'insert',
        beforeCommit: async () => {
          seen.push((await onlooker.lookup('arrivals', IDENTITY, [identity])).size);
        },
      });
      expect(seen).toEqual([0]);
      expect((await onlooker.lookup('arrivals', IDENTITY, [identity])).size).toBe(1);
    });

    it('leaves the connector usable after many refusals', async () => {
      const writer = asWriter(bench.connector());
      const beforeCommit = (): Promise<void> => Promise.reject(new Error('no'));
      for (let round = 0; round < 25; round += 1)
        await expect(
          writer.write('arrivals', batchOf([record(fresh())]), { mode: 'insert', beforeCommit }),
        ).rejects.toThrow('no');
      expect(statuses(await insert(writer, [record(fresh())]))).toEqual({ created: 1 });
    });
  });
};

const SECRET = 'Aunt Martha 555-0123';

/** What is wrong with a record, and the field that is named for it. */
const BAD: readonly (readonly [string, string, Readonly<Record<string, FieldValue>>])[] = [
  ['too long', 'short', { short: SECRET }],
  ['not in the picklist', 'stage', { stage: SECRET }],
  ['empty where a value is needed', 'stage', { stage: null }],
  ['no number', 'amount', { amount: SECRET }],
  ['more digits than are kept', 'price', { price: '1.005' }],
  ['larger than the field', 'price', { price: '1234567.00' }],
  ['no whole number', 'big', { big: '1.5' }],
  ['no date', 'day', { day: '31.12.2024' }],
  ['a day that does not exist', 'day', { day: '2023-02-29' }],
  ['an instant without its zone', 'seen', { seen: '2024-01-01T00:00:00' }],
  ['neither true nor false', 'active', { active: 'yes' }],
  ['a NUL character', 'name', { name: `${SECRET}\0` }],
  ['half a character', 'name', { name: `${SECRET}\ud83d` }],
  ['a value that is taken', 'email', { email: 'taken@example.com' }],
];

const describeRefusals = (bench: Bench): void => {
  describe('records that cannot be stored', () => {
    it.each(BAD)(
      '%s: only that record is refused, with the field and without the value',
      async (_, field, values) => {
        const writer = asWriter(bench.connector());
        await insert(writer, [record('holder of the address', { email: 'taken@example.com' })]);
        const bad = record(fresh(), values);
        const good = [record(fresh()), record(fresh())];
        const outcomes = byIdentity(await insert(writer, [good[0] ?? bad, bad, good[1] ?? bad]));
        for (const { identity } of good) expect(outcomes.get(identity)?.status).toBe('created');
        const refused = outcomes.get(bad.identity);
        expect(refused).toMatchObject({ status: 'rejected', field });
        expect(JSON.stringify({ ...refused, identity: '' })).not.toMatch(/Martha|555|taken@|1\.005|1234567/);
        expect((await writer.lookup('arrivals', IDENTITY, [bad.identity])).size).toBe(0);
      },
    );

    it('do not hold up the others, however they are mixed', async () => {
      const kinds = fc.array(fc.nat({ max: BAD.length * 2 }), { minLength: 1, maxLength: 40 });
      await fc.assert(
        fc.asyncProperty(kinds, async (places) => {
          const writer = asWriter(bench.connector());
          const records = places.map((place) => ({
            bad: place < BAD.length - 1,
            record: record(fresh(), BAD[place]?.[2]),
          }));
          const outcomes = byIdentity(
            await insert(
              writer,
              records.map((each) => each.record),
            ),
          );
          for (const each of records) {
            const isTaken = BAD[places[records.indexOf(each)] ?? -1]?.[1] === 'email';
            if (isTaken) continue;
            expect(outcomes.get(each.record.identity)?.status).toBe(each.bad ? 'rejected' : 'created');
          }
        }),
        { numRuns: 15 },
      );
    });

    it('are told by describe beforehand: what it says of a field is what the system does', async () => {
      const found = findClass(await bench.connector().describe(), 'arrivals');
      const described = new Map(found?.fields.map((field) => [field.name, field]));
      expect(described.get('short')?.maxLength).toBe(10);
      expect(described.get('stage')).toMatchObject({
        required: true,
        picklist: ARRIVALS.fields.find(({ name }) => name === 'stage')?.picklist,
      });
      expect(described.get('price')).toMatchObject({ precision: 8, scale: 2 });
      expect(described.get('email')).toMatchObject({ unique: true, required: false });
      expect(described.get('external')).toMatchObject({ unique: true, required: true });
      expect(described.get('id')?.required).toBe(false);
      expect(described.get('plain')?.unique ?? false).toBe(false);
      expect(described.get('name')).toEqual({ name: 'name', type: 'text', required: false });
    });

    it.each([
      ['an identity that is not unique, so a record could be created twice', 'plain', 'plain'],
      ['a field the system fills in itself', 'id', IDENTITY],
      ['a field that is not there', 'shoe size', IDENTITY],
    ])('%s: refused before anything is written, by name', async (_, field, identityField) => {
      const writer = asWriter(bench.connector());
      const count = await writer.count('arrivals');
      const identity = fresh();
      const fields = [...new Set([IDENTITY, 'stage', field])];
      const values = fields.map((name) =>
        name === identityField ? identity : name === 'stage' ? 'new lead' : '1',
      );
      const batch = { fields, identityField, records: [{ identity, values }] };
      await expect(
        writer.write('arrivals', batch, { mode: 'insert', beforeCommit: nothing }),
      ).rejects.toMatchObject({
        code: 'PLAN_MISMATCH',
        message: expect.stringContaining(field),
      });
      expect(await writer.count('arrivals')).toBe(count);
    });
  });
};

const describeUpdate = (bench: Bench): void => {
  describe('update', () => {
    it('changes the fields it names and no others', async () => {
      const writer = asWriter(bench.connector());
      const records = hostileRecords();
      const outcomes = byIdentity(await insert(writer, records));
      const changes = records.map(({ identity }, row) => ({
        identity,
        values: [HOSTILE_TEXTS.at(-1 - row) ?? null, identity, row % 2 ? null : '1.5'],
      }));
      const batch = { fields: ['name', IDENTITY, 'price'], identityField: IDENTITY, records: changes };
      const answers = await writer.write('arrivals', batch, { mode: 'update', beforeCommit: nothing });
      expect(statuses(answers)).toEqual({ updated: records.length });
      for (const answer of answers) expect(idOf(answer)).toBe(idOf(outcomes.get(answer.identity)));
      const expected = records.map(({ identity, values }, row): WriteRecord => {
        const changed = changes[row]?.values ?? [];
        return {
          identity,
          values: FIELDS.map((field, at) => {
            const place = batch.fields.indexOf(field);
            return place === -1 ? (values[at] ?? null) : (changed[place] ?? null);
          }),
        };
      });
      await expectStored(bench, expected, answers);
    });

    it('refuses a record that does not exist, and creates nothing', async () => {
      const writer = asWriter(bench.connector());
      const here = fresh();
      await insert(writer, [record(here)]);
      const gone = fresh();
      const batch = batchOf([record(gone), record(here, { plain: 'changed' })]);
      const outcomes = byIdentity(
        await writer.write('arrivals', batch, { mode: 'update', beforeCommit: nothing }),
      );
      expect(outcomes.get(gone)?.status).toBe('rejected');
      expect(outcomes.get(here)?.status).toBe('updated');
      expect((await writer.lookup('arrivals', IDENTITY, [gone])).size).toBe(0);
    });

    it('that one record makes impossible is done for the others', async () => {
      const writer = asWriter(bench.connector());
      const identities = [fresh(), fresh(), fresh()];
      await insert(
        writer,
        identities.map((identity) => record(identity, { plain: 'before' })),
      );
      const records = identities.map((identity, place) =>
        record(identity, place === 1 ? { day: 'never' } : { plain: 'after' }),
      );
      const outcomes = byIdentity(
        await writer.write('arrivals', batchOf(records), { mode: 'update', beforeCommit: nothing }),
      );
      expect(identities.map((identity) => outcomes.get(identity)?.status)).toEqual([
        'updated',
        'rejected',
        'updated',
      ]);
    });
  });
};

const describeLookup = (bench: Bench): void => {
  describe('lookup', () => {
    it('finds records by any field, each value with all its ids; what is nowhere is left out', async () => {
      const writer = asWriter(bench.connector());
      const shared = fresh();
      const lone = `${fresh()}\t\\N "quoted", 'too'`;
      const outcomes = await insert(writer, [
        record(fresh(), { plain: shared }),
        record(fresh(), { plain: shared }),
        record(fresh(), { plain: lone }),
      ]);
      const asked = [shared, lone, fresh(), '', 'a\0b', '\ud800', shared];
      const found = await writer.lookup('arrivals', 'plain', asked);
      expect([...found.keys()].toSorted()).toEqual([shared, lone].toSorted());
      expect(found.get(shared)?.toSorted()).toEqual(outcomes.slice(0, 2).map(idOf).toSorted());
      expect(found.get(lone)).toEqual([idOf(outcomes[2])]);
    });

    it('of a field of another type leaves out what cannot be in it', async () => {
      const writer = asWriter(bench.connector());
      const [outcome] = await insert(writer, [record(fresh(), { big: '8123456789012345678' })]);
      const found = await writer.lookup('arrivals', 'big', ['8123456789012345678', 'many', '9'.repeat(30)]);
      expect([...found]).toEqual([['8123456789012345678', [idOf(outcome)]]]);
    });

    it('of nothing finds nothing', async () => {
      expect((await asWriter(bench.connector()).lookup('arrivals', IDENTITY, [])).size).toBe(0);
    });
  });
};

const describeRemove = (bench: Bench): void => {
  describe('remove', () => {
    it('takes away what is named and counts what was there', async () => {
      const writer = asWriter(bench.connector());
      const identities = [fresh(), fresh(), fresh()];
      const ids = (
        await insert(
          writer,
          identities.map((identity) => record(identity)),
        )
      ).map(idOf);
      expect(
        await writer.remove(
          'arrivals',
          [ids[0] ?? '', ids[1] ?? '', ids[0] ?? '', '999999999', 'no id'],
          nothing,
        ),
      ).toBe(2);
      expect([...(await writer.lookup('arrivals', IDENTITY, identities)).keys()]).toEqual([identities[2]]);
      expect(await writer.remove('arrivals', ids.slice(0, 2), nothing)).toBe(0);
    });

    it('takes away nothing if the caller refuses at the end', async () => {
      const writer = asWriter(bench.connector());
      const identity = fresh();
      const [outcome] = await insert(writer, [record(identity)]);
      const fenced = new Error('somebody else has the chunk now');
      await expect(writer.remove('arrivals', [idOf(outcome)], () => Promise.reject(fenced))).rejects.toBe(
        fenced,
      );
      expect((await writer.lookup('arrivals', IDENTITY, [identity])).size).toBe(1);
    });

    it('takes away nothing while records of another class refer to one of them, and says which and how many', async () => {
      const writer = asWriter(bench.connector());
      const identities = [fresh(), fresh()];
      const [parent, other] = (
        await insert(
          writer,
          identities.map((identity) => record(identity)),
        )
      ).map(idOf);
      const children = [fresh(), fresh()].map((id) => ({ identity: id, values: [id, parent ?? ''] }));
      const batch = { fields: ['id', 'arrival'], identityField: 'id', records: children };
      expect(
        statuses(await writer.write('dependants', batch, { mode: 'insert', beforeCommit: nothing })),
      ).toEqual({ created: 2 });
      await expect(writer.remove('arrivals', [other ?? '', parent ?? ''], nothing)).rejects.toMatchObject({
        code: 'SYSTEM_REFUSED',
        message: expect.stringMatching(/\b2\b.*dependants/),
      });
      expect((await writer.lookup('arrivals', IDENTITY, identities)).size).toBe(2);
      expect(
        await writer.remove(
          'dependants',
          children.map(({ identity }) => identity),
          nothing,
        ),
      ).toBe(2);
      expect(await writer.remove('arrivals', [parent ?? ''], nothing)).toBe(1);
    });

    it('a child whose parent is not there is refused [R24]', async () => {
      const writer = asWriter(bench.connector());
      const id = fresh();
      const batch = {
        fields: ['id', 'arrival'],
        identityField: 'id',
        records: [{ identity: id, values: [id, '123456789'] }],
      };
      const [outcome] = await writer.write('dependants', batch, { mode: 'insert', beforeCommit: nothing });
      expect(outcome).toMatchObject({ status: 'rejected', field: 'arrival' });
    });
  });
};

export const describeWriting = (bench: Bench): void => {
  describeInsert(bench);
  describeCommit(bench);
  describeRefusals(bench);
  describeUpdate(bench);
  describeLookup(bench);
  describeRemove(bench);

  describeWhere(bench.case.can.lie)('a destination that lies', () => {
    it('a record it took and does not hold is reported absent, the others are created', async () => {
      const writer = asWriter(bench.connector());
      await bench.system().swallow?.('swallow me');
      const swallowed = [fresh(), fresh()];
      const records = [
        record(fresh()),
        ...swallowed.map((identity) => record(identity, { name: 'swallow me' })),
        record(fresh()),
      ];
      const outcomes = byIdentity(await insert(writer, records));
      expect(records.map(({ identity }) => outcomes.get(identity)?.status)).toEqual([
        'created',
        'absent',
        'absent',
        'created',
      ]);
      expect((await writer.lookup('arrivals', IDENTITY, swallowed)).size).toBe(0);
    });
  });
};
