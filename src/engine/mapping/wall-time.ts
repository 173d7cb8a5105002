/** What a text says of a moment, before any zone is applied. */
export interface WallTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  /** Digits after the second's point, without zeros at the end. Kept as text: microseconds do not fit a JavaScript date. */
  readonly fraction: string;
  /** Added to UTC, in minutes; null if the text names none. */
  readonly offsetMinutes: number | null;
  /** IANA zone named in the text. */
  readonly zone: string | null;
}

const MONTH_DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

export const daysInMonth = (year: number, month: number): number =>
  month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : (MONTH_DAYS[month - 1] ?? 0);

/** Is it a day and a time there can be? Leap seconds and 24:00 are not. */
export const isRealTime = ({ year, month, day, hour, minute, second }: WallTime): boolean =>
  year >= 1 &&
  year <= 9999 &&
  day >= 1 &&
  day <= daysInMonth(year, month) &&
  hour <= 23 &&
  minute <= 59 &&
  second <= 59;

/** Days since 1970-01-01. Howard Hinnant, 'chrono-compatible low-level date algorithms', days_from_civil. */
const epochDay = (year: number, month: number, day: number): number => {
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
};

/** The wall clock's reading as if it were UTC, in whole seconds as milliseconds. The fraction stays apart. */
export const wallMs = ({ year, month, day, hour, minute, second }: WallTime): number =>
  epochDay(year, month, day) * 86_400_000 + hour * 3_600_000 + minute * 60_000 + second * 1_000;

/** 0 Sunday … 6 Saturday. */
export const weekdayOf = ({ year, month, day }: WallTime): number =>
  (((epochDay(year, month, day) + 4) % 7) + 7) % 7;

const two = (number: number): string => (number < 10 ? `0${number}` : String(number));
const four = (number: number): string => String(number).padStart(4, '0');

export const writeDay = ({ year, month, day }: WallTime): string => `${four(year)}-${two(month)}-${two(day)}`;

/** 'YYYY-MM-DDTHH:MM:SS[.f]' */
export const writeWall = (wall: WallTime): string =>
  `${writeDay(wall)}T${two(wall.hour)}:${two(wall.minute)}:${two(wall.second)}${wall.fraction === '' ? '' : `.${wall.fraction}`}`;

/** Milliseconds as if UTC back into a reading of the clock; null outside the years 1 to 9999. */
export const wallFromMs = (milliseconds: number, fraction: string): WallTime | null => {
  const date = new Date(milliseconds);
  const year = date.getUTCFullYear();
  if (Number.isNaN(year) || year < 1 || year > 9999) return null;
  return {
    year,
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
    fraction,
    offsetMinutes: null,
    zone: null,
  };
};
