import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCoverage, formatOf } from '#engine/sample/coverage.ts';
import { createLowestPlaces } from '#engine/sample/lowest-places.ts';
import { sampleHash } from '#engine/sample/sample-hash.ts';

describe('coverage of a sample', () => {
  it('adds a record for every value that the hash left out [R25]', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ value: fc.constantFrom('a', 'b', 'c', 'd', null), chosen: fc.boolean() })),
        (rows) => {
          const coverage = createCoverage<string>([{ index: 0, kind: 'value' }]);
          rows.forEach((row, index) =>
            coverage.observe({
              id: String(index),
              values: [row.value],
              place: sampleHash('s', 'c', String(index)),
              chosen: row.chosen,
            }),
          );
          const sample = new Set(
            rows.flatMap((row, index) => (row.chosen ? [String(index)] : [])).concat(coverage.missing()),
          );
          const seen = new Set(rows.flatMap((row, index) => (sample.has(String(index)) ? [row.value] : [])));
          const unseen = rows.filter(({ value }) => value !== null && !seen.has(value));
          expect(unseen).toEqual([]);
        },
      ),
    );
  });

  it('tells formats apart, not values', () => {
    expect(formatOf('(704) 555-0123')).toBe(formatOf('(980) 555-9999'));
    expect(formatOf('(704) 555-0123')).not.toBe(formatOf('704.555.0123'));
    expect(formatOf('3 May 2024')).toBe(formatOf('7 December 2021'));
  });

  it('says which field has more values than it remembers', () => {
    const coverage = createCoverage<string>([{ index: 0, kind: 'value' }]);
    for (let index = 0; index < 600; index += 1) {
      coverage.observe({ id: String(index), values: [`v${index}`], place: 0.5, chosen: false });
    }
    expect(coverage.overflown()).toEqual([0]);
    expect(coverage.missing()).toHaveLength(500);
  });
});

describe('a place', () => {
  it('is stable, spread evenly, and a larger sample holds the smaller one [R25]', () => {
    const places = Array.from({ length: 20_000 }, (_, index) =>
      sampleHash('lockstep', 'leads', String(index)),
    );
    expect(sampleHash('lockstep', 'leads', '7')).toBe(places[7]);
    const share = places.filter((place) => place < 0.05).length / places.length;
    expect(share).toBeGreaterThan(0.045);
    expect(share).toBeLessThan(0.055);
  });

  it('is kept for the lowest ones only', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 200 }),
        fc.integer({ min: 0, max: 20 }),
        (places, size) => {
          const lowest = createLowestPlaces<number>(size);
          places.forEach((place, index) => lowest.offer(index, place));
          const kept = lowest.ids().map((index) => places[index] ?? Number.NaN);
          const expected = places.toSorted((left, right) => left - right).slice(0, size);
          expect(kept.toSorted((left, right) => left - right)).toEqual(expected);
        },
      ),
    );
  });
});
