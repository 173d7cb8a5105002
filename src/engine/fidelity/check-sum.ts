import Big from 'big.js';
import { aboutPair, compareFilling, isBlank, type FidelityObserver } from './fidelity-observer.ts';

/**
 * Reads an amount as a person would: the last of '.' and ',' is the decimal separator, unless exactly three digits follow
 * it and nothing else tells. Parentheses or a minus on either side make it negative. Null: not an amount.
 */
export const readAmount = (text: string): Big | null => {
  const negative =
    /^\s*\(.*\)\s*$|^\s*[-−]|[-−]\s*$/u.test(text) || /[-−]\s*[$€£¥]|[$€£¥]\s*[-−]/u.test(text);
  const digits = text.normalize('NFKC').replace(/[^\d.,]/g, '');
  if (!/\d/.test(digits)) return null;
  const last = Math.max(digits.lastIndexOf('.'), digits.lastIndexOf(','));
  const mark = digits[last] ?? '';
  const after = digits.slice(last + 1);
  const separators = digits.replace(/\d/g, '');
  const groupsOnly =
    last >= 0 &&
    after.length === 3 &&
    (mark === ',' || separators.length > 1) &&
    new Set(separators).size === 1;
  const plain =
    last < 0 || groupsOnly
      ? digits.replace(/[.,]/g, '')
      : `${digits.slice(0, last).replace(/[.,]/g, '') || '0'}.${after || '0'}`;
  const amount = new Big(plain);
  return negative ? amount.times(-1) : amount;
};

/** Amounts: each is kept to the cent. */
export const checkSum = (): FidelityObserver => ({
  observe: (pair) => {
    const filling = compareFilling(pair);
    if (filling || isBlank(pair.source)) return filling;
    const [source, destination] = [readAmount(pair.source ?? ''), readAmount(pair.destination ?? '')];
    if (!source || !destination) return aboutPair('not-comparable', pair);
    return source.eq(destination) ? null : aboutPair('sum-changed', pair);
  },
  conclude: () => [],
});
