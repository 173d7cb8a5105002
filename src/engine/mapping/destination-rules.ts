import type { FieldValue } from '#domain/record.ts';
import type { FieldSchema } from '#domain/system-schema.ts';
import { parseList } from './list-text.ts';
import { isRefusal, type ChainValue, type Refusal } from './transform.ts';
import { daysInMonth } from './wall-time.ts';

/** Checks one value against its destination field and brings it into the type's canonical form, or says why it cannot. */
export type DestinationRule = (value: ChainValue) => FieldValue | Refusal;
type TextRule = (text: string) => string | Refusal;

const invalid = (detail: string): Refusal => ({ code: 'value-invalid', detail });
const REQUIRED: Refusal = {
  code: 'required-empty',
  detail: 'the destination requires a value and the source has none',
};
const NUL = invalid('holds a NUL character, which the destination cannot store');
const HALF = invalid('holds half a character (a lone surrogate), which no text can express');
const SEVERAL = invalid('several values for a field that holds one; join them, or take one with split');
const NOT_LISTED: Refusal = {
  code: 'picklist-refused',
  detail: 'not one of the values the destination accepts',
};

const countCharacters = (text: string): number => {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
};

const textRule =
  ({ maxLength }: FieldSchema): TextRule =>
  (text) => {
    // A string has at least as many units as characters, so most are known to fit without counting.
    if (maxLength === undefined || text.length <= maxLength) return text;
    const length = countCharacters(text);
    return length <= maxLength
      ? text
      : { code: 'too-long', detail: `longer than ${maxLength} characters (${length})` };
  };

const NUMBER = /^(-?)(0|[1-9]\d*)(?:\.(\d+))?$/;
const NOT_PLAIN: Refusal = {
  code: 'number-invalid',
  detail: 'not a plain number; use the number or money transform',
};

const numberRule = ({ type, precision, scale }: FieldSchema): TextRule => {
  const keepAfter = type === 'integer' ? 0 : scale;
  const keepBefore = precision === undefined ? undefined : precision - (keepAfter ?? 0);
  return (text) => {
    const match = NUMBER.exec(text);
    if (!match) return NOT_PLAIN;
    const [, sign = '', whole = '', fraction = ''] = match;
    const after = fraction.replace(/0+$/, '').length;
    if (keepAfter !== undefined && after > keepAfter) {
      return {
        code: 'number-out-of-range',
        detail: `${after} digits after the point where the destination keeps ${keepAfter}`,
      };
    }
    const before = whole === '0' ? 0 : whole.length;
    if (keepBefore !== undefined && before > keepBefore) {
      return {
        code: 'number-out-of-range',
        detail: `${before} digits before the point where the destination keeps ${keepBefore}`,
      };
    }
    if (type !== 'integer') return text;
    return whole === '0' ? '0' : `${sign}${whole}`;
  };
};

const FORMS = {
  date: /^(\d{4})-(\d\d)-(\d\d)$/,
  local: /^(\d{4})-(\d\d)-(\d\d)T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,6})?$/,
  instant: /^(\d{4})-(\d\d)-(\d\d)T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,6})?Z$/,
} as const;

const timeRule = (type: keyof typeof FORMS): TextRule => {
  const refusal: Refusal = {
    code: 'date-invalid',
    detail: `not in the form of a ${type}; use the date transform`,
  };
  const form = FORMS[type];
  return (text) => {
    const [, year = '', month = '', day = ''] = form.exec(text) ?? [];
    const isDay =
      Number(year) >= 1 && Number(day) >= 1 && Number(day) <= daysInMonth(Number(year), Number(month));
    return isDay ? text : refusal;
  };
};

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    // The one question asked of the text.
    return false;
  }
};

/** Accepts what fits the form, in lower case where case means nothing to the type. */
const formRule = (form: RegExp, detail: string): TextRule => {
  const refusal = invalid(detail);
  return (text) => (form.test(text) ? text.toLowerCase() : refusal);
};

const typeRule = (field: FieldSchema): TextRule => {
  switch (field.type) {
    case 'text':
      return textRule(field);
    case 'integer':
    case 'decimal':
      return numberRule(field);
    case 'boolean':
      return (text) =>
        text === 'true' || text === 'false'
          ? text
          : { code: 'boolean-invalid', detail: "neither 'true' nor 'false'; use the boolean transform" };
    case 'date':
    case 'local':
    case 'instant':
      return timeRule(field.type);
    case 'uuid':
      return formRule(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i, 'not a UUID');
    case 'bytes':
      return formRule(/^(?:[0-9a-f]{2})*$/i, 'not bytes in hexadecimal');
    case 'json':
      return (text) => (isJson(text) ? text : invalid('not JSON'));
    case 'list':
      return (text) => (parseList(text) ? text : invalid('not a list; use split to make one'));
  }
};

/**
 * Compiles what a destination field demands of a value: type, length in characters, picklist, digits, no empty where one is
 * required. Nothing is cut or rounded here; what does not fit is a reason.
 *
 * @param options.mayBeEmpty a required field that is filled in a second pass
 */
export const destinationRule = (
  field: FieldSchema,
  options: { readonly mayBeEmpty: boolean },
): DestinationRule => {
  const check = typeRule(field);
  const listed = field.picklist ? new Set(field.picklist) : null;
  const required = field.required && !options.mayBeEmpty;
  const holdsLists = field.type === 'list' || field.type === 'json';
  return (value) => {
    if (value === null) return required ? REQUIRED : null;
    let text: string;
    if (typeof value === 'string') text = value;
    else if (!holdsLists) return SEVERAL;
    else if (value.length === 0) return required ? REQUIRED : null;
    else if (!value.every((item) => item.isWellFormed())) return HALF;
    else text = JSON.stringify(value);
    if (text.includes('\0')) return NUL;
    if (!text.isWellFormed()) return HALF;
    const checked = check(text);
    if (isRefusal(checked) || !listed || holdsLists) return checked;
    return listed.has(checked) ? checked : NOT_LISTED;
  };
};
