import type { FieldValue } from '#domain/record.ts';
import type { FieldType } from '#domain/system-schema.ts';
import { plainDigits } from '../exact-number.ts';
import { stringText } from './object-members.ts';

export type JsonKind = Extract<FieldType, 'text' | 'boolean' | 'integer' | 'decimal' | 'list' | 'json'>;

export interface JsonField {
  readonly value: FieldValue;
  /** Null for nothing. */
  readonly kind: JsonKind | null;
}

/** What TypeScript's library does not describe yet (ECMAScript: JSON.parse source text access). */
interface JsonSourceText {
  parse(
    text: string,
    reviver: (key: string, value: unknown, context: { source?: string }) => unknown,
  ): unknown;
}
// Node 24 has it; only the types are behind.
const json = JSON as unknown as JsonSourceText;

/** The texts of an array of plain values, numbers as they are spelled; null if there is anything else in it. */
const listTexts = (raw: string): string[] | null => {
  const list = json.parse(raw, (_key, value, { source }) =>
    typeof value === 'number' || typeof value === 'boolean' ? (source ?? String(value)) : value,
  );
  if (!Array.isArray(list)) return null;
  const texts = list.filter((each) => typeof each === 'string');
  return texts.length === list.length ? texts : null;
};

const numberField = (raw: string): JsonField => {
  const digits = plainDigits(raw);
  if (digits === null) return { value: raw, kind: 'text' };
  return { value: digits, kind: digits.includes('.') ? 'decimal' : 'integer' };
};

/** A JSON value as canonical text, and what kind it is. @param raw valid JSON */
export const jsonField = (raw: string): JsonField => {
  switch (raw.charAt(0)) {
    case '"':
      return { value: stringText(raw), kind: 'text' };
    case 'n':
      return { value: null, kind: null };
    case 't':
    case 'f':
      return { value: raw, kind: 'boolean' };
    case '{':
      return { value: raw, kind: 'json' };
    case '[': {
      const texts = listTexts(raw);
      return texts === null ? { value: raw, kind: 'json' } : { value: JSON.stringify(texts), kind: 'list' };
    }
    default:
      return numberField(raw);
  }
};

/** The kind of a field that holds both: what is of several kinds is text. */
export const commonKind = (a: JsonKind | null, b: JsonKind | null): JsonKind | null => {
  if (a === null || b === null || a === b) return a ?? b;
  const numbers = [a, b].every((kind) => kind === 'integer' || kind === 'decimal');
  return numbers ? 'decimal' : 'text';
};
