import fc from 'fast-check';
import { expect, it } from 'vitest';
import { destinationId, sourceId } from '#domain/ids.ts';
import { planSchema } from '#domain/plan/plan-schema.ts';
import type { FieldType } from '#domain/system-schema.ts';
import { compileMapping } from '#engine/mapping/compile-mapping.ts';
import type { CompiledMapping } from '#engine/mapping/compiled-mapping.ts';
import { hostileText } from './hostile-text.ts';

const CHAINS: readonly (readonly [object[], FieldType])[] = [
  [[], 'text'],
  [[{ use: 'trim' }, { use: 'case', to: 'title' }], 'text'],
  [[{ use: 'split', separator: ',' }, { use: 'trim' }], 'list'],
  [[{ use: 'split', separator: ' ', take: 'rest' }], 'text'],
  [[{ use: 'number', group: ',' }], 'integer'],
  [[{ use: 'money', currency: 'USD', group: ',', rounding: 'half-even' }], 'decimal'],
  [[{ use: 'date', formats: ['ISO', 'M/d/yyyy'] }], 'date'],
  [
    [{ use: 'date', formats: ['ISO', 'yyyy-MM-dd HH:mm z'], to: 'instant', zone: 'Europe/Berlin' }],
    'instant',
  ],
  [[{ use: 'picklist', values: { New: 'new' }, ignoreCase: true }], 'text'],
  [[{ use: 'phone', region: 'US', format: 'international' }], 'text'],
  [[{ use: 'email' }], 'text'],
  [[{ use: 'address', part: 'city' }], 'text'],
  [[{ use: 'country' }], 'text'],
  [[{ use: 'state', country: 'US' }], 'text'],
  [[{ use: 'boolean' }], 'boolean'],
  [[{ use: 'template', text: '{f0}-{}-{f1}' }], 'text'],
  [[{ use: 'custom', function: './x.ts#x' }], 'text'],
  [[{ use: 'reference', class: 'people' }], 'integer'],
];
const names = CHAINS.map((_, index) => `f${index}`);

const shape = planSchema.shape.classes.valueType.options[0];

/** A mapping with these chains and no others. */
const mappingOf = (places: readonly number[]): CompiledMapping =>
  compileMapping({
    planClass: shape.parse({
      source: 'x',
      destination: 'y',
      identity: 'source_id',
      fields: Object.fromEntries(
        places.map((place) => [`f${place}`, { from: `f${place}`, transforms: CHAINS[place]?.[0] }]),
      ),
    }),
    sourceFields: names,
    destination: {
      name: 'y',
      key: ['source_id'],
      relationships: [],
      fields: [
        { name: 'source_id', type: 'text', required: true },
        ...CHAINS.map(([, type], place) => ({
          name: `f${place}`,
          type,
          required: false,
          maxLength: 40,
          precision: 12,
          scale: 2,
        })),
      ],
    },
    custom: () => (value) => (value?.length === 3 ? { reject: `because of ${String(value)}` } : value),
    deferred: new Set(),
  });

it('any record at all is either mapped whole or refused with reasons that quote nothing of it [R31] [R32]', () => {
  const mappings = [mappingOf([...CHAINS.keys()]), ...[...CHAINS.keys()].map((place) => mappingOf([place]))];
  const values = fc.array(fc.option(hostileText), { minLength: CHAINS.length, maxLength: CHAINS.length });
  let mapped = 0;
  fc.assert(
    fc.property(fc.constantFrom(...mappings), fc.tuple(hostileText, values), (mapping, [id, texts]) => {
      const record = { id: sourceId(id), values: texts };
      const result = mapping.mapRecord(record, (_, wanted) =>
        wanted.length % 2 === 0 ? destinationId('1') : null,
      );
      const written = result.ok ? result.record.values : [];
      mapped += result.ok ? 1 : 0;
      expect(
        written.every((value) => value === null || (value.isWellFormed() && !value.includes('\0'))),
      ).toBe(true);
      const reasons = result.ok ? [] : result.reasons;
      expect(result.ok ? written.length === mapping.fields.length : reasons.length > 0).toBe(true);
      const told = reasons.map((reason) => reason.detail).join('\n');
      const quoted = texts.filter((text) => text !== null && text.trim().length > 2 && told.includes(text));
      expect(quoted).toEqual([]);
    }),
    { numRuns: 2_000 },
  );
  expect(mapped).toBeGreaterThan(200);
});
