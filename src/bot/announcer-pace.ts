/** At most one edit of a message in this time. */
export const EDIT_EVERY_MS = 3000;
/** One message or edit per channel in this time: Slack allows one a second, and fifty edits a minute. */
export const CHANNEL_EVERY_MS = 1200;
/** Slack gave no answer: wait this long before the next try, twice as long each time, up to the last. */
const BACK_OFF_MS = [2000, 4000, 8000, 16_000, 30_000, 60_000] as const;

/** When what may be sent. All times in milliseconds of the injected clock. */
export interface Pace {
  /** 0: now. Otherwise how long to wait before this key may be edited, or this channel may get another message. */
  waitMs(now: number, sending: { key: string; channel: string; isEdit: boolean }): number;
  sent(now: number, sending: { key: string; channel: string }): void;
  /** Nothing is sent to anybody before then. */
  hold(until: number): void;
  heldForMs(now: number): number;
  /** Slack gave no answer once more. @returns how long to hold */
  lost(): number;
  /** Slack answers again. */
  found(): void;
  /** Slack has given no answer and has not been heard of since. */
  readonly isLost: () => boolean;
}

/** Keeps the newest entries only; older ones are long past any wait. */
const remember = (times: Map<string, number>, name: string, now: number): void => {
  times.delete(name);
  times.set(name, now);
  for (const oldest of times.keys()) {
    if (times.size <= 1000) break;
    times.delete(oldest);
  }
};

export const createPace = (): Pace => {
  const byKey = new Map<string, number>();
  const byChannel = new Map<string, number>();
  let heldUntil = 0;
  let losses = 0;
  const since = (times: Map<string, number>, name: string, now: number): number =>
    now - (times.get(name) ?? -Infinity);
  return {
    waitMs: (now, { key, channel, isEdit }) =>
      Math.max(
        0,
        CHANNEL_EVERY_MS - since(byChannel, channel, now),
        isEdit ? EDIT_EVERY_MS - since(byKey, key, now) : 0,
      ),
    sent: (now, { key, channel }) => {
      remember(byKey, key, now);
      remember(byChannel, channel, now);
    },
    hold: (until) => {
      heldUntil = Math.max(heldUntil, until);
    },
    heldForMs: (now) => Math.max(0, heldUntil - now),
    lost: () => {
      const wait = BACK_OFF_MS[Math.min(losses, BACK_OFF_MS.length - 1)] ?? 60_000;
      losses += 1;
      return wait;
    },
    found: () => {
      losses = 0;
    },
    isLost: () => losses > 0,
  };
};
