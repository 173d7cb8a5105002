import { describe, expect, it } from 'vitest';
import { LockstepError } from '#domain/errors.ts';
import { destinationId, sourceId } from '#domain/ids.ts';
import { planSchema, type MigratedClass } from '#domain/plan/plan-schema.ts';
import type { FieldValue } from '#domain/record.ts';
import type { ClassSchema, FieldSchema } from '#domain/system-schema.ts';
import { compileMapping, compileReferences } from '#engine/mapping/compile-mapping.ts';
import type { CompiledMapping, ResolveReference } from '#engine/mapping/compiled-mapping.ts';
import type { CustomTransform } from '#engine/mapping/load-custom.ts';

const field = (name: string, facts: Partial<FieldSchema> = {}): FieldSchema => ({
  name,
  type: 'text',
  required: false,
  ...facts,
});

const classSchema = (fields: readonly FieldSchema[]): ClassSchema => ({
  name: 'leads',
  key: ['id'],
  fields: [
    field('id', { type: 'integer', generated: true }),
    field('source_id', { unique: true, required: true, maxLength: 60 }),
    ...fields,
  ],
  relationships: [],
});

const planClass = (fields: object, more: object = {}): MigratedClass => {
  const shape = planSchema.shape.classes.valueType.options[0];
  return shape.parse({ source: 'Leads', destination: 'leads', identity: 'source_id', fields, ...more });
};

const SOURCE = ['Name', 'Stage', 'Owner', 'Amount'];
const compile = (
  fields: object,
  destination: readonly FieldSchema[],
  more: { plan?: object; source?: readonly string[]; deferred?: string[]; custom?: CustomTransform } = {},
): CompiledMapping =>
  compileMapping({
    planClass: planClass(fields, more.plan),
    sourceFields: more.source ?? SOURCE,
    destination: classSchema(destination),
    custom: () => more.custom ?? (() => null),
    deferred: new Set(more.deferred),
  });

const record = (id: string, ...values: FieldValue[]) => ({ id: sourceId(id), values });
const nowhere: ResolveReference = () => null;

const mismatchOf = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    if (error instanceof LockstepError && error.code === 'PLAN_MISMATCH') return error.message;
    throw error;
  }
  return 'nothing was wrong';
};

describe('a record', () => {
  it('is renamed, reshaped and given the source id as its identity [R22]', () => {
    const mapping = compile(
      {
        full_name: { from: 'Name', transforms: [{ use: 'trim' }] },
        amount: { from: 'Amount', transforms: [{ use: 'money', currency: 'USD', group: ',' }] },
      },
      [field('full_name'), field('amount', { type: 'decimal', precision: 12, scale: 2 })],
    );
    expect(mapping.fields).toEqual(['source_id', 'full_name', 'amount']);
    const mapped = mapping.mapRecord(record('7', ' Ann ', null, null, '$1,234.5'), nowhere);
    expect(mapped).toEqual({ ok: true, record: { identity: '7', values: ['7', 'Ann', '1234.50'] } });
    expect(mapping.identityOf(record('7', null, null, null, null))).toBe('7');
  });

  it('takes a mapped identity instead of the source id', () => {
    const mapping = compile({ source_id: { transforms: [{ use: 'template', text: 'lead-{Name}' }] } }, []);
    const one = record('7', 'ann', null, null, null);
    expect(mapping.mapRecord(one, nowhere)).toEqual({
      ok: true,
      record: { identity: 'lead-ann', values: ['lead-ann'] },
    });
    expect(mapping.identityOf(one)).toBe('lead-ann');
    expect(mapping.mapRecord(record('7', null, null, null, null), nowhere)).toEqual({
      ok: false,
      reasons: [expect.objectContaining({ code: 'required-empty', field: 'source_id' })],
    });
  });

  it('is refused with every reason, each with its field, and never with a value [R32]', () => {
    const mapping = compile(
      {
        name: { from: 'Name' },
        stage: { from: 'Stage', transforms: [{ use: 'picklist', values: { New: 'new' } }] },
        amount: { from: 'Amount', transforms: [{ use: 'number' }] },
      },
      [
        field('name', { maxLength: 3 }),
        field('stage', { required: true }),
        field('amount', { type: 'integer' }),
      ],
    );
    const mapped = mapping.mapRecord(record('7', 'Secret', 'Lost cause', null, '12 apples'), nowhere);
    expect(mapped).toEqual({
      ok: false,
      reasons: [
        { code: 'too-long', field: 'name', detail: 'longer than 3 characters (6)' },
        { code: 'picklist-unmapped', field: 'stage', detail: expect.any(String) },
        { code: 'number-invalid', field: 'amount', detail: expect.any(String) },
      ],
    });
    expect(JSON.stringify(mapped)).not.toMatch(/Secret|Lost cause|apples/);
  });

  it('keeps line breaks, emoji, right-to-left text and long text as they are [R31]', () => {
    const mapping = compile({ notes: { from: 'Name' } }, [field('notes')]);
    const text = `first\r\nsecond\n\tשלום 👩‍👩‍👧 ${'x'.repeat(70_000)}`;
    expect(mapping.mapRecord(record('1', text, null, null, null), nowhere)).toMatchObject({
      ok: true,
      record: { values: ['1', text] },
    });
  });

  it('reads fields named constructor and __proto__ like any other', () => {
    const mapping = compile(
      { constructor: { from: '__proto__' }, toString: { from: 'constructor' } },
      [field('constructor'), field('toString')],
      {
        source: ['constructor', '__proto__'],
      },
    );
    expect(mapping.mapRecord(record('1', 'a', 'b'), nowhere)).toMatchObject({
      record: { values: ['1', 'b', 'a'] },
    });
  });

  it('is made of several fields, one field or none', () => {
    const mapping = compile(
      {
        all: { from: ['Name', 'Stage', 'Owner'], transforms: [{ use: 'join', separator: '/' }] },
        origin: { transforms: [{ use: 'constant', value: 'podio' }] },
        first: { from: 'Name', transforms: [{ use: 'split', separator: ' ', take: 'first' }] },
        rest: { from: 'Name', transforms: [{ use: 'split', separator: ' ', take: 'rest' }] },
      },
      [field('all'), field('origin'), field('first'), field('rest')],
    );
    expect(mapping.mapRecord(record('1', 'Ann Mae Lee', null, 'Bob', null), nowhere)).toMatchObject({
      record: { values: ['1', 'Ann Mae Lee/Bob', 'podio', 'Ann', 'Mae Lee'] },
    });
  });

  it('writes several values only where the destination holds a list', () => {
    const tags = { from: 'Stage', transforms: [{ use: 'split', separator: ';' }, { use: 'trim' }] };
    const mapping = compile({ tags }, [field('tags', { type: 'list' })]);
    expect(mapping.mapRecord(record('1', null, 'hot; cash "x"', null, null), nowhere)).toMatchObject({
      record: { values: ['1', '["hot","cash \\"x\\""]'] },
    });
    expect(mismatchOf(() => compile({ tags }, [field('tags')]))).toContain(
      "'tags' holds one value, and its mapping gives several",
    );
  });
});

