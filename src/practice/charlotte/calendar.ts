/**
 * Wall-clock time of Charlotte, worked out from the table of clock changes itself. It shares nothing with the library that
 * the mapping uses, so that what a time stamp must become is known independently.
 */

/** Moments at which the clock changed, and its distance from UTC from then on, in minutes. */
const CLOCK_CHANGES: readonly (readonly [at: number, offsetMinutes: number])[] = [
  [Date.UTC(2022, 2, 13, 7), -240],
  [Date.UTC(2022, 10, 6, 6), -300],
  [Date.UTC(2023, 2, 12, 7), -240],
  [Date.UTC(2023, 10, 5, 6), -300],
  [Date.UTC(2024, 2, 10, 7), -240],
  [Date.UTC(2024, 10, 3, 6), -300],
  [Date.UTC(2025, 2, 9, 7), -240],
  [Date.UTC(2025, 10, 2, 6), -300],
];

/** Three years of history: 1 November 2022 to 31 October 2025. */
export const HISTORY_START = Date.UTC(2022, 10, 1, 4);
export const HISTORY_END = Date.UTC(2025, 9, 31, 4);
/** The hours that never were, and those that were twice, as dates on which they happened. */
export const SPRING_DAYS = ['2023-03-12', '2024-03-10', '2025-03-09'] as const;
export const AUTUMN_DAYS = ['2023-11-05', '2024-11-03'] as const;
/** Clock changes within the history, in milliseconds since 1970. */
export const CHANGES_IN_HISTORY = CLOCK_CHANGES.map(([at]) => at).filter(
  (at) => at > HISTORY_START && at < HISTORY_END,
);

export const offsetMinutesAt = (instant: number): number => {
  let offset = -300;
  for (const [at, minutes] of CLOCK_CHANGES) if (instant >= at) offset = minutes;
  return offset;
};

const two = (value: number): string => String(value).padStart(2, '0');
const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

const parts = (millis: number) => {
  const utc = new Date(millis);
  return {
    year: String(utc.getUTCFullYear()),
    month: utc.getUTCMonth() + 1,
    day: utc.getUTCDate(),
    hour: utc.getUTCHours(),
    minute: utc.getUTCMinutes(),
    second: utc.getUTCSeconds(),
  };
};
const localParts = (instant: number) => parts(instant + offsetMinutesAt(instant) * 60_000);

/** '2024-03-10 14:05:09' */
export const wallClock = (instant: number): string => {
  const at = localParts(instant);
  return `${at.year}-${two(at.month)}-${two(at.day)} ${two(at.hour)}:${two(at.minute)}:${two(at.second)}`;
};
/** '3/10/2024 2:05 PM' */
export const wallClockUs = (instant: number): string => {
  const at = localParts(instant);
  const hour = at.hour % 12 === 0 ? 12 : at.hour % 12;
  return `${at.month}/${at.day}/${at.year} ${hour}:${two(at.minute)} ${at.hour < 12 ? 'AM' : 'PM'}`;
};
/** '2024-03-10T14:05:09-04:00' */
export const withOffset = (instant: number): string =>
  `${wallClock(instant).replace(' ', 'T')}-0${-offsetMinutesAt(instant) / 60}:00`;
/** Canonical instant: '2024-03-10T18:05:09Z' */
export const canonicalInstant = (instant: number): string =>
  new Date(instant).toISOString().replace('.000Z', 'Z');

/** A calendar day, as days since 1970, in the ways people type it. */
export const dayText = {
  iso: (day: number): string => new Date(day * 86_400_000).toISOString().slice(0, 10),
  us: (day: number): string => {
    const at = parts(day * 86_400_000);
    return `${at.month}/${at.day}/${at.year}`;
  },
  words: (day: number): string => {
    const at = parts(day * 86_400_000);
    return `${MONTHS[at.month - 1] ?? ''} ${at.day}, ${at.year}`;
  },
  dayFirst: (day: number): string => {
    const at = parts(day * 86_400_000);
    return `${two(at.day)}/${two(at.month)}/${at.year}`;
  },
};
export const dayOf = (instant: number): number =>
  Math.floor((instant + offsetMinutesAt(instant) * 60_000) / 86_400_000);
