import { setTimeout as sleep } from 'node:timers/promises';
import { migrateSchema } from '#db/migrate-schema.ts';
import { type OpenStore, openStore } from '#db/open-store.ts';
import { isLockstepError, LockstepError } from '#domain/errors.ts';
import type { Log } from '#engine/ports.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from './embedded-postgres.ts';

/** Lockstep's own database, up and with its tables as this version needs them. */
export interface OpenDatabase {
  readonly url: string;
  readonly opened: OpenStore;
  /** Null when the server is not ours. */
  readonly embedded: EmbeddedPostgres | null;
  close(): Promise<void>;
}

/** A database server that starts together with us may need this long. */
const REACH_MS = 30_000;
/** Time limits are kept by the database's clock and shown by ours; further apart than this they would confuse people. */
const CLOCK_OFFSET_MAX_MS = 2_000;
export const DATABASE_NAME = 'lockstep';

/** Builds the tables as soon as the server answers. @throws DATABASE_UNREACHABLE, DATABASE_UNSUITABLE */
const buildTables = async (url: string, { log, reachMs }: { log: Log; reachMs: number }): Promise<void> => {
  for (const until = Date.now() + reachMs; ; await sleep(500)) {
    try {
      return await migrateSchema(url);
    } catch (error) {
      if (!isLockstepError(error, 'DATABASE_UNREACHABLE') || Date.now() > until) throw error;
      log.info({ code: error.code }, 'waiting for the database');
    }
  }
};

/** The smallest of a few measurements: a slow answer must not look like a clock that is off. */
const clockOffset = async (opened: OpenStore): Promise<number> => {
  let best = await opened.clockOffsetMs();
  for (let tries = 0; tries < 3 && Math.abs(best) > CLOCK_OFFSET_MAX_MS; tries += 1) {
    const next = await opened.clockOffsetMs();
    if (Math.abs(next) < Math.abs(best)) best = next;
  }
  return best;
};

const requireCloseClocks = async (opened: OpenStore): Promise<void> => {
  const offsetMs = await clockOffset(opened);
  if (Math.abs(offsetMs) <= CLOCK_OFFSET_MAX_MS) return;
  const seconds = (Math.abs(offsetMs) / 1000).toFixed(1);
  throw new LockstepError('DATABASE_UNSUITABLE', {
    message: `This machine's clock is ${seconds} s ${offsetMs > 0 ? 'ahead of' : 'behind'} the database's; ${CLOCK_OFFSET_MAX_MS / 1000} s is the most.`,
    hint: 'Let both machines take their time from a time server (NTP).',
    details: { offsetMs: Math.round(offsetMs) },
  });
};

/**
 * @param settings.url a server of the user's own; null for the embedded one in `home`
 * @throws DATABASE_UNREACHABLE, DATABASE_UNSUITABLE, STATE_TAKEN, STATE_UNUSABLE, EMBEDDED_POSTGRES_FAILED
 */
export const openDatabase = async (settings: {
  readonly url: string | null;
  readonly home: string;
  readonly log: Log;
  /** How long to wait for a server that does not answer, in ms. A command that somebody waits for waits less. */
  readonly reachMs?: number;
}): Promise<OpenDatabase> => {
  const { home, log, reachMs = REACH_MS } = settings;
  const embedded = settings.url === null ? await startEmbeddedPostgres({ home, log }) : null;
  let opened: OpenStore | null = null;
  try {
    const url = settings.url ?? (await embedded?.ensureDatabase(DATABASE_NAME)) ?? '';
    await buildTables(url, { log, reachMs });
    const store = await openStore({ url, log });
    opened = store;
    if (embedded === null) await requireCloseClocks(store);
    return {
      url,
      opened: store,
      embedded,
      close: async () => {
        await store.close();
        await embedded?.stop();
      },
    };
  } catch (error) {
    await opened?.close();
    await embedded?.stop();
    throw error;
  }
};
