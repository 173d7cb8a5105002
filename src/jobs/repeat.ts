import type { Log } from '#engine/ports.ts';
import { reasonOf } from './queue-errors.ts';

export interface Repeating {
  /** Do it now rather than at the next turn. */
  readonly nudge: () => void;
  /** Ends after the turn under way. */
  readonly stop: () => Promise<void>;
}

/** Longest pause after turns that failed one after another. */
const PAUSE_MAX_MS = 30_000;

/**
 * Does something again and again, never twice at a time. A turn that fails is logged and tried again, more slowly each time.
 * @param settings.turn returns whether there is more to do at once
 */
export const repeat = (settings: {
  readonly name: string;
  readonly intervalMs: number;
  readonly log: Log;
  readonly turn: () => Promise<boolean>;
}): Repeating => {
  const { name, intervalMs, log, turn } = settings;
  let stopped = false;
  let nudged = false;
  let wake: () => void = () => undefined;
  let failures = 0;

  const rest = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  const takeTurn = async (): Promise<boolean> => {
    try {
      const more = await turn();
      failures = 0;
      return more;
    } catch (error) {
      failures += 1;
      log.warn({ code: reasonOf(error), failures }, `${name}: failed, is tried again`);
      return false;
    }
  };
  const loop = async (): Promise<void> => {
    while (!stopped) {
      nudged = false;
      const more = await takeTurn();
      if (stopped || more || (nudged && failures === 0)) continue;
      await rest(Math.min(PAUSE_MAX_MS, intervalMs * 2 ** Math.min(failures, 10)));
    }
  };
  const ended = loop();
  return {
    nudge: () => {
      nudged = true;
      // While the server is away, a nudge does not shorten the pause.
      if (failures === 0) wake();
    },
    stop: async () => {
      stopped = true;
      wake();
      await ended;
    },
  };
};
