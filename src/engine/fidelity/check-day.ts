import { aboutPair, compareFilling, isBlank, type FidelityObserver } from './fidelity-observer.ts';

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

const dayText = (year: number, month: number, day: number): string | null => {
  if (month < 1 || month > 12 || day < 1 || day > 31) return null;
  const full = year < 100 ? year + (year < 70 ? 2000 : 1900) : year;
  return `${String(full).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
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
  });
  formatters.set(zone, made);
  return made;
};

const dayInZone = (instant: Date, zone: string): string => formatterOf(zone).format(instant);

/** A day that states its own zone is an instant; seen from the given zone it may be another day. */
const instantOf = (text: string): Date | null => {
  const match = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)\s*(Z|UTC|[+-]\d{2}:?\d{2})$/.exec(
    text.trim(),
  );
  if (!match) return null;
  const offset = (match[3] ?? 'Z').replace('UTC', 'Z').replace(/^([+-]\d{2})(\d{2})$/, '$1:$2');
  const instant = new Date(`${match[1]}T${match[2]}${offset}`);
  return Number.isNaN(instant.getTime()) ? null : instant;
};

/** Every calendar day that a text may mean: '03/12/2024' may be two. */
export const daysOf = (text: string, zone: string): string[] => {
  const instant = instantOf(text);
  if (instant) return [dayInZone(instant, zone)];
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

/** Dates: the calendar day in the zone of the source is the one the source wrote. */
export const checkDay = (zone: string): FidelityObserver => ({
  observe: (pair) => {
    const filling = compareFilling(pair);
    if (filling || isBlank(pair.source)) return filling;
    const before = daysOf(pair.source ?? '', zone);
    const after = daysOf(pair.destination ?? '', zone);
    if (before.length === 0 || after.length === 0) return aboutPair('not-comparable', pair);
    return before.some((day) => after.includes(day)) ? null : aboutPair('day-shifted', pair);
  },
  conclude: () => [],
});
