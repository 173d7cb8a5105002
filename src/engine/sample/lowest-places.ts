/** Keeps the `size` records with the lowest places: what fills up a class whose share of the sample would be too small. */
export const createLowestPlaces = <Id>(size: number): { offer(id: Id, place: number): void; ids(): Id[] } => {
  let kept: { id: Id; place: number }[] = [];
  let highest = Number.POSITIVE_INFINITY;
  const prune = (): void => {
    kept = kept.toSorted((left, right) => left.place - right.place).slice(0, size);
    if (kept.length >= size) highest = kept.at(-1)?.place ?? highest;
  };
  return {
    offer: (id, place) => {
      if (size === 0 || place >= highest) return;
      kept.push({ id, place });
      if (kept.length >= size * 2) prune();
    },
    ids: () => {
      prune();
      return kept.map((one) => one.id);
    },
  };
};
