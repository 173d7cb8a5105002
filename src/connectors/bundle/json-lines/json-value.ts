import type { FieldValue } from '#domain/record.ts';
import type { FieldType } from '#domain/system-schema.ts';
import { plainDigits } from '../exact-number.ts';

export type JsonKind = Extract<FieldType, 'text' | 'boolean' | 'integer' | 'decimal' | 'list' | 'json'>;

/** A number as the file spells it: JavaScript would round a 20-digit id. */
interface ExactNumber {
  readonly rawJSON: string;
}

/** What TypeScript's library does not describe yet (ECMAScript: JSON.parse source text access). */
interface JsonSourceText {
  parse(
    text: string,
    reviver: (key: string, value: unknown, context: { source?: string }) => unknown,
  ): unknown;
  rawJSON(text: string): ExactNumber;
  isRawJSON(value: unknown): value is ExactNumber;
}
// Node 24 has all three; only the types are behind.
const json = JSON as unknown as JsonSourceText;

/** Parses JSON, keeping every number as it is spelled. @throws SyntaxError, whose message quotes the text */
export const parseExactJson = (text: string): unknown =>
  json.parse(text, (_key, value, { source }) =>
    typeof value === 'number' && source !== undefined ? json.rawJSON(source) : value,
  );

const scalarText = (value: unknown): string | null => {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return String(value);
  return json.isRawJSON(value) ? value.rawJSON : null;
};

const numberField = ({ rawJSON }: ExactNumber): { value: FieldValue; kind: JsonKind } => {
  const digits = plainDigits(rawJSON);
  if (digits === null) return { value: rawJSON, kind: 'text' };
  return { value: digits, kind: digits.includes('.') ? 'decimal' : 'integer' };
};

/** A JSON value as canonical text, and what kind it is; null for nothing. */
export const jsonField = (value: unknown): { value: FieldValue; kind: JsonKind | null } => {
  if (value === null) return { value: null, kind: null };
  if (typeof value === 'string') return { value, kind: 'text' };
  if (typeof value === 'boolean') return { value: String(value), kind: 'boolean' };
  if (json.isRawJSON(value)) return numberField(value);
  if (Array.isArray(value)) {
    const texts = value.map(scalarText);
    if (!texts.includes(null)) return { value: JSON.stringify(texts), kind: 'list' };
  }
  return { value: JSON.stringify(value), kind: 'json' };
};

/** The kind of a field that holds both: what is of several kinds is text. */
export const commonKind = (a: JsonKind | null, b: JsonKind | null): JsonKind | null => {
  if (a === null || b === null || a === b) return a ?? b;
  const numbers = [a, b].every((kind) => kind === 'integer' || kind === 'decimal');
  return numbers ? 'decimal' : 'text';
};

/**
 * How many names the outermost object spells out. Parsing keeps the last of two equal ones and says nothing.
 * @param text valid JSON
 */
export const countNames = (text: string): number => {
  let names = 0;
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    switch (text.charCodeAt(at)) {
      case 0x22: // a quote: on to the one that closes
        for (at += 1; text.charCodeAt(at) !== 0x22; at += 1) if (text.charCodeAt(at) === 0x5c) at += 1;
        break;
      case 0x7b: // {
      case 0x5b: // [
        depth += 1;
        break;
      case 0x7d: // }
      case 0x5d: // ]
        depth -= 1;
        break;
      case 0x3a: // :
        if (depth === 1) names += 1;
        break;
      default:
    }
  }
  return names;
};
