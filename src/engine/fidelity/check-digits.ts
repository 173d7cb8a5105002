import { aboutPair, compareFilling, isBlank, type FidelityObserver } from './fidelity-observer.ts';

const KEYPAD: Readonly<Record<string, string>> = Object.fromEntries(
  ['abc', 'def', 'ghi', 'jkl', 'mno', 'pqrs', 'tuv', 'wxyz'].flatMap((letters, index) =>
    letters.split('').map((letter) => [letter, String(index + 2)]),
  ),
);

/** Decimal digits of a script stand in a row of ten, so a digit's worth is its distance from the row's beginning. */
const worthOf = (digit: string): string => {
  const code = digit.codePointAt(0) ?? 0;
  let zero = code;
  while (code - zero < 9 && /\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero -= 1;
  return String(code - zero);
};

/** Digits in any script as 0–9; letters of a vanity number (1-800-FLOWERS) as the keys they stand for. */
const digitsOf = (text: string): string => {
  const plain = text
    .normalize('NFKC')
    .replace(/\b(?:ext|extension|x|tel|phone|mobile|cell|fax|work|home|office)\b\.?:?/giu, ' ');
  const spelled = plain.replace(/(?<=\d[-. )]*)[a-z]{3,}/giu, (word) =>
    word.toLowerCase().replace(/[a-z]/g, (letter) => KEYPAD[letter] ?? ''),
  );
  return spelled.replace(/[^\p{Nd}]/gu, '').replace(/[^0-9]/gu, worthOf);
};

/** What may stand before a number without changing it: trunk and international prefixes that one side writes out. */
const DIALLING_PREFIXES = ['0', '00', '011', '1', '001'];
const COUNTRY_CODE_MAX = 3;

const keepsDigits = (source: string, destination: string): boolean => {
  if (source === destination) return true;
  const bare = [
    source,
    ...DIALLING_PREFIXES.filter((prefix) => source.startsWith(prefix)).map((prefix) =>
      source.slice(prefix.length),
    ),
  ];
  return bare.some(
    (digits) =>
      digits.length >= 4 &&
      (destination === digits ||
        (destination.endsWith(digits) && destination.length - digits.length <= COUNTRY_CODE_MAX)),
  );
};

/** Ten digits, or seven with what people put between the groups of a phone number, and nothing that says money. */
const looksLikePhone = (text: string, digits: string): boolean =>
  !/[$€£¥%@,]|^\s*\p{L}+[-_/#]?\d/u.test(text) &&
  (digits.length >= 10 || (digits.length >= 7 && /^\s*\+|[()]|\d[-. ]\d.*\d[-. ]\d|\d[- ]\d/u.test(text)));

/**
 * Digits of a phone number or an id: none lost, none added, none out of its place. A phone number may get a country code.
 * @param phone true or false: the plan says so; undefined: what looks like a phone number is one
 */
export const checkDigits = (phone?: boolean): FidelityObserver => ({
  observe: (pair) => {
    const filling = compareFilling(pair);
    if (filling || isBlank(pair.source)) return filling;
    const [source, destination] = [digitsOf(pair.source ?? ''), digitsOf(pair.destination ?? '')];
    const isKept =
      (phone ?? looksLikePhone(pair.source ?? '', source))
        ? keepsDigits(source, destination)
        : source === destination;
    return isKept ? null : aboutPair('digits-changed', pair);
  },
  conclude: () => [],
});
