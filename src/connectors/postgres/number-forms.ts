/** '1.5e+20' → '150000000000000000000'. Floating-point numbers come out of PostgreSQL with an exponent when they are long. */
export const expandExponent = (text: string): string => {
  const match = /^(-?)(\d+)(?:\.(\d+))?e([+-]?\d+)$/i.exec(text);
  if (!match) return text;
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match;
  const digits = whole + fraction;
  const point = whole.length + Number(exponent);
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`;
  if (point >= digits.length) return `${sign}${digits}${'0'.repeat(point - digits.length)}`;
  return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
};

export interface DecimalParts {
  readonly sign: '' | '-';
  /** Digits before the point, without zeros at their start. */
  readonly whole: string;
  /** Digits after the point, without zeros at their end. */
  readonly fraction: string;
}

/** The digits that say something. `text` is a plain decimal number. */
export const decimalParts = (text: string): DecimalParts => {
  const sign = text.startsWith('-') ? '-' : '';
  const point = text.indexOf('.') === -1 ? text.length : text.indexOf('.');
  let start = sign.length;
  while (start < point && text[start] === '0') start += 1;
  let end = text.length;
  while (end > point + 1 && text[end - 1] === '0') end -= 1;
  return { sign, whole: text.slice(start, point), fraction: text.slice(point + 1, end) };
};

/** The same number without leading and trailing zeros, so that two texts of one number are one text. */
export const normalizeDecimal = (text: string): string => {
  const { sign, whole, fraction } = decimalParts(text);
  const digits = `${whole === '' ? '0' : whole}${fraction === '' ? '' : `.${fraction}`}`;
  return digits === '0' ? '0' : `${sign}${digits}`;
};

/** Shortest text that reads back as the same four-byte number, as PostgreSQL writes it. */
const shortestSingle = (value: number): string => {
  for (let digits = 6; digits <= 9; digits += 1) {
    const text = value.toPrecision(digits);
    if (Math.fround(Number(text)) === value) return text;
  }
  return String(value);
};

/** The floating-point numbers next to this one, below and above. `value` is positive. */
const neighbours = (value: number, bytes: 4 | 8): number[] => {
  const view = new DataView(new ArrayBuffer(8));
  return [-1, 1].map((step) => {
    if (bytes === 4) {
      view.setFloat32(0, value);
      view.setInt32(0, view.getInt32(0) + step);
      return view.getFloat32(0);
    }
    view.setFloat64(0, value);
    view.setBigInt64(0, view.getBigInt64(0) + BigInt(step));
    return view.getFloat64(0);
  });
};

/**
 * 1e23 lies exactly between two numbers of eight bytes. JavaScript still writes it '1e+23'; PostgreSQL writes only what is
 * nearer to the number than to any other: '9.999999999999999e+22'. Only whole numbers can be this long and this short.
 */
const isHalfway = (text: string, value: number, bytes: 4 | 8): boolean => {
  const digits = normalizeDecimal(text).replace('-', '');
  if (digits.includes('.') || Math.abs(value) < (bytes === 4 ? 2 ** 24 : 2 ** 53)) return false;
  const size = Math.abs(value);
  return neighbours(size, bytes).some(
    (other) => Number.isFinite(other) && BigInt(size) + BigInt(other) === 2n * BigInt(digits),
  );
};

/** Would a floating-point field of this width give this number back digit for digit? */
export const survivesFloat = (text: string, bytes: 4 | 8): boolean => {
  const value = bytes === 4 ? Math.fround(Number(text)) : Number(text);
  if (!Number.isFinite(value) || isHalfway(text, value, bytes)) return false;
  const back = bytes === 4 ? shortestSingle(value) : String(value);
  return normalizeDecimal(expandExponent(back)) === normalizeDecimal(text);
};
