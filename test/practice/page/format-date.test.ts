import { describe, expect, it } from 'vitest';
import { clockTime, dayName, formatDateToken, isSameDay } from '#practice/page/text/format-date.ts';

const NEW_YORK = { timeZone: 'America/New_York', now: new Date('2026-11-21T03:00:00Z') };
const STOCKHOLM = { ...NEW_YORK, timeZone: 'Europe/Stockholm' };
const seconds = (moment: string): number => new Date(moment).getTime() / 1000;
const filled = (format: string, moment: string, reader = NEW_YORK): string =>
  formatDateToken({ seconds: seconds(moment), format, fallback: 'fallback' }, reader);

describe('formatDateToken', () => {
  it.each([
    ['{date_num}', '2026-11-20'],
    ['{date}', 'November 20, 2026'],
    ['{date_short}', 'Nov 20, 2026'],
    ['{date_long}', 'Friday, November 20, 2026'],
    ['{date_short_pretty} {time}', 'today 9:30 PM'],
    ['at {time_secs}', 'at 9:30:00 PM'],
    ['{ago}', '30 minutes ago'],
    ['{date} {never_heard_of}', 'fallback'],
  ])('fills in %s', (format, words) => {
    expect(filled(format, '2026-11-21T02:30:00Z')).toBe(words);
  });

  it('uses the zone of the one who reads', () => {
    expect(filled('{date_short_pretty} {time}', '2026-11-21T02:30:00Z', STOCKHOLM)).toBe('today 3:30 AM');
    expect(filled('{date_pretty}', '2026-11-20T12:00:00Z', STOCKHOLM)).toBe('yesterday');
    expect(filled('{date_pretty}', '2026-11-22T12:00:00Z', NEW_YORK)).toBe('November 22, 2026');
  });

  it('shows the fallback for a moment that is none', () => {
    expect(formatDateToken({ seconds: 9e15, format: '{date}', fallback: 'then' }, NEW_YORK)).toBe('then');
  });
});

describe('days and times beside messages', () => {
  it('follow the zone', () => {
    const late = new Date('2026-11-21T04:30:00Z');
    const early = new Date('2026-11-21T05:30:00Z');
    expect(isSameDay(late, early, NEW_YORK)).toBe(false);
    expect(isSameDay(late, early, STOCKHOLM)).toBe(true);
    expect(clockTime(late, NEW_YORK)).toBe('11:30 PM');
    expect([dayName(late, NEW_YORK), dayName(early, NEW_YORK)]).toEqual(['Today', 'Tomorrow']);
    expect(dayName(new Date('2026-11-14T12:00:00Z'), NEW_YORK)).toBe('Saturday, November 14');
  });
});
