import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkDay } from '#engine/fidelity/check-day.ts';
import type { FidelityObserver } from '#engine/fidelity/fidelity-observer.ts';

const see = (observer: FidelityObserver, source: string, destination: string): string | undefined =>
  observer.observe({ sourceId: 's', destinationId: 'd', source, destination })?.kind;

describe('times of day', () => {
  const zone = 'America/New_York';
  it.each([
    ['2024-03-12 15:15:42', '2024-03-12T19:15:42Z'],
    ['3/12/2024 3:15 PM', '2024-03-12T19:15:00.000Z'],
    ['Mar 12, 2024 12:05 a.m.', '2024-03-12 04:05:00+00'],
    ['2024-11-03 01:30', '2024-11-03T05:30:00Z'], // this hour comes twice: either is right
    ['2024-11-03 01:30', '2024-11-03T06:30:00Z'],
    ['2024-03-12T15:15:00-05:00', '2024-03-12T20:15:00Z'], // its own offset wins over the zone
    ['Tue, 12 Mar 2024 15:15:00 +0100', '2024-03-12T14:15:00Z'],
    ['2024-03-12 15:15', '2024-03-12'],
    ['2024-03-12', '2024-03-12T04:00:00Z'],
  ])('are kept from %s to %s [R29]', (source, destination) => {
    expect(see(checkDay(zone), source, destination)).toBeUndefined();
  });

  it.each([
    ['2024-03-12 15:15:42', '2024-03-12T20:15:42Z'], // read as Chicago
    ['3/12/2024 3:15 PM', '2024-03-12T07:15:00Z'], // the PM lost
    ['2024-03-10 12:30', '2024-03-10T12:30:00Z'], // read as UTC
    ['2024-03-12 15:15', '2024-03-12T04:00:00Z'], // the time lost
    ['2024-03-12T15:15:00-05:00', '2024-03-12T19:15:00Z'], // the offset lost
    ['2024-03-12 15:15', '2024-03-12T15:16:00'],
  ])('are missed from %s to %s although the day is right [R26] [R29]', (source, destination) => {
    expect(see(checkDay(zone), source, destination)).toBe('time-shift');
  });

  it('tell a zone from another for every moment of a year', () => {
    const moment = fc.date({ min: new Date('2024-01-01'), max: new Date('2024-12-31'), noInvalidDate: true });
    fc.assert(
      fc.property(moment, (at) => {
        const wall = new Intl.DateTimeFormat('sv-SE', {
          timeZone: zone,
          dateStyle: 'short',
          timeStyle: 'medium',
        });
        expect(see(checkDay(zone), wall.format(at), at.toISOString())).toBeUndefined();
        const later = new Date(at.getTime() + 3_600_000);
        const moved = wall.format(at).slice(11, 13) !== wall.format(later).slice(11, 13);
        expect(see(checkDay(zone), wall.format(at), later.toISOString()) !== undefined).toBe(moved);
      }),
    );
  });
});
