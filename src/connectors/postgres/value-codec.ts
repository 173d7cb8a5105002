import type { FieldType } from '#domain/system-schema.ts';
import { type ArrayItem, parseArrayLiteral, writeArrayLiteral } from './array-literal.ts';
import { decimalParts, expandExponent, survivesFloat } from './number-forms.ts';

/** Why a value cannot be written to a field: a few words without the value. */
export interface Refusal {
  readonly refused: string;
}

/**
 * Between a type's text in PostgreSQL, with the session settings that session.ts pins, and the canonical text of
 * domain/record.ts. Forms beyond that table, each lossless and written back as it is read:
 *
 * numbers      'NaN', 'Infinity', '-Infinity'
 * date, local, instant  'infinity', '-infinity'; years before 1 end in ' BC' ('0044-03-15 BC'); years have four digits or more
 * list         null and nested arrays as in JSON; bounds that do not begin at 1 stay in PostgreSQL's notation
 * all other types (interval as ISO 8601, inet, ranges …) are 'text', as PostgreSQL writes them
 */
export interface ValueCodec {
  readonly type: FieldType;
  /** Put behind the column's name in a SELECT, where the type's own text would not do. */
  readonly selectCast: string;
  /** Null: the text is canonical already. */
  readonly toCanonical: ((text: string) => string) | null;
  /** PostgreSQL's input text for a canonical text. Never throws. */
  readonly fromCanonical: (text: string) => string | Refusal;
}

/** What a column's declaration adds to its type. */
export interface TypeLimits {
  readonly maxLength?: number | undefined;
  readonly precision?: number | undefined;
  readonly scale?: number | undefined;
  readonly picklist?: readonly string[] | undefined;
  /** Digits of a second that a time keeps. */
  readonly secondDigits?: number | undefined;
}

const refuse = (refused: string): Refusal => ({ refused });
const asText = (text: string): string | Refusal => {
  if (text.includes('\0')) return refuse('holds a NUL character, which PostgreSQL cannot store');
  if (!text.isWellFormed())
    return refuse('holds half a character (a lone surrogate), which UTF-8 cannot express');
  return text;
};

const countCharacters = (text: string): number => {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
};

const textCodec = ({ maxLength, picklist }: TypeLimits, selectCast = ''): ValueCodec => {
  const accepted = picklist ? new Set(picklist) : null;
  return {
    type: 'text',
    selectCast,
    toCanonical: null,
    fromCanonical: (text) => {
      if (accepted && !accepted.has(text)) return refuse('is not one of the values the field accepts');
      if (maxLength !== undefined && text.length > maxLength) {
        const characters = countCharacters(text);
        if (characters > maxLength) return refuse(`longer than ${maxLength} characters (${characters})`);
      }
      return asText(text);
    },
  };
};

const INTEGER = /^-?\d+$/;
const DECIMAL = /^-?\d+(\.\d+)?$/;
const NOT_FINITE = /^(NaN|-?Infinity)$/;

const integerCodec = (min: bigint, max: bigint): ValueCodec => ({
  type: 'integer',
  selectCast: '',
  toCanonical: null,
  fromCanonical: (text) => {
    if (!INTEGER.test(text)) return refuse('is not a whole number');
    // Nine digits fit every integer type but the smallest.
    if (text.length <= 9 && max > 999_999_999n) return text;
    const value = BigInt(text);
    return value < min || value > max ? refuse('is out of the range of the field') : text;
  },
});

const numericCodec = ({ precision, scale }: TypeLimits): ValueCodec => ({
  type: 'decimal',
  selectCast: '',
  toCanonical: null,
  fromCanonical: (text) => {
    if (NOT_FINITE.test(text))
      return precision === undefined || text === 'NaN' ? text : refuse('is not finite');
    if (!DECIMAL.test(text)) return refuse('is not a plain decimal number');
    if (precision === undefined || scale === undefined) return text;
    const { whole, fraction } = decimalParts(text);
    if (fraction.length > scale)
      return refuse(`has ${fraction.length} digits after the point; the field keeps ${scale}`);
    if (whole.length > precision - scale)
      return refuse(`has ${whole.length} digits before the point; the field keeps ${precision - scale}`);
    return text;
  },
});

const floatCodec = (bytes: 4 | 8): ValueCodec => ({
  type: 'decimal',
  selectCast: '',
  toCanonical: expandExponent,
  fromCanonical: (text) => {
    if (NOT_FINITE.test(text)) return text;
    if (!DECIMAL.test(text)) return refuse('is not a plain decimal number');
    return survivesFloat(text, bytes)
      ? text
      : refuse('has more digits than a floating-point field keeps exactly');
  },
});

const booleanCodec: ValueCodec = {
  type: 'boolean',
  selectCast: '',
  toCanonical: (text) => (text === 't' ? 'true' : 'false'),
  fromCanonical: (text) =>
    text === 'true' || text === 'false' ? text : refuse("is neither 'true' nor 'false'"),
};

const DATE = '(\\d{4,7})-(\\d\\d)-(\\d\\d)';
const CLOCK = 'T(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.(\\d{1,6}))?';
const DATE_FORM = new RegExp(`^${DATE}( BC)?$`);
const LOCAL_FORM = new RegExp(`^${DATE}${CLOCK}( BC)?$`);
const INSTANT_FORM = new RegExp(`^${DATE}${CLOCK}Z( BC)?$`);
const ENDLESS = /^-?infinity$/;

const isLeapYear = (year: number): boolean => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);

