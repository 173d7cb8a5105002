/** What a number means by its format. */
export type NumberKind = 'number' | 'date' | 'date-time' | 'time' | 'duration';

const between = (id: number, first: number, last: number): boolean => id >= first && id <= last;

/** Formats that a workbook uses without spelling them out (ECMA-376 part 1, 18.8.30, with the East Asian ones). */
const builtInKind = (id: number): NumberKind => {
  if (id === 22) return 'date-time';
  if (id === 46) return 'duration';
  if (between(id, 14, 17) || between(id, 27, 31) || id === 36 || between(id, 50, 54) || between(id, 57, 58)) {
    return 'date';
  }
  if (between(id, 18, 21) || between(id, 32, 35) || between(id, 55, 56)) return 'time';
  return id === 45 || id === 47 ? 'time' : 'number';
};

/** Takes out what is shown as it stands: quoted text, escaped and padding characters, colours, currencies. */
const tokensOf = (code: string): string =>
  code
    .replaceAll(/"[^"]*"/g, '')
    .replaceAll(/[\\_*]./g, '')
    .replaceAll(/\[(h+|m+|s+)\]/gi, '\u0001')
    .replaceAll(/\[[^\]]*\]/g, '')
    .replaceAll(/am\/pm|a\/p/gi, '')
    .toLowerCase();

/** Kind of a format by its code: `yyyy-mm-dd` is a date, `#,##0.00` a number. */
export const kindOfFormatCode = (code: string): NumberKind => {
  const tokens = tokensOf(code).split(';')[0] ?? '';
  if (tokens.includes('general')) return 'number';
  if (tokens.includes('\u0001')) return 'duration';
  const clock = /[hs]/.test(tokens);
  // '0', '#' and '?' stand for digits; with a clock they are fractions of a second.
  if (!clock && /[0#?]/.test(tokens)) return 'number';
  const calendar = /[yd]/.test(tokens) || (!clock && tokens.includes('m'));
  if (calendar) return clock ? 'date-time' : 'date';
  return clock ? 'time' : 'number';
};

/** @param custom the workbook's own formats, by id */
export const kindOfFormat = (id: number, custom: ReadonlyMap<number, string>): NumberKind => {
  const code = custom.get(id);
  return code === undefined ? builtInKind(id) : kindOfFormatCode(code);
};
