/** How the process is told to end, and how often it has been told. */

export interface StopRequest {
  /** Resolves at the first wish to stop, with what it was: a signal, or that the starter is gone. */
  readonly asked: Promise<string>;
  /** Resolves at the second: no more waiting for work under way. */
  readonly hurried: Promise<void>;
  /** A wish from inside. */
  ask(why: string): void;
  dispose(): void;
}

/** One Ctrl-C reaches us several times: from the terminal, from npm and from the wrapper. */
const SAME_WISH_MS = 700;
/** When parts do not end in this time, they are hurried. */
const PATIENCE_MS = 25_000;
/** When they do not end then either, the process ends as it is. */
const END_MS = 8_000;

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Listens for signals, and for the end of the process that started this one, so that a killed npm leaves nothing behind.
 * @param startedBy process id of the starter, null if its end does not matter
 */
export const listenForStop = (startedBy: number | null): StopRequest => {
  const asked = Promise.withResolvers<string>();
  const hurried = Promise.withResolvers<void>();
  let firstAt: number | null = null;
  let hurriedAt: number | null = null;
  const hurry = (): void => {
    if (hurriedAt !== null) return;
    hurriedAt = performance.now();
    hurried.resolve();
    setTimeout(() => process.exit(130), END_MS).unref();
  };
  const ask = (why: string): void => {
    if (firstAt === null) {
      firstAt = performance.now();
      asked.resolve(why);
      setTimeout(hurry, PATIENCE_MS).unref();
    } else if (hurriedAt === null) {
      if (performance.now() - firstAt > SAME_WISH_MS) hurry();
    } else if (performance.now() - hurriedAt > SAME_WISH_MS) process.exit(130);
  };
  for (const signal of SIGNALS) process.on(signal, ask);
  const watch =
    startedBy === null
      ? null
      : setInterval(() => {
          if (process.ppid !== startedBy && firstAt === null)
            ask('the process that started Lockstep is gone');
        }, 250);
  watch?.unref();
  return {
    asked: asked.promise,
    hurried: hurried.promise,
    ask,
    dispose: () => {
      if (watch !== null) clearInterval(watch);
      for (const signal of SIGNALS) process.off(signal, ask);
    },
  };
};
