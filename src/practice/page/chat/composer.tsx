import { type ReactNode, useRef } from 'react';
import type { PersonAct } from '../../page-api.ts';
import { usePage } from '../session/page-context.ts';
import { Sign } from '../views/sign.tsx';
import { CompletionList } from './completion-list.tsx';
import { useComposer } from './use-composer.ts';

interface ComposerProps {
  readonly channel: string;
  readonly threadTs?: string;
  /** What the field is called, such as 'Message #crm-migration'. */
  readonly label: string;
}

const actOf = ({ channel, threadTs }: ComposerProps, text: string): PersonAct => {
  const where = threadTs === undefined ? { channel } : { channel, threadTs };
  return text.startsWith('/') ? { kind: 'command', text, ...where } : { kind: 'say', text, ...where };
};

/** Where messages and commands are typed. Enter sends, Shift+Enter begins a line, Tab takes what is offered. */
export const Composer = (props: ComposerProps): ReactNode => {
  const { state, perform } = usePage();
  const field = useRef<HTMLTextAreaElement>(null);
  const { typed, offers, active, type, take, send, onKey } = useComposer(
    state,
    (text) => void perform(actOf(props, text)),
  );
  const listId = `offers-${props.threadTs ?? props.channel}`;
  return (
    <div className="composer">
      <CompletionList
        id={listId}
        offers={offers}
        active={active}
        onTake={(offer) => {
          take(offer);
          field.current?.focus();
        }}
      />
      <div className="composer-box">
        <textarea
          ref={field}
          rows={Math.min(8, typed.split('\n').length)}
          value={typed}
          aria-label={props.label}
          placeholder={props.label}
          role="combobox"
          aria-expanded={offers.length > 0}
          aria-controls={listId}
          aria-autocomplete="list"
          aria-activedescendant={active === -1 ? undefined : `${listId}-${active}`}
          onChange={(event) => type(event.target.value)}
          onKeyDown={onKey}
        />
        <button
          type="button"
          className="send"
          aria-label="Send"
          disabled={typed.trim() === ''}
          onClick={send}
        >
          <Sign name="send" />
        </button>
      </div>
    </div>
  );
};
