/** Who a message wakes. Only real control sequences count: `&lt;!channel&gt;` is text, `<!channel>` wakes the channel. */
import type { Block } from '../blocks/check-blocks.ts';
import type { MessageState, WorkspaceState } from './workspace-state.ts';

export interface Mentions {
  readonly users: readonly string[];
  readonly groups: readonly string[];
  readonly broadcasts: readonly string[];
}

const SEQUENCE = /<(@[UW][A-Z0-9]+|!subteam\^S[A-Z0-9]+|!(?:channel|here|everyone))(?:\|[^>]*)?>/g;

/** Texts in which Slack reads control sequences: the message's text, mrkdwn objects, markdown blocks. */
function* mrkdwnTexts(value: unknown): Generator<string> {
  if (Array.isArray(value)) {
    for (const item of value) yield* mrkdwnTexts(item);
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  const object: Readonly<Record<string, unknown>> = { ...value };
  const readable = object['type'] === 'mrkdwn' || object['type'] === 'markdown';
  if (readable && typeof object['text'] === 'string') yield object['text'];
  if (object['type'] === 'user') yield `<@${String(object['user_id'])}>`;
  if (object['type'] === 'usergroup') yield `<!subteam^${String(object['usergroup_id'])}>`;
  if (object['type'] === 'broadcast') yield `<!${String(object['range'])}>`;
  for (const item of Object.values(object)) yield* mrkdwnTexts(item);
}

export const mentionsIn = (text: string, blocks: readonly Block[]): Mentions => {
  const users = new Set<string>();
  const groups = new Set<string>();
  const broadcasts = new Set<string>();
  for (const piece of [text, ...mrkdwnTexts(blocks)]) {
    for (const match of piece.matchAll(SEQUENCE)) {
      const sequence = match[1] ?? '';
      if (sequence.startsWith('@')) users.add(sequence.slice(1));
      else if (sequence.startsWith('!subteam^')) groups.add(sequence.slice('!subteam^'.length));
      else broadcasts.add(sequence.slice(1));
    }
  }
  return { users: [...users], groups: [...groups], broadcasts: [...broadcasts] };
};

/** People a message notifies: those named, those in a named group, everyone in the channel for a broadcast. */
export const notifiedBy = (state: WorkspaceState, message: MessageState): string[] => {
  const mentions = mentionsIn(message.text, [...message.blocks, ...message.attachments]);
  const channel = state.channels.find((each) => each.id === message.channel);
  const members = channel?.members ?? [];
  const named = new Set(mentions.users);
  for (const group of state.userGroups)
    if (mentions.groups.includes(group.id)) for (const member of group.members) named.add(member);
  const all = mentions.broadcasts.length > 0;
  return members.filter((member) => member !== message.user && (all || named.has(member)));
};

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

const sequenceOf = (state: WorkspaceState, word: string): string | null => {
  const name = word.toLowerCase();
  if (['channel', 'here', 'everyone'].includes(name)) return `<!${name}>`;
  if ([state.app.botName, state.app.name].some((each) => each.toLowerCase() === name))
    return `<@${state.app.botUserId}>`;
  const person = state.people.find((each) =>
    [each.name, each.displayName].some((own) => own.toLowerCase() === name),
  );
  if (person !== undefined) return `<@${person.id}>`;
  const group = state.userGroups.find((each) => each.handle.toLowerCase() === name);
  return group === undefined ? null : `<!subteam^${group.id}|@${group.handle}>`;
};

/**
 * What a person typed, as Slack would send it: `@Lockstep` becomes a mention, everything else is escaped. Mentions already in
 * Slack's form (`<@U…>`, as a client inserts them) stay when they name somebody of this workspace.
 */
export const typedText = (state: WorkspaceState, typed: string): string => {
  const names = [
    state.app.botName,
    state.app.name,
    ...state.people.flatMap((person) => [person.displayName, person.name]),
    ...state.userGroups.map((group) => group.handle),
    'channel',
    'here',
    'everyone',
  ].toSorted((one, other) => other.length - one.length);
  const quoted = names.map((name) => name.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|');
  const pattern = new RegExp(`<@([UW][A-Z0-9]+)>|(?<=^|[\\s(])@(${quoted})(?![\\w-])`, 'gi');
  const known = (id: string): boolean =>
    id === state.app.botUserId || state.people.some((person) => person.id === id);
  let sent = '';
  let end = 0;
  for (const match of typed.matchAll(pattern)) {
    const sequence = match[1] === undefined ? sequenceOf(state, match[2] ?? '') : `<@${match[1]}>`;
    if (sequence === null || (match[1] !== undefined && !known(match[1]))) continue;
    sent += escaped(typed.slice(end, match.index)) + sequence;
    end = match.index + match[0].length;
  }
  return sent + escaped(typed.slice(end));
};
