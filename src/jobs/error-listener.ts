import type { Log } from '#engine/ports.ts';
import { reasonOf } from './queue-errors.ts';

/** Of every thousand events of a flapping connection, one line in so many ms. */
const QUIET_MS = 30_000;

/** Logs a connection's errors: the first one, and then one in a while. */
export const errorListener = (log: Log, what: string): ((error: unknown) => void) => {
  let quietUntil = 0;
  return (error) => {
    const now = performance.now();
    if (now < quietUntil) return;
    quietUntil = now + QUIET_MS;
    log.warn({ code: 'QUEUE_UNREACHABLE', reason: reasonOf(error) }, what);
  };
};
