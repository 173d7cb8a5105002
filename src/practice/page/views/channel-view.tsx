import type { ReactNode } from 'react';
import type { PageChannel } from '../../page-api.ts';
import { Composer } from '../chat/composer.tsx';
import { MessageList } from '../chat/message-list.tsx';
import { usePage } from '../session/page-context.ts';
import { ChannelHeader } from './channel-header.tsx';

const Beginning = ({ channel }: { readonly channel: PageChannel }): ReactNode => {
  const { state } = usePage();
  const command = state.app.commands[0]?.command;
  if (channel.kind === 'dm') return <p className="beginning">What {channel.name} tells only you is here.</p>;
  return (
    <p className="beginning">
      <strong>#{channel.name}</strong> begins here. {channel.purpose === '' ? '' : `${channel.purpose}.`}
      {channel.botIsMember && command !== undefined && (
        <>
          {' '}
          Type <code>{command}</code> to see where things stand.
        </>
      )}
    </p>
  );
};

/** A channel or the direct messages with the app: header, messages, composer. */
export const ChannelView = ({ channel }: { readonly channel: PageChannel }): ReactNode => {
  const { state } = usePage();
  const isDm = channel.kind === 'dm';
  const name = isDm ? channel.name : `#${channel.name}`;
  const isReadOnly = channel.isArchived || (isDm && !state.app.isMessagesTabWritable);
  return (
    <main className="channel" aria-label={name}>
      <ChannelHeader channel={channel} />
      {/* A new list for another channel: it begins at its end. */}
      <MessageList key={channel.id} label={`Messages in ${name}`} messages={channel.messages}>
        <Beginning channel={channel} />
      </MessageList>
      {isReadOnly ? (
        <p className="read-only">
          {channel.isArchived
            ? 'This channel is archived.'
            : `${channel.name} writes here; it takes no messages. Commands go into a channel.`}
        </p>
      ) : (
        <Composer key={`${state.me.id} ${channel.id}`} channel={channel.id} label={`Message ${name}`} />
      )}
    </main>
  );
};
