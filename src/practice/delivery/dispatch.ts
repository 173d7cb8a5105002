/** Chooses the way to the app, carries out ordered faults, and repeats events that were not acknowledged. */
import { eventPayload, type Payload } from '../model/payloads.ts';
import type { World } from '../world.ts';
import {
  ACK_WITHIN_MS,
  type Delivery,
  type DeliveryResult,
  type Envelope,
  type Transport,
} from './delivery.ts';

/** Waits before the first, second and third repeat of an event, in workspace time. */
export const RETRY_AFTER_MS = [0, 60_000, 300_000];

const REASON: Readonly<Record<DeliveryResult['kind'], string>> = {
  acked: '',
  timeout: 'timeout',
  unreachable: 'connection_failed',
  failed: 'http_error',
};

const after = (world: World, ms: number): Promise<void> =>
  new Promise((resolve) => void world.time.at(world.time.nowMs() + ms, resolve));

export interface Transports {
  readonly sockets: Transport;
  readonly http: Transport;
}

export const dispatcher = (world: World, { sockets, http }: Transports): Delivery => {
  const send = (envelope: Envelope): Promise<DeliveryResult> =>
    (world.state.app.requestUrl === null ? sockets : http).send(envelope);

  const deliver = async (envelope: Envelope): Promise<DeliveryResult> => {
    if (world.faults.health !== 'up') return { kind: 'unreachable' };
    const fault = world.faults.takeForDelivery(envelope.kind);
    switch (fault?.kind) {
      case undefined:
        return await send(envelope);
      case 'drop':
        await after(world, ACK_WITHIN_MS);
        return { kind: 'timeout' };
      case 'delay':
        await after(world, fault.delayMs);
        return await send(envelope);
      case 'repeat': {
        const [first] = await Promise.all([send(envelope), send(envelope)]);
        return first;
      }
    }
  };

  const attempt = async (payload: Payload, number: number, reason: string): Promise<void> => {
    const retry = number === 0 ? null : { number, reason };
    const result = await deliver({ kind: 'events_api', payload, retry });
    if (result.kind === 'acked') return;
    const waitMs = RETRY_AFTER_MS[number];
    if (waitMs === undefined || (result.kind === 'failed' && !result.mayRetry)) {
      world.log.warn({ event: payload['event_id'], attempts: number + 1 }, 'practice event given up');
      return;
    }
    await after(world, waitMs);
    await attempt(payload, number + 1, REASON[result.kind]);
  };

  return {
    ask: (kind, payload) => deliver({ kind, payload, retry: null }),
    tell: (payload) => {
      attempt(payload, 0, '').catch((error: unknown) => {
        world.log.error({ error: String(error) }, 'practice event delivery failed');
      });
    },
  };
};

/** Event type → the subscription an app needs; a message's type depends on where it was written. */
const subscriptionOf = (event: Payload): string => {
  if (event['type'] !== 'message') return String(event['type']);
  const suffix: Readonly<Record<string, string>> = { im: 'im', group: 'groups', channel: 'channels' };
  return `message.${suffix[String(event['channel_type'])] ?? 'channels'}`;
};

/** Tells the app of an event, if it is subscribed. */
export const emitTo =
  (world: World, delivery: Delivery) =>
  (event: Payload): void => {
    if (!world.state.app.events.includes(subscriptionOf(event))) return;
    delivery.tell(eventPayload(world.state, event, world.time.nowMs()));
  };
