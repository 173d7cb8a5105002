import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkChecksum } from '#engine/fidelity/check-checksum.ts';
import { checkChildren } from '#engine/fidelity/check-children.ts';
import { checkDay, daysOf } from '#engine/fidelity/check-day.ts';
import { checkDigits } from '#engine/fidelity/check-digits.ts';
import { checkPicklist } from '#engine/fidelity/check-picklist.ts';
import { checkSum, readAmount } from '#engine/fidelity/check-sum.ts';
import { checkText } from '#engine/fidelity/check-text.ts';
import type { FidelityObserver } from '#engine/fidelity/fidelity-observer.ts';

const see = (
  observer: FidelityObserver,
  source: string | null,
  destination: string | null,
): string | undefined => observer.observe({ sourceId: 's', destinationId: 'd', source, destination })?.kind;

describe('digits', () => {
  it.each([
    ['(704) 555-0123', '+17045550123'],
    ['704.555.0123', '+17045550123'],
    ['1 704 555 0123', '+17045550123'],
    ['011 44 20 7946 0958', '+442079460958'],
    ['020 7946 0958', '+442079460958'],
    ['704-555-0123 x45', '+17045550123;ext=45'],
    ['1-800-FLOWERS', '+18003569377'],
    ['٧٠٤٥٥٥٠١٢٣', '+17045550123'],
    ['7045550123', '7045550123'],
  ])('are kept from %s to %s [R26]', (source, destination) => {
    expect(see(checkDigits(), source, destination)).toBeUndefined();
  });

  it.each([
    ['1 704 555 0123', '+11704555012', 'digits-changed'], // area code shifted by one digit, last digit lost
    ['1 704 555 0123', '+1704555012', 'digits-changed'],
    ['704-555-0123', '+17055550123', 'digits-changed'],
    ['704-555-0123', '+1704555013', 'digits-changed'],
    ['704-555-0123', null, 'emptied'],
    [null, '+17045550123', 'filled-in'],
  ])('are missed or moved from %s to %s [R26]', (source, destination, kind) => {
    expect(see(checkDigits(), source, destination)).toBe(kind);
  });

  it.each([
    ['12345', '912345'],
    ['12345', '2345'],
    ['1,234,567.50', '911234567.50'],
    ['INV-2024-00017', '1202400017'],
  ])('of an id or amount get none in front, from %s to %s [R26]', (source, destination) => {
    expect(see(checkDigits(), source, destination)).toBe('digits-changed');
  });

  it('get a country code where the plan says what they are, and none where it says they are no phone', () => {
    expect(see(checkDigits(true), '12345678', '+4912345678')).toBeUndefined();
    expect(see(checkDigits(false), '7045550123', '17045550123')).toBe('digits-changed');
  });

  it('never pass when one digit of a ten-digit number changes [R26]', () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^[2-9]\d{9}$/),
        fc.nat(9),
        fc.integer({ min: 1, max: 9 }),
        (number, at, by) => {
          const changed = number
            .split('')
            .map((digit, index) => (index === at ? (Number(digit) + by) % 10 : digit))
            .join('');
          expect(see(checkDigits(), number, `+1${changed}`)).toBe('digits-changed');
          expect(see(checkDigits(), number, `+1${number}`)).toBeUndefined();
        },
      ),
    );
  });
});

describe('text', () => {
  it('may change case and outer spaces, and nothing else [R31]', () => {
    expect(see(checkText(), '  O’Brien & Sons ', 'O’BRIEN & SONS')).toBeUndefined();
    expect(see(checkText(), 'first\r\nsecond', 'first\nsecond')).toBeUndefined();
    expect(see(checkText(), 'first\nsecond', 'first second')).toBe('text-changed');
    expect(see(checkText(), 'a'.repeat(300), 'a'.repeat(255))).toBe('text-changed');
    expect(see(checkText(), 'Muñoz', 'MuÃ±oz')).toBe('text-changed');
    expect(see(checkText(), 'José', 'Jos\ufffd')).toBe('text-changed');
    expect(see(checkText(), 'party 🎉', 'party ')).toBe('text-changed');
  });
});

