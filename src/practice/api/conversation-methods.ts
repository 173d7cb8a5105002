/** conversations.*, pins and bookmarks. */
import { channelJson } from '../model/people-json.ts';
import { type ChannelState, findMessage, findPerson, nextId } from '../model/workspace-state.ts';
import {
  type Answer,
  badArguments,
  type MethodCall,
  type MethodFamily,
  refuse,
  type Refusal,
  succeed,
} from './method.ts';
import { pageOf } from './pages.ts';
import { joinedChannel, seenChannel } from './reach.ts';

const MAX_TOPIC_CHARACTERS = 250;
const READ_SCOPES = ['channels:read', 'groups:read', 'im:read', 'mpim:read'];

const readScopeOf = (channel: ChannelState): string => {
  if (channel.imWith !== null) return 'im:read';
  return channel.isPrivate ? 'groups:read' : 'channels:read';
};

const missing = ({ world }: MethodCall, needed: string): Refusal | null =>
  world.state.app.scopes.includes(needed)
    ? null
    : refuse('missing_scope', { needed, provided: world.state.app.scopes.join(',') });

const info = (call: MethodCall): Answer => {
  const reached = seenChannel(call);
  if (!reached.ok) return reached;
  return (
    missing(call, readScopeOf(reached.channel)) ??
    succeed({ channel: channelJson(call.world.state, reached.channel) })
  );
};

const members = (call: MethodCall): Answer => {
  const reached = seenChannel(call);
  if (!reached.ok) return reached;
  const refused = missing(call, readScopeOf(reached.channel));
  if (refused !== null) return refused;
  const bot = reached.channel.botIsMember ? [call.world.state.app.botUserId] : [];
  const page = pageOf([...reached.channel.members, ...bot], call.args);
  return page.ok ? succeed({ members: page.items, response_metadata: page.metadata }) : page;
};

const typeOf = (channel: ChannelState): string => {
  if (channel.imWith !== null) return 'im';
  return channel.isPrivate ? 'private_channel' : 'public_channel';
};

const list = (call: MethodCall): Answer => {
  const { world, args } = call;
  const types = (args.text('types') ?? 'public_channel').split(',').map((each) => each.trim());
  const needed: Readonly<Record<string, string>> = {
    public_channel: 'channels:read',
    private_channel: 'groups:read',
    im: 'im:read',
    mpim: 'mpim:read',
  };
  for (const type of types) {
    const scope = needed[type];
    if (scope === undefined) return refuse('invalid_types');
    const refused = missing(call, scope);
    if (refused !== null) return refused;
  }
  const listed = world.state.channels
    .filter((channel) => types.includes(typeOf(channel)))
    .filter((channel) => !channel.isPrivate || channel.botIsMember)
    .filter((channel) => !(args.flag('exclude_archived') && channel.isArchived));
  const page = pageOf(listed, args);
  if (!page.ok) return page;
  const channels = page.items.map((channel) => channelJson(world.state, channel));
  return succeed({ channels, response_metadata: page.metadata });
};

const open = ({ world, args }: MethodCall): Answer => {
  const asked = args.text('channel');
  const users = (args.text('users') ?? '').split(',').filter((each) => each !== '');
  if (asked === undefined && users.length === 0) return refuse('users_list_not_supplied');
  if (users.length > 1) return refuse('not_enough_users', { detail: 'this workspace has no group messages' });
  const person = users[0];
  if (person !== undefined && findPerson(world.state, person) === undefined) return refuse('user_not_found');
  const channel = world.state.channels.find((each) =>
    person === undefined ? each.id === asked && each.imWith !== null : each.imWith === person,
  );
  if (channel === undefined) return refuse('channel_not_found');
  const shown = args.flag('return_im') ? channelJson(world.state, channel) : { id: channel.id };
  return succeed({ no_op: true, already_open: true, channel: shown });
};

const join = (call: MethodCall): Answer => {
  const { world } = call;
  const reached = seenChannel(call);
  if (!reached.ok) return reached;
  const { channel } = reached;
  if (channel.imWith !== null || channel.isPrivate) return refuse('method_not_supported_for_channel_type');
  if (channel.isArchived) return refuse('is_archived');
  const already = channel.botIsMember ? { warning: 'already_in_channel' } : {};
  channel.botIsMember = true;
  world.changed();
  return succeed({ channel: channelJson(world.state, channel), ...already });
};

const setTopic = (call: MethodCall): Answer => {
  const { world, args } = call;
  const reached = joinedChannel(call);
  if (!reached.ok) return reached;
  if (reached.channel.imWith !== null) return refuse('method_not_supported_for_channel_type');
  if (reached.channel.isArchived) return refuse('is_archived');
  const topic = args.text('topic') ?? '';
  if (topic.length > MAX_TOPIC_CHARACTERS) return refuse('too_long');
  reached.channel.topic = topic;
  world.changed();
  return succeed({ channel: channelJson(world.state, reached.channel) });
};

const addPin = (call: MethodCall): Answer => {
  const { world, args } = call;
  const reached = joinedChannel(call);
  if (!reached.ok) return reached;
  const ts = args.text('timestamp');
  if (ts === undefined) return refuse('no_item_specified');
  const message = findMessage(world.state, reached.channel.id, ts);
  if (message === undefined || message.onlyFor !== null) return refuse('message_not_found');
  if (reached.channel.pins.includes(ts)) return refuse('already_pinned');
  reached.channel.pins.push(ts);
  world.changed();
  return succeed();
};

const addBookmark = (call: MethodCall): Answer => {
  const { world, args } = call;
  const reached = joinedChannel(call, 'channel_id');
  if (!reached.ok) return reached;
  const title = args.text('title');
  const link = args.text('link');
  if (title === undefined) return badArguments('missing required field: title');
  if (args.text('type') !== 'link') return refuse('invalid_bookmark_type');
  if (link === undefined || !URL.canParse(link)) return refuse('invalid_link');
  const bookmark = { id: nextId(world.state, 'Bk'), title, link };
  reached.channel.bookmarks.push(bookmark);
  world.changed();
  return succeed({ bookmark: { ...bookmark, channel_id: reached.channel.id, type: 'link' } });
};

export const CONVERSATION_METHODS: MethodFamily = {
  'conversations.info': { token: 'bot', scopes: READ_SCOPES, tier: 'T3', handle: info },
  'conversations.members': { token: 'bot', scopes: READ_SCOPES, tier: 'T4', handle: members },
  'conversations.list': { token: 'bot', scopes: READ_SCOPES, tier: 'T2', handle: list },
  'conversations.open': { token: 'bot', scopes: ['im:write', 'mpim:write'], tier: 'T3', handle: open },
  'conversations.join': { token: 'bot', scopes: ['channels:join'], tier: 'T3', handle: join },
  'conversations.setTopic': {
    token: 'bot',
    scopes: ['channels:manage', 'channels:write.topic', 'groups:write', 'groups:write.topic'],
    tier: 'T2',
    handle: setTopic,
  },
  'pins.add': { token: 'bot', scopes: ['pins:write'], tier: 'T2', handle: addPin },
  'bookmarks.add': { token: 'bot', scopes: ['bookmarks:write'], tier: 'T2', handle: addBookmark },
};
