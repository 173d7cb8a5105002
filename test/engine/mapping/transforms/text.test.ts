import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { outcome, transformOf } from './run-transform.ts';
import { hostileText } from '../hostile-text.ts';

describe('empty values', () => {
  it.each([
    { use: 'trim' },
    { use: 'case', to: 'lower' },
    { use: 'join' },
    { use: 'split', separator: ',' },
    { use: 'number' },
    { use: 'money', currency: 'USD' },
    { use: 'date', formats: ['ISO'] },
    { use: 'picklist', values: { a: 'b' } },
    { use: 'phone', region: 'US' },
    { use: 'email' },
    { use: 'address', part: 'city' },
    { use: 'country' },
    { use: 'state', country: 'US' },
    { use: 'boolean' },
    { use: 'reference', class: 'people' },
  ])('pass through $use untouched', (written) => {
    expect(transformOf(written).run(null)).toBeNull();
  });

  it.each([
    { use: 'trim' },
    { use: 'number' },
    { use: 'money', currency: 'USD' },
    { use: 'date', formats: ['ISO'] },
    { use: 'picklist', values: { a: 'b' } },
    { use: 'phone', region: 'US' },
    { use: 'email' },
    { use: 'address', part: 'city' },
    { use: 'country' },
    { use: 'state', country: 'US' },
    { use: 'boolean' },
    { use: 'reference', class: 'people' },
  ])('are what $use makes of blank text', (written) => {
    expect(transformOf(written).run(' \t\u00a0\n')).toBeNull();
  });

  it('are filled by a constant that asks for it, and by no other', () => {
    const fill = transformOf({ use: 'constant', value: 'x', when: 'empty' });
    expect([fill.run(null), fill.run(''), fill.run('y'), fill.run([])]).toEqual(['x', 'x', 'y', 'x']);
    expect(transformOf({ use: 'constant', value: 'x' }).run('y')).toBe('x');
  });
});

describe('case', () => {
  it.each([
    ['title', "o'NEIL mac-donald ÉMILE 2ND 🏠 שלום", "O'neil Mac-Donald Émile 2Nd 🏠 שלום"],
    ['lower', 'ÄB', 'äb'],
    ['upper', 'straße', 'STRASSE'],
  ])('%s', (to, text, expected) => {
    expect(transformOf({ use: 'case', to }).run(text)).toBe(expected);
  });
});

describe('join and split [R22]', () => {
  it('leave out what is empty, and the separator with it', () => {
    expect(transformOf({ use: 'join', separator: ', ' }).run(['a', '', 'b'])).toBe('a, b');
    expect(transformOf({ use: 'join' }).run(['', ''])).toBeNull();
  });

  it.each([
    ['first', 'a'],
    ['last', 'c d'],
    ['rest', 'b;c d'],
    [1, 'b'],
    [9, null],
    ['all', ['a', 'b', 'c d']],
  ])('take %s', (take, expected) => {
    expect(transformOf({ use: 'split', separator: ';', take }).run('a;b;c d')).toEqual(expected);
  });

  it('lose nothing: a split list can be put together again', () => {
    fc.assert(
      fc.property(fc.string(), fc.string({ minLength: 1, maxLength: 3 }), (text, separator) => {
        const { run, reverse } = transformOf({ use: 'split', separator });
        const parts = run(text);
        expect(reverse.reversible && reverse.run(JSON.stringify(parts))).toBe(text);
      }),
    );
  });
});

describe('template', () => {
  it('puts fields and the value so far in their places', () => {
    expect(transformOf({ use: 'template', text: '{A} <{}> {B}!' }).run('x', 'a', 'b')).toBe('a <x> b!');
  });

  it('is empty when all its fields are, and says its words when it has no fields', () => {
    expect(transformOf({ use: 'template', text: 'Dear {A}' }).run(null, null)).toBeNull();
    expect(transformOf({ use: 'template', text: 'imported' }).run(null)).toBe('imported');
  });

  it('does not take several values for one', () => {
    expect(outcome(transformOf({ use: 'template', text: '{}' }).run(['a', 'b']))).toBe('!value-invalid');
  });

  it('reads no placeholder out of data', () => {
    expect(transformOf({ use: 'template', text: '{A}' }).run(null, '{B} $& {A}', 'secret')).toBe(
      '{B} $& {A}',
    );
  });
});

