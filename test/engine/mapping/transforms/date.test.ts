import fc from 'fast-check';
import { DateTime, IANAZone } from 'luxon';
import { describe, expect, it } from 'vitest';
import { outcome, transformOf } from './run-transform.ts';
import { hostileText } from '../hostile-text.ts';

const ZONES = [
  'America/New_York',
  'Europe/Berlin',
  'Australia/Lord_Howe',
  'America/Sao_Paulo',
  'Asia/Kathmandu',
  'Pacific/Apia',
  'Africa/Casablanca',
  'UTC',
];

describe('dates in declared formats [R22]', () => {
  it.each([
    [['M/d/yyyy'], {}, '3/5/2024', '2024-03-05'],
    [['MM/dd/yyyy'], {}, '03/05/2024', '2024-03-05'],
    [['d.M.yyyy'], {}, '5.3.2024', '2024-03-05'],
    [['MMM d, yyyy'], {}, 'mar 5, 2024', '2024-03-05'],
    [['cccc, d LLLL yyyy'], {}, 'Tuesday, 5 March 2024', '2024-03-05'],
    [['ccc d LLL yyyy'], {}, 'Wed 5 Mar 2024', '!date-invalid'],
    [['M/d/yy'], {}, '3/5/24', '2024-03-05'],
    [['M/d/yy'], {}, '3/5/75', '1975-03-05'],
    [['yyyy-MM-dd'], {}, '2024-02-29', '2024-02-29'],
    [['yyyy-MM-dd'], {}, '2023-02-29', '!date-invalid'],
    [['yyyy-MM-dd'], {}, '2024-13-01', '!date-invalid'],
    [['yyyy-MM-dd'], {}, '2024-03-05 ', '2024-03-05'],
    [['yyyy-MM-dd'], {}, '2024-03-05x', '!date-invalid'],
    [['yyyy-MM-dd'], {}, '0000-00-00', '!date-invalid'],
    [['yyyy-MM-dd'], {}, 'yesterday', '!date-invalid'],
    [['MM/dd/yyyy'], {}, '3/5/2024', '!date-invalid'],
    [['ISO'], {}, '2024-03-05', '2024-03-05'],
    [['ISO'], {}, '2024-03-05T23:30:00Z', '2024-03-05'],
    [['ISO'], { zone: 'Asia/Kathmandu' }, '2024-03-05T23:30:00Z', '2024-03-06'],
    [["yyyy-MM-dd'T'HH:mm"], { to: 'local' }, '2024-03-05T16:05', '2024-03-05T16:05:00'],
    [['M/d/yyyy h:mm a'], { to: 'local' }, '3/5/2024 12:05 AM', '2024-03-05T00:05:00'],
    [['M/d/yyyy h:mm a'], { to: 'local' }, '3/5/2024 12:05\u202fp.m.', '2024-03-05T12:05:00'],
    [['M/d/yyyy h:mm a'], { to: 'local' }, '3/5/2024 13:05 PM', '!date-invalid'],
    [['ISO'], { to: 'local' }, '2024-03-05 10:00:00.123450', '2024-03-05T10:00:00.12345'],
    [['ISO'], { to: 'local' }, '2024-03-05T10:00:00+02:00', '!date-invalid'],
    [['ISO'], { to: 'local', zone: 'Europe/Berlin' }, '2024-03-05T10:00:00Z', '2024-03-05T11:00:00'],
    [['ISO'], { to: 'instant' }, '2024-03-05T10:00:00.1234567-05:00', '!date-invalid'],
    [['ISO'], { to: 'instant' }, '2024-03-05T10:00:00.123456-0530', '2024-03-05T15:30:00.123456Z'],
    [['ISO'], { to: 'instant' }, '2024-03-05T10:00:00', '!date-invalid'],
    [['ISO'], { to: 'instant', zone: 'America/New_York' }, '2024-03-05T10:00:00', '2024-03-05T15:00:00Z'],
    [['ISO'], { to: 'instant', zone: 'America/New_York' }, '2024-07-05 10:00', '2024-07-05T14:00:00Z'],
    [['ISO'], { to: 'instant' }, '2016-12-31T23:59:60Z', '!date-invalid'],
    [['yyyy-MM-dd HH:mm z'], { to: 'instant' }, '2024-07-05 10:00 America/New_York', '2024-07-05T14:00:00Z'],
    [['yyyy-MM-dd HH:mm z'], { to: 'instant' }, '2024-07-05 10:00 Mars/Olympus', '!date-invalid'],
    [['yyyy-MM-dd HH:mm Z'], { to: 'instant' }, '2024-07-05 10:00 +5:30', '2024-07-05T04:30:00Z'],
    [['ISO'], { to: 'instant' }, '9999-12-31T23:00:00-05:00', '!date-invalid'],
  ])('%j %j: %s → %s', (...[formats, more, text, expected]) => {
    expect(outcome(transformOf({ use: 'date', formats, ...more }).run(text))).toBe(expected);
  });

  it('call a value ambiguous when two formats read it as different days', () => {
    const { run } = transformOf({ use: 'date', formats: ['M/d/yyyy', 'd/M/yyyy'] });
    expect(['3/12/2024', '3/3/2024', '25/12/2024', '12/25/2024'].map((text) => outcome(run(text)))).toEqual([
      '!date-ambiguous',
      '2024-03-03',
      '2024-12-25',
      '2024-12-25',
    ]);
  });

  it('refuse a time that the clocks skipped, and an instant from a time that came twice [R29]', () => {
    const at = (to: string, text: string) =>
      outcome(transformOf({ use: 'date', formats: ['ISO'], to, zone: 'America/New_York' }).run(text));
    expect(at('instant', '2024-03-10T02:30:00')).toBe('!date-nonexistent');
    expect(at('local', '2024-03-10T02:30:00')).toBe('!date-nonexistent');
    expect(at('instant', '2024-03-10T01:59:59')).toBe('2024-03-10T06:59:59Z');
    expect(at('instant', '2024-03-10T03:00:00')).toBe('2024-03-10T07:00:00Z');
    expect(at('instant', '2024-11-03T01:30:00')).toBe('!date-ambiguous');
    expect(at('local', '2024-11-03T01:30:00')).toBe('2024-11-03T01:30:00');
    expect(at('instant', '2024-11-03T00:59:59')).toBe('2024-11-03T04:59:59Z');
    expect(at('instant', '2024-11-03T02:00:00')).toBe('2024-11-03T07:00:00Z');
    expect(at('instant', '2024-11-03T01:30:00-04:00')).toBe('2024-11-03T05:30:00Z');
  });

  it('refuse a day that a zone left out', () => {
    const { run } = transformOf({ use: 'date', formats: ['ISO'], to: 'instant', zone: 'Pacific/Apia' });
    expect(outcome(run('2011-12-30T12:00:00'))).toBe('!date-nonexistent');
    expect(outcome(run('2011-12-31T12:00:00'))).toBe('2011-12-30T22:00:00Z');
  });
});

