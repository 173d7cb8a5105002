import type { ReactNode } from 'react';
import { usePage } from '../session/page-context.ts';
import { Sign } from './sign.tsx';

interface ModalHeaderProps {
  readonly title: string;
  /** How many are open, this one among them. */
  readonly depth: number;
  readonly onClose: () => void;
}

/** A modal's title, whose it is, and how many lie under it. */
export const ModalHeader = ({ title, depth, onClose }: ModalHeaderProps): ReactNode => {
  const { app } = usePage().state;
  const facts = [...(title === app.name ? [] : [app.name]), ...(depth > 1 ? [`${depth} open`] : [])];
  return (
    <header>
      <h2 id="modal-title">{title}</h2>
      <span className="quiet">{facts.join(' · ')}</span>
      <button type="button" className="close" aria-label="Close" onClick={onClose}>
        <Sign name="close" />
      </button>
    </header>
  );
};
