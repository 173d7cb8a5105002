/** More digits than this are not written out. */
const MAX_DIGITS = 400;

/**
 * A decimal numeral in plain digits: '-1.50e2' → '-150'. Exact: it moves the point and computes nothing. Null: not a
 * numeral, or one that would have over 400 digits written out.
 */
export const plainDigits = (numeral: string): string | null => {
  const match = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/.exec(numeral);
  if (match === null) return null;
  const [, sign = '', whole = '', fraction = '', exponent] = match;
  if (whole + fraction === '') return null;
  const minus = sign === '-' && /[1-9]/.test(whole + fraction) ? '-' : '';
  if (exponent === undefined) {
    return `${minus}${whole === '' ? '0' : whole}${fraction === '' ? '' : `.${fraction}`}`;
  }
  const digits = whole + fraction;
  const point = whole.length + Number(exponent);
  if (Math.abs(point) > MAX_DIGITS) return null;
  const padded = point < 1 ? '0'.repeat(1 - point) + digits : digits.padEnd(point, '0');
  const at = Math.max(point, 1);
  const integer = padded.slice(0, at).replace(/^0+(?=\d)/, '');
  const rest = padded.slice(at);
  return `${minus}${integer}${rest === '' ? '' : `.${rest}`}`;
};
