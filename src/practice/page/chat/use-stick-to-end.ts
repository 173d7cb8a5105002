import { type RefObject, useEffect, useRef, useState } from 'react';
import { usePage } from '../session/page-context.ts';

const NEAR_PIXELS = 80;

export interface StickToEnd {
  readonly isAtEnd: boolean;
  readonly toEnd: () => void;
}

/** Keeps a scrolled list at its end while it grows, and leads to the message that the address asks for. */
export const useStickToEnd = (list: RefObject<HTMLElement | null>): StickToEnd => {
  const { place } = usePage();
  const isStuck = useRef(true);
  const [isAtEnd, setIsAtEnd] = useState(true);
  const toEnd = (): void => {
    const area = list.current;
    if (area !== null) area.scrollTop = area.scrollHeight;
  };
  useEffect(() => {
    const area = list.current;
    const content = area?.lastElementChild;
    if (area === null || content === null || content === undefined) return undefined;
    const follow = (): void => {
      isStuck.current = area.scrollHeight - area.scrollTop - area.clientHeight < NEAR_PIXELS;
      setIsAtEnd(isStuck.current);
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
  useEffect(() => {
    if (place.message === null) return;
    const wanted = list.current?.querySelector(`[data-ts="${place.message}"]`);
    if (wanted === null || wanted === undefined) return;
    isStuck.current = false;
    wanted.scrollIntoView({ block: 'center' });
  }, [list, place.message]);
  return { isAtEnd, toEnd };
};
