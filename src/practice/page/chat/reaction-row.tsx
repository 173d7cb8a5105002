import type { ReactNode } from 'react';
import type { PageMessage } from '../../page-api.ts';
import { usePage } from '../session/page-context.ts';
import { emojiOf } from '../text/emoji.ts';

export const ReactionRow = ({ message }: { readonly message: PageMessage }): ReactNode => {
  const { state, perform } = usePage();
  const { channel, ts, reactions } = message;
  if (reactions.length === 0) return null;
  const names = (users: readonly string[]): string =>
    users
      .map((id) => [state.app.botUser, ...state.people].find((each) => each.id === id)?.displayName ?? id)
      .join(', ');
  return (
    <div className="reactions">
      {reactions.map(({ name, users }) => (
        <button
          key={name}
          type="button"
          aria-label={`${name}: ${names(users)}`}
          aria-pressed={users.includes(state.me.id)}
          title={names(users)}
          onClick={() => void perform({ kind: 'react', channel, ts, name })}
        >
          {emojiOf(name)} {users.length}
        </button>
      ))}
    </div>
  );
};
