import type { FieldValue } from '#domain/record.ts';
import { plainDigits } from '../exact-number.ts';
import { decodeEscapes } from './decode-escapes.ts';
import { serialDate } from './serial-date.ts';
import type { Workbook } from './workbook.ts';

/** A cell as the sheet's XML has it. */
export interface RawCell {
  readonly row: number;
  readonly column: number;
  /** Attribute `t`: 's', 'str', 'inlineStr', 'b', 'e', 'n', 'd'. */
  readonly type: string;
  readonly style: number;
  /** Text of `v`, null if there is none. */
  readonly value: string | null;
  /** Text of `is`, null if there is none. */
  readonly inline: string | null;
  readonly formula: boolean;
}

/**
 * value    what the cell holds; null for nothing
 * problem  it holds something that is no value, in a few words
 * broken   the workbook contradicts itself
 */
export type CellValue =
  | { readonly kind: 'value'; readonly value: FieldValue }
  | { readonly kind: 'problem'; readonly detail: string }
  | { readonly kind: 'broken'; readonly detail: string };

const ERRORS = new Set(['#NULL!', '#DIV/0!', '#VALUE!', '#REF!', '#NAME?', '#NUM!', '#N/A', '#GETTING_DATA']);

const value = (text: FieldValue): CellValue => ({ kind: 'value', value: text });
const broken = (detail: string): CellValue => ({ kind: 'broken', detail });

/**
 * Whole numbers as they are written; others as the shortest text that is the same double, so that 0.1 stays 0.1 where the
 * workbook has 0.10000000000000001.
 */
const numberText = (text: string): string | null => {
  if (/^-?\d+$/.test(text)) return plainDigits(text);
  const number = Number(text);
  return text === '' || !Number.isFinite(number) ? null : plainDigits(String(number));
};

const numberValue = (text: string, style: number, { kinds, date1904 }: Workbook): CellValue => {
  const plain = numberText(text.trim());
  if (plain === null) return broken('is no number');
  const kind = kinds[style] ?? 'number';
  return value((kind === 'number' ? null : serialDate(Number(text), kind, date1904)) ?? plain);
};

const MIDNIGHT = /T00:00(:00(\.0+)?)?$/;

/** A date written out (strict workbooks): without its time where the format shows none and the time is midnight. */
const isoValue = (text: string, style: number, { kinds }: Workbook): CellValue => {
  const dateOnly = kinds[style] === 'date' && MIDNIGHT.test(text);
  return value(dateOnly ? text.slice(0, text.indexOf('T')) : text);
};

const sharedValue = (text: string, { strings }: Workbook): CellValue => {
  const index = /^\s*\d+\s*$/.test(text) ? Number(text) : -1;
  const found = index < 0 ? undefined : strings.get(index);
  return found === undefined ? broken('refers to a text that is not there') : value(found);
};

/** What a cell holds, as canonical text. */
export const cellValue = (cell: RawCell, workbook: Workbook): CellValue => {
  const { type, value: text, style } = cell;
  if (type === 'inlineStr') return value(decodeEscapes(cell.inline ?? text ?? ''));
  if (text === null || (text.trim() === '' && type === 'n')) {
    return cell.formula ? { kind: 'problem', detail: 'a formula without a result' } : value(null);
  }
  switch (type) {
    case 's':
      return sharedValue(text, workbook);
    case 'str':
      return value(decodeEscapes(text));
    case 'b':
      return value(['1', 'true'].includes(text.trim()) ? 'true' : 'false');
    case 'e':
      return { kind: 'problem', detail: `an error${ERRORS.has(text) ? ` (${text})` : ''}` };
    case 'd':
      return isoValue(text.trim(), style, workbook);
    case 'n':
      return numberValue(text, style, workbook);
    default:
      return broken('is of an unknown type');
  }
};
