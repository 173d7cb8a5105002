import { IANAZone } from 'luxon';

/** Milliseconds since 1970 in UTC, or why a wall-clock time is none. */
export type WallReading = number | 'gap' | 'overlap';

/** A time zone's clock. */
export interface ZoneClock {
  /** What has to be added to UTC, in milliseconds, at this moment. */
  offsetAt(utcMs: number): number;
  /**
   * The moment a wall clock of this zone showed a time, given as if it were UTC. 'gap': the clocks were set forward over
   * it. 'overlap': the clocks were set back, and it came twice.
   */
  momentOf(wallMs: number): WallReading;
}

const QUARTER_MS = 900_000;
const DAY_MS = 86_400_000;
/** From here on every zone changes its clocks at a full quarter of an hour. */
const STEADY_FROM_MS = Date.UTC(1980, 0, 1);
/** Twenty years of hours. */
const CACHE_ENTRIES = 175_000;

/** Asking the zone database takes some 4 µs; the answer is kept for each quarter of an hour that was asked for. */
const cachedOffsets = (zone: IANAZone): ((utcMs: number) => number) => {
  const known = new Map<number, number>();
  return (utcMs) => {
    if (utcMs < STEADY_FROM_MS) return Math.round(zone.offset(utcMs) * 60_000);
    const quarter = Math.floor(utcMs / QUARTER_MS);
    const cached = known.get(quarter);
    if (cached !== undefined) return cached;
    const offset = Math.round(zone.offset(quarter * QUARTER_MS) * 60_000);
    if (known.size >= CACHE_ENTRIES) known.clear();
    known.set(quarter, offset);
    return offset;
  };
};

const createZoneClock = (name: string): ZoneClock => {
  const offsetAt = cachedOffsets(IANAZone.create(name));
  return {
    offsetAt,
    momentOf: (wallMs) => {
      const before = offsetAt(wallMs - DAY_MS);
      const after = offsetAt(wallMs + DAY_MS);
      if (before === after) {
        const moment = wallMs - before;
        // Clocks that were set there and back within two days would show here.
        if (offsetAt(moment) === before) return moment;
      }
      const early = wallMs - before;
      const late = wallMs - after;
      const fits = [early, late].filter((moment) => offsetAt(moment) === wallMs - moment);
      const [first] = fits;
      if (first === undefined) return 'gap';
      return fits.length > 1 && fits[0] !== fits[1] ? 'overlap' : first;
    },
  };
};

/** Zones come from the plan, and from records that name one: a cache of some 6 MB each when full. */
const CLOCKS_MAX = 16;
const clocks = new Map<string, ZoneClock>();

/**
 * The clock of a zone, the same for every mapping of the process: a chunk finds known what the chunks before it asked.
 *
 * @param name IANA zone, checked when the plan was read
 */
export const zoneClock = (name: string): ZoneClock => {
  const known = clocks.get(name);
  if (known) return known;
  if (clocks.size >= CLOCKS_MAX) clocks.clear();
  const made = createZoneClock(name);
  clocks.set(name, made);
  return made;
};
