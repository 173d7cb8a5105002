import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareValues } from '#engine/parity/compare-values.ts';

const strict = (type: Parameters<typeof compareValues>[0]['type']) => ({ type, expected: [] });

describe('parity of a value', () => {
  it('is equal only to itself, whatever the text [R26]', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (expected, actual) => {
        expect(compareValues(strict('text'), expected, actual)).toBe(
          expected === actual ? 'equal' : 'mismatch',
        );
      }),
    );
  });

  it('tells nothing from empty [R26]', () => {
    expect(compareValues(strict('text'), null, '')).toBe('mismatch');
    expect(compareValues(strict('text'), '', null)).toBe('mismatch');
    expect(compareValues(strict('text'), null, null)).toBe('equal');
  });

  it('knows two ways of writing one number, and loses no digit [R30]', () => {
    expect(compareValues(strict('decimal'), '10.50', '10.5')).toBe('equal');
    expect(compareValues(strict('decimal'), '12345678901234567890', '12345678901234567891')).toBe('mismatch');
    expect(compareValues(strict('decimal'), '0.1', '0.10000000000000000001')).toBe('mismatch');
    expect(compareValues(strict('decimal'), 'x', '1')).toBe('mismatch');
  });

  it('knows two ways of writing one instant [R29]', () => {
    expect(compareValues(strict('instant'), '2024-03-10T07:00:00Z', '2024-03-10T07:00:00.000000Z')).toBe(
      'equal',
    );
    expect(compareValues(strict('instant'), '2024-03-10T07:00:00.5Z', '2024-03-10T07:00:00.500Z')).toBe(
      'equal',
    );
    expect(compareValues(strict('instant'), '2024-03-10T07:00:00Z', '2024-03-10T08:00:00Z')).toBe('mismatch');
    expect(compareValues(strict('instant'), '2024-03-10T07:00:10Z', '2024-03-10T07:00:1Z')).toBe('mismatch');
  });

  it('counts a declared difference apart, and only the declared one [R26]', () => {
    const lower = {
      type: 'text',
      expected: [{ field: 'f', difference: 'case', reason: 'lower-cased' }],
    } as const;
    expect(compareValues(lower, 'A@B.c', 'a@b.c')).toBe('expected-difference');
    expect(compareValues(lower, 'A@B.c', 'a@b.d')).toBe('mismatch');
    const cents = {
      type: 'decimal',
      expected: [{ field: 'f', difference: 'rounding', within: '0.005', reason: 'to cents' }],
    } as const;
    expect(compareValues(cents, '1.005', '1.01')).toBe('expected-difference');
    expect(compareValues(cents, '1.005', '1.02')).toBe('mismatch');
  });
});
