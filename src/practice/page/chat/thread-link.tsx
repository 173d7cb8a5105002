import type { ReactNode } from 'react';
import type { PageMessage } from '../../page-api.ts';
import { usePage, useReader } from '../session/page-context.ts';
import { Sign } from '../views/sign.tsx';
import { clockTime, momentOfTs } from '../text/format-date.ts';

/** Under a message with replies: how many, and the way into the thread. */
export const ThreadLink = ({ message }: { readonly message: PageMessage }): ReactNode => {
  const { go } = usePage();
  const reader = useReader();
  const last = message.replies.at(-1);
  if (last === undefined) return null;
  const count = message.replies.length;
  return (
    <button type="button" className="thread-link" onClick={() => go({ thread: message.ts })}>
      <Sign name="thread" /> {count === 1 ? '1 reply' : `${count} replies`}
      <span className="quiet">Last at {clockTime(momentOfTs(last.ts), reader)}</span>
    </button>
  );
};
