import type { ReactNode } from 'react';
import type { Block, PersonInput } from '../../page-api.ts';
import { numberIn, stringIn, typeOf, wordsIn } from '../blocks/read-block.ts';
import { type PlacedElement, useElement } from '../session/use-element.ts';

const KINDS: Readonly<Record<string, { input: string; held: string; initial: string }>> = {
  datepicker: { input: 'date', held: 'selected_date', initial: 'initial_date' },
  timepicker: { input: 'time', held: 'selected_time', initial: 'initial_time' },
  datetimepicker: { input: 'datetime-local', held: 'selected_date_time', initial: 'initial_date_time' },
};

/** Unix seconds as the browser's own local date and time, and back. */
const localText = (seconds: number): string => {
  const moment = new Date(seconds * 1000);
  return new Date(moment.getTime() - moment.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
};

const shown = (holder: Block, key: string): string => {
  const seconds = numberIn(holder, key);
  return seconds === null ? stringIn(holder, key) : localText(seconds);
};

const shownEntered = (entered: PersonInput): string => {
  if (typeof entered === 'number') return localText(entered);
  return typeof entered === 'string' ? entered : '';
};

/** Date, time, or both: the browser's own pickers. */
export const DateElement = (placed: PlacedElement): ReactNode => {
  const { element, labelledBy, describedBy } = placed;
  const { value, entered, enter, isBusy } = useElement(placed);
  const type = typeOf(element);
  const kind = KINDS[type] ?? { input: 'date', held: 'selected_date', initial: 'initial_date' };
  const held = value === null ? shown(element, kind.initial) : shown(value, kind.held);
  const change = (text: string): void => {
    if (text === '') void enter(null);
    else void enter(type === 'datetimepicker' ? Math.floor(new Date(text).getTime() / 1000) : text);
  };
  return (
    <input
      className="field field-short"
      type={kind.input}
      value={entered === undefined ? held : shownEntered(entered)}
      aria-label={labelledBy === undefined ? wordsIn(element, 'placeholder') || 'Date' : undefined}
      aria-labelledby={labelledBy}
      aria-describedby={describedBy}
      aria-busy={isBusy}
      onChange={(event) => change(event.target.value)}
    />
  );
};
