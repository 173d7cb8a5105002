import type { ReactNode } from 'react';
import { Avatar } from '../chat/avatar.tsx';
import { addressOf } from '../session/place.ts';
import { usePage } from '../session/page-context.ts';

/** Who acts in this window. Each is a link: opened in a second window, it is a second person. */
export const PersonSwitcher = (): ReactNode => {
  const { state, place, go } = usePage();
  // Another person has other direct messages, and not all threads.
  const isShared = state.channels.some(({ id, kind }) => id === place.channel && kind === 'channel');
  const channel = isShared || place.channel === 'home' ? place.channel : '';
  return (
    <nav className="people" aria-label="Acting as">
      <h2>Acting as</h2>
      {state.people.map((person) => (
        <a
          key={person.id}
          href={addressOf({ as: person.id, channel, thread: null, message: null })}
          aria-current={person.id === state.me.id}
          title={`${person.displayName}, ${person.title}`}
          onClick={(event) => {
            if (event.ctrlKey || event.metaKey || event.shiftKey) return;
            event.preventDefault();
            go({ as: person.id, channel, thread: isShared ? place.thread : null });
          }}
        >
          <Avatar person={person} />
          <span className="person-words">
            <strong>{person.displayName}</strong>
            <small>{person.title}</small>
          </span>
        </a>
      ))}
    </nav>
  );
};
