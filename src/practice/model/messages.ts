/** Messages: written, changed, removed, and who sees which. */
import type { Block } from '../blocks/check-blocks.ts';
import { type MessageState, nextTs, type WorkspaceState } from './workspace-state.ts';

/** Messages a workspace keeps; the oldest go first. */
const MAX_MESSAGES = 20_000;

export interface NewMessage {
  readonly channel: string;
  readonly threadTs?: string | null;
  readonly isBroadcast?: boolean;
  readonly user: string;
  readonly botId?: string | null;
  readonly onlyFor?: string | null;
  readonly text: string;
  readonly blocks?: readonly Block[];
  readonly attachments?: readonly Block[];
  readonly metadata?: unknown;
  readonly fileIds?: readonly string[];
}

/** Blocks get ids when they have none, as Slack gives them. */
const withBlockIds = (blocks: readonly Block[], seed: string): Block[] =>
  blocks.map((block, index) => {
    const named: Block = block['block_id'] === undefined ? { ...block, block_id: `${seed}-${index}` } : block;
    const elements: unknown = named['elements'];
    if (named['type'] !== 'actions' || !Array.isArray(elements)) return named;
    const withActions = elements.map((element: object, at) => ({
      action_id: `${seed}-${index}-${at}`,
      ...element,
    }));
    return { ...named, elements: withActions };
  });

export const addMessage = (state: WorkspaceState, message: NewMessage, nowMs: number): MessageState => {
  const ts = nextTs(state, nowMs);
  const added: MessageState = {
    ts,
    channel: message.channel,
    threadTs: message.threadTs ?? null,
    isBroadcast: message.isBroadcast ?? false,
    user: message.user,
    botId: message.botId ?? null,
    onlyFor: message.onlyFor ?? null,
    text: message.text,
    blocks: withBlockIds(message.blocks ?? [], ts),
    attachments: message.attachments ?? [],
    metadata: message.metadata ?? null,
    editedTs: null,
    fileIds: message.fileIds ?? [],
    reactions: [],
  };
  state.messages.push(added);
  if (state.messages.length > MAX_MESSAGES) state.messages.splice(0, state.messages.length - MAX_MESSAGES);
  return added;
};

export interface MessageChange {
  readonly text?: string;
  readonly blocks?: readonly Block[];
  readonly attachments?: readonly Block[];
  readonly metadata?: unknown;
}

/** What is not given stays. New blocks get new ids. */
export const changeMessage = (
  state: WorkspaceState,
  change: { readonly message: MessageState; readonly to: MessageChange },
  nowMs: number,
): void => {
  const { message, to } = change;
  const editedTs = nextTs(state, nowMs);
  if (to.text !== undefined) message.text = to.text;
  if (to.blocks !== undefined) message.blocks = withBlockIds(to.blocks, editedTs);
  if (to.attachments !== undefined) message.attachments = to.attachments;
  if (to.metadata !== undefined) message.metadata = to.metadata;
  message.editedTs = editedTs;
};

/** Takes a message away, with its thread when it began one. */
export const removeMessage = (state: WorkspaceState, message: MessageState): void => {
  const gone = (each: MessageState): boolean =>
    each === message || (each.channel === message.channel && each.threadTs === message.ts);
  const kept = state.messages.filter((each) => !gone(each));
  state.messages.splice(0, state.messages.length, ...kept);
};

/** Does this person see this message? Members of the channel see what is not ephemeral for somebody else. */
export const isVisibleTo = (state: WorkspaceState, message: MessageState, person: string): boolean => {
  const channel = state.channels.find((each) => each.id === message.channel);
  if (channel === undefined || !channel.members.includes(person)) return false;
  return message.onlyFor === null || message.onlyFor === person;
};

/** A message as Slack's API and events show it. */
export const messageJson = (state: WorkspaceState, message: MessageState): Record<string, unknown> => {
  const replies = state.messages.filter(
    (each) => each.channel === message.channel && each.threadTs === message.ts && each.onlyFor === null,
  );
  return {
    type: 'message',
    ...(message.isBroadcast ? { subtype: 'thread_broadcast' } : {}),
    user: message.user,
    ts: message.ts,
    ...(message.botId === null
      ? {}
      : {
          bot_id: message.botId,
          app_id: state.app.id,
          bot_profile: {
            id: message.botId,
            app_id: state.app.id,
            name: state.app.botName,
            team_id: state.team.id,
            deleted: false,
          },
        }),
    text: message.text,
    team: state.team.id,
    ...(message.blocks.length === 0 ? {} : { blocks: message.blocks }),
    ...(message.attachments.length === 0 ? {} : { attachments: message.attachments }),
    ...(message.threadTs === null ? {} : { thread_ts: message.threadTs }),
    ...(message.threadTs === null && replies.length > 0
      ? { thread_ts: message.ts, reply_count: replies.length, latest_reply: replies.at(-1)?.ts }
      : {}),
    ...(message.editedTs === null ? {} : { edited: { user: message.user, ts: message.editedTs } }),
    ...(message.metadata === null ? {} : { metadata: message.metadata }),
    ...(message.fileIds.length === 0
      ? {}
      : {
          files: message.fileIds.map((id) => ({
            id,
            name: state.files[id]?.name,
            title: state.files[id]?.title,
          })),
        }),
  };
};
