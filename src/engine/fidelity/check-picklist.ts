import { compareFilling, isBlank, type FidelityFinding, type FidelityObserver } from './fidelity-observer.ts';
import { swappedValues } from './swapped-values.ts';

/** Values remembered per side; a field with more is no picklist and is compared no further. */
const VALUES_MAX = 2_000;
/** Fewer destination values than one for this many source values is no tidying up any more, whatever the plan allows. */
const COLLAPSE_FACTOR = 5;
/** Every value is held against every other; beyond this a list is too long to be one that people chose from. */
const SWAP_VALUES_MAX = 200;

/** source value → destination value → records */
type Tally = Map<string, Map<string, number>>;

const plain = (value: string | null): string => (value ?? '').trim().toLowerCase();

/** Two spellings of one value: they differ in case, spaces or punctuation only. */
const fold = (value: string): string => {
  const folded = value.normalize('NFKC').replace(/[\s\p{P}]/gu, '');
  return folded === '' ? value : folded;
};

const add = (tally: Tally, source: string, destination: string): void => {
  const known = tally.get(source);
  if (!known && tally.size >= VALUES_MAX) return;
  const counts = known ?? new Map<string, number>();
  counts.set(destination, (counts.get(destination) ?? 0) + 1);
  tally.set(source, counts);
};

const sum = (numbers: Iterable<number>): number => [...numbers].reduce((all, one) => all + one, 0);

/** What most records of each source value became: a few strays are another finding. */
const becameOf = (tally: Tally): Map<string, string> => {
  const became = new Map<string, string>();
  for (const [source, counts] of tally) {
    const [most] = [...counts].toSorted(([, one], [, other]) => other - one);
    if (most) became.set(source, most[0]);
  }
  return became;
};

/** destination value → source values that became it, spellings taken together → their records */
const meetings = (tally: Tally, became: ReadonlyMap<string, string>): Map<string, Map<string, number>> => {
  const met = new Map<string, Map<string, number>>();
  for (const [source, destination] of became) {
    const values = met.get(destination) ?? new Map<string, number>();
    const value = fold(source);
    values.set(value, (values.get(value) ?? 0) + sum(tally.get(source)?.values() ?? []));
    met.set(destination, values);
  }
  return met;
};

/** Several values before, one after. Counted: the records that now share a value with records that had another one. */
const collapse = (
  tally: Tally,
  became: ReadonlyMap<string, string>,
  allowed: ReadonlySet<string>,
): FidelityFinding[] => {
  const met = meetings(tally, became);
  const before = new Set([...became.keys()].map(fold)).size;
  const isFlattened =
    before >= COLLAPSE_FACTOR && met.size <= Math.max(1, Math.floor(before / COLLAPSE_FACTOR));
  const records = sum(
    [...met]
      .filter(([destination, values]) => values.size > 1 && (isFlattened || !allowed.has(destination)))
      .map(([, values]) => sum(values.values()) - Math.max(...values.values())),
  );
  return records === 0
    ? []
    : [
        {
          kind: 'values-collapsed',
          pair: null,
          expected: `${before} different values`,
          actual: `${met.size} different ${met.size === 1 ? 'value' : 'values'}`,
          records,
        },
      ];
};

const swap = (tally: Tally, became: ReadonlyMap<string, string>): FidelityFinding[] => {
  const swapped = became.size > SWAP_VALUES_MAX ? [] : swappedValues(became);
  return swapped.length === 0
    ? []
    : [
        {
          kind: 'values-swapped',
          pair: null,
          expected: 'each source value the destination value that fits it',
          actual: `${swapped.length} source values in each other’s place`,
          records: sum(swapped.map((source) => sum(tally.get(source)?.values() ?? []))),
        },
      ];
};

/** The same value became now this, now that: a picklist does not do that, a fault does. */
const scatter = (tally: Tally): FidelityFinding[] => {
  const strays = [...tally.values()]
    .filter((counts) => counts.size > 1)
    .map((counts) => sum(counts.values()) - Math.max(...counts.values()));
  const records = sum(strays);
  return records === 0
    ? []
    : [
        {
          kind: 'values-scattered',
          pair: null,
          expected: 'one destination value for each source value',
          actual: `several for ${strays.length} of ${tally.size} source values`,
          records,
        },
      ];
};

/**
 * A picklist: different values stay apart, equal values stay together, and none take each other's place.
 * @param merges destination values in which several source values may meet
 */
export const checkPicklist = (merges: readonly string[] = []): FidelityObserver => {
  const tally: Tally = new Map();
  const allowed = new Set(merges.map(plain));
  return {
    observe: (pair) => {
      const filling = compareFilling(pair);
      if (filling || isBlank(pair.source)) return filling;
      add(tally, plain(pair.source), plain(pair.destination));
      return null;
    },
    conclude: () => {
      const became = becameOf(tally);
      return [...collapse(tally, became, allowed), ...swap(tally, became), ...scatter(tally)];
    },
  };
};
