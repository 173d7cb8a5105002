/** Whether the app may speak in a conversation. */
import { type ChannelState, findMessage, resolveChannel } from '../model/workspace-state.ts';
import { badArguments, type MethodCall, refuse, type Refusal } from './method.ts';

export type Reached = { readonly ok: true; readonly channel: ChannelState } | Refusal;

/** The conversation an argument names, if the app can see it: a private channel without the bot does not exist for it. */
export const seenChannel = ({ world, args }: MethodCall, name = 'channel'): Reached => {
  const id = args.text(name);
  if (id === undefined) return badArguments(`missing required field: ${name}`);
  const channel = resolveChannel(world.state, id);
  if (channel === undefined || (channel.isPrivate && !channel.botIsMember))
    return refuse('channel_not_found');
  return { ok: true, channel };
};

/** The same, where the bot must be a member. */
export const joinedChannel = (call: MethodCall, name = 'channel'): Reached => {
  const seen = seenChannel(call, name);
  if (!seen.ok) return seen;
  return seen.channel.botIsMember ? seen : refuse('not_in_channel');
};

/** The same, to write in it: not archived, and a member unless `chat:write.public` is granted. */
export const writableChannel = (call: MethodCall, name = 'channel'): Reached => {
  const seen = seenChannel(call, name);
  if (!seen.ok) return seen;
  const { channel } = seen;
  if (channel.isArchived) return refuse('is_archived');
  if (channel.imWith !== null && !call.world.state.app.hasMessagesTab) return refuse('messages_tab_disabled');
  const mayWrite = channel.botIsMember || call.world.state.app.scopes.includes('chat:write.public');
  return mayWrite ? seen : refuse('not_in_channel');
};

export type Thread = { readonly ok: true; readonly threadTs: string | null } | Refusal;

/** The thread an answer goes to: it must exist in the channel, and `thread_ts` must be a parent. */
export const threadOf = ({ world, args }: MethodCall, channel: ChannelState): Thread => {
  const threadTs = args.text('thread_ts');
  if (threadTs === undefined) return { ok: true, threadTs: null };
  if (!/^\d+\.\d{6}$/.test(threadTs)) return refuse('invalid_thread_ts');
  const parent = findMessage(world.state, channel.id, threadTs);
  if (parent === undefined || parent.onlyFor !== null) return refuse('thread_not_found');
  if (parent.threadTs !== null) return refuse('cannot_reply_to_message');
  return { ok: true, threadTs };
};
