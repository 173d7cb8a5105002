/**
 * Socket Mode: `apps.connections.open` gives a ticket, the ticket opens one socket, an envelope goes to one of the open sockets in turn
 * and is acknowledged by its id.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { type Answer, type MethodFamily, refuse, succeed } from '../api/method.ts';
import type { World } from '../world.ts';
import { type Connections, connections } from './connections.ts';
import type { DeliveryResult, Envelope, Transport } from './delivery.ts';
import { pendingAcks } from './pending-acks.ts';

const TICKET_LIFE_MS = 30_000;

export interface SocketMode extends Transport {
  readonly methods: MethodFamily;
  readonly connections: Connections;
  stop(): void;
}

interface Tickets {
  /** The answer of `apps.connections.open`. */
  open(): Answer;
  /** Spends a ticket. */
  take(ticket: string): boolean;
}

const socketTickets = (world: World): Tickets => {
  const tickets = new Map<string, number>();
  return {
    open: () => {
      if (world.state.app.requestUrl !== null) return refuse('socket_mode_not_enabled');
      const ticket = randomBytes(24).toString('base64url');
      tickets.set(ticket, world.time.nowMs());
      const socketOrigin = world.origin().replace('http', 'ws');
      return succeed({ url: `${socketOrigin}/link/?ticket=${ticket}&app_id=${world.state.app.id}` });
    },
    take: (ticket) => {
      const madeAtMs = tickets.get(ticket);
      tickets.delete(ticket);
      return madeAtMs !== undefined && world.time.nowMs() - madeAtMs <= TICKET_LIFE_MS;
    },
  };
};

const message = (envelopeId: string, envelope: Envelope): string =>
  JSON.stringify({
    envelope_id: envelopeId,
    type: envelope.kind,
    payload: envelope.payload,
    accepts_response_payload: envelope.kind !== 'events_api',
    ...(envelope.retry === null
      ? {}
      : { retry_attempt: envelope.retry.number, retry_reason: envelope.retry.reason }),
  });

export const socketMode = (world: World, server: Server): SocketMode => {
  const acceptor = new WebSocketServer({ noServer: true });
  const acks = pendingAcks(world.time);
  const tickets = socketTickets(world);
  const open = connections(world, (text) => acks.receive(text));

  const onUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    const isWelcome = url.pathname === '/link/' && world.faults.health === 'up';
    if (!isWelcome || !tickets.take(url.searchParams.get('ticket') ?? '')) {
      socket.destroy();
      return;
    }
    acceptor.handleUpgrade(request, socket, head, (accepted) => open.welcome(accepted));
  };
  server.on('upgrade', onUpgrade);

  const send = (envelope: Envelope): Promise<DeliveryResult> => {
    const socket = open.next();
    if (socket === undefined) return Promise.resolve({ kind: 'unreachable' });
    const envelopeId = randomUUID();
    const answered = acks.wait(envelopeId);
    socket.send(message(envelopeId, envelope));
    return answered;
  };

  return {
    send,
    connections: open,
    methods: {
      'apps.connections.open': { token: 'app', scopes: [], tier: 'T1', handle: () => tickets.open() },
    },
    stop: () => {
      server.off('upgrade', onUpgrade);
      open.cut();
      acceptor.close();
    },
  };
};
