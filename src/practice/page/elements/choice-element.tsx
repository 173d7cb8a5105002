import { type ReactNode, useId } from 'react';
import { typeOf } from '../blocks/read-block.ts';
import { usePage } from '../session/page-context.ts';
import { type PlacedElement, useElement } from '../session/use-element.ts';
import { TextObject } from '../text/text-object.tsx';
import { choiceGroups, chosenIn } from './options-of.ts';

/** Radio buttons, checkboxes, and menus to choose several from: all choices in sight. */
export const ChoiceElement = (placed: PlacedElement): ReactNode => {
  const { state } = usePage();
  const control = useElement(placed);
  const { enter } = control;
  const name = useId();
  const { element } = placed;
  const isRadio = typeOf(element) === 'radio_buttons';
  const chosen = chosenIn(control, element);
  const change = (entry: string, isOn: boolean): void => {
    if (isRadio) void enter(entry);
    else void enter(isOn ? [...chosen, entry] : chosen.filter((each) => each !== entry));
  };
  return (
    <div
      role={isRadio ? 'radiogroup' : 'group'}
      className={typeOf(element).startsWith('multi_') ? 'choices choices-scroll' : 'choices'}
      aria-labelledby={placed.labelledBy}
      aria-describedby={placed.describedBy}
    >
      {choiceGroups(element, state).flatMap(({ label, choices }) => [
        ...(label === '' ? [] : [<strong key={label}>{label}</strong>]),
        ...choices.map((choice) => (
          <label key={choice.value} className="choice">
            <input
              type={isRadio ? 'radio' : 'checkbox'}
              name={name}
              checked={chosen.includes(choice.value)}
              onChange={(event) => change(choice.value, event.target.checked)}
            />
            <span>
              <TextObject text={choice.text} />
              {choice.description !== null && (
                <small className="quiet">
                  <TextObject text={choice.description} />
                </small>
              )}
            </span>
          </label>
        )),
      ])}
    </div>
  );
};
