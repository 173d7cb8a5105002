import { useEffect, useState } from 'react';
import type { PageState } from '../../page-api.ts';
import { fetchState } from './practice-client.ts';

export interface Watched {
  readonly state: PageState | null;
  /** The workspace is gone: what is shown may be old. */
  readonly isLost: boolean;
}

interface Follower {
  /** Asks for the newest state; calls that come while one is under way become one more. */
  readonly look: () => void;
  readonly stop: () => void;
}

const follow = (as: string, show: (watched: Watched) => void): Follower => {
  let isLooking = false;
  let isDirty = false;
  let isStopped = false;
  let last: PageState | null = null;
  const tell = (isLost: boolean): void => {
    if (!isStopped) show({ state: last, isLost });
  };
  const once = async (): Promise<void> => {
    try {
      last = await fetchState(as);
      tell(false);
    } catch {
      tell(true);
    }
  };
  const look = (): void => {
    isDirty = true;
    if (isLooking) return;
    isLooking = true;
    void (async () => {
      while (isDirty && !isStopped) {
        isDirty = false;
        await once();
      }
      isLooking = false;
    })();
  };
  const stop = (): void => {
    isStopped = true;
  };
  return { look, stop };
};

/** What this person sees, now and after every change. @param as empty: the first person */
export const usePageState = (as: string): Watched => {
  const [shown, setShown] = useState<{ as: string } & Watched>({ as, state: null, isLost: false });
  useEffect(() => {
    const follower = follow(as, (watched) => setShown({ as, ...watched }));
    follower.look();
    const events = new EventSource(`/page/events?as=${encodeURIComponent(as)}`);
    events.addEventListener('changed', follower.look);
    // The browser connects again by itself; looking meanwhile tells a restart from an end.
    events.addEventListener('error', follower.look);
    return () => {
      follower.stop();
      events.close();
    };
  }, [as]);
  // Nobody is shown, not even for a moment, what another person sees.
  return shown.as === as ? shown : { state: null, isLost: false };
};
