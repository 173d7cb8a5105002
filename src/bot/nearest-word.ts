/** Edits (insert, delete, replace, swap of neighbours) that turn one word into the other. */
const editDistance = (from: string, to: string): number => {
  const rows: number[][] = [Array.from({ length: to.length + 1 }, (_, column) => column)];
  const at = (row: number, column: number): number => rows[row]?.[column] ?? 0;
  for (let row = 1; row <= from.length; row += 1) {
    const line = [row];
    rows.push(line);
    for (let column = 1; column <= to.length; column += 1) {
      const same = from[row - 1] === to[column - 1];
      let best = Math.min(
        at(row - 1, column) + 1,
        (line[column - 1] ?? 0) + 1,
        at(row - 1, column - 1) + (same ? 0 : 1),
      );
      const swapped =
        row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      if (swapped) best = Math.min(best, at(row - 2, column - 2) + 1);
      line.push(best);
    }
  }
  return at(from.length, to.length);
};

/** The word that was probably meant, or null when none is close: at most a third of its letters may differ. */
export const nearestWord = (typed: string, words: readonly string[]): string | null => {
  const wanted = typed.toLowerCase().slice(0, 40);
  if (wanted.length >= 2) {
    const begun = words.filter((word) => word.startsWith(wanted));
    if (begun.length === 1) return begun[0] ?? null;
  }
  let best: { word: string; distance: number } | null = null;
  for (const word of words) {
    const distance = editDistance(wanted, word);
    if (distance <= Math.max(1, Math.floor(word.length / 3)) && (best === null || distance < best.distance)) {
      best = { word, distance };
    }
  }
  return best?.word ?? null;
};
