import { type ReactNode, useRef } from 'react';
import type { Block } from '../../page-api.ts';
import { blockIn, stringIn, wordsIn } from '../blocks/read-block.ts';
import { TextObject } from '../text/text-object.tsx';
import { useShownAsModal } from './use-shown-as-modal.ts';

interface ConfirmDialogProps {
  /** Slack's confirm object. */
  readonly question: Block;
  readonly onAnswer: (isYes: boolean) => void;
}

/** Asks once more before a button acts. Escape says no. */
export const ConfirmDialog = ({ question, onAnswer }: ConfirmDialogProps): ReactNode => {
  const dialog = useRef<HTMLDialogElement>(null);
  useShownAsModal(dialog);
  const style = stringIn(question, 'style') === 'danger' ? 'danger' : 'primary';
  return (
    <dialog
      ref={dialog}
      role="alertdialog"
      className="modal modal-small"
      aria-labelledby="confirm-title"
      onCancel={(event) => {
        event.preventDefault();
        onAnswer(false);
      }}
      onClose={() => onAnswer(false)}
    >
      <header>
        <h2 id="confirm-title">{wordsIn(question, 'title') || 'Are you sure?'}</h2>
      </header>
      <div className="modal-body">
        <TextObject text={blockIn(question, 'text') ?? {}} />
      </div>
      <footer>
        <button type="button" className="button" onClick={() => onAnswer(false)}>
          {wordsIn(question, 'deny') || 'Cancel'}
        </button>
        <button type="button" className={`button button-${style}`} onClick={() => onAnswer(true)}>
          {wordsIn(question, 'confirm') || 'Yes'}
        </button>
      </footer>
    </dialog>
  );
};
