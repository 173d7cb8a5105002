import type { QuarantineReason } from '#domain/quarantine.ts';
import { foldName, statesOf } from '#domain/plan/states.ts';
import { countryCode } from './country-names.ts';

export interface Address {
  readonly line1: string | null;
  readonly line2: string | null;
  readonly city: string | null;
  /** Postal code of the state or province where the country uses one: 'NC'. */
  readonly state: string | null;
  readonly 'postal-code': string | null;
  /** ISO alpha-2. */
  readonly country: string;
}

const refuse = (detail: string): QuarantineReason => ({ code: 'address-invalid', detail });
const UNCLEAR = refuse('its parts cannot be told apart for sure');
const TOO_MANY = refuse('more lines than street, second line and city');

/** What a country's last parts say; the parts before them are street lines. */
interface Tail {
  readonly city: string;
  readonly state: string | null;
  readonly postalCode: string | null;
  readonly lines: readonly string[];
}

const stateCode = (country: string, text: string): string | undefined =>
  statesOf(country)?.get(foldName(text))?.code;

/** '… , Charlotte, NC 28202', '…, Montréal, QC H2X 1Y4', also 'Charlotte NC 28202' where the state is its two letters. */
const northAmerican = (country: 'US' | 'CA', code: string) => {
  const onlyCode = new RegExp(`^${code}$`, 'i');
  const endsInCode = new RegExp(`^(.+?)\\s+(${code})$`, 'i');
  return (parts: readonly string[]): Tail | null => {
    const last = parts.at(-1) ?? '';
    const alone = onlyCode.test(last);
    // A code in a part of its own: 'Charlotte, NC, 28202'.
    const joined = alone ? `${parts.at(-2) ?? ''} ${last}` : last;
    const rest = parts.slice(0, alone ? -2 : -1);
    const match = endsInCode.exec(joined);
    const words = match?.[1] ?? (alone ? '' : joined);
    const postalCode = match?.[2]?.toUpperCase() ?? null;
    const whole = stateCode(country, words);
    const city = rest.at(-1);
    if (whole !== undefined && city !== undefined) {
      return { city, state: whole, postalCode, lines: rest.slice(0, -1) };
    }
    const [, town, letters] = /^(.+?)\s+([A-Z]{2})$/.exec(words) ?? [];
    const state = letters === undefined ? undefined : stateCode(country, letters);
    return town !== undefined && state !== undefined ? { city: town, state, postalCode, lines: rest } : null;
  };
};

const UK_END = /^(?:(.+?)\s+)?(GIR ?0AA|[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2})$/i;

/** '…, London SW1A 2AA' or '…, London, SW1A 2AA'. Without a code nothing says which part is the town. */
const british = (parts: readonly string[]): Tail | null => {
  const match = UK_END.exec(parts.at(-1) ?? '');
  const postalCode = match?.[2];
  if (postalCode === undefined) return null;
  const inLine = match?.[1];
  const city = inLine ?? parts.at(-2);
  return city === undefined
    ? null
    : {
        city,
        state: null,
        postalCode: postalCode.toUpperCase(),
        lines: parts.slice(0, inLine === undefined ? -2 : -1),
      };
};

/** '…, 10115 Berlin' */
const german = (parts: readonly string[]): Tail | null => {
  const [, postalCode, city] = /^(?:D-)?(\d{5})\s+(.+)$/.exec(parts.at(-1) ?? '') ?? [];
  return postalCode === undefined || city === undefined
    ? null
    : { city, state: null, postalCode, lines: parts.slice(0, -1) };
};

const TAILS: ReadonlyMap<string, (parts: readonly string[]) => Tail | null> = new Map([
  ['US', northAmerican('US', '\\d{5}(?:-\\d{4})?')],
  ['CA', northAmerican('CA', '[ABCEGHJ-NPRSTVXY]\\d[A-Z] ?\\d[A-Z]\\d')],
  ['GB', british],
  ['DE', german],
]);

/**
 * Takes an address of the United States, Canada, the United Kingdom or Germany apart at its commas and line breaks. Every
 * word of it ends in exactly one part, or the whole is refused.
 *
 * @param home country of addresses that name none, ISO alpha-2
 */
export const parseAddress = (text: string, home: string): Address | QuarantineReason => {
  const parts = text
    .split(/[,\n\r]+/)
    .flatMap((part) => (part.trim() === '' ? [] : [part.trim().replace(/\s+/g, ' ')]));
  const last = parts.at(-1) ?? '';
  // Two letters are a state sooner than a country: 'CA' is California, 'DE' is Delaware.
  const named = last.length > 2 || /^(?:UK|US|GB)$/i.test(last) ? countryCode(last) : undefined;
  const isState = home === 'US' && named !== undefined && stateCode('US', last) !== undefined;
  const country = named === undefined || isState ? home : named;
  const read = TAILS.get(country);
  if (!read) return refuse('of a country whose addresses cannot be taken apart');
  const tail = read(named === undefined || isState ? parts : parts.slice(0, -1));
  if (!tail) return UNCLEAR;
  const [line1, line2, more] = tail.lines;
  if (line1 === undefined) return refuse('no street in it');
  if (more !== undefined) return TOO_MANY;
  return {
    line1,
    line2: line2 ?? null,
    city: tail.city,
    state: tail.state,
    'postal-code': tail.postalCode,
    country,
  };
};
