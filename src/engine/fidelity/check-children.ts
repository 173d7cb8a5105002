import { compareFilling, isBlank, type FidelityFinding, type FidelityObserver } from './fidelity-observer.ts';

/** parent on one side → parent on the other side → children */
type Kinship = Map<string, Map<string, number>>;

const count = (kinship: Kinship, from: string, to: string): void => {
  const counts = kinship.get(from) ?? new Map<string, number>();
  counts.set(to, (counts.get(to) ?? 0) + 1);
  kinship.set(from, counts);
};

/** Children that went to another parent than most of their brothers and sisters. */
const strays = (kinship: Kinship): { parents: number; children: number } => {
  const split = [...kinship.values()].filter((counts) => counts.size > 1);
  const children = split.map(
    (counts) => [...counts.values()].reduce((sum, one) => sum + one, 0) - Math.max(...counts.values()),
  );
  return { parents: split.length, children: children.reduce((sum, one) => sum + one, 0) };
};

/** Children per parent: those of one parent stay together, those of two parents stay apart, none becomes an orphan. */
export const checkChildren = (): FidelityObserver => {
  const forth: Kinship = new Map();
  const back: Kinship = new Map();
  const finding = (what: string, found: ReturnType<typeof strays>): FidelityFinding[] =>
    found.children === 0
      ? []
      : [
          {
            kind: 'children-lost',
            pair: null,
            expected: 'the children of each parent under one parent',
            actual: `${what} (${found.parents} parents)`,
            records: found.children,
          },
        ];
  return {
    observe: (pair) => {
      const filling = compareFilling(pair);
      if (filling || isBlank(pair.source)) return filling;
      count(forth, pair.source ?? '', pair.destination ?? '');
      count(back, pair.destination ?? '', pair.source ?? '');
      return null;
    },
    conclude: () => [
      ...finding('children of one parent are under several', strays(forth)),
      ...finding('children of several parents are under one', strays(back)),
    ],
  };
};
