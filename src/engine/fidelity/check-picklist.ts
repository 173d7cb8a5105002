import { compareFilling, isBlank, type FidelityFinding, type FidelityObserver } from './fidelity-observer.ts';

/** Values remembered per side; a field with more is no picklist and is compared no further. */
const VALUES_MAX = 2_000;
/** Fewer destination values than one for this many source values is no tidying up any more, it is a loss. */
const COLLAPSE_FACTOR = 5;

interface Tally {
  /** source value → destination value → records */
  readonly bySource: Map<string, Map<string, number>>;
}

const add = (tally: Tally, source: string, destination: string): void => {
  const known = tally.bySource.get(source);
  if (!known && tally.bySource.size >= VALUES_MAX) return;
  const counts = known ?? new Map<string, number>();
  counts.set(destination, (counts.get(destination) ?? 0) + 1);
  tally.bySource.set(source, counts);
};

const totals = (
  bySource: Tally['bySource'],
): { bySource: [string, number][]; byDestination: Map<string, number[]> } => {
  const byDestination = new Map<string, number[]>();
  const sources: [string, number][] = [];
  for (const [source, counts] of bySource) {
    let sum = 0;
    for (const [destination, records] of counts) {
      sum += records;
      byDestination.set(destination, [...(byDestination.get(destination) ?? []), records]);
    }
    sources.push([source, sum]);
  }
  return { bySource: sources, byDestination };
};

/** Nine stages before, one after. Counted: the records that now share a value with records that had another one. */
const collapse = (tally: Tally): FidelityFinding[] => {
  const { bySource, byDestination } = totals(tally.bySource);
  const allowed = Math.max(1, Math.floor(bySource.length / COLLAPSE_FACTOR));
  if (bySource.length < 2 || byDestination.size > allowed) return [];
  const merged = [...byDestination.values()]
    .filter((records) => records.length > 1)
    .reduce((sum, records) => sum + records.reduce((all, one) => all + one, 0) - Math.max(...records), 0);
  return [
    {
      kind: 'values-collapsed',
      pair: null,
      expected: `${bySource.length} different values`,
      actual: `${byDestination.size} different ${byDestination.size === 1 ? 'value' : 'values'}`,
      records: merged,
    },
  ];
};

/** The same value became now this, now that: a picklist does not do that, a fault does. */
const scatter = (tally: Tally): FidelityFinding[] => {
  const strays = [...tally.bySource.values()]
    .filter((counts) => counts.size > 1)
    .map((counts) => [...counts.values()].reduce((sum, one) => sum + one, 0) - Math.max(...counts.values()));
  const records = strays.reduce((sum, one) => sum + one, 0);
  return records === 0
    ? []
    : [
        {
          kind: 'values-scattered',
          pair: null,
          expected: 'one destination value for each source value',
          actual: `several for ${strays.length} of ${tally.bySource.size} source values`,
          records,
        },
      ];
};

/** A picklist: different values stay apart, equal values stay together. */
export const checkPicklist = (): FidelityObserver => {
  const tally: Tally = { bySource: new Map() };
  return {
    observe: (pair) => {
      const filling = compareFilling(pair);
      if (filling || isBlank(pair.source)) return filling;
      add(tally, (pair.source ?? '').trim().toLowerCase(), (pair.destination ?? '').trim().toLowerCase());
      return null;
    },
    conclude: () => [...collapse(tally), ...scatter(tally)],
  };
};
