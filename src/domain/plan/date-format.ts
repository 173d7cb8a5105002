/** The Luxon tokens that can be read without guessing. Each with what it says of a moment. */
export const DATE_TOKENS = {
  yyyy: 'year',
  y: 'year',
  yy: 'year',
  M: 'month',
  MM: 'month',
  L: 'month',
  LL: 'month',
  MMM: 'month',
  LLL: 'month',
  MMMM: 'month',
  LLLL: 'month',
  d: 'day',
  dd: 'day',
  EEE: 'weekday',
  ccc: 'weekday',
  EEEE: 'weekday',
  cccc: 'weekday',
  H: 'hour',
  HH: 'hour',
  h: 'hour12',
  hh: 'hour12',
  a: 'meridiem',
  m: 'minute',
  mm: 'minute',
  s: 'second',
  ss: 'second',
  S: 'fraction',
  SSS: 'fraction',
  u: 'fraction',
  Z: 'offset',
  ZZ: 'offset',
  ZZZ: 'offset',
  z: 'zone',
} as const;
export type DateToken = keyof typeof DATE_TOKENS;
export type DateUnit = (typeof DATE_TOKENS)[DateToken];

export type DatePiece = { readonly literal: string } | { readonly token: DateToken };

export interface DateFormat {
  readonly pieces: readonly DatePiece[];
  readonly units: ReadonlySet<DateUnit>;
}

const isDateToken = (text: string): text is DateToken => Object.hasOwn(DATE_TOKENS, text);

/** Whole ISO 8601 dates and times; written `ISO` in a plan. */
export const ISO_FORMAT = 'ISO';

/** Takes a Luxon format apart: 'M/d/yyyy h:mm a', with quotes around literal words. */
export const readDateFormat = (format: string): DateFormat | { readonly problem: string } => {
  const pieces: DatePiece[] = [];
  const units = new Set<DateUnit>();
  for (const match of format.matchAll(/'([^']*)'|([A-Za-z])\2*|[^A-Za-z']+|'/g)) {
    const [whole, quoted, letter] = match;
    if (whole === "'") return { problem: 'a quote that is never closed' };
    if (quoted !== undefined) pieces.push({ literal: quoted });
    else if (letter === undefined) pieces.push({ literal: whole });
    else if (isDateToken(whole)) {
      const unit = DATE_TOKENS[whole];
      if (units.has(unit)) return { problem: `it names the ${unit} twice` };
      units.add(unit);
      pieces.push({ token: whole });
    } else {
      return {
        problem: `'${whole}' is not a token that can be read. Known are ${Object.keys(DATE_TOKENS).join(', ')}; put words in quotes`,
      };
    }
  }
  const missing = (['year', 'month', 'day'] as const).filter((unit) => !units.has(unit));
  if (missing.length > 0)
    return { problem: `it names no ${missing.join(' and no ')}, which would have to be guessed` };
  if (units.has('hour12') !== units.has('meridiem')) {
    return {
      problem: "'h' and 'a' belong together: without both, 5 in the morning and 5 in the afternoon are one",
    };
  }
  if (units.has('hour') && units.has('hour12')) return { problem: 'it names the hour twice' };
  return { pieces, units };
};

/** Does the zone database know it? */
export const isZone = (zone: string): boolean => {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: zone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
};
