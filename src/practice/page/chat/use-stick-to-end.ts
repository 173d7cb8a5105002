import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { PageMessage } from '../../page-api.ts';
import { usePage } from '../session/page-context.ts';

const NEAR_PIXELS = 80;

export interface StickToEnd {
  readonly isAtEnd: boolean;
  readonly toEnd: () => void;
}

/** The newest message that this person wrote, or that is an answer to them alone. */
const newestOwn = (messages: readonly PageMessage[], me: string): string | undefined =>
  messages.findLast(({ author, isEphemeral }) => isEphemeral || author.id === me)?.ts;

/**
 * Keeps a scrolled list at its end while it grows, goes there when something of one's own comes, and leads to the
 * message that the address asks for.
 */
export const useStickToEnd = (
  list: RefObject<HTMLElement | null>,
  messages: readonly PageMessage[],
): StickToEnd => {
  const { place, state } = usePage();
  const isStuck = useRef(true);
  const [isAtEnd, setIsAtEnd] = useState(true);
  const toEnd = (): void => {
    isStuck.current = true;
    const area = list.current;
    if (area !== null) area.scrollTop = area.scrollHeight;
  };
  useEffect(() => {
    const area = list.current;
    const content = area?.lastElementChild;
    if (area === null || content === null || content === undefined) return undefined;
    let lastTop = area.scrollTop;
    const follow = (): void => {
      const isNear = area.scrollHeight - area.scrollTop - area.clientHeight < NEAR_PIXELS;
      // Only moving up lets go: our own scrolling is told late, when the list may have grown again.
      if (isNear) isStuck.current = true;
      else if (area.scrollTop < lastTop) isStuck.current = false;
      lastTop = area.scrollTop;
      setIsAtEnd(isNear || isStuck.current);
    };
    const grown = new ResizeObserver(() => {
      if (isStuck.current) area.scrollTop = area.scrollHeight;
      else follow();
    });
    grown.observe(content);
    grown.observe(area);
    area.addEventListener('scroll', follow);
    return () => {
      grown.disconnect();
      area.removeEventListener('scroll', follow);
    };
  }, [list]);
  const own = newestOwn(messages, state.me.id);
  const before = useRef(own);
  // Before it is painted, so that nobody sees the list jump.
  useLayoutEffect(() => {
    const isNewOwn = own !== undefined && own !== before.current;
    before.current = own;
    if (isStuck.current || isNewOwn) toEnd();
  }, [messages, own]);
  useEffect(() => {
    if (place.message === null) return;
    const wanted = list.current?.querySelector(`[data-ts="${place.message}"]`);
    if (wanted === null || wanted === undefined) return;
    isStuck.current = false;
    wanted.scrollIntoView({ block: 'center' });
  }, [list, place.message]);
  return { isAtEnd, toEnd };
};
