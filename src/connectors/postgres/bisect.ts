/**
 * Finds the items that make a whole fail, by halves: n items with k bad ones take about k·log n attempts, one if all are good.
 * @param attempt does items `from` to `through` (both inclusive) wholly or not at all; answers why not, or null
 * @returns the fault of each bad item, by its place
 */
export const bisect = async <Fault>(
  count: number,
  attempt: (from: number, through: number) => Promise<Fault | null>,
): Promise<Map<number, Fault>> => {
  const faults = new Map<number, Fault>();
  const search = async (from: number, through: number): Promise<void> => {
    const fault = await attempt(from, through);
    if (fault === null) return;
    if (from === through) {
      faults.set(from, fault);
      return;
    }
    const middle = Math.floor((from + through) / 2);
    await search(from, middle);
    await search(middle + 1, through);
  };
  if (count > 0) await search(0, count - 1);
  return faults;
};
