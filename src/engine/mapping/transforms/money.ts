import { decimalReader, fitScale, writeDecimal } from '../decimal-text.ts';
import { meaningStep } from '../text-step.ts';
import type { Refusal, TransformKind } from '../transform.ts';

const OTHER_CURRENCY = (currency: string): Refusal => ({
  code: 'number-invalid',
  detail: `words or a currency sign beside the amount that do not mean ${currency}`,
});

/** Signs that only one currency uses, where Intl writes a longer one. */
const MORE_MARKS: Readonly<Record<string, readonly string[]>> = {
  USD: ['US$'],
  CAD: ['C$', 'CAN$'],
  AUD: ['A$', 'AU$'],
  CHF: ['FR.', 'SFR.'],
};

const marksOf = (currency: string): Set<string> => {
  const symbols = (['symbol', 'narrowSymbol', 'code'] as const).map(
    (currencyDisplay) =>
      new Intl.NumberFormat('en-US', { style: 'currency', currency, currencyDisplay })
        .formatToParts(0)
        .find((part) => part.type === 'currency')?.value ?? currency,
  );
  return new Set(['', ...symbols, ...(MORE_MARKS[currency] ?? [])].map((mark) => mark.toUpperCase()));
};

const AMOUNT = /^(\D*)(.*\d)(\D*)$/su;

/**
 * An amount of money into plain digits with exactly `scale` after the point. The sign or code of another currency is a
 * reason. Brackets around the amount mean minus, as book-keepers write it.
 */
export const moneyTransform: TransformKind<'money'> = {
  compile: ({ currency, decimal, group, scale, rounding }) => {
    const read = decimalReader({ decimal, group });
    const marks = marksOf(currency);
    const otherCurrency = OTHER_CURRENCY(currency);
    return meaningStep((text) => {
      const inBrackets = text.startsWith('(') && text.endsWith(')');
      const match = AMOUNT.exec(inBrackets ? text.slice(1, -1) : text);
      if (!match) return { code: 'number-invalid', detail: 'no amount in it' };
      const [, before = '', digits = '', after = ''] = match;
      // '$.50' begins with its point, '-$5' and '$-5' with a minus.
      const point =
        before.endsWith(decimal) && marks.has(before.slice(0, -1).trim().toUpperCase()) ? decimal : '';
      const lead = point === '' ? before : before.slice(0, -1);
      const signs = lead.match(/[+\-−]/g) ?? [];
      const mark = lead
        .replace(/[+\-−]/g, '')
        .trim()
        .toUpperCase();
      if (signs.length > (inBrackets ? 0 : 1))
        return { code: 'number-invalid', detail: 'more than one sign' };
      if (!marks.has(mark) || !marks.has(after.trim().toUpperCase())) return otherCurrency;
      const minus = inBrackets || (signs.length > 0 && signs[0] !== '+') ? '-' : '';
      const plain = read(`${minus}${point}${digits}`);
      return typeof plain === 'string' ? fitScale(plain, { scale, rounding }) : plain;
    });
  },
  reverse: ({ decimal, rounding }) =>
    rounding === 'refuse'
      ? { reversible: true, run: (value) => writeDecimal(value, decimal) }
      : { reversible: false, because: 'digits that were rounded away are gone' },
};
