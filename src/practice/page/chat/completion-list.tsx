import type { ReactNode } from 'react';
import type { Completion } from './completions.ts';

interface CompletionListProps {
  readonly id: string;
  readonly offers: readonly Completion[];
  /** -1: none. */
  readonly active: number;
  readonly onTake: (completion: Completion) => void;
}

/** What the composer offers. The keyboard stays in the text field, which says which one is active. */
export const CompletionList = ({ id, offers, active, onTake }: CompletionListProps): ReactNode => (
  <div id={id} role="listbox" aria-label="Suggestions" className="completions" hidden={offers.length === 0}>
    {offers.map((offer, index) => (
      <div
        key={offer.text}
        id={`${id}-${index}`}
        role="option"
        tabIndex={-1}
        aria-selected={index === active}
        // Not on click: the text field would lose the keyboard first.
        onMouseDown={(event) => {
          event.preventDefault();
          onTake(offer);
        }}
      >
        <strong>{offer.text}</strong>
        <span className="quiet">{offer.note}</span>
      </div>
    ))}
    <small className="quiet">↑ ↓ to choose, Tab to take, Enter to send</small>
  </div>
);
