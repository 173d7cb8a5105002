/** The open sockets of the app: at most ten, announced with `hello`, ended with `disconnect`. */
import type { WebSocket } from 'ws';
import type { World } from '../world.ts';

const MAX_CONNECTIONS = 10;
const PING_EVERY_MS = 10_000;
/** A client that does not leave after `disconnect` is cut off. */
const LEAVE_WITHIN_MS = 1000;

export type DisconnectReason = 'warning' | 'refresh_requested' | 'link_disabled' | 'too_many_websockets';

export interface Connections {
  /** Takes a new socket in. */
  welcome(socket: WebSocket): void;
  /** The next socket in turn; undefined when none is open. */
  next(): WebSocket | undefined;
  count(): number;
  refresh(reason: DisconnectReason): void;
  cut(): void;
}

const disconnect = (socket: WebSocket, reason: DisconnectReason): void => {
  socket.send(JSON.stringify({ type: 'disconnect', reason, debug_info: { host: 'practice' } }));
  setTimeout(() => socket.terminate(), LEAVE_WITHIN_MS).unref();
};

export const connections = (world: World, receive: (text: string) => void): Connections => {
  const sockets = new Set<WebSocket>();
  let turn = 0;
  return {
    welcome: (socket) => {
      if (sockets.size >= MAX_CONNECTIONS) {
        disconnect(socket, 'too_many_websockets');
        return;
      }
      sockets.add(socket);
      const pinging = setInterval(() => socket.ping(), PING_EVERY_MS);
      pinging.unref();
      socket.on('message', (data: Buffer) => receive(data.toString()));
      socket.on('close', () => {
        clearInterval(pinging);
        sockets.delete(socket);
        world.changed();
      });
      socket.on('error', (error) => world.log.debug({ error: error.message }, 'practice socket failed'));
      const hello = {
        type: 'hello',
        num_connections: sockets.size,
        debug_info: { host: 'practice', approximate_connection_time: 18_060 },
        connection_info: { app_id: world.state.app.id },
      };
      socket.send(JSON.stringify(hello));
      world.changed();
    },
    next: () => {
      const ready = [...sockets].filter((socket) => socket.readyState === socket.OPEN);
      turn += 1;
      return ready[turn % Math.max(1, ready.length)];
    },
    count: () => sockets.size,
    refresh: (reason) => {
      for (const socket of sockets) disconnect(socket, reason);
    },
    cut: () => {
      for (const socket of sockets) socket.terminate();
    },
  };
};