describe('picklist [R22]', () => {
  const values = { New: 'new', 'Under Contract': 'contract', constructor: 'odd', '🏠': 'home' };
  const { run, reverse } = transformOf({ use: 'picklist', values });

  it('maps what the table names, whatever it is called, and forgives white space around it', () => {
    expect(['New', ' Under Contract ', 'constructor', '🏠'].map((text) => run(text))).toEqual([
      'new',
      'contract',
      'odd',
      'home',
    ]);
  });

  it('never invents: what comes out stands in the table, or it is a reason', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          hostileText,
          fc.constantFrom(...Object.keys(values), 'toString', '__proto__', 'new'),
        ),
        (text) => {
          const result = outcome(run(text));
          const named = Object.entries(values).find(([from]) => from === text.trim() || from === text)?.[1];
          expect(result).toBe(named ?? (text.trim() === '' ? null : '!picklist-unmapped'));
        },
      ),
    );
  });

  it('takes lists one by one, and one unknown value refuses them all', () => {
    expect(run(['New', '🏠'])).toEqual(['new', 'home']);
    expect(outcome(run(['New', 'Old']))).toBe('!picklist-unmapped');
  });

  it('goes back if no two values became one', () => {
    for (const from of Object.keys(values)) {
      const to = run(from);
      expect(reverse.reversible && typeof to === 'string' && reverse.run(to)).toBe(from);
    }
    expect(transformOf({ use: 'picklist', values: { a: 'x', b: 'x' } }).reverse).toEqual({
      reversible: false,
      because: 'several source values become the same destination value',
    });
  });

  it('ignores case only where it is told to', () => {
    expect(outcome(run('NEW'))).toBe('!picklist-unmapped');
    expect(transformOf({ use: 'picklist', values, ignoreCase: true }).run('NEW')).toBe('new');
  });
});

describe('boolean', () => {
  it('reads the words of the plan and no others', () => {
    const { run, reverse } = transformOf({ use: 'boolean', true: ['Ja', 'x'], false: ['Nein'] });
    expect(['JA', ' x', 'nein', 'yes', '1'].map((text) => outcome(run(text)))).toEqual([
      'true',
      'true',
      'false',
      '!boolean-invalid',
      '!boolean-invalid',
    ]);
    expect(reverse.reversible && [reverse.run('true'), reverse.run('false')]).toEqual(['Ja', 'Nein']);
  });
});

describe('email', () => {
  it.each([
    ['Ann.Lee+x@Example.COM', 'Ann.Lee+x@example.com'],
    [' ann@example.com\n', 'ann@example.com'],
    ['jörg@müller.de', 'jörg@müller.de'],
    ["o'neil@x.co", "o'neil@x.co"],
    ['ann@example', '!email-invalid'],
    ['ann@@example.com', '!email-invalid'],
    ['a@x.com, b@x.com', '!email-invalid'],
    ['a@x.com;b@x.com', '!email-invalid'],
    ['Ann <ann@x.com>', '!email-invalid'],
    ['ann@exam ple.com', '!email-invalid'],
    ['.ann@x.com', '!email-invalid'],
    ['ann@-x.com', '!email-invalid'],
    ['ann@x..com', '!email-invalid'],
    ['@x.com', '!email-invalid'],
    ['n/a', '!email-invalid'],
    [`${'a'.repeat(65)}@x.com`, '!email-invalid'],
  ])('%s → %s', (text, expected) => {
    expect(outcome(transformOf({ use: 'email' }).run(text))).toBe(expected);
  });

  it('does not slow down on long hostile text', () => {
    const { run } = transformOf({ use: 'email' });
    expect(outcome(run(`${'a.'.repeat(50_000)}@${'b.'.repeat(50_000)}`))).toBe('!email-invalid');
  });
});

