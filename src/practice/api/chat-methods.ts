/** chat.*: https://docs.slack.dev/reference/methods?family=chat */
import { addMessage, changeMessage, messageJson, removeMessage } from '../model/messages.ts';
import { type ChannelState, findMessage, findPerson, type MessageState } from '../model/workspace-state.ts';
import { messageContent, postedText, warningFacts } from './message-content.ts';
import {
  type Answer,
  badArguments,
  type MethodCall,
  type MethodFamily,
  rateLimited,
  refuse,
  type Refusal,
  succeed,
} from './method.ts';
import { seenChannel, threadOf, writableChannel } from './reach.ts';

/** `msg_too_long` of chat.update. */
const MAX_UPDATE_CHARACTERS = 4000;

const postMessage = (call: MethodCall): Answer => {
  const { world, args } = call;
  const reached = writableChannel(call);
  if (!reached.ok) return reached;
  const content = messageContent(args);
  if (!content.ok) return content;
  const thread = threadOf(call, reached.channel);
  if (!thread.ok) return thread;
  const nowMs = world.time.nowMs();
  const waitSeconds = world.limits.takePost(reached.channel.id, nowMs);
  if (waitSeconds > 0) return rateLimited(waitSeconds);
  const { text, warnings } = postedText(content);
  const message = addMessage(
    world.state,
    {
      channel: reached.channel.id,
      threadTs: thread.threadTs,
      isBroadcast: thread.threadTs !== null && args.flag('reply_broadcast'),
      user: world.state.app.botUserId,
      botId: world.state.app.botId,
      text,
      blocks: content.blocks ?? [],
      attachments: content.attachments ?? [],
      metadata: content.metadata,
    },
    nowMs,
  );
  world.changed();
  return succeed({
    channel: reached.channel.id,
    ts: message.ts,
    message: messageJson(world.state, message),
    ...warningFacts(warnings),
  });
};

type Found = { readonly ok: true; readonly channel: ChannelState; readonly message: MessageState } | Refusal;

/** A message the app may change: its own, and not an ephemeral one, which nobody can find again. */
const ownMessage = (call: MethodCall, notOwn: string): Found => {
  const reached = seenChannel(call);
  if (!reached.ok) return reached;
  const ts = call.args.text('ts');
  if (ts === undefined) return badArguments('missing required field: ts');
  const message = findMessage(call.world.state, reached.channel.id, ts);
  if (message === undefined || message.onlyFor !== null) return refuse('message_not_found');
  if (message.botId !== call.world.state.app.botId) return refuse(notOwn);
  return { ok: true, channel: reached.channel, message };
};

const update = (call: MethodCall): Answer => {
  const { world, args } = call;
  const found = ownMessage(call, 'cant_update_message');
  if (!found.ok) return found;
  if (found.channel.isArchived) return refuse('is_inactive');
  const content = messageContent(args);
  if (!content.ok) return content;
  if ((content.text ?? '').length > MAX_UPDATE_CHARACTERS) return refuse('msg_too_long');
  const to = {
    ...(content.text === undefined ? {} : { text: content.text }),
    ...(content.blocks === undefined ? {} : { blocks: content.blocks }),
    ...(content.attachments === undefined ? {} : { attachments: content.attachments }),
    ...(content.metadata === undefined ? {} : { metadata: content.metadata }),
  };
  changeMessage(world.state, { message: found.message, to }, world.time.nowMs());
  world.changed();
  return succeed({
    channel: found.channel.id,
    ts: found.message.ts,
    text: found.message.text,
    message: messageJson(world.state, found.message),
    ...warningFacts(content.warnings),
  });
};

const postEphemeral = (call: MethodCall): Answer => {
  const { world, args } = call;
  const reached = writableChannel(call);
  if (!reached.ok) return reached;
  const user = args.text('user');
  if (user === undefined) return badArguments('missing required field: user');
  if (findPerson(world.state, user) === undefined) return refuse('user_not_found');
  if (!reached.channel.members.includes(user)) return refuse('user_not_in_channel');
  const content = messageContent(args);
  if (!content.ok) return content;
  const thread = threadOf(call, reached.channel);
  if (!thread.ok) return thread;
  const { text, warnings } = postedText(content);
  const message = addMessage(
    world.state,
    {
      channel: reached.channel.id,
      threadTs: thread.threadTs,
      user: world.state.app.botUserId,
      botId: world.state.app.botId,
      onlyFor: user,
      text,
      blocks: content.blocks ?? [],
      attachments: content.attachments ?? [],
    },
    world.time.nowMs(),
  );
  world.changed();
  return succeed({ message_ts: message.ts, ...warningFacts(warnings) });
};

const remove = (call: MethodCall): Answer => {
  const found = ownMessage(call, 'cant_delete_message');
  if (!found.ok) return found;
  removeMessage(call.world.state, found.message);
  call.world.changed();
  return succeed({ channel: found.channel.id, ts: found.message.ts });
};

const getPermalink = (call: MethodCall): Answer => {
  const reached = seenChannel(call);
  if (!reached.ok) return reached;
  const ts = call.args.text('message_ts');
  if (ts === undefined) return badArguments('missing required field: message_ts');
  const message = findMessage(call.world.state, reached.channel.id, ts);
  if (message === undefined || message.onlyFor !== null) return refuse('message_not_found');
  const thread = message.threadTs === null ? '' : `?thread_ts=${message.threadTs}&cid=${reached.channel.id}`;
  const permalink = `${call.world.origin()}/archives/${reached.channel.id}/p${ts.replace('.', '')}${thread}`;
  return succeed({ channel: reached.channel.id, permalink });
};

const write = { token: 'bot', scopes: ['chat:write'] } as const;

export const CHAT_METHODS: MethodFamily = {
  'chat.postMessage': { ...write, tier: 'special', handle: postMessage },
  'chat.update': { ...write, tier: 'T3', handle: update },
  'chat.postEphemeral': { ...write, tier: 'T4', handle: postEphemeral },
  'chat.delete': { ...write, tier: 'T3', handle: remove },
  'chat.getPermalink': { token: 'bot', scopes: [], tier: 'special', handle: getPermalink },
};
