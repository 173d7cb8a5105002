import { type RefObject, useEffect } from 'react';

/** Opens a dialog in front of everything while it is there; the keyboard stays in it. */
export const useShownAsModal = (dialog: RefObject<HTMLDialogElement | null>): void => {
  useEffect(() => {
    const shown = dialog.current;
    if (shown !== null && !shown.open) shown.showModal();
    return () => shown?.close();
  }, [dialog]);
};
