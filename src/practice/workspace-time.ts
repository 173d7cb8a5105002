/**
 * The workspace's own time: the injected clock plus an offset that tests move ahead. Everything that Slack measures is measured with
 * it: triggers, response_urls, rate limits, retries, acknowledgements.
 */
export interface PracticeClock {
  now(): Date;
}

export interface WorkspaceTime {
  nowMs(): number;
  /** Runs once the workspace's time has reached `atMs`. Returns how to call it off. */
  at(atMs: number, run: () => void): () => void;
  /** Moves the time ahead and runs, in order, what has become due. */
  advance(byMs: number): void;
  stop(): void;
}

interface Due {
  readonly atMs: number;
  readonly run: () => void;
}

/** The injected clock may stand still in tests, so waiting looks again at least this often. */
const MAX_WAIT_MS = 250;

export interface TimeSettings {
  readonly clock: PracticeClock;
  readonly offsetMs: number;
  readonly onOffset: (offsetMs: number) => void;
}

export const workspaceTime = ({ clock, offsetMs: startMs, onOffset }: TimeSettings): WorkspaceTime => {
  let offsetMs = startMs;
  let timer: NodeJS.Timeout | null = null;
  let isStopped = false;
  const waiting = new Set<Due>();

  const nowMs = (): number => clock.now().getTime() + offsetMs;

  const arm = (): void => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    if (isStopped || waiting.size === 0) return;
    const nextMs = Math.min(...[...waiting].map((each) => each.atMs));
    timer = setTimeout(runDue, Math.min(MAX_WAIT_MS, Math.max(1, nextMs - nowMs())));
    timer.unref();
  };

  const runDue = (): void => {
    const due = [...waiting].filter((each) => each.atMs <= nowMs()).toSorted((a, b) => a.atMs - b.atMs);
    for (const each of due) {
      if (!waiting.delete(each)) continue;
      each.run();
    }
    arm();
  };

  return {
    nowMs,
    at: (atMs, run) => {
      const due = { atMs, run };
      waiting.add(due);
      arm();
      return () => waiting.delete(due);
    },
    advance: (byMs) => {
      offsetMs += byMs;
      onOffset(offsetMs);
      runDue();
    },
    stop: () => {
      isStopped = true;
      waiting.clear();
      arm();
    },
  };
};
