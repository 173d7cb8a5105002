import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { type Config, readConfig } from '#config.ts';
import type { Practice } from '#practice/start-practice.ts';
import type { Log } from '#engine/ports.ts';
import { type Closers, createClosers } from '../closers.ts';
import { freePort } from '../free-port.ts';
import { openDatabase } from '../open-database.ts';
import { openSystems } from '../open-systems.ts';
import { prepareSampleData } from '../sample-data.ts';
import { startSlack } from '../start-slack.ts';
import { startWork } from '../start-work.ts';
import { statePaths } from '../state-paths.ts';

/** The whole of Lockstep in a folder of its own, with a hand on the practice workspace. */
export interface Stage {
  readonly control: Practice['control'];
  /** Runs SQL in the sample plan's destination. */
  readonly runSql: (sql: string) => Promise<void>;
  close(): Promise<void>;
}

const runSqlOn =
  (url: string) =>
  async (sql: string): Promise<void> => {
    const client = new pg.Client(url);
    await client.connect();
    try {
      await client.query(sql);
    } finally {
      await client.end();
    }
  };

const startAll = async (config: Config, closers: Closers, log: Log): Promise<Omit<Stage, 'close'>> => {
  const paths = statePaths(config.stateFolder);
  const clock = { now: () => new Date() };
  const database = await openDatabase({ url: null, home: paths.postgres, log });
  closers.add('database', () => database.close());
  const { url, opened, embedded } = database;
  if (embedded === null) throw new Error('the demo runs on the embedded PostgreSQL');
  const secret = await prepareSampleData({
    config,
    paths,
    log,
    ensureDatabase: (name) => embedded.ensureDatabase(name),
  });
  const systems = openSystems({ secret, workFolder: paths.work, log });
  await startWork(
    {
      config,
      opened,
      systems,
      clock,
      log,
      databaseUrl: url,
      reach: () => undefined,
      workFolder: paths.work,
      withWorker: true,
    },
    closers,
  );
  const side = await startSlack({ config, paths, opened, clock, log }, closers);
  if (side.kind !== 'practice') throw new Error('the demo plays in the practice workspace');
  return { control: side.control, runSql: runSqlOn(embedded.url('charlotte_sandbox')) };
};

/** Opens it all in a temporary folder; `close` removes every trace. */
export const openStage = async (plansFolder: string, log: Log): Promise<Stage> => {
  const folder = await mkdtemp(join(tmpdir(), 'lockstep-demo-'));
  // Started by root, PostgreSQL's own user must be able to pass through.
  if (process.getuid?.() === 0) await chmod(folder, 0o711);
  const config = readConfig({
    LOCKSTEP_STATE: folder,
    LOCKSTEP_PLANS: plansFolder,
    LOCKSTEP_PRACTICE_PORT: String(await freePort()),
  });
  const closers = createClosers(() => log);
  closers.add('folder', () => rm(folder, { recursive: true, force: true }));
  const close = (): Promise<void> => closers.closeAll(new Promise(() => undefined));
  try {
    return { ...(await startAll(config, closers, log)), close };
  } catch (error) {
    await close();
    throw error;
  }
};
