import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expandExponent, normalizeDecimal, survivesFloat } from '#connectors/postgres/number-forms.ts';

describe('texts of numbers', () => {
  it('writes every floating-point number without an exponent and without changing it', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        const text = expandExponent(String(value));
        expect(text).toMatch(/^-?\d+(\.\d+)?$/);
        expect(Number(text)).toBe(value === 0 ? 0 : value);
      }),
    );
  });

  it.each([
    ['007.500', '7.5'],
    ['-0.0', '0'],
    ['0.10', '0.1'],
    ['-12', '-12'],
    ['100', '100'],
  ])('sees %s and %s as one number', (text, normal) => {
    expect(normalizeDecimal(text)).toBe(normal);
  });

  it.each([
    ['0.1', 8, true],
    ['123456789012345', 8, true],
    ['9007199254740993', 8, false],
    ['12345678901234567890', 8, false],
    ['100000000000000000000000', 8, false],
    ['10000000000000000000000', 8, true],
    ['0.1234567', 4, true],
    ['16777217', 4, false],
    ['0.123456789', 4, false],
  ] as const)('knows whether %s comes back out of %i bytes digit for digit', (text, bytes, survives) => {
    expect(survivesFloat(text, bytes)).toBe(survives);
  });

  it('refuses what is larger than any floating-point number', () => {
    expect(survivesFloat('9'.repeat(400), 8)).toBe(false);
  });
});
