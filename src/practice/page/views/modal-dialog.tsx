import { type FormEvent, type ReactNode, useCallback, useRef, useState } from 'react';
import type { PageView, PersonInput } from '../../page-api.ts';
import { usePage } from '../session/page-context.ts';
import type { Surface } from '../session/surface-context.ts';
import { useShownAsModal } from './use-shown-as-modal.ts';
import { ViewBlocks } from './view-blocks.tsx';
import { ModalHeader } from './modal-header.tsx';

interface ModalDialogProps {
  readonly view: PageView;
  /** How many are open, this one among them. */
  readonly depth: number;
}

/** A form of the app. Escape closes it, Enter sends it. */
export const ModalDialog = ({ view, depth }: ModalDialogProps): ReactNode => {
  const { perform } = usePage();
  const dialog = useRef<HTMLDialogElement>(null);
  const drafts = useRef<Record<string, Record<string, PersonInput>>>({});
  const [isBusy, setIsBusy] = useState(false);
  const [trouble, setTrouble] = useState('');
  useShownAsModal(dialog);
  const draft = useCallback<Surface['draft']>(({ blockId, actionId, input }) => {
    drafts.current[blockId] = { ...drafts.current[blockId], [actionId]: input };
  }, []);
  const close = (): void => void perform({ kind: 'close', view: view.id });
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (isBusy || view.submit === null) return;
    setIsBusy(true);
    const inputs = new Set(view.blocks.map((block) => block['block_id']));
    // What the app has taken out of the form meanwhile is not sent.
    const values = Object.fromEntries(
      Object.entries(drafts.current).filter(([blockId]) => inputs.has(blockId)),
    );
    const result = await perform({ kind: 'submit', view: view.id, values });
    setTrouble(result.ok || result.code === 'has-errors' ? '' : result.message);
    setIsBusy(false);
  };
  return (
    <dialog
      ref={dialog}
      className="modal"
      aria-labelledby="modal-title"
      onCancel={(event) => {
        event.preventDefault();
        close();
      }}
      // A browser closes by itself when Escape is pressed again and again.
      onClose={close}
    >
      <form noValidate onSubmit={(event) => void submit(event)}>
        <ModalHeader title={view.title} depth={depth} onClose={close} />
        <div className="modal-body">
          {trouble !== '' && (
            <p role="alert" className="input-error">
              {trouble}
            </p>
          )}
          <ViewBlocks view={view} draft={draft} />
        </div>
        <footer>
          <button type="button" className="button" onClick={close}>
            {view.close}
          </button>
          {view.submit !== null && (
            <button type="submit" className="button button-primary" aria-busy={isBusy}>
              {view.submit}
            </button>
          )}
        </footer>
      </form>
    </dialog>
  );
};
