/**
 * US phone numbers in the ways people type them. All are of the exchange 555, which is nobody's. A number is its ten
 * digits, so what it must become is known before it is written down.
 */
const AREA_CODES = ['704', '980', '803', '336', '828', '910', '919'] as const;

/** The n-th number; 70,000 different ones. */
export const phoneDigits = (n: number): string => {
  const area = AREA_CODES[n % AREA_CODES.length] ?? '704';
  const line = Math.floor(n / AREA_CODES.length) % 10_000;
  return `${area}555${String(line).padStart(4, '0')}`;
};

type Format = (area: string, exchange: string, line: string) => string;

export const PHONE_FORMATS: readonly Format[] = [
  (a, e, l) => `(${a}) ${e}-${l}`,
  (a, e, l) => `${a}-${e}-${l}`,
  (a, e, l) => `${a}.${e}.${l}`,
  (a, e, l) => `${a}${e}${l}`,
  (a, e, l) => `${a} ${e} ${l}`,
  (a, e, l) => `(${a})${e}-${l}`,
  (a, e, l) => `${a}/${e}-${l}`,
  (a, e, l) => `${a} ${e}-${l}`,
  (a, e, l) => `(${a}) ${e} ${l}`,
  (a, e, l) => `${a}–${e}–${l}`,
  (a, e, l) => `(${a}) ${e}.${l}`,
  (a, e, l) => ` ${a}-${e}-${l} `,
];

/** The same with the country code. */
export const PHONE_FORMATS_WITH_1: readonly Format[] = [
  (a, e, l) => `1-${a}-${e}-${l}`,
  (a, e, l) => `+1 ${a} ${e} ${l}`,
  (a, e, l) => `+1 (${a}) ${e}-${l}`,
  (a, e, l) => `1${a}${e}${l}`,
  (a, e, l) => `1 (${a}) ${e}-${l}`,
];

export const writePhone = (digits: string, format: Format): string =>
  format(digits.slice(0, 3), digits.slice(3, 6), digits.slice(6));
