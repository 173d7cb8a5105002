import { useEffect } from 'react';
import type { PageChannel } from '../../page-api.ts';
import { usePage } from '../session/page-context.ts';

const key = (person: string, channel: string): string => `lockstep.seen.${person}.${channel}`;

/**
 * How many messages of others a person has not had in sight, by channel. Kept in this browser.
 * @param shown the channel in sight: it counts as read
 */
export const useUnread = (shown: PageChannel | null): ((channel: string) => number) => {
  const { state } = usePage();
  const me = state.me.id;
  const newest = shown?.messages.at(-1)?.ts;
  useEffect(() => {
    if (shown !== null && newest !== undefined) localStorage.setItem(key(me, shown.id), newest);
  }, [me, shown, newest]);
  return (id) => {
    const channel = state.channels.find((each) => each.id === id);
    if (channel === undefined || channel.id === shown?.id) return 0;
    const seen = localStorage.getItem(key(me, id)) ?? '';
    return channel.messages.filter(({ ts, author }) => ts > seen && author.id !== me).length;
  };
};
