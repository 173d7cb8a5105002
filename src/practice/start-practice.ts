/**
 * Starts a practice workspace: a Slack on this machine, for people who try Lockstep out and for tests that must be able to trust it.
 * It listens on 127.0.0.1 only and knows no other Slack.
 */
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { methodTable } from './api/method-table.ts';
import { performAct } from './control/act.ts';
import { newFaults } from './control/faults.ts';
import { type PracticeControl, practiceControl } from './control/practice-control.ts';
import { type Changes, newChanges } from './changes.ts';
import { dispatcher, emitTo } from './delivery/dispatch.ts';
import { httpEvents } from './delivery/http-events.ts';
import { socketMode } from './delivery/socket-mode.ts';
import { fileContents } from './file-contents.ts';
import { serveControl } from './http/control-routes.ts';
import { type PageAssets, servePage } from './http/page-routes.ts';
import { listen, requestListener, type Route, stopServer } from './http/practice-server.ts';
import { serveSlack } from './http/slack-routes.ts';
import { newRateLimits } from './model/rate-limits.ts';
import { newTriggers } from './model/triggers.ts';
import { newWorkspace, reseeded, type Secrets, type WorkspaceState } from './model/workspace-state.ts';
import { pageState } from './page-state.ts';
import { loadState, type StateWriter, stateWriter } from './state-file.ts';
import { type PracticeClock, workspaceTime } from './workspace-time.ts';
import type { WorkspaceSeed } from './workspace-seed.ts';
import type { PracticeLog, World } from './world.ts';

export interface PracticeOptions {
  /** 0 takes any free port. */
  readonly port: number;
  /** Where the conversations are kept between starts; null keeps them in memory. */
  readonly stateFile: string | null;
  readonly workspace: WorkspaceSeed;
  readonly clock: PracticeClock;
  readonly log: PracticeLog;
  /** Makes the page when a browser first asks; without it `/` lists the people. */
  readonly page?: () => Promise<PageAssets>;
}

export interface Practice {
  /** The page. */
  readonly url: string;
  /** For `slackApiUrl`, with the slash at its end. */
  readonly apiUrl: string;
  readonly botToken: string;
  readonly appToken: string;
  readonly signingSecret: string;
  readonly control: PracticeControl;
  /** For `/control/` from other processes; new at every start. */
  readonly controlToken: string;
  stop(): Promise<void>;
}

const newSecrets = (): Secrets => ({
  botToken: `xoxb-practice-${randomBytes(18).toString('hex')}`,
  appToken: `xapp-practice-${randomBytes(18).toString('hex')}`,
  signingSecret: randomBytes(16).toString('hex'),
});

const openState = async (options: PracticeOptions): Promise<WorkspaceState> => {
  const nowMs = options.clock.now().getTime();
  const old = options.stateFile === null ? null : await loadState(options.stateFile, options.log);
  return old === null
    ? newWorkspace(options.workspace, newSecrets(), nowMs)
    : reseeded(old, options.workspace, nowMs);
};

interface Opened {
  readonly world: World;
  readonly changes: Changes;
  readonly writer: StateWriter | null;
  /** Set once the server listens and the deliveries run. */
  readonly late: { origin: string; emit: World['emit'] };
}

const openWorld = async (options: PracticeOptions): Promise<Opened> => {
  const { log, stateFile } = options;
  const state = await openState(options);
  const writer = stateFile === null ? null : stateWriter(stateFile, state, log);
  const changes = newChanges(() => writer?.later());
  const time = workspaceTime({
    clock: options.clock,
    offsetMs: state.offsetMs,
    onOffset: (offsetMs) => {
      state.offsetMs = offsetMs;
      changes.changed();
    },
  });
  const late: Opened['late'] = { origin: '', emit: () => undefined };
  const world: World = {
    state,
    time,
    triggers: newTriggers(),
    limits: newRateLimits(),
    faults: newFaults(),
    contents: fileContents(stateFile),
    calls: [],
    log,
    origin: () => late.origin,
    changed: () => changes.changed(),
    onChange: (listener) => changes.onChange(listener),
    emit: (event) => late.emit(event),
  };
  return { world, changes, writer, late };
};

/** @throws PORT_TAKEN */
export const startPractice = async (options: PracticeOptions): Promise<Practice> => {
  const { world, changes, writer, late } = await openWorld(options);
  const server = createServer();
  const sockets = socketMode(world, server);
  const http = httpEvents(world);
  const delivery = dispatcher(world, { sockets, http });
  late.emit = emitTo(world, delivery);
  const perform = performAct(world, delivery);
  const look = (user: string) =>
    pageState(world, user, {
      revision: changes.revision(),
      isConnected: world.state.app.requestUrl !== null || sockets.connections.count() > 0,
    });
  const control = practiceControl({
    world,
    perform,
    look,
    sockets: sockets.connections,
    verifyUrl: () => http.verifyUrl(),
  });
  const controlToken = randomBytes(24).toString('base64url');
  const find = methodTable(sockets.methods);
  const page = { world, perform, look, revision: () => changes.revision(), assets: options.page ?? null };
  const routes: Route[] = [
    (exchange) => serveSlack(world, find, exchange),
    (exchange) => serveControl({ world, perform, control, token: controlToken }, exchange),
    (exchange) => servePage(page, exchange),
  ];
  server.on('request', requestListener(routes, options.log));
  late.origin = `http://127.0.0.1:${await listen(server, options.port)}`;
  changes.changed();
  return {
    url: `${late.origin}/`,
    apiUrl: `${late.origin}/api/`,
    ...world.state.secrets,
    control,
    controlToken,
    stop: async () => {
      world.time.stop();
      sockets.stop();
      await stopServer(server);
      await writer?.flush();
    },
  };
};
