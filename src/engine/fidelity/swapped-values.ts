/** Words of a value. What people write for yes and no stands for itself, so that 'Yes' can be told from 'false'. */
const TRUTH: ReadonlyMap<string, string> = new Map([
  ...['yes', 'y', 'true', 't', '1', 'on'].map((word) => [word, 'true'] as const),
  ...['no', 'n', 'false', 'f', '0', 'off'].map((word) => [word, 'false'] as const),
]);

const wordsOf = (value: string): string[] => {
  const words = value
    .normalize('NFKC')
    .toLowerCase()
    .split(/[^\p{L}\p{N}\p{M}]+/u)
    .filter((word) => word !== '');
  const [only] = words;
  return words.length === 1 && only !== undefined ? [TRUTH.get(only) ?? only] : words;
};

const isBeginning = (one: string, other: string): boolean =>
  Math.min(one.length, other.length) >= 2 && (one.startsWith(other) || other.startsWith(one));

/** How much two values look alike: 0 nothing in common, 1 the same words. 'Inbound' is half of what 'in' is. */
const likeness = (source: readonly string[], destination: readonly string[]): number => {
  const common = source.reduce((sum, word) => {
    if (destination.includes(word)) return sum + 1;
    return destination.some((other) => isBeginning(word, other)) ? sum + 0.5 : sum;
  }, 0);
  return common / Math.max(1, source.length + destination.length - common);
};

/**
 * Source values that changed places: each looks more like the destination value that another of them became than like its
 * own, and they go round in a circle ('Closed Won' → 'lost', 'Closed Lost' → 'won'). A single better likeness tells nothing.
 *
 * @param became source value → the destination value most of its records show
 */
export const swappedValues = (became: ReadonlyMap<string, string>): string[] => {
  const words = new Map([...became.keys(), ...became.values()].map((value) => [value, wordsOf(value)]));
  const alike = (source: string, destination: string): number =>
    likeness(words.get(source) ?? [], words.get(destination) ?? []);
  const owners = new Map([...became].map(([source, destination]) => [destination, source]));
  const wants = new Map<string, string>();
  for (const [source, own] of became) {
    let [best, place] = [alike(source, own), own];
    for (const destination of owners.keys()) {
      const score = alike(source, destination);
      if (score > best) [best, place] = [score, destination];
    }
    const owner = owners.get(place);
    if (place !== own && owner !== undefined) wants.set(source, owner);
  }
  return [...wants.keys()].filter((source) => {
    let at = wants.get(source);
    for (let steps = 0; at !== undefined && at !== source && steps < wants.size; steps += 1)
      at = wants.get(at);
    return at === source;
  });
};
