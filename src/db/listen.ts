import pg from 'pg';
import type { Log } from '#engine/ports.ts';
import { clientConfig } from './connect.ts';
import { OUTBOX_CHANNEL } from './outbox-repository.ts';
import { translateError } from './translate-error.ts';

/** Time between tries after the listening connection was lost. */
const RECONNECT_MS = 2_000;

/** A hint that something is due. It may get lost, so whoever listens also looks from time to time. */
export interface OutboxBell {
  /** @returns a function that stops the listening */
  onDue(kind: 'job' | 'announcement', wake: () => void): () => void;
  close(): Promise<void>;
}

/** One connection that waits for NOTIFY, opened with the first listener and again whenever it is lost. */
export const createOutboxBell = ({ url, log }: { readonly url: string; readonly log: Log }): OutboxBell => {
  const listeners = new Set<{ kind: string; wake: () => void }>();
  let client: pg.Client | undefined;
  let retry: NodeJS.Timeout | undefined;
  let closed = false;

  const wakeAll = (kind?: string): void => {
    for (const listener of listeners) if (kind === undefined || listener.kind === kind) listener.wake();
  };
  const lost = (from: pg.Client, error: unknown): void => {
    if (closed || client !== from) return;
    client = undefined;
    log.warn({ code: translateError(error).code }, 'listening connection lost');
    from.end().catch(() => undefined);
    retry = setTimeout(connect, RECONNECT_MS);
  };
  const connect = (): void => {
    const opened = new pg.Client({ ...clientConfig(url), application_name: 'lockstep-bell' });
    client = opened;
    opened.on('error', (error) => lost(opened, error));
    opened.on('end', () => lost(opened, new Error('Connection terminated')));
    opened.on('notification', (message) => wakeAll(message.payload));
    opened
      .connect()
      .then(() => opened.query(`listen ${OUTBOX_CHANNEL}`))
      // Whatever came while nobody listened.
      .then(() => wakeAll())
      .catch((error: unknown) => lost(opened, error));
  };
  return {
    onDue: (kind, wake) => {
      const listener = { kind, wake };
      listeners.add(listener);
      if (!client && !retry && !closed) connect();
      return () => listeners.delete(listener);
    },
    close: async () => {
      closed = true;
      clearTimeout(retry);
      listeners.clear();
      await client?.end().catch(() => undefined);
    },
  };
};
