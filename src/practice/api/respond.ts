/** What an app sends to a response_url, or with its acknowledgement of a command. */
import { addMessage, changeMessage, removeMessage } from '../model/messages.ts';
import { spendResponseUrl } from '../model/response-urls.ts';
import { findChannel, type MessageState, type ResponseUrlState } from '../model/workspace-state.ts';
import type { World } from '../world.ts';
import { argumentsFrom } from './arguments.ts';
import { messageContent, postedText } from './message-content.ts';

export interface RespondAnswer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>> | string;
}

type Where = Pick<ResponseUrlState, 'user' | 'channel' | 'threadTs' | 'originalTs'>;

const original = (world: World, where: Where): MessageState | undefined =>
  world.state.messages.find(
    (message) => message.channel === where.channel && message.ts === where.originalTs,
  );

/** Carries out one answer. Ephemeral for the person unless it says `in_channel`. */
export const applyResponse = (
  world: World,
  where: Where,
  sent: Readonly<Record<string, unknown>>,
): RespondAnswer => {
  const args = argumentsFrom(sent);
  const nowMs = world.time.nowMs();
  const target = original(world, where);
  if (args.flag('delete_original')) {
    if (target === undefined) return { status: 404, body: { ok: false, error: 'message_not_found' } };
    removeMessage(world.state, target);
    world.changed();
    return { status: 200, body: 'ok' };
  }
  if (findChannel(world.state, where.channel)?.isArchived === true)
    return { status: 404, body: { ok: false, error: 'is_archived' } };
  const content = messageContent(args);
  if (!content.ok) return { status: 400, body: content };
  const { text } = postedText(content);
  if (args.flag('replace_original') && target !== undefined) {
    const to = { text, blocks: content.blocks ?? [], attachments: content.attachments ?? [] };
    changeMessage(world.state, { message: target, to }, nowMs);
  } else {
    const isInChannel = args.text('response_type') === 'in_channel';
    addMessage(
      world.state,
      {
        channel: where.channel,
        threadTs: args.text('thread_ts') ?? where.threadTs,
        user: world.state.app.botUserId,
        botId: world.state.app.botId,
        onlyFor: isInChannel ? null : where.user,
        text,
        blocks: content.blocks ?? [],
        attachments: content.attachments ?? [],
      },
      nowMs,
    );
  }
  world.changed();
  return { status: 200, body: 'ok' };
};

/** One POST to a response_url. */
export const respond = (
  world: World,
  token: string,
  sent: Readonly<Record<string, unknown>> | null,
): RespondAnswer => {
  const spent = spendResponseUrl(world.state, token, world.time.nowMs());
  if (!spent.ok) return { status: 404, body: { ok: false, error: spent.error } };
  if (sent === null) return { status: 400, body: 'invalid_payload' };
  return applyResponse(world, spent.url, sent);
};
