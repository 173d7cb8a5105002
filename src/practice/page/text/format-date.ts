/** Slack's date tokens, and the times beside messages, in the reader's own zone. */
interface Reader {
  readonly timeZone: string;
  /** Workspace time, for 'today' and 'yesterday'. */
  readonly now: Date;
}

type Options = Intl.DateTimeFormatOptions;

const inZone = (moment: Date, reader: Reader, options: Options): string =>
  new Intl.DateTimeFormat('en-US', { ...options, timeZone: reader.timeZone }).format(moment);

/** Day number in the reader's zone, to tell one day from the next. */
const dayNumber = (moment: Date, { timeZone }: Reader): number => {
  const [year = 0, month = 1, day = 1] = new Intl.DateTimeFormat('en-CA', { timeZone })
    .format(moment)
    .split('-')
    .map(Number);
  return Date.UTC(year, month - 1, day) / 86_400_000;
};

const NEAR_DAYS: Readonly<Record<number, string>> = { 0: 'today', [-1]: 'yesterday', 1: 'tomorrow' };

const nearDay = (moment: Date, reader: Reader): string | undefined =>
  NEAR_DAYS[dayNumber(moment, reader) - dayNumber(reader.now, reader)];

const DATES: Readonly<Record<string, Options>> = {
  date: { year: 'numeric', month: 'long', day: 'numeric' },
  date_short: { year: 'numeric', month: 'short', day: 'numeric' },
  date_long: { year: 'numeric', month: 'long', day: 'numeric', weekday: 'long' },
  time: { hour: 'numeric', minute: '2-digit' },
  time_secs: { hour: 'numeric', minute: '2-digit', second: '2-digit' },
};

const ago = (moment: Date, { now }: Reader): string => {
  const seconds = Math.round((moment.getTime() - now.getTime()) / 1000);
  const words = new Intl.RelativeTimeFormat('en-US', { numeric: 'auto' });
  const minutes = Math.round(seconds / 60);
  if (Math.abs(seconds) < 60) return words.format(seconds, 'second');
  if (Math.abs(minutes) < 60) return words.format(minutes, 'minute');
  if (Math.abs(minutes) < 1440) return words.format(Math.round(minutes / 60), 'hour');
  return words.format(Math.round(minutes / 1440), 'day');
};

const token = (name: string, moment: Date, reader: Reader): string | null => {
  if (name === 'date_num')
    return new Intl.DateTimeFormat('en-CA', { timeZone: reader.timeZone }).format(moment);
  if (name === 'ago') return ago(moment, reader);
  const plain = name.replace(/_pretty$/, '');
  const options = DATES[plain];
  if (options === undefined) return null;
  return (plain === name ? undefined : nearDay(moment, reader)) ?? inZone(moment, reader, options);
};

/** `<!date^…>`: every token filled in, or the fallback when one of them is unknown. */
export const formatDateToken = (
  date: { readonly seconds: number; readonly format: string; readonly fallback: string },
  reader: Reader,
): string => {
  const moment = new Date(date.seconds * 1000);
  if (Number.isNaN(moment.getTime())) return date.fallback;
  let isKnown = true;
  const text = date.format.replaceAll(/\{([a-z_]+)\}/g, (whole, name: string) => {
    const filled = token(name, moment, reader);
    isKnown &&= filled !== null;
    return filled ?? whole;
  });
  return isKnown ? text : date.fallback;
};

export const momentOfTs = (ts: string): Date => new Date(Number(ts) * 1000);

export const clockTime = (moment: Date, reader: Reader): string =>
  inZone(moment, reader, { hour: 'numeric', minute: '2-digit' });

export const fullTime = (moment: Date, reader: Reader): string =>
  inZone(moment, reader, { dateStyle: 'full', timeStyle: 'medium' });

/** Of a day separator: 'Today', 'Yesterday', 'Friday, November 20'. */
export const dayName = (moment: Date, reader: Reader): string => {
  const near = nearDay(moment, reader);
  if (near !== undefined) return `${near.charAt(0).toUpperCase()}${near.slice(1)}`;
  return inZone(moment, reader, { weekday: 'long', month: 'long', day: 'numeric' });
};

export const isSameDay = (one: Date, other: Date, reader: Reader): boolean =>
  dayNumber(one, reader) === dayNumber(other, reader);
