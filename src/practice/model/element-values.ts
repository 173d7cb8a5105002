/** What a person has put into the elements of a view or message, in the form Slack sends it (`state.values`). */
import type { Block } from '../blocks/check-blocks.ts';
import type { ElementValue, ViewValues } from './workspace-state.ts';

/** What a person enters: text, the value of an option, an id, a date, or several of these. Null empties the element. */
export type PersonInput = string | readonly string[] | number | null;

export interface PlacedElement {
  readonly block: Block;
  readonly blockId: string;
  readonly actionId: string;
  readonly element: Block;
}

const isBlock = (value: unknown): value is Block =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const blocksIn = (value: unknown): Block[] => (Array.isArray(value) ? value.filter(isBlock) : []);

function* elementsOf(block: Block): Generator<Block> {
  if (isBlock(block['accessory'])) yield block['accessory'];
  if (isBlock(block['element'])) yield block['element'];
  yield* blocksIn(block['elements']).filter((element) => element['action_id'] !== undefined);
  yield* blocksIn(block['actions']).filter((element) => element['action_id'] !== undefined);
  for (const child of [
    ...blocksIn(block['child_blocks']),
    ...(block['type'] === 'carousel' ? blocksIn(block['elements']) : []),
  ])
    yield* elementsOf(child);
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Every interactive element, with the ids of its place. */
export const placedElements = (blocks: readonly Block[]): PlacedElement[] =>
  blocks.flatMap((block) =>
    [...elementsOf(block)].map((element) => ({
      block,
      blockId: textOf(block['block_id']),
      actionId: textOf(element['action_id']),
      element,
    })),
  );

/** The element with this action id; `blockId` decides where several blocks have it. */
export const findElement = (
  blocks: readonly Block[],
  actionId: string,
  blockId: string | undefined,
): PlacedElement | undefined =>
  placedElements(blocks).find(
    (each) => each.actionId === actionId && (blockId === undefined || each.blockId === blockId),
  );

interface ValueKind {
  readonly key: string;
  readonly initial: string;
  readonly many: boolean;
}
const kind = (key: string, initial: string, many = false): ValueKind => ({ key, initial, many });

/** Element type → the key of its value and of its initial value. Buttons and menus that only act are not here. */
const VALUE_KINDS: Readonly<Record<string, ValueKind>> = {
  plain_text_input: kind('value', 'initial_value'),
  email_text_input: kind('value', 'initial_value'),
  url_text_input: kind('value', 'initial_value'),
  number_input: kind('value', 'initial_value'),
  rich_text_input: kind('rich_text_value', 'initial_value'),
  static_select: kind('selected_option', 'initial_option'),
  external_select: kind('selected_option', 'initial_option'),
  radio_buttons: kind('selected_option', 'initial_option'),
  users_select: kind('selected_user', 'initial_user'),
  conversations_select: kind('selected_conversation', 'initial_conversation'),
  channels_select: kind('selected_channel', 'initial_channel'),
  datepicker: kind('selected_date', 'initial_date'),
  timepicker: kind('selected_time', 'initial_time'),
  datetimepicker: kind('selected_date_time', 'initial_date_time'),
  checkboxes: kind('selected_options', 'initial_options', true),
  multi_static_select: kind('selected_options', 'initial_options', true),
  multi_external_select: kind('selected_options', 'initial_options', true),
  multi_users_select: kind('selected_users', 'initial_users', true),
  multi_conversations_select: kind('selected_conversations', 'initial_conversations', true),
  multi_channels_select: kind('selected_channels', 'initial_channels', true),
  file_input: kind('files', 'initial_files', true),
};

export const kindOfElement = (element: Block): ValueKind | undefined => VALUE_KINDS[String(element['type'])];

const initialValue = (element: Block, its: ValueKind): ElementValue => ({
  type: String(element['type']),
  [its.key]: element[its.initial] ?? (its.many ? [] : null),
});

/** The values of a view's elements: what the person entered before where the same element is still there, else the initial values. */
export const valuesOf = (blocks: readonly Block[], before: ViewValues = {}): ViewValues => {
  const values: ViewValues = {};
  for (const { blockId, actionId, element } of placedElements(blocks)) {
    const its = kindOfElement(element);
    if (its === undefined) continue;
    const entered = before[blockId]?.[actionId];
    const kept =
      entered !== undefined && entered.type === element['type'] ? entered : initialValue(element, its);
    values[blockId] = { ...values[blockId], [actionId]: kept };
  }
  return values;
};

const optionsOf = (element: Block): Block[] => [
  ...blocksIn(element['options']),
  ...blocksIn(element['option_groups']).flatMap((group) => blocksIn(group['options'])),
];

/** Options that are not listed in the element itself come from the app (external selects). */
const optionOf = (element: Block, value: string): Block | null => {
  const listed = optionsOf(element).find((option) => option['value'] === value);
  if (listed !== undefined) return listed;
  const isExternal = String(element['type']).includes('external_select');
  return isExternal ? { text: { type: 'plain_text', text: value }, value } : null;
};

export type EnteredValue =
  | { readonly ok: true; readonly value: ElementValue }
  | { readonly ok: false; readonly message: string };

/** What the element holds after a person entered this. Refuses an option that is not offered. */
export const enteredValue = (element: Block, input: PersonInput): EnteredValue => {
  const type = String(element['type']);
  // An overflow menu acts on a choice but holds no value afterwards.
  const its = type === 'overflow' ? kind('selected_option', '') : kindOfElement(element);
  if (its === undefined) return { ok: false, message: `A ${type} takes no value.` };
  const as = (value: unknown): EnteredValue => ({ ok: true, value: { type, [its.key]: value } });
  const entries = Array.isArray(input) ? [...input] : input === null ? [] : [String(input)];
  if (its.many) {
    if (its.key !== 'selected_options') return as(entries);
    const options = entries.map((entry) => optionOf(element, entry));
    return options.includes(null)
      ? { ok: false, message: `Not among the options of this ${type}.` }
      : as(options);
  }
  if (input === null || input === '') return as(null);
  if (its.key === 'selected_option') {
    const option = optionOf(element, String(input));
    return option === null ? { ok: false, message: `Not among the options of this ${type}.` } : as(option);
  }
  if (its.key === 'selected_date_time') return as(Number(input));
  if (its.key === 'rich_text_value')
    return as({
      type: 'rich_text',
      elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text: String(input) }] }],
    });
  return as(String(input));
};

