import type { NumberKind } from './number-format.ts';

const DAY_MS = 86_400_000;
const EPOCH_1904 = Date.UTC(1904, 0, 1);
/** Day 0 of the 1900 system for days after 28 February 1900. It counts a 29 February 1900 that never was. */
const EPOCH_1900 = Date.UTC(1899, 11, 30);
const LAST_SERIAL = 2_958_465; // 31 December 9999

const two = (value: number): string => String(value).padStart(2, '0');

const clockText = (ms: number, hours: string): string => {
  const rest = ms % 1000;
  const fraction = rest === 0 ? '' : `.${String(rest).padStart(3, '0')}`;
  return `${hours}:${two(Math.floor(ms / 60_000) % 60)}:${two(Math.floor(ms / 1000) % 60)}${fraction}`;
};

const durationText = (serial: number): string => {
  const ms = Math.round(Math.abs(serial) * DAY_MS);
  return `${serial < 0 ? '-' : ''}${clockText(ms, two(Math.floor(ms / 3_600_000)))}`;
};

const dayText = (day: number, date1904: boolean): string => {
  if (date1904) return new Date(EPOCH_1904 + day * DAY_MS).toISOString().slice(0, 10);
  if (day === 60) return '1900-02-29'; // left as the workbook shows it: no such day, and the mapping will say so
  const shift = day < 60 ? 1 : 0;
  return new Date(EPOCH_1900 + (day + shift) * DAY_MS).toISOString().slice(0, 10);
};

/**
 * A date or time that a workbook keeps as a number of days, to the millisecond. 'YYYY-MM-DD' for a date, 'YYYY-MM-DDTHH:MM:SS'
 * for a date with a time (also under a format that hides the time), 'HH:MM:SS' for a time of day or a duration. Null: the
 * number is no day of the calendar, so it stays a number.
 */
export const serialDate = (
  serial: number,
  kind: Exclude<NumberKind, 'number'>,
  date1904: boolean,
): string | null => {
  if (kind === 'duration') return durationText(serial);
  if (kind === 'time' && serial >= 0 && serial < 1) {
    const ofDay = Math.round(serial * DAY_MS);
    return ofDay < DAY_MS ? durationText(serial) : null;
  }
  const first = date1904 ? 0 : 1;
  if (!(serial >= first) || serial >= LAST_SERIAL + 1) return null;
  const ms = Math.round(serial * DAY_MS);
  const day = Math.floor(ms / DAY_MS);
  const ofDay = ms - day * DAY_MS;
  const text = dayText(day, date1904);
  if (kind === 'date' && ofDay === 0) return text;
  return `${text}T${clockText(ofDay, two(Math.floor(ofDay / 3_600_000)))}`;
};
