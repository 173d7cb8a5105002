import type { ReactNode } from 'react';
import { blockIn, stringIn, wordsIn } from '../blocks/read-block.ts';
import { type PlacedElement, useElement } from '../session/use-element.ts';
import { plainWords } from '../text/text-object.tsx';

export const ButtonElement = (placed: PlacedElement): ReactNode => {
  const { element } = placed;
  const { enter, isBusy } = useElement(placed);
  const text = blockIn(element, 'text');
  const style = stringIn(element, 'style');
  const label = stringIn(element, 'accessibility_label');
  const url = stringIn(element, 'url');
  return (
    <button
      type="button"
      className={style === '' ? 'button' : `button button-${style}`}
      aria-busy={isBusy}
      aria-label={label === '' ? undefined : label}
      onClick={() => {
        if (url !== '') open(url, '_blank', 'noopener');
        void enter();
      }}
    >
      {text === null ? wordsIn(element, 'text') : plainWords(text)}
    </button>
  );
};
