/**
 * Remembers answers of a slow pure function. When full it forgets the older half, so that memory stays bounded and values
 * that come again and again stay known.
 */
export const boundedMemo = <T>(compute: (key: string) => T, entriesMax: number): ((key: string) => T) => {
  let fresh = new Map<string, T>();
  let old = new Map<string, T>();
  return (key) => {
    const known = fresh.get(key);
    if (known !== undefined) return known;
    const answer = old.get(key) ?? compute(key);
    if (fresh.size >= entriesMax / 2) {
      old = fresh;
      fresh = new Map();
    }
    fresh.set(key, answer);
    return answer;
  };
};
