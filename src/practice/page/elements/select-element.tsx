import type { ReactNode } from 'react';
import { stringIn, wordsIn } from '../blocks/read-block.ts';
import { usePage } from '../session/page-context.ts';
import { type PlacedElement, useElement } from '../session/use-element.ts';
import { choiceGroups, chosenIn } from './options-of.ts';

/** A menu to choose one from: the browser's own, which everybody's keyboard and screen reader know. */
export const SelectElement = (placed: PlacedElement): ReactNode => {
  const { state } = usePage();
  const control = useElement(placed);
  const { enter, isBusy } = control;
  const { element, labelledBy, describedBy } = placed;
  const placeholder = wordsIn(element, 'placeholder');
  return (
    <select
      className="field"
      value={chosenIn(control, element)[0] ?? ''}
      aria-label={labelledBy === undefined ? placeholder || stringIn(element, 'action_id') : undefined}
      aria-labelledby={labelledBy}
      aria-describedby={describedBy}
      aria-busy={isBusy}
      onChange={(event) => void enter(event.target.value === '' ? null : event.target.value)}
    >
      <option value="">{placeholder === '' ? 'Choose…' : placeholder}</option>
      {choiceGroups(element, state).map(({ label, choices }) => {
        const options = choices.map((choice) => (
          <option key={choice.value} value={choice.value}>
            {choice.label}
          </option>
        ));
        return label === '' ? (
          options
        ) : (
          <optgroup key={label} label={label}>
            {options}
          </optgroup>
        );
      })}
    </select>
  );
};
