import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { outcome, transformOf } from './run-transform.ts';

const us = transformOf({ use: 'phone', region: 'US' });

describe('phone [R22]', () => {
  it.each([
    ['(704) 555-0123', '+17045550123'],
    ['704-555-0123', '+17045550123'],
    ['704.555.0123', '+17045550123'],
    ['7045550123', '+17045550123'],
    ['1 704 555 0123', '+17045550123'],
    ['+1 (704) 555–0123', '+17045550123'],
    ['011 44 20 7946 0958', '+442079460958'],
    ['+44 (0)20 7946 0958', '+442079460958'],
    ['+39 06 1234 5678', '+390612345678'],
    ['٧٠٤٥٥٥٠١٢٣', '+17045550123'],
    ['704-555-012', '!phone-invalid'],
    ['704-555-01234', '!phone-invalid'],
    ['555-0123', '!phone-invalid'],
    ['004-555-0123', '!phone-invalid'],
    ['1-800-FLOWERS', '!phone-invalid'],
    ['704-555-0123 or 704-555-0124', '!phone-invalid'],
    ['704-555-0123 / 704-555-0124', '!phone-invalid'],
    ['704-555-0123 (mobile)', '!phone-invalid'],
    ['704-555-0123 x5', '!phone-invalid'],
    ['n/a', '!phone-invalid'],
    ['constructor', '!phone-invalid'],
  ])('%s → %s', (text, expected) => {
    expect(outcome(us.run(text))).toBe(expected);
  });

  it('keeps an extension where the form has a place for it', () => {
    expect(
      transformOf({ use: 'phone', region: 'US', format: 'international' }).run('704-555-0123 ext. 45'),
    ).toBe('+1 704 555 0123 ext. 45');
    expect(transformOf({ use: 'phone', region: 'US', format: 'national' }).run('704-555-0123x45')).toBe(
      '(704) 555-0123 ext. 45',
    );
    const refused = us.run('704-555-0123 ext. 45');
    expect(refused).toMatchObject({ code: 'phone-invalid', detail: expect.stringContaining('extension') });
  });

  it('reads numbers without a country code in the region that the plan names', () => {
    expect(transformOf({ use: 'phone', region: 'DE' }).run('030 123456')).toBe('+4930123456');
    expect(transformOf({ use: 'phone', region: 'GB' }).run('020 7946 0958')).toBe('+442079460958');
  });

  it('never throws and never loses, adds or moves a digit, whatever the text', () => {
    const shaped = fc.stringMatching(
      /^[+(]?\d{0,4}[ ().-]{0,2}\d{0,4}[ .-]?\d{0,4}[ .-]?\d{0,4}( ?x\d{1,4})?$/,
    );
    const area = fc.integer({ min: 201, max: 989 });
    const realistic = fc
      .tuple(fc.constantFrom('', '1', '+1 ', '1-'), area, area, fc.integer({ min: 0, max: 9999 }))
      .map(([prefix, a, b, c]) => `${prefix}(${a}) ${b}-${String(c).padStart(4, '0')}`);
    let accepted = 0;
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), shaped, realistic),
        fc.constantFrom('US', 'GB', 'DE', 'FR', 'AR', 'MX', 'IT', 'RU'),
        (text, region) => {
          const result = outcome(transformOf({ use: 'phone', region }).run(text));
          if (typeof result !== 'string' || result.startsWith('!')) return;
          accepted += 1;
          const written = text.replace(/\D/g, '');
          const read = result.replace(/\D/g, '');
          // All but what is dialled before the national number must be there, in order: the longest common end says how much.
          let common = 0;
          while (common < written.length && written.at(-1 - common) === read.at(-1 - common)) common += 1;
          expect(written.slice(0, written.length - common)).toMatch(/^(00|011|810)?\d{0,4}$/);
          expect(common).toBeGreaterThanOrEqual(Math.min(written.length, 5));
        },
      ),
      { numRuns: 2_000 },
    );
    expect(accepted).toBeGreaterThan(100);
  });

  it('gives the same number again when it reads what it wrote', () => {
    for (const text of ['(704) 555-0123', '+44 20 7946 0958', '+49 30 123456']) {
      const once = us.run(text);
      if (typeof once !== 'string') throw new Error(`${text} was refused`);
      expect(us.run(once)).toBe(once);
      expect(us.reverse.reversible && us.reverse.run(once)).toBe(once);
    }
  });
});
