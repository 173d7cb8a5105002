import type { RawCell } from './cell-value.ts';

/** A cell whose XML is being read. */
export interface OpenCell {
  open(name: string): void;
  text(piece: string): void;
  close(name: string): void;
  /** What it came to. */
  raw(): RawCell;
}

export const openCell = (
  place: { row: number; column: number },
  attributes: Readonly<Record<string, string>>,
): OpenCell => {
  const type = attributes['t'] ?? 'n';
  const style = Number(attributes['s'] ?? 0);
  const texts: { value: string | null; inline: string | null } = { value: null, inline: null };
  let formula = false;
  let into: keyof typeof texts | null = null;
  let phonetic = 0; // how a word is spoken stands beside it and is no part of it
  return {
    open: (name) => {
      if (name === 'f') formula = true;
      if (name === 'rPh') phonetic += 1;
      if (name === 'v') into = 'value';
      if (name === 't' && phonetic === 0) into = 'inline';
      if (into !== null) texts[into] ??= '';
    },
    text: (piece) => {
      if (into !== null) texts[into] += piece;
    },
    close: (name) => {
      if (name === 'v' || name === 't') into = null;
      if (name === 'rPh') phonetic -= 1;
    },
    raw: () => ({ ...place, type, style, ...texts, formula }),
  };
};
