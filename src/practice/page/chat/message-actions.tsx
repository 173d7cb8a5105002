import type { ReactNode } from 'react';
import type { PageMessage } from '../../page-api.ts';
import { usePage } from '../session/page-context.ts';
import { emojiOf } from '../text/emoji.ts';
import { Sign } from '../views/sign.tsx';

const REACTIONS = ['white_check_mark', 'eyes', '+1'];

interface MessageActionsProps {
  readonly message: PageMessage;
  readonly isInThread: boolean;
}

/** What shows at a message under the mouse or the keyboard: reactions, thread, shortcuts of the app. */
export const MessageActions = ({ message, isInThread }: MessageActionsProps): ReactNode => {
  const { state, perform, go } = usePage();
  const { channel, ts } = message;
  const shortcuts = state.app.shortcuts.filter(({ type }) => type === 'message');
  return (
    <div className="message-actions">
      {REACTIONS.map((name) => (
        <button
          key={name}
          type="button"
          aria-label={`React with ${name}`}
          title={`React with ${name}`}
          onClick={() => void perform({ kind: 'react', channel, ts, name })}
        >
          {emojiOf(name)}
        </button>
      ))}
      {!isInThread && (
        <button
          type="button"
          aria-label="Reply in thread"
          title="Reply in thread"
          onClick={() => go({ thread: ts })}
        >
          <Sign name="thread" />
        </button>
      )}
      {shortcuts.map(({ name, callbackId }) => (
        <button
          key={callbackId}
          type="button"
          onClick={() => void perform({ kind: 'shortcut', callbackId, on: { channel, ts } })}
        >
          {name}
        </button>
      ))}
    </div>
  );
};
