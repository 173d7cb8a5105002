import { aboutPair, compareFilling, isBlank, type FidelityObserver } from './fidelity-observer.ts';

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

const dayText = (year: number, month: number, day: number): string | null => {
  if (month < 1 || month > 12 || day < 1 || day > 31) return null;
  const full = year < 100 ? year + (year < 70 ? 2000 : 1900) : year;
  return `${String(full).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
};

/** Every calendar day that a text may mean: '03/12/2024' may be two. */
const writtenDays = (text: string): string[] => {
  const iso = /(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})/.exec(text);
  if (iso) return [dayText(Number(iso[1]), Number(iso[2]), Number(iso[3]))].filter((day) => day !== null);
  const numbers = /(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})(?!\d)/.exec(text);
  if (numbers) {
    const [first, second, year] = [Number(numbers[1]), Number(numbers[2]), Number(numbers[3])];
    return [dayText(year, first, second), dayText(year, second, first)].filter((day) => day !== null);
  }
  const month = MONTHS.findIndex((name) => new RegExp(`\\b${name}`, 'i').test(text)) + 1;
  const day = /(?<![\d:])(\d{1,2})(?:st|nd|rd|th)?(?![\d:])/i.exec(text);
  const year = /(?<!\d)(\d{4})(?!\d)/.exec(text);
  const found = month > 0 && day && year ? dayText(Number(year[1]), month, Number(day[1])) : null;
  return found === null ? [] : [found];
};

/** A time of day as people and machines write it: '15:15', '3:15 pm', '03:15:20.5'. */
const CLOCK = /(?<![\d:])(\d{1,2}):(\d{2})(?::\d{2}(?:[.,]\d+)?)?(?:\s*([ap])\.?m\b\.?)?/i;
const OFFSET = /^(?:Z|UTC|GMT|([+-])(\d{2}):?(\d{2})?)$/i;

/** Minutes since midnight, and minutes east of UTC where the text says so. */
const clockOf = (text: string): { minutes: number; offset: number | null } | null => {
  const match = CLOCK.exec(text);
  if (!match) return null;
  const half = match[3]?.toLowerCase();
  const hour = half === undefined ? Number(match[1]) : (Number(match[1]) % 12) + (half === 'p' ? 12 : 0);
  const minutes = hour * 60 + Number(match[2]);
  const offset = OFFSET.exec(text.slice(match.index + match[0].length).trim());
  if (!offset) return { minutes, offset: null };
  const east = Number(offset[2] ?? 0) * 60 + Number(offset[3] ?? 0);
  return { minutes, offset: offset[1] === '-' ? -east : east };
};

/** What a text says of a moment, seen from the source's zone. */
interface Moment {
  /** 'YYYY-MM-DD'; two where the text reads two ways, none where it names no day. */
  readonly days: readonly string[];
  /** Minutes since midnight; null for a day alone. */
  readonly minutes: number | null;
  /** Minutes since 1970, for a text that names its own offset. */
  readonly instant: number | null;
}

const MINUTE_MS = 60_000;

const momentOf = (text: string, zone: string): Moment => {
  const days = writtenDays(text);
  const clock = clockOf(text);
  const [day] = days;
  if (clock === null || clock.offset === null || day === undefined || days.length > 1) {
    return { days, minutes: clock?.minutes ?? null, instant: null };
  }
  const instant = Date.parse(`${day}T00:00:00Z`) / MINUTE_MS + clock.minutes - clock.offset;
  return Number.isNaN(instant)
    ? { days: [], minutes: null, instant: null }
    : { ...inZone(instant, zone), instant };
};

/** Making a formatter costs fifty times what using it does, and there is a value in every record: one for each zone. */
const formatters = new Map<string, Intl.DateTimeFormat>();

const formatterOf = (zone: string): Intl.DateTimeFormat => {
  const known = formatters.get(zone);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  formatters.set(zone, made);
  return made;
};

const inZone = (instant: number, zone: string): { days: string[]; minutes: number } => {
  // '2024-03-10, 23:30'
  const shown = formatterOf(zone).format(new Date(instant * MINUTE_MS));
  return {
    days: [shown.slice(0, 10)],
    minutes: Number(shown.slice(-5, -3)) * 60 + Number(shown.slice(-2)),
  };
};

/** Every calendar day that a text may mean: '03/12/2024' may be two. What states its offset is seen from the zone. */
export const daysOf = (text: string, zone: string): readonly string[] => momentOf(text, zone).days;

/**
 * Dates: the calendar day in the zone of the source is the one the source wrote and, where both sides have a time of day,
 * so is that, to the minute. What states its own offset on both sides is compared as instants.
 */
export const checkDay = (zone: string): FidelityObserver => ({
  observe: (pair) => {
    const filling = compareFilling(pair);
    if (filling || isBlank(pair.source)) return filling;
    const before = momentOf(pair.source ?? '', zone);
    const after = momentOf(pair.destination ?? '', zone);
    if (before.days.length === 0 || after.days.length === 0) return aboutPair('not-comparable', pair);
    if (!before.days.some((day) => after.days.includes(day))) return aboutPair('day-shifted', pair);
    const isSameTime =
      before.instant !== null && after.instant !== null
        ? before.instant === after.instant
        : before.minutes === null || after.minutes === null || before.minutes === after.minutes;
    return isSameTime ? null : aboutPair('time-shift', pair);
  },
  conclude: () => [],
});
