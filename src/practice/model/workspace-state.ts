/**
 * All that a practice workspace remembers, as plain JSON, and how it begins. The files beside this one are its transitions: each takes
 * the state and changes it, with no I/O and no clock of their own; what the time is, they are told.
 */
import type { Block } from '../blocks/check-blocks.ts';
import type { AppSeed, PersonSeed, UserGroupSeed, WorkspaceSeed } from '../workspace-seed.ts';

export const SLACKBOT = 'USLACKBOT';

export interface ReactionState {
  readonly name: string;
  readonly users: string[];
}

export interface MessageState {
  readonly ts: string;
  readonly channel: string;
  /** The parent's ts; null for a message of the channel. */
  readonly threadTs: string | null;
  /** A thread reply that is also shown in the channel. */
  readonly isBroadcast: boolean;
  /** A person, the app's bot user or `USLACKBOT`. */
  readonly user: string;
  /** Set when the app wrote it. */
  readonly botId: string | null;
  /** Set when only this person sees it. */
  readonly onlyFor: string | null;
  text: string;
  blocks: readonly Block[];
  attachments: readonly Block[];
  metadata: unknown;
  editedTs: string | null;
  readonly fileIds: readonly string[];
  readonly reactions: ReactionState[];
}

export interface ChannelState {
  readonly id: string;
  readonly name: string;
  topic: string;
  readonly purpose: string;
  readonly isPrivate: boolean;
  isArchived: boolean;
  /** For a direct message with the app: the person. */
  readonly imWith: string | null;
  /** Without the bot; see `botIsMember`. */
  members: string[];
  botIsMember: boolean;
  readonly pins: string[];
  readonly bookmarks: { readonly id: string; readonly title: string; readonly link: string }[];
  readonly createdAtMs: number;
}

/** What a person has put into an element, in Slack's own form: `{ type, value | selected_option | … }`. */
export type ElementValue = Readonly<Record<string, unknown>> & { readonly type: string };
export type ViewValues = Record<string, Record<string, ElementValue>>;

export interface ViewState {
  readonly id: string;
  readonly type: 'modal' | 'home';
  readonly user: string;
  hash: string;
  /** The app's own part: title, submit, close, private_metadata, callback_id … without blocks. */
  body: Readonly<Record<string, unknown>>;
  blocks: readonly Block[];
  values: ViewValues;
  /** Errors shown beside inputs, by block id. */
  errors: Record<string, string>;
  readonly rootId: string;
  readonly previousId: string | null;
  /** A modal is shown while its id is in its user's stack. */
  readonly externalId: string | null;
}

export interface FileState {
  readonly id: string;
  readonly name: string;
  title: string;
  readonly mimeType: string;
  sizeBytes: number;
  readonly altText: string | null;
  readonly uploadToken: string;
  /** awaiting bytes → uploaded → shared by files.completeUploadExternal */
  status: 'awaiting' | 'uploaded' | 'shared';
  readonly channels: string[];
  readonly createdAtMs: number;
}

export interface ResponseUrlState {
  readonly token: string;
  readonly user: string;
  readonly channel: string;
  readonly threadTs: string | null;
  /** The message a button stood on, for `replace_original` and `delete_original`. */
  readonly originalTs: string | null;
  readonly createdAtMs: number;
  uses: number;
}

export interface WorkspaceState {
  readonly version: 1;
  readonly team: WorkspaceSeed['team'];
  /** Scopes and request URL can be changed while it runs. */
  app: AppSeed;
  readonly people: readonly PersonSeed[];
  readonly userGroups: readonly UserGroupSeed[];
  readonly channels: ChannelState[];
  readonly messages: MessageState[];
  readonly views: Record<string, ViewState>;
  /** Person → ids of open modals, lowest first. */
  readonly stacks: Record<string, string[]>;
  /** Person → id of the published Home view. */
  readonly homes: Record<string, string>;
  readonly files: Record<string, FileState>;
  readonly responseUrls: Record<string, ResponseUrlState>;
  /** Counts up; part of ids. */
  serial: number;
  /** Microseconds of the newest message, so that each ts is greater than the last. */
  lastTsMicros: number;
  /** How far the workspace's clock has been moved ahead. */
  offsetMs: number;
  botTokenRevoked: boolean;
  /** Stable over restarts, so that a bot which kept its settings is still let in. */
  readonly secrets: { readonly botToken: string; readonly appToken: string; readonly signingSecret: string };
}

