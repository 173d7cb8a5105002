import { type ReactNode, useMemo } from 'react';
import type { PageMessage } from '../../page-api.ts';
import { usePage, useReader } from '../session/page-context.ts';
import { type Surface, SurfaceContext } from '../session/surface-context.ts';
import { clockTime, fullTime, momentOfTs } from '../text/format-date.ts';
import { Sign } from '../views/sign.tsx';
import { Avatar } from './avatar.tsx';
import { MessageActions } from './message-actions.tsx';
import { MessageBody } from './message-body.tsx';
import { ReactionRow } from './reaction-row.tsx';
import { ThreadLink } from './thread-link.tsx';

interface MessageItemProps {
  readonly message: PageMessage;
  /** Right after another of the same author: without name and picture. */
  readonly isContinued: boolean;
  readonly isInThread: boolean;
}

const surfaceOf = ({ channel, ts }: PageMessage): Surface => ({
  on: { channel, ts },
  values: {},
  errors: {},
  draft: () => undefined,
});

const classOf = ({ message, isContinued }: MessageItemProps, isWanted: boolean): string =>
  [
    'message',
    message.mentionsMe ? 'message-mine' : '',
    message.isEphemeral ? 'message-private' : '',
    isContinued ? 'message-continued' : '',
    isWanted ? 'message-wanted' : '',
  ]
    .filter((name) => name !== '')
    .join(' ');

export const MessageItem = (props: MessageItemProps): ReactNode => {
  const { message, isContinued, isInThread } = props;
  const { place } = usePage();
  const reader = useReader();
  const { author, channel, ts } = message;
  const surface = useMemo(() => surfaceOf(message), [channel, ts]);
  const moment = momentOfTs(ts);
  const time = clockTime(moment, reader);
  return (
    <li data-ts={ts} className={classOf(props, place.message === ts)}>
      <article
        aria-label={`${author.displayName}, ${time}${message.isEphemeral ? ', only visible to you' : ''}`}
      >
        {isContinued ? (
          <span className="message-gutter">{time.replace(/ [AP]M$/, '')}</span>
        ) : (
          <Avatar person={author} />
        )}
        <div className="message-main">
          {message.isEphemeral && (
            <div className="message-note">
              <Sign name="eye" /> Only visible to you
            </div>
          )}
          {message.isPinned && (
            <div className="message-note">
              <Sign name="pin" /> Pinned
            </div>
          )}
          {message.isBroadcast && (
            <div className="message-note">
              <Sign name="share" /> Also sent to the channel, from a thread
            </div>
          )}
          {!isContinued && (
            <header>
              <strong>{author.displayName}</strong>
              {author.isBot && <span className="app-mark">App</span>}
              <time dateTime={moment.toISOString()} title={fullTime(moment, reader)}>
                {time}
              </time>
            </header>
          )}
          <SurfaceContext value={surface}>
            <MessageBody message={message} />
          </SurfaceContext>
          <ReactionRow message={message} />
          {!isInThread && <ThreadLink message={message} />}
        </div>
        {!message.isEphemeral && <MessageActions message={message} isInThread={isInThread} />}
      </article>
    </li>
  );
};
