import { readDateFormat, type DateToken } from '#domain/plan/date-format.ts';
import { MONTHS, WEEKDAYS } from './date-reader.ts';
import { weekdayOf, writeDay, writeWall, type WallTime } from './wall-time.ts';

const two = (number: number): string => String(number).padStart(2, '0');
const millis = (wall: WallTime): string => wall.fraction.padEnd(3, '0').slice(0, 3);

const offsetText = (minutes: number, colon: string): string => {
  const absolute = Math.abs(minutes);
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(absolute / 60))}${colon}${two(absolute % 60)}`;
};

const WRITERS: Readonly<Record<DateToken, (wall: WallTime) => string>> = {
  yyyy: ({ year }) => String(year).padStart(4, '0'),
  y: ({ year }) => String(year),
  yy: ({ year }) => two(year % 100),
  M: ({ month }) => String(month),
  MM: ({ month }) => two(month),
  L: ({ month }) => String(month),
  LL: ({ month }) => two(month),
  MMM: ({ month }) => (MONTHS[month - 1] ?? '').slice(0, 3),
  LLL: ({ month }) => (MONTHS[month - 1] ?? '').slice(0, 3),
  MMMM: ({ month }) => MONTHS[month - 1] ?? '',
  LLLL: ({ month }) => MONTHS[month - 1] ?? '',
  d: ({ day }) => String(day),
  dd: ({ day }) => two(day),
  EEE: (wall) => (WEEKDAYS[weekdayOf(wall)] ?? '').slice(0, 3),
  ccc: (wall) => (WEEKDAYS[weekdayOf(wall)] ?? '').slice(0, 3),
  EEEE: (wall) => WEEKDAYS[weekdayOf(wall)] ?? '',
  cccc: (wall) => WEEKDAYS[weekdayOf(wall)] ?? '',
  H: ({ hour }) => String(hour),
  HH: ({ hour }) => two(hour),
  h: ({ hour }) => String(hour % 12 === 0 ? 12 : hour % 12),
  hh: ({ hour }) => two(hour % 12 === 0 ? 12 : hour % 12),
  a: ({ hour }) => (hour < 12 ? 'AM' : 'PM'),
  m: ({ minute }) => String(minute),
  mm: ({ minute }) => two(minute),
  s: ({ second }) => String(second),
  ss: ({ second }) => two(second),
  S: (wall) => String(Number(millis(wall))),
  SSS: millis,
  u: ({ fraction }) => fraction || '0',
  Z: ({ offsetMinutes }) => offsetText(offsetMinutes ?? 0, ':'),
  ZZ: ({ offsetMinutes }) => offsetText(offsetMinutes ?? 0, ':'),
  ZZZ: ({ offsetMinutes }) => offsetText(offsetMinutes ?? 0, ''),
  z: ({ zone }) => zone ?? 'UTC',
};

/** Compiles the way back: a moment in a Luxon format. What the format has no place for is left out; the caller checks. */
export const compileDateWriter = (format: string, dayOnly: boolean): ((wall: WallTime) => string) => {
  const read = readDateFormat(format);
  // ISO, the one format that is not made of tokens.
  if (!('pieces' in read)) {
    return (wall) => {
      if (dayOnly) return writeDay(wall);
      return `${writeWall(wall)}${wall.offsetMinutes === null ? '' : offsetText(wall.offsetMinutes, ':')}`;
    };
  }
  return (wall) =>
    read.pieces.map((piece) => ('literal' in piece ? piece.literal : WRITERS[piece.token](wall))).join('');
};
