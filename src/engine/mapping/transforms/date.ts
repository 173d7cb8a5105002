import { ISO_FORMAT, readDateFormat, type DateUnit } from '#domain/plan/date-format.ts';
import { compileDateReader, type ReadWall } from '../date-reader.ts';
import { compileDateWriter } from '../date-writer.ts';
import { meaningStep } from '../text-step.ts';
import type { ParametersOf, Refusal, Reverse, TransformKind } from '../transform.ts';
import { wallFromMs, wallMs, writeDay, writeWall, type WallTime } from '../wall-time.ts';
import { zoneClock, type WallReading } from '../zone-clock.ts';

type Parameters = ParametersOf<'date'>;

const invalid = (detail: string): Refusal => ({ code: 'date-invalid', detail });
const NO_FORMAT = invalid("not a date in any of the plan's formats");
const TOO_FINE = invalid('more than 6 digits after the second');
const OUT_OF_RANGE = invalid('outside the years 1 to 9999');
const NO_ZONE = invalid('a wall-clock time without an offset, and the plan names no zone');
const OFFSET_LOST = invalid('its offset would be lost; the plan names no zone whose wall clock is meant');
const AMBIGUOUS: Refusal = {
  code: 'date-ambiguous',
  detail: "two of the plan's formats read it as different times",
};
const GAP: Refusal = {
  code: 'date-nonexistent',
  detail: 'the clocks were set forward over this time, so it never was',
};
const OVERLAP: Refusal = {
  code: 'date-ambiguous',
  detail: 'the clocks were set back over this time, so it came twice and does not say which is meant',
};

const fromUtc = (utcMs: number, fraction: string, suffix: 'Z' | ''): string | Refusal => {
  const wall = wallFromMs(utcMs, fraction);
  return wall ? `${writeWall(wall)}${suffix}` : OUT_OF_RANGE;
};

/** The moment a text names, where it names one by itself: by an offset or a zone. */
const ownMoment = (wall: WallTime): WallReading | null => {
  if (wall.offsetMinutes !== null) return wallMs(wall) - wall.offsetMinutes * 60_000;
  return wall.zone === null ? null : zoneClock(wall.zone).momentOf(wallMs(wall));
};

const writerOf = ({ to, zone }: Parameters): ((wall: WallTime) => string | Refusal) => {
  const clock = zone === undefined ? null : zoneClock(zone);
  const toInstant = (wall: WallTime): string | Refusal => {
    const moment = ownMoment(wall) ?? (clock ? clock.momentOf(wallMs(wall)) : null);
    if (moment === null) return NO_ZONE;
    if (moment === 'gap') return GAP;
    return moment === 'overlap' ? OVERLAP : fromUtc(moment, wall.fraction, 'Z');
  };
  const toWall = (wall: WallTime): string | Refusal => {
    const moment = ownMoment(wall);
    if (moment === null) return clock && clock.momentOf(wallMs(wall)) === 'gap' ? GAP : writeWall(wall);
    if (moment === 'gap') return GAP;
    if (moment === 'overlap') return OVERLAP;
    return clock ? fromUtc(moment + clock.offsetAt(moment), wall.fraction, '') : OFFSET_LOST;
  };
  const toDate = (wall: WallTime): string | Refusal => {
    // The day as it is written, unless the plan names another zone's calendar.
    if (!clock || (wall.offsetMinutes === null && wall.zone === null)) return writeDay(wall);
    const local = toWall(wall);
    return typeof local === 'string' ? local.slice(0, 10) : local;
  };
  return { instant: toInstant, local: toWall, date: toDate }[to];
};

const compile = (parameters: Parameters): ((text: string) => string | Refusal) => {
  const readers: readonly ReadWall[] = parameters.formats.map(compileDateReader);
  const write = writerOf(parameters);
  return (text) => {
    let result: string | Refusal | null = null;
    for (const read of readers) {
      const wall = read(text);
      if (wall === null) continue;
      const next = wall === 'digits' ? TOO_FINE : write(wall);
      if (result !== null && result !== next) return AMBIGUOUS;
      result = next;
    }
    return result ?? NO_FORMAT;
  };
};

/** A canonical date, local time or instant back into what it says. */
const readCanonical = (text: string): WallTime | null => {
  const wall = compileDateReader(ISO_FORMAT)(text);
  return wall === 'digits' ? null : wall;
};

const TIME_UNITS: readonly DateUnit[] = ['hour', 'hour12', 'offset', 'zone'];

const dropsTime = (format: string): boolean => {
  if (format === ISO_FORMAT) return false;
  const read = readDateFormat(format);
  return 'units' in read && TIME_UNITS.some((unit) => read.units.has(unit));
};

const reverse = (parameters: Parameters): Reverse => {
  const [format = ISO_FORMAT] = parameters.formats;
  const { to } = parameters;
  if (to === 'date' && parameters.formats.some(dropsTime)) {
    return { reversible: false, because: 'the time of day was left out' };
  }
  const write = compileDateWriter(format, to === 'date');
  const forward = compile(parameters);
  const clock = to === 'instant' ? zoneClock(parameters.zone ?? 'UTC') : null;
  return {
    reversible: true,
    run: (value) => {
      const wall = readCanonical(value);
      if (!wall) return NO_FORMAT;
      let shown: WallTime | null = { ...wall, offsetMinutes: null };
      if (clock) {
        const utcMs = wallMs(wall);
        const offset = clock.offsetAt(utcMs);
        const local = wallFromMs(utcMs + offset, wall.fraction);
        const withOffset = format !== ISO_FORMAT || parameters.zone === undefined;
        shown = local && {
          ...local,
          offsetMinutes: withOffset ? offset / 60_000 : null,
          zone: parameters.zone ?? null,
        };
      }
      const text = shown && write(shown);
      // Whatever the format has no place for (seconds, the century, which of two equal hours) would come back otherwise.
      return text !== null && forward(text) === value
        ? text
        : invalid("the plan's first format cannot say this moment without losing something");
    },
  };
};

/**
 * Dates and times in declared formats into ISO 8601. All formats are tried: two that read a value differently make it
 * ambiguous. A time that the clocks skipped is refused, and so is an instant from a time that came twice.
 */
export const dateTransform: TransformKind<'date'> = {
  compile: (parameters) => meaningStep(compile(parameters)),
  reverse,
};
