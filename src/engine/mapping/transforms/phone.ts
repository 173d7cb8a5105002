import {
  isSupportedCountry,
  parsePhoneNumberFromString,
  type CountryCode,
  type PhoneNumber,
} from 'libphonenumber-js/max';
import { boundedMemo } from '../bounded-memo.ts';
import { meaningStep } from '../text-step.ts';
import type { ParametersOf, Refusal, TransformKind } from '../transform.ts';

const refuse = (detail: string): Refusal => ({ code: 'phone-invalid', detail });
const NOT_ONE = refuse('not one phone number and nothing else');
const NOT_VALID = refuse('no number of this form exists in its region');
const DIGITS_CHANGED = refuse('reading it as a phone number would change its digits');
const EXTENSION = refuse(
  'it has an extension, which E.164 cannot hold; use format: international, or take it off first',
);

/** Parsing reaches some 70,000 numbers a second; a call log repeats a few thousand. About 15 MB when full. */
const MEMO_ENTRIES = 50_000;
/** Regions and formats whose numbers are remembered at a time. */
const MEMOS_MAX = 8;

/** Digits of every script as 0-9, in order. */
const digitsOf = (text: string): string =>
  Array.from(text.normalize('NFKC'))
    .map((character) => (/\p{Nd}/u.test(character) ? asciiDigit(character) : ''))
    .join('');

/** Decimal digits stand in Unicode in runs of ten that begin at a zero. */
const asciiDigit = (character: string): string => {
  if (character >= '0' && character <= '9') return character;
  let point = character.codePointAt(0) ?? 0;
  let value = 0;
  while (value < 9 && /\p{Nd}/u.test(String.fromCodePoint(point - 1))) {
    point -= 1;
    value += 1;
  }
  return String(value);
};

/**
 * Are the digits written the digits read? The number must end with the national number (and the extension), and what
 * stands before may only be a prefix for dialling: international (00, 011), country code, trunk (0, 1, 8).
 */
const keepsDigits = (text: string, number: PhoneNumber): boolean => {
  const written = digitsOf(text);
  const read = `${number.nationalNumber}${number.ext ?? ''}`;
  if (!written.endsWith(read)) return false;
  const prefix = written.slice(0, written.length - read.length);
  return new RegExp(`^(?:00|011|0011|810)?(?:${number.countryCallingCode})?[018]?$`).test(prefix);
};

const FORMATS: Readonly<Record<ParametersOf<'phone'>['format'], (number: PhoneNumber) => string | Refusal>> =
  {
    'E.164': (number) => (number.ext === undefined ? number.number : EXTENSION),
    national: (number) => number.formatNational(),
    international: (number) => number.formatInternational(),
  };

/** Everything before an extension that a number may hold. Letters are not turned into digits. */
const PLAIN = /^[\p{Nd}\s()+./\u2010-\u2015\u2212-]+$/u;
const WITH_EXTENSION = /^(.*?)[\s,;]*(?:ext(?:ension)?\.?|x|#)[\s.:]*\p{Nd}{1,7}$/iu;

const isPlain = (text: string): boolean => PLAIN.test(WITH_EXTENSION.exec(text)?.[1] ?? text);

const reader = (region: CountryCode, format: ParametersOf<'phone'>['format']) => {
  const write = FORMATS[format];
  return (text: string): string | Refusal => {
    if (text.length > 60 || !isPlain(text)) return NOT_ONE;
    const number = parsePhoneNumberFromString(text, { defaultCountry: region, extract: false });
    if (!number) return NOT_ONE;
    if (!number.isValid()) return NOT_VALID;
    return keepsDigits(text, number) ? write(number) : DIGITS_CHANGED;
  };
};

const memos = new Map<string, ReturnType<typeof reader>>();

/** One memo for every mapping of the process: a chunk finds known what the chunks before it read, and parity what load read. */
const rememberingReader = (
  region: CountryCode,
  format: ParametersOf<'phone'>['format'],
): ReturnType<typeof reader> => {
  const key = `${region} ${format}`;
  const known = memos.get(key);
  if (known) return known;
  if (memos.size >= MEMOS_MAX) memos.clear();
  const made = boundedMemo(reader(region, format), MEMO_ENTRIES);
  memos.set(key, made);
  return made;
};

/**
 * A phone number in one form. Numbers without a country code belong to `region`. Never a digit is lost, added or moved:
 * what cannot be read that way is a reason, extensions in E.164 included.
 */
export const phoneTransform: TransformKind<'phone'> = {
  compile: ({ region, format }) =>
    isSupportedCountry(region)
      ? meaningStep(rememberingReader(region, format))
      : () => refuse('the plan names a region without phone numbers'),
  reverse: ({ format }) =>
    format === 'national'
      ? { reversible: false, because: 'a number in national form does not say which country it belongs to' }
      : { reversible: true, run: (value) => value },
};