/** Every change of the clocks of a zone from 2020 to 2030, found by asking the zone database hour by hour. */
const changes = (zone: string): number[] => {
  const clock = IANAZone.create(zone);
  const found: number[] = [];
  const end = Date.UTC(2031, 0, 1);
  for (let day = Date.UTC(2020, 0, 1); day < end; day += 86_400_000) {
    if (clock.offset(day) === clock.offset(day + 86_400_000)) continue;
    for (let hour = day; hour < day + 86_400_000; hour += 1_800_000) {
      if (clock.offset(hour) !== clock.offset(hour + 1_800_000)) found.push(hour + 1_800_000);
    }
  }
  return found;
};

describe('round trips', () => {
  it.each(ZONES)(
    'an instant goes to %s and back at every change of the clocks from 2020 to 2030, or is refused',
    (zone) => {
      const { run, reverse } = transformOf({
        use: 'date',
        formats: ['yyyy-MM-dd HH:mm:ss'],
        to: 'instant',
        zone,
      });
      const clock = IANAZone.create(zone);
      for (const change of [...changes(zone), Date.UTC(2024, 5, 1)]) {
        for (let minutes = -180; minutes <= 180; minutes += 15) {
          const moment = change + minutes * 60_000;
          const instant = new Date(moment).toISOString().replace('.000Z', 'Z');
          const local = DateTime.fromMillis(moment, { zone });
          const written = local.toFormat('yyyy-MM-dd HH:mm:ss');
          // Came twice: another moment within three hours shows the same wall clock.
          const wall = moment + clock.offset(moment) * 60_000;
          const twin = [30, 60, 90, 120, 180].some((shift) =>
            [1, -1].some((sign) => {
              const other = moment + sign * shift * 60_000;
              return other + clock.offset(other) * 60_000 === wall;
            }),
          );
          expect([instant, outcome(run(written))]).toEqual([instant, twin ? '!date-ambiguous' : instant]);
          const back = reverse.reversible ? reverse.run(instant) : null;
          expect(outcome(back)).toBe(twin ? '!date-invalid' : written);
        }
      }
    },
  );

  it('with an offset in the text even the hour that came twice goes there and back', () => {
    const { run, reverse } = transformOf({
      use: 'date',
      formats: ['yyyy-MM-dd HH:mm:ss ZZ'],
      to: 'instant',
      zone: 'America/New_York',
    });
    for (const instant of ['2024-11-03T05:30:00Z', '2024-11-03T06:30:00Z']) {
      const text = reverse.reversible ? reverse.run(instant) : null;
      expect(typeof text === 'string' && run(text)).toBe(instant);
    }
  });

  it('every moment of 1980 to 2037 that is told in words comes back the same', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: Date.UTC(1980, 0, 1) / 1000, max: Date.UTC(2037, 11, 31) / 1000 }),
        fc.constantFrom(...ZONES),
        fc.constantFrom(
          'ISO',
          "yyyy-MM-dd'T'HH:mm:ssZZ",
          'cccc, MMMM d, yyyy h:mm:ss a Z',
          'd.M.yyyy H:m:s ZZZ',
        ),
        (seconds, zone, format) => {
          const instant = new Date(seconds * 1000).toISOString().replace('.000Z', 'Z');
          const { run, reverse } = transformOf({
            use: 'date',
            formats: [format],
            to: 'instant',
            ...(format === 'ISO' ? {} : { zone }),
          });
          const text = reverse.reversible ? reverse.run(instant) : null;
          expect(typeof text === 'string' ? run(text) : text).toBe(instant);
        },
      ),
    );
  });

  it('a date goes through every format that names day, month and year', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('1961-01-01'), max: new Date('2060-12-31'), noInvalidDate: true }),
        fc.constantFrom('ISO', 'M/d/yyyy', 'dd.MM.yy', 'LLL d, y', 'EEEE d MMMM yyyy'),
        (date, format) => {
          const day = date.toISOString().slice(0, 10);
          const { run, reverse } = transformOf({ use: 'date', formats: [format] });
          const text = reverse.reversible ? reverse.run(day) : null;
          expect(typeof text === 'string' ? run(text) : text).toBe(day);
        },
      ),
    );
  });

  it('does not pretend to bring back what was left out', () => {
    expect(transformOf({ use: 'date', formats: ['yyyy-MM-dd HH:mm'] }).reverse).toMatchObject({
      reversible: false,
    });
    const { reverse } = transformOf({ use: 'date', formats: ['yyyy-MM-dd HH:mm'], to: 'local' });
    expect(reverse.reversible && outcome(reverse.run('2024-03-05T10:00:30'))).toBe('!date-invalid');
  });
});

