import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '#engine/ports.ts';

/** What has been opened and must be closed, in the opposite order. */
export interface Closers {
  /** @param close called once; what it throws is logged and does not keep the rest open */
  add(name: string, close: () => Promise<void> | void): void;
  /** Closes everything, newest first. After `hurry` each part has a second left. */
  closeAll(hurry: Promise<unknown>): Promise<void>;
}

const HURRIED_MS = 1_000;

export const createClosers = (log: () => Log | null): Closers => {
  const open: { name: string; close: () => Promise<void> | void }[] = [];
  const closeOne = async (part: (typeof open)[number]): Promise<void> => {
    const started = performance.now();
    try {
      await part.close();
      log()?.debug({ part: part.name, ms: Math.round(performance.now() - started) }, 'closed');
    } catch (error) {
      log()?.warn({ part: part.name, err: error }, 'did not close cleanly');
    }
  };
  return {
    add: (name, close) => {
      open.push({ name, close });
    },
    closeAll: async (hurry) => {
      const hurried = hurry.then(() => sleep(HURRIED_MS, undefined, { ref: false }));
      for (let part = open.pop(); part !== undefined; part = open.pop())
        await Promise.race([closeOne(part), hurried]);
    },
  };
};
