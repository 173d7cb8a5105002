/** The HTTP server around the routes: 127.0.0.1 only, strangers refused, an error is an answer. */
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { LockstepError } from '#domain/errors.ts';
import type { PracticeLog } from '../world.ts';
import { type Exchange, isOwn, sendText } from './exchange.ts';

/** @returns the port
 * @throws PORT_TAKEN */
export const listen = (server: Server, port: number): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', (cause: Error) => {
      const isTaken = 'code' in cause && cause.code === 'EADDRINUSE';
      reject(
        new LockstepError('PORT_TAKEN', {
          message: `The practice workspace cannot listen on 127.0.0.1:${port}${isTaken ? ', another program does' : ''}.`,
          hint: 'Choose another port, or stop what uses this one.',
          cause,
        }),
      );
    });
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });

/** Serves what is its own; false lets the next one look. */
export type Route = (exchange: Exchange) => Promise<boolean>;

const serve = async (routes: readonly Route[], exchange: Exchange): Promise<void> => {
  if (!isOwn(exchange.request)) {
    sendText(exchange.response, 403, { type: 'text/plain', text: 'Only for this machine.' });
    return;
  }
  for (const route of routes) if (await route(exchange)) return;
  sendText(exchange.response, 404, { type: 'text/plain', text: 'Not found.' });
};

export const requestListener =
  (routes: readonly Route[], log: PracticeLog) =>
  (request: IncomingMessage, response: ServerResponse): void => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    serve(routes, { request, response, url }).catch((error: unknown) => {
      log.error({ path: url.pathname, error: String(error) }, 'practice request failed');
      if (response.headersSent) response.destroy();
      else sendText(response, 500, { type: 'text/plain', text: 'fatal_error' });
    });
  };

export const stopServer = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
