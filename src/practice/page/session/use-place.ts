import { useCallback, useEffect, useState } from 'react';
import { addressOf, type PagePlace, placeOf } from './place.ts';

const ACTED_LAST = 'lockstep.acted-last';

const readPlace = (): PagePlace => placeOf(new URL(location.href), sessionStorage.getItem(ACTED_LAST) ?? '');

export interface PlaceControl {
  readonly place: PagePlace;
  /** Goes somewhere; what is not named stays. A new channel closes the thread. */
  readonly go: (to: Partial<PagePlace>) => void;
}

const next = (place: PagePlace, to: Partial<PagePlace>): PagePlace => ({
  ...place,
  thread: to.channel === undefined || to.channel === place.channel ? place.thread : null,
  message: null,
  ...to,
});

/** The page's address as state; back and forward of the browser work. */
export const usePlace = (): PlaceControl => {
  const [place, setPlace] = useState(readPlace);
  useEffect(() => {
    const follow = (): void => setPlace(readPlace());
    addEventListener('popstate', follow);
    addEventListener('hashchange', follow);
    return () => {
      removeEventListener('popstate', follow);
      removeEventListener('hashchange', follow);
    };
  }, []);
  useEffect(() => {
    // This window keeps its person, also when a permalink without one is opened in it.
    if (place.as === '') return;
    sessionStorage.setItem(ACTED_LAST, place.as);
    const address = addressOf(place);
    if (`${location.pathname}${location.search}${location.hash}` !== address)
      history.replaceState(null, '', address);
  }, [place]);
  const go = useCallback((to: Partial<PagePlace>) => {
    setPlace((before) => {
      const after = next(before, to);
      if (addressOf(after) !== addressOf(before)) history.pushState(null, '', addressOf(after));
      return after;
    });
  }, []);
  return { place, go };
};
