import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '#config.ts';
import { openStore } from '#db/open-store.ts';
import { isLockstepError } from '#domain/errors.ts';
import { createDesk } from '#engine/create-desk.ts';
import type { Desk } from '#engine/desk.ts';
import type { Log } from '#engine/ports.ts';
import { DATABASE_NAME, openDatabase } from '../open-database.ts';
import { planFiles } from '../plan-files.ts';
import { SUPERUSER } from '../postgres/initialise.ts';
import { statePaths } from '../state-paths.ts';

/** The desk for a command that comes and goes, while another process may be running. */
export interface OpenDesk {
  readonly desk: Desk;
  close(): Promise<void>;
}

/** Connection string of the embedded server that a running copy has started in this folder. */
const runningServer = async (home: string): Promise<string> => {
  const port = await readFile(join(home, 'port'), 'utf8');
  const password = await readFile(join(home, 'password'), 'utf8');
  return `postgres://${SUPERUSER}:${password}@127.0.0.1:${port.trim()}/${DATABASE_NAME}`;
};

const open = async (config: Config, log: Log): Promise<Awaited<ReturnType<typeof openDatabase>>> => {
  const { postgres: home } = statePaths(config.stateFolder);
  try {
    return await openDatabase({ url: config.databaseUrl, home, log, reachMs: 1_000 });
  } catch (error) {
    if (!isLockstepError(error, 'STATE_TAKEN')) throw error;
    const url = await runningServer(home);
    const opened = await openStore({ url, log });
    return { url, opened, embedded: null, close: () => opened.close() };
  }
};

/**
 * Opens Lockstep's database, beside a running copy if there is one, and the desk on it.
 * @throws DATABASE_UNREACHABLE, DATABASE_UNSUITABLE, STATE_UNUSABLE, EMBEDDED_POSTGRES_FAILED
 */
export const openDesk = async (config: Config, log: Log): Promise<OpenDesk> => {
  const database = await open(config, log);
  const desk = createDesk({
    store: database.opened.store,
    plans: planFiles(config.plansFolder),
    clock: { now: () => new Date() },
  });
  return { desk, close: () => database.close() };
};
