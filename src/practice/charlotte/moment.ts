import { dayOf, HISTORY_END, HISTORY_START, offsetMinutesAt } from './calendar.ts';
import type { Prng } from './prng.ts';

/**
 * A moment of office life: a second between 8 in the morning and 8 at night in Charlotte, some day of the three years.
 * Never near a clock change, which comes at night: those are made on purpose elsewhere.
 *
 * @returns milliseconds since 1970
 */
export const moment = (prng: Prng): number => {
  const day = prng.int(dayOf(HISTORY_START) + 1, dayOf(HISTORY_END) - 1);
  const seconds = prng.int(8 * 3600, 20 * 3600 - 1);
  const noon = day * 86_400_000 + 17 * 3_600_000;
  return day * 86_400_000 + seconds * 1000 - offsetMinutesAt(noon) * 60_000;
};
