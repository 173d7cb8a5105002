/** The chance we accept of missing a fault: 1 in 20. */
const CHANCE = 0.05;

/** Chance that none of `faulty` records among `population` is in a random sample of `sampled` (hypergeometric). */
const chanceOfNone = (population: number, sampled: number, faulty: number): number => {
  if (faulty > population - sampled) return 0;
  let logarithm = 0;
  for (let index = 0; index < sampled && index < faulty; index += 1) {
    // The smaller of the two loops: drawing `sampled` records or placing `faulty` ones gives the same product.
    const [draws, avoid] = sampled < faulty ? [index, faulty] : [index, sampled];
    logarithm += Math.log((population - avoid - draws) / (population - draws));
  }
  return Math.exp(logarithm);
};

/**
 * What a sample of this size could miss: the largest fault, in records, that may not show in it at all, with a chance of at
 * least 1 in 20. 0 means that even a single faulty record would very likely be seen.
 *
 * @param population records of the class in the source
 * @param sampled how many of them were chosen at random
 */
export const couldMiss = (population: number, sampled: number): number => {
  if (sampled >= population) return 0;
  if (sampled === 0) return population;
  let [low, high] = [1, population - sampled + 1];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (chanceOfNone(population, sampled, middle) <= CHANCE) high = middle;
    else low = middle + 1;
  }
  return low - 1;
};
