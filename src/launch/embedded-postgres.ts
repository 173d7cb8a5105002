/**
 * A PostgreSQL of our own: a real server from an npm package, its data under a folder of ours, on 127.0.0.1 only.
 * A guardian process (postgres/guardian.ts) sees to it that the server never outlives this process.
 */
import { readFile, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { LockstepError } from '#domain/errors.ts';
import type { Log } from '#engine/ports.ts';
import { ensureDatabaseOn } from './ensure-database.ts';
import { takeFolderLock } from './folder-lock.ts';
import { freePort, isPortFree } from './free-port.ts';
import { spawnOptions } from './postgres/account.ts';
import { initialise, SUPERUSER } from './postgres/initialise.ts';
import { choosePlace, type Place } from './postgres/place.ts';
import { type Guardian, startGuardian } from './postgres/start-guardian.ts';
import { stopStaleServer } from './postgres/stop-stale-server.ts';

/** A running PostgreSQL of our own, listening on 127.0.0.1 only. */
export interface EmbeddedPostgres {
  readonly port: number;
  readonly pid: number;
  /** Resolves when the server is gone, with what happened in words; after `stop` too. Never rejects. */
  readonly gone: Promise<string>;
  /** Connection string of a database on this server, as its superuser. */
  url(database: string): string;
  /** Creates the database if it is not there. @returns its connection string */
  ensureDatabase(name: string): Promise<string>;
  /** Stops the server and waits for its end. */
  stop(): Promise<void>;
  /** Makes a stop that is under way quicker; recovery mends the rest at the next start. */
  hurry(): void;
}

export interface EmbeddedPostgresSettings {
  /** Folder for data, password, port and log. Belongs to this server alone. */
  readonly home: string;
  /** A free one is chosen, and kept for the next start, if not given. */
  readonly port?: number;
  /** Further `name=value` settings of the server. */
  readonly extra?: readonly string[];
  readonly log?: Log;
}

/** After a crash, recovery reads its log again: minutes, not seconds. */
const START_DEADLINE_MS = 180_000;
const LOG_BYTES_MAX = 10_000_000;

const choosePort = async (home: string): Promise<number> => {
  const file = join(home, 'port');
  const remembered = Number(await readFile(file, 'utf8').catch(() => ''));
  if (remembered > 0 && (await isPortFree(remembered))) return remembered;
  const port = await freePort();
  await writeFile(file, String(port));
  return port;
};

/** The eighth line of postmaster.pid says how far the start is; it is PostgreSQL's own way to tell (pg_ctl reads it). */
const isReady = async (data: string, pid: number): Promise<boolean> => {
  const lines = (await readFile(join(data, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n');
  return Number(lines[0]) === pid && lines[7]?.trim() === 'ready';
};

const untilReady = async (guardian: Guardian, data: string): Promise<number> => {
  const pid = await guardian.started;
  let words: string | null = null;
  void guardian.gone.then((said) => (words = said));
  for (const until = Date.now() + START_DEADLINE_MS; Date.now() < until; await sleep(25)) {
    if (words !== null) throw new Error(words);
    if (await isReady(data, pid)) return pid;
  }
  throw new Error(`PostgreSQL was not ready after ${START_DEADLINE_MS / 1000} s`);
};

const lastWords = async (log: string): Promise<string> => {
  const text = await readFile(log, 'utf8').catch(() => '');
  return text.trimEnd().split('\n').slice(-8).join('\n');
};

const launch = async (
  place: Place,
  options: readonly string[],
  log: string,
): Promise<{ guardian: Guardian; pid: number }> => {
  const guardian = startGuardian({
    program: join(place.programs, 'bin', 'postgres'),
    args: ['-D', place.data, ...options.flatMap((option) => ['-c', option])],
    cwd: place.folder,
    // spawnOptions() always names the environment; its type cannot say so.
    env: (spawnOptions(place.account, place.folder).env ?? {}) as Record<string, string>,
    account: place.account === null ? null : { uid: place.account.uid, gid: place.account.gid },
    log,
  });
  try {
    return { guardian, pid: await untilReady(guardian, place.data) };
  } catch (error) {
    await guardian.stop();
    throw new LockstepError('EMBEDDED_POSTGRES_FAILED', {
      message: `The embedded PostgreSQL does not start: ${error instanceof Error ? error.message : String(error)}.\n${await lastWords(log)}`,
      hint: `The lines above are the end of ${log}. A full disk and data of another version are the usual causes.`,
      cause: error,
    });
  }
};

/** Keeps the log from growing for ever. */
const trimLog = async (log: string): Promise<void> => {
  const size = (await stat(log).catch(() => null))?.size ?? 0;
  if (size > LOG_BYTES_MAX) await truncate(log, 0);
};

/**
 * Starts the server, making its cluster first if there is none. A server that an earlier copy left behind is stopped.
 * @throws STATE_TAKEN when another living copy uses `home`; STATE_UNUSABLE; EMBEDDED_POSTGRES_FAILED
 */
export const startEmbeddedPostgres = async (
  settings: EmbeddedPostgresSettings,
): Promise<EmbeddedPostgres> => {
  const { home, extra = [] } = settings;
  const lock = await takeFolderLock(home);
  try {
    const place = await choosePlace(home, settings.log);
    await stopStaleServer(place.data, settings.log);
    const password = await initialise(home, place, !extra.includes('fsync=off'));
    const port = settings.port ?? (await choosePort(home));
    const log = join(home, 'postgres.log');
    await trimLog(log);
    const options = [
      `port=${port}`,
      'listen_addresses=127.0.0.1',
      'unix_socket_directories=',
      'max_connections=100',
      'timezone=UTC',
      'log_timezone=UTC',
      ...extra,
    ];
    const { guardian, pid } = await launch(place, options, log);
    const url = (database: string): string =>
      `postgres://${SUPERUSER}:${password}@127.0.0.1:${port}/${database}`;
    return {
      port,
      pid,
      gone: guardian.gone,
      url,
      ensureDatabase: (name) => ensureDatabaseOn(url('postgres'), name),
      stop: async () => {
        await guardian.stop();
        await lock.release();
      },
      hurry: () => guardian.hurry(),
    };
  } catch (error) {
    await lock.release();
    throw error;
  }
};
