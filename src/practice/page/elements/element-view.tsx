import type { ReactNode } from 'react';
import { typeOf } from '../blocks/read-block.ts';
import type { PlacedElement } from '../session/use-element.ts';
import { ButtonElement } from './button-element.tsx';
import { ChoiceElement } from './choice-element.tsx';
import { DateElement } from './date-element.tsx';
import { ExternalSelectElement } from './external-select-element.tsx';
import { FeedbackButtons } from './feedback-buttons.tsx';
import { ImageElement } from './image-element.tsx';
import { OverflowElement } from './overflow-element.tsx';
import { SelectElement } from './select-element.tsx';
import { TextInputElement } from './text-input-element.tsx';

const VIEWS: Readonly<Record<string, (props: PlacedElement) => ReactNode>> = {
  button: ButtonElement,
  workflow_button: ButtonElement,
  icon_button: ButtonElement,
  feedback_buttons: FeedbackButtons,
  overflow: OverflowElement,
  image: ({ element }) => <ImageElement image={element} />,
  radio_buttons: ChoiceElement,
  checkboxes: ChoiceElement,
  multi_static_select: ChoiceElement,
  multi_users_select: ChoiceElement,
  multi_conversations_select: ChoiceElement,
  multi_channels_select: ChoiceElement,
  static_select: SelectElement,
  users_select: SelectElement,
  conversations_select: SelectElement,
  channels_select: SelectElement,
  external_select: ExternalSelectElement,
  multi_external_select: ExternalSelectElement,
  datepicker: DateElement,
  timepicker: DateElement,
  datetimepicker: DateElement,
  plain_text_input: TextInputElement,
  email_text_input: TextInputElement,
  url_text_input: TextInputElement,
  number_input: TextInputElement,
  rich_text_input: TextInputElement,
};

/** Any interactive element. One that is not known here says so, in place of not being there. */
export const ElementView = (placed: PlacedElement): ReactNode => {
  const type = typeOf(placed.element);
  const View = Object.hasOwn(VIEWS, type) ? VIEWS[type] : undefined;
  return View === undefined ? <em className="quiet">({type} cannot be shown here)</em> : <View {...placed} />;
};
