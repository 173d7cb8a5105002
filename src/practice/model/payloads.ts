/** What Slack sends to an app: commands, interactions and events, in Slack's own form. */
import type { PersonSeed } from '../workspace-seed.ts';
import { type PlacedElement, placedElements, kindOfElement, valuesOf } from './element-values.ts';
import { messageJson } from './messages.ts';
import { viewJson } from './views.ts';
import {
  type ChannelState,
  type ElementValue,
  type MessageState,
  nextId,
  type ViewState,
  type WorkspaceState,
} from './workspace-state.ts';

export type Payload = Readonly<Record<string, unknown>>;

/** The (deprecated) verification token that every payload still carries. */
const VERIFICATION_TOKEN = 'practice-verification-token';

const nameOf = (channel: ChannelState): string => (channel.imWith === null ? channel.name : 'directmessage');

const common = (state: WorkspaceState, person: PersonSeed) => ({
  user: { id: person.id, username: person.name, name: person.name, team_id: state.team.id },
  api_app_id: state.app.id,
  token: VERIFICATION_TOKEN,
  team: { id: state.team.id, domain: state.team.domain },
  enterprise: null,
  is_enterprise_install: false,
});

export interface CommandFacts {
  readonly person: PersonSeed;
  readonly channel: ChannelState;
  readonly command: string;
  readonly text: string;
  readonly triggerId: string;
  readonly responseUrl: string;
}

export const commandPayload = (state: WorkspaceState, facts: CommandFacts): Payload => ({
  token: VERIFICATION_TOKEN,
  team_id: state.team.id,
  team_domain: state.team.domain,
  channel_id: facts.channel.id,
  channel_name: nameOf(facts.channel),
  user_id: facts.person.id,
  user_name: facts.person.name,
  command: facts.command,
  text: facts.text,
  api_app_id: state.app.id,
  is_enterprise_install: 'false',
  response_url: facts.responseUrl,
  trigger_id: facts.triggerId,
});

export interface ActionFacts {
  readonly person: PersonSeed;
  readonly placed: PlacedElement;
  /** What was chosen; null for a button. */
  readonly value: ElementValue | null;
  readonly triggerId: string;
  readonly actionTs: string;
  readonly on:
    | { readonly message: MessageState; readonly channel: ChannelState; readonly responseUrl: string }
    | { readonly view: ViewState };
}

const actionOf = (facts: ActionFacts): Payload => {
  const { element, blockId, actionId } = facts.placed;
  const told = Object.fromEntries(
    (element['type'] === 'button' ? ['text', 'value', 'style', 'url'] : [])
      .filter((key) => element[key] !== undefined)
      .map((key) => [key, element[key]]),
  );
  const { type: _type, ...value } = facts.value ?? { type: '' };
  return {
    type: element['type'],
    action_id: actionId,
    block_id: blockId,
    ...told,
    ...value,
    ...(element['placeholder'] === undefined ? {} : { placeholder: element['placeholder'] }),
    action_ts: facts.actionTs,
  };
};

export const actionPayload = (state: WorkspaceState, facts: ActionFacts): Payload => {
  const base = { type: 'block_actions', ...common(state, facts.person), trigger_id: facts.triggerId };
  const actions = [actionOf(facts)];
  if ('view' in facts.on)
    return {
      ...base,
      container: { type: 'view', view_id: facts.on.view.id },
      view: viewJson(state, facts.on.view),
      actions,
    };
  const { message, channel, responseUrl } = facts.on;
  const stateful = placedElements(message.blocks).some(
    (placed) => kindOfElement(placed.element) !== undefined,
  );
  const held =
    facts.value === null ? {} : { [facts.placed.blockId]: { [facts.placed.actionId]: facts.value } };
  return {
    ...base,
    container: {
      type: 'message',
      message_ts: message.ts,
      channel_id: channel.id,
      is_ephemeral: message.onlyFor !== null,
      ...(message.threadTs === null ? {} : { thread_ts: message.threadTs }),
    },
    channel: { id: channel.id, name: nameOf(channel) },
    ...(message.onlyFor === null ? { message: messageJson(state, message) } : {}),
    state: { values: stateful ? valuesOf(message.blocks, held) : {} },
    response_url: responseUrl,
    actions,
  };
};

export interface ViewFacts {
  readonly person: PersonSeed;
  readonly view: ViewState;
}

export const submissionPayload = (
  state: WorkspaceState,
  facts: ViewFacts & { readonly triggerId: string },
): Payload => ({
  type: 'view_submission',
  ...common(state, facts.person),
  trigger_id: facts.triggerId,
  view: viewJson(state, facts.view),
  response_urls: [],
});

export const closedPayload = (
  state: WorkspaceState,
  facts: ViewFacts & { readonly isCleared: boolean },
): Payload => ({
  type: 'view_closed',
  ...common(state, facts.person),
  view: viewJson(state, facts.view),
  is_cleared: facts.isCleared,
});

export interface ShortcutFacts {
  readonly person: PersonSeed;
  readonly callbackId: string;
  readonly triggerId: string;
  readonly actionTs: string;
  readonly on: {
    readonly message: MessageState;
    readonly channel: ChannelState;
    readonly responseUrl: string;
  } | null;
}

export const shortcutPayload = (state: WorkspaceState, facts: ShortcutFacts): Payload => {
  const base = {
    ...common(state, facts.person),
    callback_id: facts.callbackId,
    trigger_id: facts.triggerId,
    action_ts: facts.actionTs,
  };
  if (facts.on === null) return { type: 'shortcut', ...base };
  return {
    type: 'message_action',
    ...base,
    message_ts: facts.on.message.ts,
    message: messageJson(state, facts.on.message),
    channel: { id: facts.on.channel.id, name: nameOf(facts.on.channel) },
    response_url: facts.on.responseUrl,
  };
};

export const suggestionPayload = (
  state: WorkspaceState,
  facts: { readonly person: PersonSeed; readonly placed: PlacedElement; readonly query: string },
): Payload => ({
  type: 'block_suggestion',
  ...common(state, facts.person),
  action_id: facts.placed.actionId,
  block_id: facts.placed.blockId,
  value: facts.query,
});

export const eventPayload = (state: WorkspaceState, event: Payload, nowMs: number): Payload => ({
  token: VERIFICATION_TOKEN,
  team_id: state.team.id,
  context_team_id: state.team.id,
  context_enterprise_id: null,
  api_app_id: state.app.id,
  event,
  type: 'event_callback',
  event_id: nextId(state, 'Ev'),
  event_time: Math.floor(nowMs / 1000),
  authorizations: [
    {
      enterprise_id: null,
      team_id: state.team.id,
      user_id: state.app.botUserId,
      is_bot: true,
      is_enterprise_install: false,
    },
  ],
  is_ext_shared_channel: false,
});
