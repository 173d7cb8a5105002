import { createServer, connect, type Socket } from 'node:net';

/** What to do with a connection when the client sends a text. */
export type Cut =
  /** The text never arrives; both sides lose the connection. */
  | 'before'
  /** The text arrives; its answer does not. */
  | 'after'
  /** From here on nothing passes, and nobody is told. */
  | 'silence';

export interface CuttingProxy {
  readonly port: number;
  /** From now on each connection over which this text goes is cut; null lets all pass again. */
  cutAt(text: string | null, how?: Cut): void;
  close(): Promise<void>;
}

/** A TCP proxy in front of a PostgreSQL that breaks connections at a chosen statement. */
export const startCuttingProxy = async (target: { host: string; port: number }): Promise<CuttingProxy> => {
  let wanted: { text: string; how: Cut } | null = null;
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(target.port, target.host);
    let isSilent = false;
    let isDeaf = false;
    const end = (): void => {
      client.destroy();
      upstream.destroy();
    };
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('close', () => {
        sockets.delete(socket);
        if (!isSilent) end();
      });
      socket.on('error', () => {});
    }
    client.on('data', (bytes) => {
      if (isSilent) return;
      if (wanted && bytes.includes(wanted.text)) {
        if (wanted.how === 'before') return end();
        if (wanted.how === 'silence') {
          isSilent = true;
          return;
        }
        isDeaf = true;
      }
      upstream.write(bytes);
    });
    upstream.on('data', (bytes) => {
      if (isDeaf) return end();
      if (!isSilent) client.write(bytes);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    cutAt: (text, how = 'before') => {
      wanted = text === null ? null : { text, how };
    },
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
};