describe('references', () => {
  const owner = { from: 'Owner', transforms: [{ use: 'trim' }, { use: 'reference', class: 'people' }] };
  const resolve: ResolveReference = (recordClass, id) =>
    recordClass !== 'people' ? null : id === '5' ? destinationId('105') : id === '6' ? 'quarantined' : null;

  it('are rewritten through the cross-reference, and the record says whom it needs [R23]', () => {
    const mapping = compile({ owner_id: owner }, [field('owner_id', { type: 'integer' })]);
    const one = record('1', null, null, ' 5 ', null);
    expect(mapping.referencesOf(one)).toEqual([{ recordClass: 'people', sourceId: '5', field: 'owner_id' }]);
    expect(mapping.deferredReferencesOf(one)).toEqual([]);
    expect(mapping.mapRecord(one, resolve)).toMatchObject({ ok: true, record: { values: ['1', '105'] } });
    expect(mapping.mapRecord(record('1', null, null, null, null), resolve)).toMatchObject({
      record: { values: ['1', null] },
    });
  });

  it.each([
    ['6', 'reference-quarantined'],
    ['9', 'reference-missing'],
  ])('to %s are refused as %s [R32]', (id, code) => {
    const mapping = compile({ owner_id: owner }, [field('owner_id', { type: 'integer' })]);
    expect(mapping.mapRecord(record('1', null, null, id, null), resolve)).toMatchObject({
      ok: false,
      reasons: [{ code, field: 'owner_id' }],
    });
  });

  it('that are deferred come out empty at first and filled in the second pass, even where the field is required [R24]', () => {
    const mapping = compile({ owner_id: owner }, [field('owner_id', { type: 'integer' })], {
      deferred: ['owner_id'],
    });
    const one = record('1', null, null, '5', null);
    expect(mapping.fields).toEqual(['source_id', 'owner_id']);
    expect(mapping.deferredFields).toEqual(['owner_id']);
    expect(mapping.mapRecord(one, resolve)).toMatchObject({ ok: true, record: { values: ['1', null] } });
    expect(mapping.referencesOf(one)).toEqual(mapping.deferredReferencesOf(one));
    expect(mapping.mapDeferred(one, resolve)).toEqual(['105']);
    expect(mapping.mapDeferred(record('1', null, null, '9', null), resolve)).toEqual([null]);
  });

  it('of a list are rewritten one by one [R24]', () => {
    const contacts = {
      from: 'Owner',
      transforms: [
        { use: 'split', separator: ',' },
        { use: 'reference', class: 'people' },
      ],
    };
    const mapping = compile({ contacts }, [field('contacts', { type: 'list' })]);
    const one = record('1', null, null, '5,6', null);
    expect(mapping.referencesOf(one).map((reference) => reference.sourceId)).toEqual(['5', '6']);
    expect(mapping.mapRecord(one, (_, id) => destinationId(`1${id}`))).toMatchObject({
      record: { values: ['1', '["15","16"]'] },
    });
  });
});