describe('country and state', () => {
  it.each([
    ['Germany', 'DE'],
    ['germany', 'DE'],
    ['DEU', 'DE'],
    ['U.S.A.', 'US'],
    ['United States of America', 'US'],
    ['UK', 'GB'],
    ["Côte d'Ivoire", 'CI'],
    ['Turkey', 'TR'],
    ['Moldova', 'MD'],
    ['Syria', 'SY'],
    ['South Korea', 'KR'],
    ['Russia', 'RU'],
    ['Atlantis', '!country-unknown'],
    ['constructor', '!country-unknown'],
  ])('country %s → %s', (text, expected) => {
    expect(outcome(transformOf({ use: 'country' }).run(text))).toBe(expected);
  });

  it('writes every form of a country and finds the way back from each', () => {
    for (const to of ['alpha2', 'alpha3', 'name']) {
      const { run, reverse } = transformOf({ use: 'country', to });
      for (const code of ['US', 'DE', 'JP', 'BR', 'GB', 'CI']) {
        const value = run(code);
        const back = reverse.reversible && typeof value === 'string' ? reverse.run(value) : null;
        expect(typeof back === 'string' && run(back)).toBe(value);
      }
    }
  });

  it.each([
    ['US', 'North Carolina', 'NC'],
    ['US', 'nc', 'NC'],
    ['US', 'N.C.', 'NC'],
    ['US', 'Karolina', '!state-unknown'],
    ['CA', 'Québec', 'QC'],
    ['AU', 'vic', 'VIC'],
    ['US', 'QC', '!state-unknown'],
  ])('state of %s: %s → %s', (country, text, expected) => {
    expect(outcome(transformOf({ use: 'state', country }).run(text))).toBe(expected);
  });
});

describe('address [R22]', () => {
  const parts = ['line1', 'line2', 'city', 'state', 'postal-code', 'country'];
  const read = (text: string, country = 'US') =>
    parts.map((part) => outcome(transformOf({ use: 'address', part, country }).run(text)));
  it.each([
    ['123 Main St, Charlotte, NC 28202', ['123 Main St', null, 'Charlotte', 'NC', '28202', 'US']],
    [
      '123 Main St, Apt 4, Charlotte, North Carolina, 28202-1234, USA',
      ['123 Main St', 'Apt 4', 'Charlotte', 'NC', '28202-1234', 'US'],
    ],
    ['123 Main St\nCharlotte NC 28202', ['123 Main St', null, 'Charlotte', 'NC', '28202', 'US']],
    ['5 Peachtree St, Atlanta, Georgia', ['5 Peachtree St', null, 'Atlanta', 'GA', null, 'US']],
    ['1 Rue A, Montréal, QC H2X 1Y4, Canada', ['1 Rue A', null, 'Montréal', 'QC', 'H2X 1Y4', 'CA']],
    [
      '10 Downing Street, London SW1A 2AA, United Kingdom',
      ['10 Downing Street', null, 'London', null, 'SW1A 2AA', 'GB'],
    ],
    [
      '10 Downing Street, Westminster, London, SW1A 2AA, UK',
      ['10 Downing Street', 'Westminster', 'London', null, 'SW1A 2AA', 'GB'],
    ],
    ['Hauptstraße 5, 10115 Berlin, Germany', ['Hauptstraße 5', null, 'Berlin', null, '10115', 'DE']],
  ])('%s', (text, expected) => {
    expect(read(text)).toEqual(expected);
  });

  it.each([
    ['somewhere near the lake', 'address-invalid'],
    ['Charlotte, NC 28202', 'address-invalid'],
    ['1 A St, B, C, D, Charlotte, NC 28202', 'address-invalid'],
    ['500 Broadway, New York 10012', 'address-invalid'],
    ['1 Rue de Rivoli, 75001 Paris, France', 'address-invalid'],
  ])('%s is refused as %s rather than guessed', (text, code) => {
    expect(new Set(read(text))).toEqual(new Set([`!${code}`]));
  });

  it('loses no word: every one ends in exactly one part, or the whole is refused', () => {
    const word = fc.stringMatching(/^[A-Z][a-z]{2,8}$/);
    fc.assert(
      fc.property(
        fc.array(word, { minLength: 1, maxLength: 6 }),
        fc.integer({ min: 10000, max: 99999 }),
        (words, zip) => {
          const text = `${words.join(', ')}, NC ${zip}`;
          const found = read(text);
          if (found.every((part) => part === '!address-invalid')) return;
          const lines = found.slice(0, 3).filter((part) => part !== null);
          expect([lines.join(', '), found[4]]).toEqual([words.join(', '), String(zip)]);
        },
      ),
    );
  });
});
