/** What can be chosen in an element: its own options, or people and channels of the workspace. */
import type { Block, PageState, PersonInput } from '../../page-api.ts';
import { blockIn, blocksIn, stringIn, stringsIn, typeOf, wordsIn } from '../blocks/read-block.ts';

export interface Choice {
  /** An option's value, or the id of a person or channel. */
  readonly value: string;
  readonly label: string;
  readonly description: Block | null;
  readonly text: Block;
}

export interface ChoiceGroup {
  /** Empty: no heading. */
  readonly label: string;
  readonly choices: readonly Choice[];
}

const named = (value: string, label: string): Choice => ({
  value,
  label,
  description: null,
  text: { type: 'plain_text', text: label, emoji: false },
});

export const choiceOf = (option: Block): Choice => ({
  value: stringIn(option, 'value'),
  label: wordsIn(option, 'text'),
  description: blockIn(option, 'description'),
  text: blockIn(option, 'text') ?? {},
});

export const choiceGroups = (element: Block, state: PageState): readonly ChoiceGroup[] => {
  const type = typeOf(element);
  if (type.includes('users_select')) {
    const choices = state.people.map((person) => named(person.id, `${person.displayName}, ${person.title}`));
    return [{ label: '', choices }];
  }
  if (type.includes('channels_select') || type.includes('conversations_select')) {
    const onlyChannels = type.includes('channels_select');
    const choices = state.channels
      .filter(({ kind }) => kind === 'channel' || !onlyChannels)
      .map(({ id, kind, name }) => named(id, kind === 'channel' ? `#${name}` : name));
    return [{ label: '', choices }];
  }
  const groups = blocksIn(element, 'option_groups');
  if (groups.length === 0) return [{ label: '', choices: blocksIn(element, 'options').map(choiceOf) }];
  return groups.map((group) => ({
    label: wordsIn(group, 'label'),
    choices: blocksIn(group, 'options').map(choiceOf),
  }));
};

const SINGLE_IDS = ['selected_user', 'selected_channel', 'selected_conversation'];

interface Held {
  readonly value: Block | null;
  readonly entered: PersonInput | undefined;
}

/** Values chosen: just now, or in Slack's state value, or the element's initial ones where the surface holds no value. */
export const chosenIn = ({ value, entered }: Held, element: Block): readonly string[] => {
  if (entered === null) return [];
  if (entered !== undefined) return typeof entered === 'object' ? entered : [String(entered)];
  const held = value ?? {
    selected_option: element['initial_option'],
    selected_options: element['initial_options'],
    selected_user: element['initial_user'],
    selected_users: element['initial_users'],
    selected_channel: element['initial_channel'],
    selected_conversation: element['initial_conversation'],
  };
  const option = blockIn(held, 'selected_option');
  const ids = SINGLE_IDS.map((key) => stringIn(held, key)).filter((id) => id !== '');
  return [
    ...(option === null ? [] : [stringIn(option, 'value')]),
    ...blocksIn(held, 'selected_options').map((each) => stringIn(each, 'value')),
    ...ids,
    ...['selected_users', 'selected_channels', 'selected_conversations'].flatMap((key) =>
      stringsIn(held, key),
    ),
  ];
};
