import fc from 'fast-check';

const AWKWARD = [
  '\ud800',
  '\udc00',
  '\0',
  '🏠',
  'ש',
  '\u202e',
  '\ufeff',
  '\u00a0',
  '#',
  '\\',
  '{',
  '}',
  '0',
  '9',
  '.',
  ',',
  '-',
  '+',
  '$',
  '@',
  '/',
  ':',
  ';',
  ' ',
  '\n',
  'a',
  'Z',
];

/** Any UTF-16 at all, with more of what breaks programs: lone surrogates, NUL, emoji, right-to-left, separators. */
export const hostileText = fc.oneof(
  fc.string({
    unit: fc.oneof(
      fc.constantFrom(...AWKWARD),
      fc.nat(0xffff).map((unit) => String.fromCharCode(unit)),
    ),
  }),
  fc.constantFrom('__proto__', 'constructor', 'toString', '', ' ', 'null', 'NaN', '<!channel>', '=1+1'),
);