export interface Secrets {
  readonly botToken: string;
  readonly appToken: string;
  readonly signingSecret: string;
}

const imIdOf = (person: string): string => `D${person.slice(1)}`;

const directMessages = (people: readonly PersonSeed[], nowMs: number): ChannelState[] =>
  people.map((person) => ({
    id: imIdOf(person.id),
    name: 'directmessage',
    topic: '',
    purpose: '',
    isPrivate: true,
    isArchived: false,
    imWith: person.id,
    members: [person.id],
    botIsMember: true,
    pins: [],
    bookmarks: [],
    createdAtMs: nowMs,
  }));

/** A workspace that nobody has written in yet. */
export const newWorkspace = (seed: WorkspaceSeed, secrets: Secrets, nowMs: number): WorkspaceState => ({
  version: 1,
  team: seed.team,
  app: seed.app,
  people: seed.people,
  userGroups: seed.userGroups,
  channels: [
    ...seed.channels.map((channel) => ({
      id: channel.id,
      name: channel.name,
      topic: channel.topic,
      purpose: channel.purpose,
      isPrivate: channel.isPrivate ?? false,
      isArchived: channel.isArchived ?? false,
      imWith: null,
      members: [...channel.members],
      botIsMember: channel.botIsMember,
      pins: [],
      bookmarks: [],
      createdAtMs: nowMs,
    })),
    ...directMessages(seed.people, nowMs),
  ],
  messages: [],
  views: {},
  stacks: {},
  homes: {},
  files: {},
  responseUrls: {},
  serial: 0,
  lastTsMicros: 0,
  offsetMs: 0,
  botTokenRevoked: false,
  secrets,
});

/**
 * Yesterday's conversations under today's seed: people, groups and the app are those of the seed, channels new to it are added,
 * what was said stays.
 */
export const reseeded = (old: WorkspaceState, seed: WorkspaceSeed, nowMs: number): WorkspaceState => {
  const fresh = newWorkspace(seed, old.secrets, nowMs);
  const known = new Set(old.channels.map((channel) => channel.id));
  return {
    ...old,
    team: fresh.team,
    app: fresh.app,
    people: fresh.people,
    userGroups: fresh.userGroups,
    channels: [...old.channels, ...fresh.channels.filter((channel) => !known.has(channel.id))],
  };
};

/** The next id with this prefix, such as `V` for a view. Ids are never used twice in a workspace. */
export const nextId = (state: WorkspaceState, prefix: string): string => {
  state.serial += 1;
  return `${prefix}0${state.serial.toString(36).toUpperCase().padStart(8, '0')}`;
};

/** The next message ts, `seconds.micros`, greater than every one before. */
export const nextTs = (state: WorkspaceState, nowMs: number): string => {
  state.lastTsMicros = Math.max(nowMs * 1000, state.lastTsMicros + 1);
  const seconds = Math.floor(state.lastTsMicros / 1_000_000);
  return `${seconds}.${String(state.lastTsMicros % 1_000_000).padStart(6, '0')}`;
};

export const findChannel = (state: WorkspaceState, id: string): ChannelState | undefined =>
  state.channels.find((channel) => channel.id === id);

export const findPerson = (state: WorkspaceState, id: string): PersonSeed | undefined =>
  state.people.find((person) => person.id === id);

export const findMessage = (state: WorkspaceState, channel: string, ts: string): MessageState | undefined =>
  state.messages.find((message) => message.channel === channel && message.ts === ts);

/** The channel a method's `channel` argument means: a channel id, or a person's id for the direct message with the app. */
export const resolveChannel = (state: WorkspaceState, idOrName: string): ChannelState | undefined =>
  findChannel(state, idOrName) ??
  state.channels.find((channel) => channel.imWith !== null && channel.imWith === idOrName) ??
  state.channels.find((channel) => channel.imWith === null && `#${channel.name}` === idOrName);
