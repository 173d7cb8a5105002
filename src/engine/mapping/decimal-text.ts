import Big from 'big.js';
import type { ParametersOf, Refusal } from './transform.ts';

type Separators = Pick<ParametersOf<'number'>, 'decimal' | 'group'>;
type Rounding = ParametersOf<'number'>['rounding'];

const NOT_A_NUMBER: Refusal = {
  code: 'number-invalid',
  detail: 'not a number as the plan says numbers are written',
};
const LEADING_ZEROS: Refusal = {
  code: 'number-invalid',
  detail: 'zeros before the number would be lost; keep it as text, or take them off first',
};

const GROUPS: Readonly<Record<Separators['group'], string>> = {
  ',': ',',
  '.': '\\.',
  ' ': '[ \\u00a0\\u202f]',
  "'": "['’]",
  '': '',
};
const PLAIN = /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/;

const withoutMinusZero = (text: string): string => (/^-0(\.0*)?$/.test(text) ? text.slice(1) : text);

/** Compiles a reader of numbers written with these separators. It gives plain digits, every one of them kept. */
export const decimalReader = ({ decimal, group }: Separators): ((text: string) => string | Refusal) => {
  const whole = group === '' ? '\\d+' : `\\d{1,3}(?:${GROUPS[group]}\\d{3})+|\\d+`;
  const pattern = new RegExp(`^([+\\-−]?)(${whole}|)(?:\\${decimal}(\\d+))?$`);
  const plainFits = decimal === '.';
  return (text) => {
    if (plainFits && PLAIN.test(text)) return withoutMinusZero(text);
    const match = pattern.exec(text);
    if (!match) return NOT_A_NUMBER;
    const [, sign = '', grouped = '', fraction] = match;
    const digits = grouped.replace(/\D/g, '');
    if (digits === '' && fraction === undefined) return NOT_A_NUMBER;
    if (/^0\d/.test(digits)) return LEADING_ZEROS;
    const minus = sign === '' || sign === '+' ? '' : '-';
    return withoutMinusZero(`${minus}${digits || '0'}${fraction === undefined ? '' : `.${fraction}`}`);
  };
};

const MODES = { 'half-even': Big.roundHalfEven, 'half-up': Big.roundHalfUp, down: Big.roundDown } as const;

/** Gives a plain decimal exactly `scale` digits after the point. Rounds only as declared; 'refuse' never loses a digit. */
export const fitScale = (
  text: string,
  { scale, rounding }: { readonly scale: number; readonly rounding: Rounding },
): string | Refusal => {
  const point = text.indexOf('.');
  const digits = point === -1 ? 0 : text.length - point - 1;
  if (digits === scale) return text;
  if (digits < scale) return `${text}${digits === 0 ? '.' : ''}${'0'.repeat(scale - digits)}`;
  const kept = text.slice(0, scale === 0 ? point : point + 1 + scale);
  if (/^0*$/.test(text.slice(point + 1 + scale))) return withoutMinusZero(kept);
  if (rounding === 'refuse') {
    return {
      code: 'number-out-of-range',
      detail: `more digits after the point than the ${scale} kept, and rounding is not declared`,
    };
  }
  return withoutMinusZero(new Big(text).toFixed(scale, MODES[rounding]));
};

/** Plain digits as the source writes them, without grouping. */
export const writeDecimal = (text: string, decimal: '.' | ','): string => text.replace('.', decimal);
