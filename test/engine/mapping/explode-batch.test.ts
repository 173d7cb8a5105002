import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sourceId } from '#domain/ids.ts';
import { explodeBatch, parentOf } from '#engine/mapping/explode-batch.ts';
import { hostileText } from './hostile-text.ts';

const explode = (id: string, text: string | null, separator = ';') =>
  explodeBatch(
    { fields: ['Deal', 'Contacts'], records: [{ id: sourceId(id), values: ['d', text] }] },
    { field: 'Contacts', separator },
  );

describe('one record for each part [R22] [R24]', () => {
  it('holds the part beside all the fields of its parent', () => {
    expect(explode('7', '5; 9 ;12')).toEqual({
      fields: ['Deal', 'Contacts', 'each'],
      records: [
        { id: '7#5', values: ['d', '5; 9 ;12', '5'] },
        { id: '7#9', values: ['d', '5; 9 ;12', '9'] },
        { id: '7#12', values: ['d', '5; 9 ;12', '12'] },
      ],
    });
  });

  it('is made of nothing where nothing is: blank parts are no parts', () => {
    expect(explode('7', null).records).toEqual([]);
    expect(explode('7', ' ; ;').records).toEqual([]);
  });

  it('keeps a part that stands twice as two records, with ids of their own', () => {
    expect(explode('7', 'a;a;a').records.map((record) => record.id)).toEqual(['7#a', '7#a#2', '7#a#3']);
  });

  it('has an id with exactly one way back, whatever ids and parts hold', () => {
    const text = fc.oneof(fc.string({ unit: fc.constantFrom('#', '\\', 'a', '2', '🏠') }), hostileText);
    fc.assert(
      fc.property(text, text, (id, part) => {
        for (const record of explode(id, `${part};x;${part}`).records) expect(parentOf(record.id)).toBe(id);
      }),
    );
  });

  it('never gives two records one id', () => {
    const text = fc.string({ unit: fc.constantFrom('#', '\\', 'a', '2', ';') });
    fc.assert(
      fc.property(fc.uniqueArray(text, { maxLength: 5 }), text, (ids, parts) => {
        const all = ids.flatMap((id) => explode(id, parts).records.map((record) => record.id));
        expect(new Set(all).size).toBe(all.length);
      }),
    );
  });
});