describe('a picklist', () => {
  const stages = [
    'New lead',
    'Contacted',
    'Appointment',
    'Offer',
    'Contract',
    'Closing',
    'Won',
    'Lost',
    'Dead',
  ];
  it('with nine values before has not one after [R26]', () => {
    const observer = checkPicklist();
    for (let index = 0; index < 90; index += 1) see(observer, stages[index % 9] ?? '', 'new lead');
    const [finding] = observer.conclude();
    expect(finding).toMatchObject({ kind: 'values-collapsed', records: 80 });
  });

  it('keeps equal values together [R26]', () => {
    const observer = checkPicklist();
    for (let index = 0; index < 90; index += 1)
      see(observer, stages[index % 9] ?? '', index < 9 ? 'won' : (stages[index % 9] ?? ''));
    expect(observer.conclude().map((finding) => finding.kind)).toContain('values-scattered');
  });

  it('may be tidied up from fifty values to twelve', () => {
    const twelve = Array.from({ length: 12 }, (_, index) => `w${index}`);
    for (const [merges, findings] of [
      [twelve, 0],
      [undefined, 1],
    ] as const) {
      const observer = checkPicklist(merges);
      for (let index = 0; index < 500; index += 1) see(observer, `v${index % 50}`, `w${(index % 50) % 12}`);
      expect(observer.conclude()).toHaveLength(findings);
    }
  });

  const conclude = (table: Readonly<Record<string, string>>, merges?: readonly string[]) => {
    const observer = checkPicklist(merges);
    for (const [source, destination] of Object.entries(table))
      for (let record = 0; record < 10; record += 1) see(observer, source, destination);
    return observer.conclude();
  };

  it('with eight of nine values in one is a finding, unless the plan says that they may meet there [R26]', () => {
    const table = Object.fromEntries(stages.map((stage) => [stage, stage === 'Won' ? 'won' : 'new lead']));
    expect(conclude(table)).toMatchObject([{ kind: 'values-collapsed', records: 70 }]);
    expect(conclude(table, ['won'])).toMatchObject([{ kind: 'values-collapsed', records: 70 }]);
    expect(conclude(table, ['New Lead'])).toEqual([]);
  });

  it('with all nine in one is a finding whatever the plan says [R26]', () => {
    const table = Object.fromEntries(stages.map((stage) => [stage, 'new lead']));
    expect(conclude(table, ['new lead'])).toMatchObject([{ kind: 'values-collapsed', records: 80 }]);
  });

  it('takes spellings of one value together', () => {
    expect(conclude({ 'E-mail': 'email', Email: 'email', 'e mail ': 'email' })).toEqual([]);
    expect(conclude({ 'A+': 'a plus', 'A-': 'a minus' })).toEqual([]);
    expect(conclude({ Yes: 'true', Y: 'true', No: 'false' })).toMatchObject([{ kind: 'values-collapsed' }]);
    expect(conclude({ Yes: 'true', Y: 'true', No: 'false' }, ['true'])).toEqual([]);
  });

  it('whose values changed places is a finding, although every count is right [R26]', () => {
    const swapped = { 'Closed Won': 'lost', 'Closed Lost': 'won', Contacted: 'contacted' };
    expect(conclude(swapped)).toMatchObject([{ kind: 'values-swapped', records: 20 }]);
    expect(conclude({ Yes: 'false', No: 'true' })).toMatchObject([{ kind: 'values-swapped', records: 20 }]);
    expect(conclude({ Inbound: 'out', Outbound: 'in' })).toMatchObject([{ kind: 'values-swapped' }]);
    const turned = { Draft: 'sent', Sent: 'paid', Paid: 'draft', Void: 'void' };
    expect(conclude(turned)).toMatchObject([{ kind: 'values-swapped', records: 30 }]);
  });

  it('raises no alarm where names differ and nothing fits better', () => {
    expect(conclude({ New: 'open', 'Under Contract': 'contract', 'Title & Escrow': 'closing' })).toEqual([]);
    expect(
      conclude({ 'New Lead': 'new lead', Lead: 'qualified', 'Closed Won': 'received', Lost: 'lost' }),
    ).toEqual([]);
    expect(conclude({ Hot: 'a', Warm: 'b', Cold: 'c' })).toEqual([]);
  });
});

