/**
 * `start`, `bot` and `worker`: opens what the role needs in order, says how to reach it, waits for the wish to stop, and
 * closes everything in the opposite order: intake first, then work under way (its chunks checkpoint), the database last.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Config } from '#config.ts';
import { LockstepError } from '#domain/errors.ts';
import type { Clock, Log } from '#engine/ports.ts';
import { type Closers, createClosers } from './closers.ts';
import { createReach } from './create-reach.ts';
import { ensureDatabaseOn } from './ensure-database.ts';
import type { FaultGuard } from './fault-guard.ts';
import { takeFolderLock } from './folder-lock.ts';
import { isPortFree } from './free-port.ts';
import { openDatabase, type OpenDatabase } from './open-database.ts';
import { openLog } from './open-log.ts';
import { openSystems } from './open-systems.ts';
import { redactConfig } from './redact-config.ts';
import { prepareSampleData } from './sample-data.ts';
import { type SlackSide, startSlack } from './start-slack.ts';
import { startWork } from './start-work.ts';
import { type StatePaths, statePaths } from './state-paths.ts';
import { listenForStop, type StopRequest } from './stop-request.ts';
import { welcome } from './welcome.ts';

export type ProgramRole = 'start' | 'bot' | 'worker';

/** 0 stopped as asked, 4 a part was lost. */
export type ProgramEnd = 0 | 4;

/** What the program meets outside: a person who reads, and errors that nobody caught. */
export interface Outside {
  readonly say: (text: string) => void;
  readonly faults: FaultGuard;
}

interface Program {
  readonly config: Config;
  readonly role: ProgramRole;
  readonly paths: StatePaths;
  readonly clock: Clock;
  readonly log: Log;
  readonly closers: Closers;
  readonly stop: StopRequest;
  readonly say: (text: string) => void;
  /** Set when a part ended by itself. */
  lost: string | null;
  isClosing: boolean;
  /** An error that nobody caught, and that ends the program. */
  fault: unknown;
}

class StoppedWhileStarting extends Error {}

/** Between two steps of the start: has somebody asked to stop? */
const step = async <T>(program: Program, work: () => Promise<T>): Promise<T> => {
  const asked = await Promise.race([program.stop.asked, sleep(0, null)]);
  if (asked !== null) throw new StoppedWhileStarting();
  return work();
};

const requireFreePort = async ({ config, role }: Program): Promise<void> => {
  if (role === 'worker' || config.slack.mode === 'socket') return;
  const isPractice = config.slack.mode === 'practice';
  const port = config.slack.mode === 'http' ? config.slack.port : config.practicePort;
  if (await isPortFree(port)) return;
  throw new LockstepError('PORT_TAKEN', {
    message: `Port ${port}, for ${isPractice ? 'the practice workspace' : 'requests from Slack'}, is taken by another program.`,
    hint: isPractice
      ? `Stop that program, or choose another port: LOCKSTEP_PRACTICE_PORT=${port + 1} npm start`
      : 'Stop that program, or name another port in PORT.',
    details: { port },
  });
};

const openOwnDatabase = async (program: Program): Promise<OpenDatabase> => {
  const { config, paths, log, closers, stop } = program;
  if (config.databaseUrl === null) program.say('Starting PostgreSQL …');
  const database = await openDatabase({ url: config.databaseUrl, home: paths.postgres, log });
  closers.add('database', () => database.close());
  const { embedded } = database;
  if (embedded !== null) {
    void stop.hurried.then(() => embedded.hurry());
    void embedded.gone.then((words) => {
      if (program.isClosing && program.fault === null) return;
      program.lost = `The embedded PostgreSQL is gone: ${words}.`;
      stop.ask(words);
    });
  }
  return database;
};

const startParts = async (program: Program): Promise<SlackSide | null> => {
  const { config, role, paths, clock, log, closers } = program;
  await requireFreePort(program);
  if (role === 'start') {
    const lock = await takeFolderLock(paths.folder);
    closers.add('state folder', () => lock.release());
  }
  const database = await step(program, () => openOwnDatabase(program));
  const { url, opened, embedded } = database;
  const isPractice = role === 'start' && config.slack.mode === 'practice';
  if (isPractice) program.say('Preparing the sample data …');
  const secret = isPractice
    ? await step(program, () =>
        prepareSampleData({
          config,
          paths,
          log,
          ensureDatabase: (name) =>
            embedded === null ? ensureDatabaseOn(url, name) : embedded.ensureDatabase(name),
        }),
      )
    : config.secret;
  const systems = openSystems({ secret, workFolder: paths.work, log });
  const reach = createReach(config.crashAt);
  await step(program, () =>
    startWork(
      {
        config,
        opened,
        systems,
        clock,
        log,
        reach,
        databaseUrl: url,
        workFolder: paths.work,
        withWorker: role !== 'bot',
      },
      closers,
    ),
  );
  if (role === 'worker') return null;
  return step(program, () => startSlack({ config, paths, opened, clock, log }, closers));
};

/**
 * Everything that was promised is in the database, so an orderly end is safer than going on in an unknown state. While the
 * program closes, or has lost its database, libraries complain about lines cut off: that is noted, no more.
 */
const meetFault = (program: Program, error: unknown): void => {
  program.log.error({ err: error, isClosing: program.isClosing }, 'an error that nobody caught');
  if (program.isClosing || program.lost !== null) return;
  program.fault ??= error;
  program.stop.ask('an error that nobody caught');
};

const close = async (program: Program): Promise<void> => {
  const { closers, stop, log } = program;
  program.isClosing = true;
  await closers.closeAll(stop.hurried);
  log.info({}, 'stopped');
  stop.dispose();
};

/**
 * Runs until it is told to stop, or a part of it is lost.
 * @throws LockstepError of the part that could not be opened; everything opened before it is closed again
 */
export const runProgram = async (
  config: Config,
  role: ProgramRole,
  { say, faults }: Outside,
): Promise<ProgramEnd> => {
  const paths = statePaths(config.stateFolder);
  const inPractice = role === 'start' && config.slack.mode === 'practice';
  const log = openLog({ level: config.logLevel, file: inPractice ? paths.log : null });
  const program: Program = {
    config,
    role,
    paths,
    log,
    say,
    clock: { now: () => new Date() },
    closers: createClosers(() => log),
    stop: listenForStop(config.startedBy),
    lost: null,
    isClosing: false,
    fault: null,
  };
  faults.handOver((error) => meetFault(program, error));
  try {
    log.info({ role, settings: redactConfig(config) }, 'starting');
    const side = await startParts(program);
    say(welcome({ side, paths, config }));
    const why = await program.stop.asked;
    log.info({ why }, 'stopping');
    if (program.lost === null)
      say('Stopping: work under way reaches its next checkpoint (Ctrl-C again hurries) …');
  } catch (error) {
    if (!(error instanceof StoppedWhileStarting)) throw error;
  } finally {
    await close(program);
  }
  if (program.lost === null) {
    if (program.fault !== null) throw program.fault;
    return 0;
  }
  say(
    `${program.lost} Lockstep has ended; \`npm start\` goes on where it was. The log: ${paths.postgres}/postgres.log`,
  );
  return 4;
};
