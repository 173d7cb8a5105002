import type { ReactNode } from 'react';
import { usePage } from '../session/page-context.ts';
import { ModalDialog } from './modal-dialog.tsx';

/** The modal on top; those under it wait. */
export const ModalStack = (): ReactNode => {
  const { modals } = usePage().state;
  const top = modals.at(-1);
  return top === undefined ? null : <ModalDialog key={top.id} view={top} depth={modals.length} />;
};
