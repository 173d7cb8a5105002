/** Slack's side in memory, with a clock that the test moves: for the announcer's timing. */
import type { Message } from '#bot/blocks/message.ts';
import type { SlackApi } from '#bot/slack-api.ts';
import { SlackFailure, troubleOf } from '#bot/slack-failure.ts';
import type { Clock } from '#engine/ports.ts';

export interface Said {
  readonly kind: 'post' | 'edit' | 'upload' | 'ask';
  readonly channel: string;
  readonly threadTs?: string | undefined;
  readonly ts: string;
  readonly text: string;
  readonly hasTable: boolean;
  readonly at: number;
}

type Fault =
  | { readonly code: string; readonly retryAfterMs?: number }
  /** It has its effect, and the answer is lost. */
  | { readonly lostReply: true };

export interface MemorySlack {
  readonly api: SlackApi;
  readonly said: Said[];
  /** The next calls of a kind go wrong, one after another. */
  readonly faults: { kind: Said['kind']; fault: Fault; channel?: string }[];
  /** Messages that were sent off, answered or not. */
  attempts: number;
  /** No call gets an answer. */
  isDown: boolean;
  /** Rejects every message with a table, as some workspaces do. */
  rejectsTables: boolean;
}

export const createMemorySlack = (clock: Clock): MemorySlack => {
  let next = 0;
  const slack: Omit<MemorySlack, 'api'> = {
    said: [],
    faults: [],
    attempts: 0,
    isDown: false,
    rejectsTables: false,
  };
  const failure = (code: string, retryAfterMs?: number): SlackFailure =>
    new SlackFailure(code === 'no_answer' ? 'unreachable' : troubleOf(code), code, {
      method: 'test',
      cause: undefined,
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    });
  const say = (
    kind: Said['kind'],
    at: { channel: string; threadTs?: string | undefined; ts?: string },
    message: Message,
  ): string => {
    if (kind !== 'ask') slack.attempts += 1;
    if (slack.isDown) throw failure('no_answer');
    const index = slack.faults.findIndex(
      (entry) => entry.kind === kind && (entry.channel ?? at.channel) === at.channel,
    );
    const [order] = index === -1 ? [] : slack.faults.splice(index, 1);
    if (order !== undefined && 'code' in order.fault)
      throw failure(order.fault.code, order.fault.retryAfterMs);
    const hasTable = message.blocks.some((block) => block.type === 'data_table');
    if (hasTable && slack.rejectsTables) throw failure('invalid_blocks');
    const ts = at.ts ?? `${(next += 1)}.000`;
    slack.said.push({
      kind,
      channel: at.channel,
      threadTs: at.threadTs,
      ts,
      text: message.text,
      hasTable,
      at: clock.now().getTime(),
    });
    if (order !== undefined) throw failure('no_answer');
    return ts;
  };
  const none: Message = { text: '', blocks: [] };
  const unexpected = (): never => {
    throw new Error('the announcer does not call this');
  };
  const api: SlackApi = {
    identity: async () => {
      say('ask', { channel: '' }, none);
      return { teamId: 'T0CHARLOTTE', botUserId: 'U0LOCKSTEP', botId: 'B0LOCKSTEP' };
    },
    post: async (place, message) => {
      const channel = place.channel.startsWith('U') ? `D${place.channel.slice(1)}` : place.channel;
      return { channel, ts: say('post', { channel, threadTs: place.threadTs }, message) };
    },
    edit: async (at, message) => void say('edit', at, message),
    upload: async (place, file) => say('upload', place, { text: file.bytes.toString('utf8'), blocks: [] }),
    permalink: async (at) => `https://charlotte.slack.com/archives/${at.channel}/p${at.ts}`,
    whisper: unexpected,
    user: unexpected,
    groupMembers: unexpected,
    openDialog: unexpected,
    updateDialog: unexpected,
    publishHome: unexpected,
  };
  return Object.assign(slack, { api });
};
