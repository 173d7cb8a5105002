import { setTimeout as wait } from 'node:timers/promises';

/** Work that was acknowledged and is not answered yet. A bot that stops lets it end. */
export interface InFlight {
  track<T>(work: Promise<T>): Promise<T>;
  /** Resolves when all of it has ended, or after this time. */
  settled(withinMs: number): Promise<void>;
}

export const createInFlight = (): InFlight => {
  const open = new Set<Promise<unknown>>();
  return {
    track: (work) => {
      const ended = work.finally(() => open.delete(ended)).catch(() => undefined);
      open.add(ended);
      return work;
    },
    settled: async (withinMs) => {
      const late = new AbortController();
      const time = wait(withinMs, undefined, { signal: late.signal }).catch(() => undefined);
      await Promise.race([Promise.all(open), time]);
      late.abort();
    },
  };
};
