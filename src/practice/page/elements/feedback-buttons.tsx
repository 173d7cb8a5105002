import type { ReactNode } from 'react';
import { blockIn, stringIn, wordsIn } from '../blocks/read-block.ts';
import { type PlacedElement, useElement } from '../session/use-element.ts';

export const FeedbackButtons = (placed: PlacedElement): ReactNode => {
  const { enter, isBusy } = useElement(placed);
  return ['positive', 'negative'].map((side) => {
    const button = blockIn(placed.element, `${side}_button`) ?? {};
    const label = stringIn(button, 'accessibility_label');
    return (
      <button
        key={side}
        type="button"
        className="button button-small"
        aria-busy={isBusy}
        aria-label={label === '' ? undefined : label}
        onClick={() => void enter(side)}
      >
        {side === 'positive' ? '👍' : '👎'} {wordsIn(button, 'text')}
      </button>
    );
  });
};
