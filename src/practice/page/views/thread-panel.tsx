import { type ReactNode, useEffect } from 'react';
import type { PageChannel, PageMessage } from '../../page-api.ts';
import { Composer } from '../chat/composer.tsx';
import { MessageList } from '../chat/message-list.tsx';
import { usePage } from '../session/page-context.ts';
import { Sign } from './sign.tsx';

interface ThreadPanelProps {
  readonly channel: PageChannel;
  readonly parent: PageMessage;
}

/** A thread beside its channel. Escape closes it. */
export const ThreadPanel = ({ channel, parent }: ThreadPanelProps): ReactNode => {
  const { state, go } = usePage();
  const isReadOnly = channel.isArchived || (channel.kind === 'dm' && !state.app.isMessagesTabWritable);
  useEffect(() => {
    const close = (event: KeyboardEvent): void => {
      // A dialog in front takes its own Escape.
      if (event.key === 'Escape' && document.querySelector('dialog[open]') === null) go({ thread: null });
    };
    addEventListener('keydown', close);
    return () => removeEventListener('keydown', close);
  }, [go]);
  return (
    <aside className="thread" aria-label="Thread">
      <header className="channel-header">
        <h2>Thread</h2>
        <span className="quiet">{channel.kind === 'dm' ? channel.name : `#${channel.name}`}</span>
        <button
          type="button"
          className="close"
          aria-label="Close thread"
          onClick={() => go({ thread: null })}
        >
          <Sign name="close" />
        </button>
      </header>
      <MessageList
        key={parent.ts}
        label="Messages in the thread"
        messages={[parent, ...parent.replies]}
        isInThread
      />
      {!isReadOnly && (
        <Composer
          key={`${state.me.id} ${parent.ts}`}
          channel={channel.id}
          threadTs={parent.ts}
          label="Reply in the thread"
        />
      )}
    </aside>
  );
};
