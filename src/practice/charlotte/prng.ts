/** Seeded random numbers (sfc32): the same seed gives the same export on every machine. Not for secrets. */
export interface Prng {
  /** At least 0, below 1. */
  next(): number;
  /** A whole number from `low` through `high`. */
  int(low: number, high: number): number;
  pick<T>(from: readonly T[]): T;
  chance(share: number): boolean;
  /** A new array in another order. */
  shuffle<T>(items: Iterable<T>): T[];
}

/** Four 32-bit words out of a text (FNV-1a from four starting points). */
const seedWords = (seed: string): [number, number, number, number] => {
  const word = (start: number): number => {
    let hash = start;
    for (let index = 0; index < seed.length; index += 1) {
      hash = Math.imul(hash ^ seed.charCodeAt(index), 0x01000193);
    }
    return hash >>> 0;
  };
  return [word(0x811c9dc5), word(0x2f0b4a27), word(0x6c8e9cf5), word(0x1b873593)];
};

export const createPrng = (seed: string): Prng => {
  let [a, b, c, counter] = seedWords(seed);
  const next = (): number => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + sum) | 0;
    return (sum >>> 0) / 4_294_967_296;
  };
  for (let warmUp = 0; warmUp < 16; warmUp += 1) next();

  const int = (low: number, high: number): number => low + Math.floor(next() * (high - low + 1));
  const pick = <T>(from: readonly T[]): T => {
    const item = from[int(0, from.length - 1)];
    if (item === undefined) throw new RangeError('There is nothing to pick from.');
    return item;
  };
  const shuffle = <T>(items: Iterable<T>): T[] =>
    [...items]
      .map((item) => ({ item, turn: next() }))
      .toSorted((left, right) => left.turn - right.turn)
      .map(({ item }) => item);
  return { next, int, pick, chance: (share) => next() < share, shuffle };
};