const isEmpty = (value: unknown): boolean =>
  value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0);

const isUrl = (text: string): boolean => URL.canParse(text) && /^https?:/.test(text);

const textFault = (element: Block, text: string): string | null => {
  const minimum = Number(element['min_length'] ?? 0);
  const maximum = Number(element['max_length'] ?? 3000);
  if (text.length < minimum) return `Please enter at least ${minimum} characters.`;
  if (text.length > maximum) return `Please enter at most ${maximum} characters.`;
  if (element['type'] === 'email_text_input' && !/^\S+@\S+\.\S+$/.test(text))
    return 'Please enter an e-mail address.';
  if (element['type'] === 'url_text_input' && !isUrl(text)) return 'Please enter a link.';
  if (element['type'] !== 'number_input') return null;
  const number = Number(text);
  if (Number.isNaN(number)) return 'Please enter a number.';
  if (element['is_decimal_allowed'] !== true && !Number.isInteger(number))
    return 'Please enter a whole number.';
  if (element['min_value'] !== undefined && number < Number(element['min_value']))
    return `Please enter ${textOf(element['min_value'])} or more.`;
  if (element['max_value'] !== undefined && number > Number(element['max_value']))
    return `Please enter ${textOf(element['max_value'])} or less.`;
  return null;
};

/** What Slack's own client holds against a submission before the app sees it, by block id. */
export const submissionFaults = (blocks: readonly Block[], values: ViewValues): Record<string, string> => {
  const faults: Record<string, string> = {};
  for (const { block, blockId, actionId, element } of placedElements(blocks)) {
    const its = kindOfElement(element);
    if (block['type'] !== 'input' || its === undefined) continue;
    const value = values[blockId]?.[actionId]?.[its.key];
    if (isEmpty(value)) {
      if (block['optional'] !== true) faults[blockId] = 'Please complete this required field.';
      continue;
    }
    const fault = typeof value === 'string' && its.key === 'value' ? textFault(element, value) : null;
    if (fault !== null) faults[blockId] = fault;
  }
  return faults;
};