describe('a plan that does not fit the systems', () => {
  it('is told everything at once', () => {
    const message = mismatchOf(() =>
      compile(
        {
          nam: { from: 'Nmae' },
          id: { from: 'Name' },
          stage: { from: 'Stage', transforms: [{ use: 'picklist', values: { New: 'fresh', Old: 'new' } }] },
        },
        [field('stage', { picklist: ['new', 'won'] }), field('must', { required: true })],
        { plan: { fidelity: [{ check: 'text', source: 'Name', destination: 'nmae' }] } },
      ),
    );
    for (const part of [
      "it has no field 'nam'",
      "'id' is computed by the destination",
      "'stage' does not accept 'fresh'; it accepts 'new', 'won'",
      "it requires 'must', which the plan does not map",
      "a fidelity check names 'nmae'",
      "the source has no field 'Nmae'",
    ]) {
      expect(message).toContain(part);
    }
  });

  it('is refused where the identity could repeat, or the class has no key', () => {
    expect(
      mismatchOf(() =>
        compile({ other: { from: 'Name' } }, [field('other')], { plan: { identity: 'other' } }),
      ),
    ).toContain("the identity 'other' is not unique");
    expect(
      mismatchOf(() =>
        compileMapping({
          planClass: planClass({}),
          sourceFields: SOURCE,
          destination: { ...classSchema([]), key: [] },
          custom: () => () => null,
          deferred: new Set(),
        }),
      ),
    ).toContain('it has no key');
  });
});

describe('custom transforms', () => {
  const run = (custom: CustomTransform, value: string) =>
    compile(
      {
        x: {
          from: ['Name', 'Stage'],
          transforms: [{ use: 'join' }, { use: 'custom', function: './x.ts#x' }],
        },
      },
      [field('x')],
      { custom },
    ).mapRecord(record('1', value, 'stage', 'owner', null), nowhere);

  it('get the value so far and the fields their mapping names', () => {
    expect(run((value, read) => `${String(value)}|${read('Stage') ?? ''}`, 'ann')).toMatchObject({
      record: { values: ['1', 'ann stage|stage'] },
    });
  });

  it.each<[string, CustomTransform]>([
    [
      'throw',
      () => {
        throw new Error('boom');
      },
    ],
    ['give a number', () => 5],
    ['give nothing', () => undefined],
    ['give a promise', () => Promise.resolve('x')],
    ['read a field that is not theirs', (_, read) => read('Owner')],
    ['reject', () => ({ reject: 'too odd' })],
  ])('that %s send the record to quarantine [R32]', (_name, custom) => {
    expect(run(custom, 'ann')).toMatchObject({
      ok: false,
      reasons: [{ code: 'custom-rejected', field: 'x' }],
    });
  });

  it('keep their words, unless these quote the record', () => {
    expect(run(() => ({ reject: 'too odd' }), 'ann')).toMatchObject({ reasons: [{ detail: 'too odd' }] });
    expect(JSON.stringify(run((value) => ({ reject: `not ${String(value)}` }), 'secret'))).not.toContain(
      'secret',
    );
  });
});

describe('references alone', () => {
  const fields = {
    owner_id: { from: 'Owner', transforms: [{ use: 'trim' }, { use: 'reference', class: 'owners' }] },
    stage: { from: 'Stage' },
    deal_id: { from: 'Deal', transforms: [{ use: 'reference', class: 'deals' }] },
  };
  const destination = classSchema([field('owner_id'), field('stage', { required: true }), field('deal_id')]);

  it('are those of the whole mapping, from the fields they come from', () => {
    const sourceFields = ['Deal', 'Owner'];
    const referencesOf = compileReferences({
      planClass: planClass(fields),
      sourceFields,
      destination,
      custom: () => () => null,
    });
    const whole = compile(fields, [field('owner_id'), field('stage', { required: true }), field('deal_id')], {
      source: ['Stage', 'Owner', 'Deal'],
    });
    expect(referencesOf(record('1', '7', ' 4 '))).toEqual(whole.referencesOf(record('1', 'New', ' 4 ', '7')));
    expect(referencesOf(record('1', null, '5'))).toEqual([
      { recordClass: 'owners', sourceId: '5', field: 'owner_id' },
    ]);
  });

  it('of a field that the source has lost are refused', () => {
    const options = { planClass: planClass(fields), sourceFields: ['Owner'], destination };
    expect(mismatchOf(() => compileReferences({ ...options, custom: () => () => null }))).toContain("'Deal'");
  });
});
