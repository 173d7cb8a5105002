/** Bringing things to the app: over its sockets, or over signed HTTP. */
import type { DeliveryKind } from '../control/faults.ts';
import type { Payload } from '../model/payloads.ts';

/** Slack gives an app three seconds to acknowledge. */
export const ACK_WITHIN_MS = 3000;

export interface Envelope {
  readonly kind: DeliveryKind;
  readonly payload: Payload;
  readonly retry: { readonly number: number; readonly reason: string } | null;
}

export type DeliveryResult =
  | { readonly kind: 'acked'; readonly body: unknown }
  /** No acknowledgement in time. */
  | { readonly kind: 'timeout' }
  /** Nobody there: no socket open, or no connection to the request URL. */
  | { readonly kind: 'unreachable' }
  /** Answered, but not with 200. */
  | { readonly kind: 'failed'; readonly status: number; readonly mayRetry: boolean };

export interface Transport {
  send(envelope: Envelope): Promise<DeliveryResult>;
}

export interface Delivery {
  /** What a person waits for. */
  ask(kind: 'slash_commands' | 'interactive', payload: Payload): Promise<DeliveryResult>;
  /** An event: repeated until it is acknowledged, at most three times. */
  tell(payload: Payload): void;
}