const MONTH_DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Year 1 BC is the leap year 0 of the astronomers, and so on down. */
const isDay = (match: RegExpExecArray): boolean => {
  const named = Number(match[1]);
  const month = Number(match[2]);
  const day = Number(match[3]);
  if (named === 0 || day === 0) return false;
  if (day <= 28) return month >= 1 && month <= 12;
  const year = match.at(-1) === undefined ? named : 1 - named;
  return day <= (month === 2 && isLeapYear(Math.abs(year)) ? 29 : (MONTH_DAYS[month - 1] ?? 0));
};

const timeCodec = (
  type: 'date' | 'local' | 'instant',
  options: { form: RegExp; toCanonical: ((text: string) => string) | null; limits: TypeLimits },
): ValueCodec => ({
  type,
  selectCast: '',
  toCanonical: options.toCanonical,
  fromCanonical: (text) => {
    if (ENDLESS.test(text)) return text;
    const match = options.form.exec(text);
    if (!match) return refuse(`is not in the form of a ${type === 'local' ? 'local time' : type}`);
    if (!isDay(match)) return refuse('names a day that does not exist');
    const kept = options.limits.secondDigits;
    const fraction = type === 'date' ? '' : (match[4] ?? '').replace(/0+$/, '');
    return kept !== undefined && fraction.length > kept
      ? refuse(`has ${fraction.length} digits of a second; the field keeps ${kept}`)
      : text;
  },
});

const localToCanonical = (text: string): string => text.replace(' ', 'T').replace('TBC', ' BC');
const ZONE = '+00';
const instantToCanonical = (text: string): string => {
  const zone = text.indexOf(ZONE);
  if (zone === -1) return text;
  return `${text.slice(0, zone).replace(' ', 'T')}Z${text.slice(zone + ZONE.length)}`;
};

const uuidCodec: ValueCodec = {
  type: 'uuid',
  selectCast: '',
  toCanonical: null,
  fromCanonical: (text) =>
    /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text) ? text : refuse('is not a UUID'),
};

const bytesCodec: ValueCodec = {
  type: 'bytes',
  selectCast: '',
  toCanonical: (text) => text.slice(2),
  fromCanonical: (text) =>
    /^(?:[0-9a-f]{2})*$/i.test(text) ? `\\x${text}` : refuse('is not bytes in hexadecimal'),
};

/** The codec of a base type, by its name in pg_catalog. A type not known here is text, as PostgreSQL writes it. */
export const scalarCodec = (typeName: string, limits: TypeLimits): ValueCodec => {
  switch (typeName) {
    case 'int2':
      return integerCodec(-32_768n, 32_767n);
    case 'int4':
      return integerCodec(-2_147_483_648n, 2_147_483_647n);
    case 'int8':
      return integerCodec(-9_223_372_036_854_775_808n, 9_223_372_036_854_775_807n);
    case 'oid':
      return integerCodec(0n, 4_294_967_295n);
    case 'numeric':
      return numericCodec(limits);
    case 'money':
      return { ...numericCodec({ precision: 19, scale: 2 }), selectCast: '::numeric' };
    case 'float4':
      return floatCodec(4);
    case 'float8':
      return floatCodec(8);
    case 'bool':
      return booleanCodec;
    case 'date':
      return timeCodec('date', { form: DATE_FORM, toCanonical: null, limits });
    case 'timestamp':
      return timeCodec('local', { form: LOCAL_FORM, toCanonical: localToCanonical, limits });
    case 'timestamptz':
      return timeCodec('instant', { form: INSTANT_FORM, toCanonical: instantToCanonical, limits });
    case 'uuid':
      return uuidCodec;
    case 'json':
    case 'jsonb':
      return { type: 'json', selectCast: '', toCanonical: null, fromCanonical: asText };
    case 'bytea':
      return bytesCodec;
    case 'bpchar':
      return textCodec(limits, '::text');
    default:
      return textCodec(limits);
  }
};

const isItems = (value: unknown): value is readonly ArrayItem[] =>
  Array.isArray(value) && value.every((item) => item === null || typeof item === 'string' || isItems(item));

const parseItems = (text: string): readonly ArrayItem[] | null => {
  try {
    const value: unknown = JSON.parse(text);
    return isItems(value) ? value : null;
  } catch {
    // Not JSON at all: the same answer as JSON of another shape.
    return null;
  }
};

/** A list of elements of one type. */
export const listCodec = (element: ValueCodec): ValueCodec => {
  const outward = (items: readonly ArrayItem[]): ArrayItem[] =>
    items.map((item) => {
      if (typeof item !== 'string') return item === null ? null : outward(item);
      return element.toCanonical ? element.toCanonical(item) : item;
    });
  const inward = (items: readonly ArrayItem[]): readonly ArrayItem[] | Refusal => {
    const written: ArrayItem[] = [];
    for (const item of items) {
      if (item === null) written.push(null);
      else {
        const value = typeof item === 'string' ? element.fromCanonical(item) : inward(item);
        if (typeof value === 'object' && 'refused' in value)
          return refuse(`has an element that ${value.refused}`);
        written.push(value);
      }
    }
    return written;
  };
  return {
    type: 'list',
    selectCast: element.selectCast === '' ? '' : `${element.selectCast}[]`,
    toCanonical: (text) => {
      const items = parseArrayLiteral(text);
      return items ? JSON.stringify(outward(items)) : text;
    },
    fromCanonical: (text) => {
      if (/^\[-?\d+:/.test(text)) return asText(text);
      const items = parseItems(text);
      if (!items) return refuse('is not a JSON array of texts');
      const written = inward(items);
      return 'refused' in written ? written : writeArrayLiteral(written);
    },
  };
};
