import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bisect } from '#connectors/postgres/bisect.ts';

const faults = (bad: ReadonlySet<number>, log: number[]) => (from: number, through: number) => {
  log.push(from);
  for (let place = from; place <= through; place += 1)
    if (bad.has(place)) return Promise.resolve(`bad ${place}`);
  return Promise.resolve(null);
};

describe('search by halves', () => {
  it('names exactly the bad items', () =>
    fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 60 }), fc.array(fc.nat({ max: 59 })), async (count, bad) => {
        const present = new Set(bad.filter((place) => place < count));
        const found = await bisect(count, faults(present, []));
        expect([...found.keys()].toSorted((a, b) => a - b)).toEqual([...present].toSorted((a, b) => a - b));
      }),
    ));

  it('needs one attempt when all is well, and few when one item is bad', async () => {
    const good: number[] = [];
    await bisect(5_000, faults(new Set(), good));
    expect(good).toHaveLength(1);
    const bad: number[] = [];
    await bisect(5_000, faults(new Set([1_234]), bad));
    expect(bad.length).toBeLessThan(30);
  });
});
