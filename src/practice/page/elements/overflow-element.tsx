import { type ReactNode, useState } from 'react';
import { blockIn, blocksIn, stringIn } from '../blocks/read-block.ts';
import { type PlacedElement, useElement } from '../session/use-element.ts';
import { plainWords } from '../text/text-object.tsx';

/** The menu behind three dots. */
export const OverflowElement = (placed: PlacedElement): ReactNode => {
  const { enter, isBusy } = useElement(placed);
  const [isOpen, setIsOpen] = useState(false);
  const choose = (value: string, url: string): void => {
    setIsOpen(false);
    if (url !== '') open(url, '_blank', 'noopener');
    void enter(value);
  };
  return (
    <div
      className="overflow"
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !isOpen) return;
        event.stopPropagation();
        setIsOpen(false);
      }}
    >
      <button
        type="button"
        className="button"
        aria-label="More actions"
        aria-haspopup="menu"
        aria-expanded={isOpen}
        aria-busy={isBusy}
        onClick={() => setIsOpen(!isOpen)}
      >
        ⋯
      </button>
      {isOpen && (
        <div role="menu" className="menu">
          {blocksIn(placed.element, 'options').map((option) => (
            <button
              key={`${stringIn(option, 'value')} ${stringIn(option, 'url')}`}
              type="button"
              role="menuitem"
              onClick={() => choose(stringIn(option, 'value'), stringIn(option, 'url'))}
            >
              {plainWords(blockIn(option, 'text') ?? {})}
            </button>
          ))}
        </div>
      )}
    </div>
  );
};
