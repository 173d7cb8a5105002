import { compareFilling, isBlank, type FidelityFinding, type FidelityObserver } from './fidelity-observer.ts';

/** Where the children of one parent have gone. Nearly always to one other: only a split one needs a map. */
interface Partners {
  readonly first: string;
  /** Children under `first`. */
  records: number;
  others: Map<string, number> | null;
}

/** parent on one side → parents on the other side, with their children */
type Kinship = Map<string, Partners>;

const count = (kinship: Kinship, from: string, to: string): void => {
  const partners = kinship.get(from);
  if (!partners) kinship.set(from, { first: to, records: 1, others: null });
  else if (partners.first === to) partners.records += 1;
  else {
    partners.others ??= new Map();
    partners.others.set(to, (partners.others.get(to) ?? 0) + 1);
  }
};

/** Children that went to another parent than most of their brothers and sisters. */
const strays = (kinship: Kinship): { parents: number; children: number } => {
  let [parents, children] = [0, 0];
  for (const { records, others } of kinship.values()) {
    if (!others) continue;
    const counts = [records, ...others.values()];
    parents += 1;
    children += counts.reduce((sum, one) => sum + one, 0) - Math.max(...counts);
  }
  return { parents, children };
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
