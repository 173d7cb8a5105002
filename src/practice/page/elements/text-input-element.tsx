import { type KeyboardEvent, type ReactNode, useState } from 'react';
import type { Block } from '../../page-api.ts';
import { blockIn, blocksIn, numberIn, stringIn, typeOf, wordsIn } from '../blocks/read-block.ts';
import { type PlacedElement, useElement } from '../session/use-element.ts';

const INPUT_TYPES: Readonly<Record<string, string>> = {
  email_text_input: 'email',
  url_text_input: 'url',
};

/** The words of a rich text value, without its styles. */
const richWords = (value: Block): string =>
  blocksIn(value, 'elements')
    .flatMap((part) => blocksIn(part, 'elements'))
    .map((run) => stringIn(run, 'text'))
    .join('');

const held = (value: Block | null, element: Block): string => {
  const holder = value ?? { value: element['initial_value'], rich_text_value: element['initial_value'] };
  const rich = blockIn(holder, 'rich_text_value');
  return rich === null ? stringIn(holder, 'value') : richWords(rich);
};

/** A field for text, an address, a link or a number. What is typed is kept when the field is left, and sent with the form. */
export const TextInputElement = (placed: PlacedElement): ReactNode => {
  const { element } = placed;
  const { value, enter, draft } = useElement(placed);
  const kept = held(value, element);
  const [typed, setTyped] = useState(kept);
  const type = typeOf(element);
  const isLong = element['multiline'] === true || type === 'rich_text_input';
  const keep = (): void => {
    if (typed !== kept) void enter(typed === '' ? null : typed);
  };
  const field = {
    className: 'field',
    value: typed,
    placeholder: wordsIn(element, 'placeholder'),
    maxLength: numberIn(element, 'max_length') ?? 3000,
    autoFocus: element['focus_on_load'] === true,
    'aria-labelledby': placed.labelledBy,
    'aria-describedby': placed.describedBy,
    onBlur: keep,
    onChange: (event: { target: { value: string } }) => {
      setTyped(event.target.value);
      draft(event.target.value === '' ? null : event.target.value);
    },
  };
  if (isLong) return <textarea rows={4} {...field} />;
  const keepOnEnter = (event: KeyboardEvent): void => {
    if (event.key === 'Enter') keep();
  };
  return (
    <input
      type={INPUT_TYPES[type] ?? 'text'}
      inputMode={type === 'number_input' ? 'decimal' : undefined}
      onKeyDown={keepOnEnter}
      {...field}
    />
  );
};
