import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { couldMiss } from '#engine/sample/could-miss.ts';

/** Draws by counting, not by formula: the share of samples without a faulty record. */
const shareWithoutFault = (population: number, sampled: number, faulty: number): number => {
  let share = 1;
  for (let draw = 0; draw < sampled; draw += 1) share *= (population - faulty - draw) / (population - draw);
  return Math.max(0, share);
};

describe('what a sample could miss', () => {
  it('is nothing when everything was looked at, and everything when nothing was [R25]', () => {
    expect(couldMiss(800, 800)).toBe(0);
    expect(couldMiss(800, 0)).toBe(800);
    expect(couldMiss(0, 0)).toBe(0);
  });

  it('is about three in n for a small share of a large class (the rule of three) [R25]', () => {
    expect(couldMiss(15_000, 750)).toBeGreaterThanOrEqual(55);
    expect(couldMiss(15_000, 750)).toBeLessThanOrEqual(60);
  });

  it('is the largest fault that a sample hides in at least 1 of 20 cases', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 400 }),
        fc.integer({ min: 1, max: 400 }),
        (population, wanted) => {
          const sampled = Math.min(wanted, population - 1);
          const missed = couldMiss(population, sampled);
          expect(shareWithoutFault(population, sampled, missed)).toBeGreaterThan(0.05 - 1e-9);
          expect(shareWithoutFault(population, sampled, missed + 1)).toBeLessThanOrEqual(0.05 + 1e-9);
        },
      ),
    );
  });
});
