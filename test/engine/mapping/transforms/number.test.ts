import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { outcome, transformOf } from './run-transform.ts';
import { hostileText } from '../hostile-text.ts';

const digits = (length: number) => fc.stringMatching(new RegExp(`^\\d{1,${length}}$`));
const whole = digits(30).map((text) => text.replace(/^0+(?=\d)/, ''));
const grouped = (text: string, group: string): string => text.replace(/\B(?=(\d{3})+$)/g, group);

describe('number [R22]', () => {
  it.each([
    [{}, '12', '12'],
    [{}, ' -12.50 ', '-12.50'],
    [{}, '−5', '-5'],
    [{}, '+5', '5'],
    [{}, '.5', '0.5'],
    [{}, '-0', '0'],
    [{}, '12345678901234567890123.4', '12345678901234567890123.4'],
    [{ decimal: ',', group: '.' }, '1.234.567,89', '1234567.89'],
    [{ group: ',' }, '1,234', '1234'],
    [{ group: "'" }, '1’234.5', '1234.5'],
    [{ decimal: ',', group: ' ' }, '1\u202f234,5', '1234.5'],
    [{ group: ',' }, '1,23', '!number-invalid'],
    [{ group: ',' }, '12,34,567', '!number-invalid'],
    [{}, '1,234', '!number-invalid'],
    [{}, '007', '!number-invalid'],
    [{}, '1e5', '!number-invalid'],
    [{}, '0x10', '!number-invalid'],
    [{}, '12 apples', '!number-invalid'],
    [{}, '5.', '!number-invalid'],
    [{}, '.', '!number-invalid'],
    [{}, '--5', '!number-invalid'],
    [{}, 'NaN', '!number-invalid'],
    [{ scale: 2 }, '1.5', '1.50'],
    [{ scale: 2 }, '1.500', '1.50'],
    [{ scale: 0 }, '1.00', '1'],
    [{ scale: 2 }, '1.505', '!number-out-of-range'],
    [{ scale: 2, rounding: 'half-up' }, '1.505', '1.51'],
    [{ scale: 2, rounding: 'half-even' }, '1.505', '1.50'],
    [{ scale: 2, rounding: 'half-even' }, '1.515', '1.52'],
    [{ scale: 2, rounding: 'down' }, '-1.509', '-1.50'],
    [{ scale: 2, rounding: 'half-up' }, '-0.001', '0.00'],
    [{ scale: 0, rounding: 'half-up' }, '99999999999999999999.5', '100000000000000000000'],
  ])('%j: %s → %s', (parameters, text, expected) => {
    expect(outcome(transformOf({ use: 'number', ...parameters }).run(text))).toBe(expected);
  });

  it('never throws and never loses a digit, whatever the text', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), hostileText, fc.stringMatching(/^[-+ ]?[\d., ']{0,20}$/)),
        fc.constantFrom(
          { decimal: '.', group: ',' },
          { decimal: ',', group: '.' },
          { decimal: '.', group: '' },
          { decimal: ',', group: ' ' },
        ),
        (text, separators) => {
          const result = outcome(transformOf({ use: 'number', ...separators }).run(text));
          if (typeof result !== 'string' || result.startsWith('!')) return;
          const written = text.replace(/\D/g, '');
          // A zero may stand before a bare point.
          expect([written, `0${written}`]).toContain(result.replace(/\D/g, ''));
        },
      ),
    );
  });

  it('reads what it writes: the way back means the same number', () => {
    fc.assert(
      fc.property(whole, fc.option(digits(10)), fc.constantFrom('.', ','), (before, after, decimal) => {
        const { run, reverse } = transformOf({ use: 'number', decimal });
        const value = after === null ? before : `${before}.${after}`;
        const back = reverse.reversible ? reverse.run(value) : null;
        expect(typeof back === 'string' ? run(back) : back).toBe(value);
      }),
    );
  });

  it('reads every grouping it is told of', () => {
    fc.assert(
      fc.property(whole, fc.constantFrom(',', '.', ' ', "'"), (text, group) => {
        const decimal = group === '.' ? ',' : '.';
        expect(transformOf({ use: 'number', decimal, group }).run(grouped(text, group))).toBe(text);
      }),
    );
  });

  it('says that rounded digits are gone', () => {
    expect(transformOf({ use: 'number', scale: 2, rounding: 'half-up' }).reverse).toMatchObject({
      reversible: false,
    });
  });
});

describe('money [R22]', () => {
  it.each([
    [{ currency: 'USD', group: ',' }, '$1,234.5', '1234.50'],
    [{ currency: 'USD', group: ',' }, 'USD 1,234.50', '1234.50'],
    [{ currency: 'USD', group: ',' }, '1,234.50 usd', '1234.50'],
    [{ currency: 'USD' }, '-$5', '-5.00'],
    [{ currency: 'USD' }, '$-5', '-5.00'],
    [{ currency: 'USD' }, '($5.25)', '-5.25'],
    [{ currency: 'USD' }, '$.50', '0.50'],
    [{ currency: 'USD' }, '5', '5.00'],
    [{ currency: 'CAD' }, 'C$5', '5.00'],
    [{ currency: 'EUR', decimal: ',', group: '.' }, '1.234,50 €', '1234.50'],
    [{ currency: 'CHF', group: "'" }, "Fr. 1'000.05", '1000.05'],
    [{ currency: 'JPY', scale: 0 }, '¥500', '500'],
    [{ currency: 'USD' }, '€5', '!number-invalid'],
    [{ currency: 'USD' }, 'C$5', '!number-invalid'],
    [{ currency: 'EUR' }, '$5', '!number-invalid'],
    [{ currency: 'USD' }, '$5 EUR', '!number-invalid'],
    [{ currency: 'USD' }, 'about $5', '!number-invalid'],
    [{ currency: 'USD' }, '$5-$6', '!number-invalid'],
    [{ currency: 'USD' }, '5k', '!number-invalid'],
    [{ currency: 'USD' }, '(-5)', '!number-invalid'],
    [{ currency: 'USD' }, '5-', '!number-invalid'],
    [{ currency: 'USD' }, '$', '!number-invalid'],
    [{ currency: 'USD' }, '$1.005', '!number-out-of-range'],
    [{ currency: 'USD', rounding: 'half-even' }, '$1.005', '1.00'],
  ])('%j: %s → %s', (parameters, text, expected) => {
    expect(outcome(transformOf({ use: 'money', ...parameters }).run(text))).toBe(expected);
  });

  it('never throws, and an amount keeps its digits', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.stringMatching(/^[-($€£ ]{0,3}[\d.,]{0,12}[) A-Z€]{0,4}$/)),
        (text) => {
          const result = outcome(transformOf({ use: 'money', currency: 'USD', group: ',' }).run(text));
          if (typeof result !== 'string' || result.startsWith('!')) return;
          const written = text.replace(/\D/g, '');
          const read = result.replace(/\D/g, '');
          // Zeros at the end fill the scale, or were more than it.
          expect([read.replace(/0+$/, ''), read.replace(/^0/, '').replace(/0+$/, '')]).toContain(
            written.replace(/0+$/, ''),
          );
        },
      ),
    );
  });
});
