import { setTimeout as wait } from 'node:timers/promises';
import type { Log } from '#engine/ports.ts';
import type { SocketModeReceiver } from '@slack/bolt';
import { slackFailure } from './slack-failure.ts';

/** Pauses before the connection is opened again. Slack allows few openings a minute. */
const AGAIN_MS = [0, 1000, 2000, 5000, 10_000, 20_000, 30_000] as const;
/** A connection that has not said hello by then is given up. */
const HELLO_WITHIN_MS = 30_000;
/** A connection that held this long was a good one: the pauses begin anew. */
const GOOD_MS = 60_000;
const CLOSE_WITHIN_MS = 2000;

export interface SocketLink {
  /**
   * Connects, and keeps connected until stopped. Resolves when the first try has ended, well or not.
   * @throws SlackFailure when Slack does not take the app token: no later try would help
   */
  start(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Keeps the Socket Mode connection. The library's own reconnection gives up for good, with an unhandled rejection, when
 * Slack cannot be reached while it asks for a new address; so it is switched off, and this asks again for ever.
 */
export const createSocketLink = (client: SocketModeReceiver['client'], log: Log): SocketLink => {
  const stopping = new AbortController();
  let loop: Promise<void> = Promise.resolve();

  /** Resolves when the connection has ended, by whomever. */
  const ended = (): { promise: Promise<void>; forget: () => void } => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const listener = (): void => resolve();
    client.once('disconnected', listener);
    return { promise, forget: () => client.off('disconnected', listener) };
  };

  const connect = async (): Promise<void> => {
    const late = new AbortController();
    const opening = client.start().then(() => true);
    opening.catch(() => undefined); // Looked at below, unless the time is up first.
    const inTime = await Promise.race([
      opening,
      wait(HELLO_WITHIN_MS, false, { signal: late.signal }).catch(() => false),
    ]).finally(() => late.abort());
    if (!inTime) {
      await client.disconnect();
      throw new Error('Slack opened no connection in time');
    }
  };

  const pause = async (failures: number): Promise<void> => {
    const ms = AGAIN_MS[Math.min(failures, AGAIN_MS.length - 1)] ?? 30_000;
    await wait(ms, undefined, { signal: stopping.signal }).catch(() => undefined);
  };

  const keep = async (first: { tried: () => void; refused: (error: unknown) => void }): Promise<void> => {
    let failures = 0;
    while (!stopping.signal.aborted) {
      const since = Date.now();
      const end = ended();
      try {
        await connect();
        log.info({}, 'connected to Slack');
        first.tried();
        await end.promise;
        failures = Date.now() - since > GOOD_MS ? 0 : failures + 1;
      } catch (error) {
        failures += 1;
        const failure = slackFailure('apps.connections.open', error);
        log.warn({ err: failure, failures }, 'no connection to Slack for now');
        if (failure.trouble === 'credentials') first.refused(failure);
        first.tried();
      } finally {
        end.forget();
      }
      if (!stopping.signal.aborted) await pause(failures - 1);
    }
  };

  return {
    start: () => {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      loop = keep({ tried: resolve, refused: reject });
      return promise;
    },
    stop: async () => {
      stopping.abort();
      await Promise.race([client.disconnect(), wait(CLOSE_WITHIN_MS)]);
      await Promise.race([loop, wait(CLOSE_WITHIN_MS)]);
    },
  };
};
