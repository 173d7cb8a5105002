import { Fragment, type ReactNode, useRef } from 'react';
import type { PageMessage } from '../../page-api.ts';
import { useReader } from '../session/page-context.ts';
import { dayName, isSameDay, momentOfTs } from '../text/format-date.ts';
import { Sign } from '../views/sign.tsx';
import { MessageItem } from './message-item.tsx';
import { useStickToEnd } from './use-stick-to-end.ts';

interface MessageListProps {
  readonly label: string;
  readonly messages: readonly PageMessage[];
  readonly isInThread?: boolean;
  /** Stands before the first message. */
  readonly children?: ReactNode;
}

const CONTINUED_SECONDS = 300;

const isContinued = (message: PageMessage, before: PageMessage | undefined): boolean =>
  before !== undefined &&
  before.author.id === message.author.id &&
  // What an app says is long: each message has its name.
  !message.author.isBot &&
  before.isEphemeral === message.isEphemeral &&
  !message.isBroadcast &&
  Number(message.ts) - Number(before.ts) < CONTINUED_SECONDS;

/** Messages by day, oldest first. Stays at the end while new ones come, unless somebody has scrolled up. */
export const MessageList = ({
  label,
  messages,
  isInThread = false,
  children,
}: MessageListProps): ReactNode => {
  const reader = useReader();
  const list = useRef<HTMLDivElement>(null);
  const { isAtEnd, toEnd } = useStickToEnd(list, messages);
  return (
    <div className="message-scroll">
      <div className="message-area" ref={list} tabIndex={-1}>
        {children}
        <ol className="messages" aria-label={label}>
          {messages.map((message, index) => {
            const before = messages[index - 1];
            const moment = momentOfTs(message.ts);
            const isNewDay = before === undefined || !isSameDay(momentOfTs(before.ts), moment, reader);
            return (
              <Fragment key={message.ts}>
                {isNewDay && !isInThread && (
                  <li className="day" role="separator">
                    <span>{dayName(moment, reader)}</span>
                  </li>
                )}
                <MessageItem
                  message={message}
                  isContinued={!isNewDay && isContinued(message, before)}
                  isInThread={isInThread}
                />
              </Fragment>
            );
          })}
        </ol>
      </div>
      {!isAtEnd && (
        <button type="button" className="to-end" onClick={toEnd}>
          <Sign name="down" /> Newest messages
        </button>
      )}
    </div>
  );
};
