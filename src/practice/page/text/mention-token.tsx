import type { ReactNode } from 'react';
import { usePage } from '../session/page-context.ts';
import type { Piece } from './parse-mrkdwn.ts';

type Mention = Extract<Piece, { kind: 'user' | 'channel' | 'group' | 'broadcast' }>;

/** A person, a channel, a group or everybody, by name. An id that nobody has here is shown as it is. */
export const MentionToken = ({ piece }: { readonly piece: Mention }): ReactNode => {
  const { state, go } = usePage();
  if (piece.kind === 'broadcast') return <span className="mention mention-me">@{piece.range}</span>;
  if (piece.kind === 'channel') {
    const channel = state.channels.find(({ id }) => id === piece.id);
    if (channel === undefined)
      return <span className="mention">#{piece.label === '' ? piece.id : piece.label}</span>;
    return (
      <button type="button" className="mention" onClick={() => go({ channel: channel.id })}>
        #{channel.name}
      </button>
    );
  }
  if (piece.kind === 'group') {
    const group = state.userGroups.find(({ id }) => id === piece.id);
    const isMine = group?.members.includes(state.me.id) === true;
    const label = piece.label.replace(/^@/, '');
    return (
      <span className={isMine ? 'mention mention-me' : 'mention'}>
        @{group?.handle ?? (label === '' ? piece.id : label)}
      </span>
    );
  }
  const person = [state.app.botUser, ...state.people].find(({ id }) => id === piece.id);
  return (
    <span className={piece.id === state.me.id ? 'mention mention-me' : 'mention'}>
      @{person?.displayName ?? (piece.label === '' ? piece.id : piece.label)}
    </span>
  );
};