describe('amounts', () => {
  it.each([
    ['$1,234.50', '1234.5'],
    ['1.234,50 €', '1234.5'],
    ['(12.00)', '-12'],
    ['1 234,5', '1234.5'],
    ['1,234', '1234'],
    ['1234', '1234'],
    ['0.5', '0.5'],
    ['-$3.10', '-3.1'],
  ])('%s is read as %s [R30]', (text, amount) => {
    expect(readAmount(text)?.toFixed()).toBe(amount);
  });

  it('are kept to the cent [R30]', () => {
    expect(see(checkSum(), '$1,234.50', '1234.50')).toBeUndefined();
    expect(see(checkSum(), '$1,234.50', '123450.00')).toBe('sum-changed');
    expect(see(checkSum(), '$1,234.50', '1234.51')).toBe('sum-changed');
    expect(see(checkSum(), '$1,234.50', '-1234.50')).toBe('sum-changed');
    expect(see(checkSum(), 'ten dollars', '10.00')).toBe('not-comparable');
  });
});

describe('days', () => {
  it('may be written in two ways when the source is not clear, and are never more than two', () => {
    expect(daysOf('03/12/2024', 'UTC')).toEqual(['2024-03-12', '2024-12-03']);
    expect(daysOf('12 Mar 2024', 'UTC')).toEqual(['2024-03-12']);
    expect(daysOf('March 12, 2024 3:15 PM', 'UTC')).toEqual(['2024-03-12']);
  });

  it('stay the day that the source wrote, in its zone [R29]', () => {
    const zone = 'America/New_York';
    expect(see(checkDay(zone), '2024-03-10 23:30', '2024-03-11T03:30:00Z')).toBeUndefined();
    expect(see(checkDay(zone), '2024-03-10', '2024-03-09')).toBe('day-shifted');
    expect(see(checkDay(zone), '31/05/2024', '2024-05-30')).toBe('day-shifted');
    expect(see(checkDay(zone), 'next week', '2024-05-30')).toBe('not-comparable');
  });
});

describe('children', () => {
  it('stay with their parent [R24]', () => {
    const good = checkChildren();
    for (const [parent, now] of [
      ['1', 'a'],
      ['1', 'a'],
      ['2', 'b'],
    ] as const)
      see(good, parent, now);
    expect(good.conclude()).toEqual([]);
    const split = checkChildren();
    for (const [parent, now] of [
      ['1', 'a'],
      ['1', 'a'],
      ['1', 'b'],
      ['2', 'c'],
    ] as const)
      see(split, parent, now);
    expect(split.conclude()).toMatchObject([{ kind: 'children-lost', records: 1 }]);
    const merged = checkChildren();
    for (const [parent, now] of [
      ['1', 'a'],
      ['2', 'a'],
    ] as const)
      see(merged, parent, now);
    expect(merged.conclude()).toMatchObject([{ kind: 'children-lost', records: 1 }]);
  });
});

describe('children of many parents', () => {
  /** Children under another parent than most of theirs, counted the plain way. */
  const straysOf = (pairs: readonly (readonly [string, string])[]): number => {
    const bySource = Map.groupBy(pairs, ([from]) => from);
    return [...bySource.values()].reduce((sum, own) => {
      const sizes = [...Map.groupBy(own, ([, to]) => to).values()].map((some) => some.length);
      return sum + own.length - Math.max(...sizes);
    }, 0);
  };

  it('are counted right whatever the order in which they are seen [R24]', () => {
    const parent = fc.constantFrom('1', '2', '3', '4');
    fc.assert(
      fc.property(fc.array(fc.tuple(parent, parent), { maxLength: 30 }), (pairs) => {
        const check = checkChildren();
        for (const [before, after] of pairs) see(check, before, after);
        const strays = [straysOf(pairs), straysOf(pairs.map(([before, after]) => [after, before]))];
        expect(check.conclude().map(({ records }) => records)).toEqual(strays.filter((count) => count > 0));
      }),
    );
  });
});

describe('checksums', () => {
  const bytes = checkChecksum({ source: 'text', destination: 'bytes' });
  const sha = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'; // of 'abc'
  it('are of the bytes that arrived [R28]', () => {
    expect(see(bytes, sha, Buffer.from('abc').toString('hex'))).toBeUndefined();
    expect(see(bytes, sha, Buffer.from('abd').toString('hex'))).toBe('checksum');
    expect(see(bytes, sha, null)).toBe('emptied');
    expect(see(bytes, 'no checksum', '00')).toBe('not-comparable');
  });
});
