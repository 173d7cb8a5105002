/** What every act of a person needs: who it is, the world, the way to the app, and words for what went wrong. */
import { randomBytes } from 'node:crypto';
import type { Delivery, DeliveryResult } from '../delivery/delivery.ts';
import { findElement, type PlacedElement } from '../model/element-values.ts';
import { isVisibleTo } from '../model/messages.ts';
import { openResponseUrl } from '../model/response-urls.ts';
import { topView } from '../model/views.ts';
import {
  type ChannelState,
  findChannel,
  findMessage,
  type MessageState,
  nextId,
  type ViewState,
} from '../model/workspace-state.ts';
import type { ActCode, ActResult, ElementPlace } from '../page-api.ts';
import type { PersonSeed } from '../workspace-seed.ts';
import type { World } from '../world.ts';

export interface Acting {
  readonly world: World;
  readonly delivery: Delivery;
  readonly person: PersonSeed;
}

export const DONE: ActResult = { ok: true, code: 'done', message: '' };

export const failed = (code: Exclude<ActCode, 'done'>, message: string): ActResult => ({
  ok: false,
  code,
  message,
});

/** What a person reads when the app did not take what they did. */
export const deliveryFailure = (result: DeliveryResult): ActResult | null => {
  switch (result.kind) {
    case 'acked':
      return null;
    case 'timeout':
      return failed('timeout', 'operation_timeout');
    case 'unreachable':
      return failed('unreachable', 'dispatch_failed');
    case 'failed':
      return failed('unreachable', `http_service_error (${result.status})`);
  }
};

/** A fresh trigger for something this person does now. */
export const newTrigger = ({ world, person }: Acting, viewId: string | null): string => {
  const triggerId = `${nextId(world.state, '')}.${world.state.team.id}.${randomBytes(16).toString('hex')}`;
  world.triggers.issue(triggerId, { user: person.id, viewId }, world.time.nowMs());
  return triggerId;
};

export const newResponseUrl = (
  { world, person }: Acting,
  on: { readonly channel: string; readonly threadTs?: string | null; readonly originalTs?: string | null },
): string => {
  const token = randomBytes(24).toString('base64url');
  openResponseUrl(world.state, { token, user: person.id, ...on }, world.time.nowMs());
  return `${world.origin()}/actions/${world.state.team.id}/${token}`;
};

/** A channel this person is in. */
export const ownChannel = ({ world, person }: Acting, id: string): ChannelState | undefined => {
  const channel = findChannel(world.state, id);
  return channel?.members.includes(person.id) === true ? channel : undefined;
};

export const seenMessage = (
  { world, person }: Acting,
  channel: string,
  ts: string,
): MessageState | undefined => {
  const message = findMessage(world.state, channel, ts);
  return message !== undefined && isVisibleTo(world.state, message, person.id) ? message : undefined;
};

/** A view this person can act in: the modal on top, or their Home when no modal is in front of it. */
export const activeView = ({ world, person }: Acting, id: string): ViewState | undefined => {
  const top = topView(world.state, person.id);
  if (top !== undefined) return top.id === id ? top : undefined;
  const home = world.state.views[world.state.homes[person.id] ?? ''];
  return home?.id === id ? home : undefined;
};

export type Place =
  | { readonly message: MessageState; readonly channel: ChannelState }
  | { readonly view: ViewState };

export const findPlace = (acting: Acting, on: ElementPlace): Place | undefined => {
  if ('view' in on) {
    const view = activeView(acting, on.view);
    return view === undefined ? undefined : { view };
  }
  const message = seenMessage(acting, on.channel, on.ts);
  const channel = ownChannel(acting, on.channel);
  return message === undefined || channel === undefined ? undefined : { message, channel };
};

export const elementAt = (
  place: Place,
  wanted: { readonly actionId: string; readonly blockId?: string },
): PlacedElement | undefined => {
  const blocks =
    'view' in place ? place.view.blocks : [...place.message.blocks, ...attachedBlocks(place.message)];
  return findElement(blocks, wanted.actionId, wanted.blockId);
};

const attachedBlocks = (message: MessageState): MessageState['blocks'] =>
  message.attachments.flatMap((attachment) => {
    const blocks: unknown = attachment['blocks'];
    return Array.isArray(blocks) ? blocks : [];
  });
