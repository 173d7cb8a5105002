/** Everything one person sees, for the page, for tests and for printing. */
import { notifiedBy } from './model/mentions.ts';
import { isVisibleTo } from './model/messages.ts';
import { stackOf } from './model/views.ts';
import {
  type ChannelState,
  type MessageState,
  SLACKBOT,
  type ViewState,
  type WorkspaceState,
} from './model/workspace-state.ts';
import type { PageChannel, PageFile, PageMessage, PagePerson, PageState, PageView } from './page-api.ts';
import type { PersonSeed } from './workspace-seed.ts';
import type { World } from './world.ts';

const pagePerson = (person: PersonSeed): PagePerson => ({
  id: person.id,
  name: person.name,
  displayName: person.displayName,
  title: person.title,
  color: person.color,
  timeZone: person.timeZone,
  isBot: false,
});

const botPerson = (state: WorkspaceState): PagePerson => ({
  id: state.app.botUserId,
  name: state.app.botName.toLowerCase(),
  displayName: state.app.botName,
  title: 'App',
  color: '#334155',
  timeZone: 'Etc/UTC',
  isBot: true,
});

const slackbot: PagePerson = {
  id: SLACKBOT,
  name: 'slackbot',
  displayName: 'Slackbot',
  title: '',
  color: '#611f69',
  timeZone: 'Etc/UTC',
  isBot: true,
};

const authorOf = (state: WorkspaceState, user: string): PagePerson => {
  if (user === SLACKBOT) return slackbot;
  if (user === state.app.botUserId) return botPerson(state);
  const person = state.people.find((each) => each.id === user);
  if (person !== undefined) return pagePerson(person);
  return { ...slackbot, id: user, name: user, displayName: 'Somebody who left', isBot: false };
};

const filesOf = (state: WorkspaceState, message: MessageState): PageFile[] =>
  message.fileIds.flatMap((id) => {
    const file = state.files[id];
    if (file === undefined) return [];
    const { name, title, mimeType, sizeBytes } = file;
    return [{ id, name, title, mimeType, sizeBytes, url: `/page/files/${id}` }];
  });

/** Messages in order of their ts, which has the same number of digits for all. */
const inOrder = (messages: readonly MessageState[]): MessageState[] =>
  messages.toSorted((one, other) => (one.ts < other.ts ? -1 : 1));

interface Looking {
  readonly state: WorkspaceState;
  readonly channel: ChannelState;
  readonly viewer: string;
  /** Thread → its visible replies, in order. */
  readonly replies: ReadonlyMap<string | null, readonly MessageState[]>;
}

const pageMessage = (looking: Looking, message: MessageState, isInThread: boolean): PageMessage => {
  const { state, channel, viewer } = looking;
  const replies = isInThread ? [] : (looking.replies.get(message.ts) ?? []);
  return {
    ts: message.ts,
    channel: channel.id,
    threadTs: message.threadTs,
    author: authorOf(state, message.user),
    text: message.text,
    blocks: message.blocks,
    attachments: message.attachments,
    files: filesOf(state, message),
    isEphemeral: message.onlyFor !== null,
    isBroadcast: message.isBroadcast,
    isEdited: message.editedTs !== null,
    isPinned: channel.pins.includes(message.ts),
    mentionsMe: notifiedBy(state, message).includes(viewer),
    reactions: message.reactions,
    replies: replies.map((reply) => pageMessage(looking, reply, true)),
  };
};

const pageChannel = (state: WorkspaceState, channel: ChannelState, viewer: string): PageChannel => {
  const visible = inOrder(
    state.messages.filter((message) => message.channel === channel.id && isVisibleTo(state, message, viewer)),
  );
  const looking: Looking = {
    state,
    channel,
    viewer,
    replies: Map.groupBy(visible, (message) => message.threadTs),
  };
  const isDm = channel.imWith !== null;
  return {
    id: channel.id,
    name: isDm ? state.app.botName : channel.name,
    kind: isDm ? 'dm' : 'channel',
    topic: channel.topic,
    purpose: channel.purpose,
    isArchived: channel.isArchived,
    isPrivate: channel.isPrivate,
    botIsMember: channel.botIsMember,
    members: channel.members,
    bookmarks: channel.bookmarks,
    messages: visible
      .filter((message) => message.threadTs === null || message.isBroadcast)
      .map((message) => pageMessage(looking, message, message.threadTs !== null)),
  };
};

const textIn = (value: unknown): string | null =>
  typeof value === 'object' && value !== null && 'text' in value && typeof value.text === 'string'
    ? value.text
    : null;

const pageView = (view: ViewState): PageView => ({
  id: view.id,
  type: view.type,
  hash: view.hash,
  callbackId: typeof view.body['callback_id'] === 'string' ? view.body['callback_id'] : '',
  title: textIn(view.body['title']) ?? '',
  submit: textIn(view.body['submit']),
  close: textIn(view.body['close']) ?? 'Cancel',
  blocks: view.blocks,
  values: view.values,
  errors: view.errors,
});

/** @returns null when nobody of this id is in the workspace */
export const pageState = (
  world: World,
  viewer: string,
  facts: { readonly revision: number; readonly isConnected: boolean },
): PageState | null => {
  const { state } = world;
  const me = state.people.find((person) => person.id === viewer);
  if (me === undefined) return null;
  const own = state.channels.filter((channel) => channel.members.includes(viewer));
  const home = state.views[state.homes[viewer] ?? ''];
  return {
    revision: facts.revision,
    now: new Date(world.time.nowMs()).toISOString(),
    team: state.team,
    me: pagePerson(me),
    people: state.people.map(pagePerson),
    userGroups: state.userGroups.map(({ id, handle, name, members }) => ({ id, handle, name, members })),
    app: {
      id: state.app.id,
      name: state.app.name,
      botUser: botPerson(state),
      hasHomeTab: state.app.hasHomeTab,
      isMessagesTabWritable: state.app.isMessagesTabWritable,
      commands: state.app.commands,
      shortcuts: state.app.shortcuts,
      isConnected: facts.isConnected,
    },
    slackHealth: world.faults.health,
    channels: [
      ...own.filter((channel) => channel.imWith === null),
      ...own.filter((channel) => channel.imWith !== null),
    ].map((channel) => pageChannel(state, channel, viewer)),
    home: home === undefined ? null : pageView(home),
    modals: stackOf(state, viewer).flatMap((id) => {
      const view = state.views[id];
      return view === undefined ? [] : [pageView(view)];
    }),
  };
};
