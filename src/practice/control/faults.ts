/** What tests and the page have ordered to go wrong. */

export type SlackHealth =
  | 'up'
  /** Connections are cut before an answer, sockets closed. */
  | 'unreachable'
  /** Every call answers HTTP 503, sockets closed. */
  | 'failing';

export type MethodFault =
  /** The call is refused with this error and has no effect. */
  | { readonly kind: 'error'; readonly error: string }
  | { readonly kind: 'rate-limited'; readonly retryAfterSeconds: number }
  | { readonly kind: 'status'; readonly status: number }
  /** The call takes effect, but the connection breaks before the answer. */
  | { readonly kind: 'lost-reply' }
  /** The connection breaks before the call takes effect. */
  | { readonly kind: 'lost-request' }
  /** The answer comes this much later, in real milliseconds. */
  | { readonly kind: 'slow'; readonly delayMs: number };

export type DeliveryKind = 'slash_commands' | 'interactive' | 'events_api';

export type DeliveryFault =
  | { readonly kind: 'drop' }
  /** Reaches the app this much later, in workspace milliseconds. */
  | { readonly kind: 'delay'; readonly delayMs: number }
  /** Reaches the app twice. */
  | { readonly kind: 'repeat' };

export interface Faults {
  health: SlackHealth;
  /** @param method  a method, or `*` for any */
  orderForMethod(method: string, fault: MethodFault, times: number): void;
  /** @param only  the kind of delivery, or `*` for any */
  orderForDelivery(only: DeliveryKind | '*', fault: DeliveryFault, times: number): void;
  takeForMethod(method: string): MethodFault | null;
  takeForDelivery(kind: DeliveryKind): DeliveryFault | null;
  clear(): void;
}

interface Order<Fault> {
  readonly on: string;
  readonly fault: Fault;
  left: number;
}

const take = <Fault>(orders: Order<Fault>[], on: string): Fault | null => {
  const order = orders.find((each) => each.left > 0 && (each.on === '*' || each.on === on));
  if (order === undefined) return null;
  order.left -= 1;
  return order.fault;
};

export const newFaults = (): Faults => {
  const methods: Order<MethodFault>[] = [];
  const deliveries: Order<DeliveryFault>[] = [];
  const faults: Faults = {
    health: 'up',
    orderForMethod: (on, fault, left) => void methods.push({ on, fault, left }),
    orderForDelivery: (on, fault, left) => void deliveries.push({ on, fault, left }),
    takeForMethod: (method) => take(methods, method),
    takeForDelivery: (kind) => take(deliveries, kind),
    clear: () => {
      faults.health = 'up';
      methods.length = 0;
      deliveries.length = 0;
    },
  };
  return faults;
};