describe('the reader and Luxon', () => {
  const formats = [
    'yyyy-MM-dd',
    'M/d/yyyy',
    'd/M/yy',
    'MM/dd/yyyy HH:mm:ss',
    'M/d/yyyy h:mm a',
    "d LLL yyyy 'at' H:mm",
    'LLLL d, yyyy hh:mm:ss a',
    'ccc, dd LLL yyyy HH:mm:ss ZZZ',
    'yyyy-MM-dd HH:mm:ss.SSS',
    "yyyy-MM-dd'T'HH:mm:ssZZ",
  ];
  /** Luxon's reading as a canonical instant. It takes three and four digits for 'yy' and more; we take what is declared. */
  const byLuxon = (text: string, format: string): string | null => {
    const read = DateTime.fromFormat(text.trim(), format, { zone: 'utc', locale: 'en-US' });
    if (!read.isValid) return null;
    return read
      .toFormat("yyyy-MM-dd'T'HH:mm:ss.SSS")
      .replace(/\.?0*$/, (end) => (end.startsWith('.') ? '' : end))
      .replace(/(\.\d*?)0+$/, '$1');
  };
  const byUs = (text: string, format: string): string | null => {
    const read = transformOf({ use: 'date', formats: [format], to: 'instant', zone: 'UTC' }).run(text);
    return typeof read === 'string' ? read.replace(/Z$/, '') : null;
  };
  const dates = fc.date({ min: new Date('1965-01-01'), max: new Date('2055-01-01'), noInvalidDate: true });

  it('agree about every text that Luxon writes in a format', () => {
    fc.assert(
      fc.property(dates, fc.constantFrom(...formats), (date, format) => {
        const text = DateTime.fromJSDate(date, { zone: 'utc' }).toFormat(format, { locale: 'en-US' });
        expect([text, byUs(text, format)]).toEqual([text, byLuxon(text, format)]);
      }),
      { numRuns: 1_000 },
    );
  });

  it('agree about every other text that we accept at all', () => {
    let accepted = 0;
    fc.assert(
      fc.property(
        dates,
        fc
          .tuple(fc.constantFrom(...formats), fc.constantFrom(...formats), fc.boolean())
          .map(([write, read, same]) => [write, same ? write : read] as const),
        fc.tuple(fc.nat(24), fc.constantFrom('0', '1', '2', '3', '9', '/', ' ', '')),
        (date, [writeFormat, readFormat], [place, spoil]) => {
          const clean = DateTime.fromJSDate(date, { zone: 'utc' }).toFormat(writeFormat, { locale: 'en-US' });
          const text = clean.slice(0, place) + spoil + clean.slice(place + 1);
          const ours = byUs(text, readFormat);
          if (ours === null) return;
          accepted += 1;
          expect([text, readFormat, ours]).toEqual([text, readFormat, byLuxon(text, readFormat)]);
        },
      ),
      { numRuns: 5_000 },
    );
    expect(accepted).toBeGreaterThan(200);
  });

  it('never throws on any text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), hostileText), fc.constantFrom(...formats, 'ISO'), (text, format) => {
        expect(() =>
          transformOf({ use: 'date', formats: [format], to: 'instant', zone: 'UTC' }).run(text),
        ).not.toThrow();
      }),
    );
  });
});
