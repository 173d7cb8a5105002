/** A person writes: slash commands, messages, mentions, reactions. */
import { applyResponse } from '../api/respond.ts';
import { addMessage, messageJson } from '../model/messages.ts';
import { mentionsIn, typedText } from '../model/mentions.ts';
import { commandPayload, shortcutPayload } from '../model/payloads.ts';
import { type ChannelState, type MessageState, nextTs, SLACKBOT } from '../model/workspace-state.ts';
import type { ActResult, PersonAct } from '../page-api.ts';
import {
  type Acting,
  deliveryFailure,
  DONE,
  failed,
  newResponseUrl,
  newTrigger,
  ownChannel,
  seenMessage,
} from './acting.ts';

type Act<Kind extends PersonAct['kind']> = Extract<PersonAct, { kind: Kind }>;

/** Something Slackbot tells only this person. */
const tellPrivately = ({ world, person }: Acting, channel: string, text: string): void => {
  addMessage(world.state, { channel, user: SLACKBOT, onlyFor: person.id, text }, world.time.nowMs());
  world.changed();
};

/** What an app may answer a command with: text, or a message. */
const applyAck = (acting: Acting, channel: ChannelState, body: unknown): ActResult => {
  const sent = typeof body === 'string' ? { text: body } : body;
  if (typeof sent !== 'object' || sent === null || Array.isArray(sent)) return DONE;
  const where = { user: acting.person.id, channel: channel.id, threadTs: null, originalTs: null };
  const answer = applyResponse(acting.world, where, { ...sent });
  return answer.status === 200 ? DONE : failed('bad-answer', JSON.stringify(answer.body));
};

export const command = async (acting: Acting, act: Act<'command'>): Promise<ActResult> => {
  const { world, person, delivery } = acting;
  const channel = ownChannel(acting, act.channel);
  if (channel === undefined) return failed('not-there', 'You are not in this channel.');
  const [name = '', ...rest] = act.text.trim().split(/\s+/);
  if (act.threadTs !== undefined) return failed('refused', `${name} is not supported in threads. Sorry!`);
  if (channel.isArchived) return failed('refused', 'This channel is archived.');
  if (!world.state.app.commands.some((each) => each.command === name)) {
    tellPrivately(acting, channel.id, `\`${name}\` is not a valid command.`);
    return failed('refused', `${name} is not a valid command.`);
  }
  const text = rest.length === 0 ? '' : act.text.trim().slice(name.length).trim();
  const payload = commandPayload(world.state, {
    person,
    channel,
    command: name,
    text,
    triggerId: newTrigger(acting, null),
    responseUrl: newResponseUrl(acting, { channel: channel.id }),
  });
  const result = await delivery.ask('slash_commands', payload);
  const failure = deliveryFailure(result);
  if (failure !== null) {
    tellPrivately(acting, channel.id, `${name} failed with the error "${failure.message}"`);
    return failure;
  }
  return result.kind === 'acked' ? applyAck(acting, channel, result.body) : DONE;
};

const channelType = (channel: ChannelState): string => {
  if (channel.imWith !== null) return 'im';
  return channel.isPrivate ? 'group' : 'channel';
};

/** A message of a person, as events: `message` where the app is a member, `app_mention` where it is named. */
const emitMessage = ({ world }: Acting, channel: ChannelState, message: MessageState): void => {
  if (!channel.botIsMember) return;
  const event = {
    ...messageJson(world.state, message),
    channel: channel.id,
    channel_type: channelType(channel),
    event_ts: message.ts,
  };
  world.emit(event);
  const isNamed = mentionsIn(message.text, message.blocks).users.includes(world.state.app.botUserId);
  if (isNamed && channel.imWith === null) {
    const { channel_type: _type, ...mention } = event;
    world.emit({ ...mention, type: 'app_mention' });
  }
};

export const say = (acting: Acting, act: Act<'say'>): ActResult => {
  const { world, person } = acting;
  const channel = ownChannel(acting, act.channel);
  if (channel === undefined) return failed('not-there', 'You are not in this channel.');
  if (channel.isArchived) return failed('refused', 'This channel is archived.');
  if (channel.imWith !== null && !world.state.app.isMessagesTabWritable)
    return failed('refused', 'Sending messages to this app has been turned off.');
  if (act.text.trim() === '') return failed('refused', 'There is nothing to send.');
  if (act.threadTs !== undefined && seenMessage(acting, channel.id, act.threadTs) === undefined)
    return failed('not-there', 'This thread is not there any more.');
  const message = addMessage(
    world.state,
    {
      channel: channel.id,
      threadTs: act.threadTs ?? null,
      user: person.id,
      text: typedText(world.state, act.text),
    },
    world.time.nowMs(),
  );
  emitMessage(acting, channel, message);
  world.changed();
  return { ...DONE, ts: message.ts };
};

export const react = (acting: Acting, act: Act<'react'>): ActResult => {
  const { world, person } = acting;
  const message = seenMessage(acting, act.channel, act.ts);
  if (message === undefined) return failed('not-there', 'This message is not there any more.');
  const known = message.reactions.find((each) => each.name === act.name);
  if (known?.users.includes(person.id) === true) return DONE;
  if (known === undefined) message.reactions.push({ name: act.name, users: [person.id] });
  else known.users.push(person.id);
  world.emit({
    type: 'reaction_added',
    user: person.id,
    reaction: act.name,
    item: { type: 'message', channel: act.channel, ts: act.ts },
    item_user: message.user,
    event_ts: nextTs(world.state, world.time.nowMs()),
  });
  world.changed();
  return DONE;
};

export const shortcut = async (acting: Acting, act: Act<'shortcut'>): Promise<ActResult> => {
  const { world, person, delivery } = acting;
  const kind = act.on === undefined ? 'global' : 'message';
  const known = world.state.app.shortcuts.some(
    (each) => each.callbackId === act.callbackId && each.type === kind,
  );
  if (!known) return failed('refused', 'The app has no such shortcut.');
  let on = null;
  if (act.on !== undefined) {
    const message = seenMessage(acting, act.on.channel, act.on.ts);
    const channel = ownChannel(acting, act.on.channel);
    if (message === undefined || channel === undefined)
      return failed('not-there', 'This message is not there any more.');
    on = { message, channel, responseUrl: newResponseUrl(acting, { channel: channel.id }) };
  }
  const payload = shortcutPayload(world.state, {
    person,
    callbackId: act.callbackId,
    triggerId: newTrigger(acting, null),
    actionTs: nextTs(world.state, world.time.nowMs()),
    on,
  });
  return deliveryFailure(await delivery.ask('interactive', payload)) ?? DONE;
};
