/** The hand that holds the practice workspace: acts as its people, looks through their eyes, moves its time and breaks things. */
import { LockstepError } from '#domain/errors.ts';
import type { DisconnectReason } from '../delivery/connections.ts';
import { findChannel } from '../model/workspace-state.ts';
import type {
  ActResult,
  ElementPlace,
  PageChannel,
  PageMessage,
  PageState,
  PageView,
  PersonAct,
  PersonInput,
} from '../page-api.ts';
import type { ApiCall, World } from '../world.ts';
import type { PerformAct } from './act.ts';
import type { DeliveryFault, DeliveryKind, MethodFault, SlackHealth } from './faults.ts';

export interface Pressed {
  readonly actionId: string;
  readonly blockId?: string;
  readonly input?: PersonInput;
  readonly confirm?: boolean;
}

export type FormValues = Readonly<Record<string, Readonly<Record<string, PersonInput>>>>;

/** One person of the workspace. */
export interface PersonHandle {
  act(act: PersonAct): Promise<ActResult>;
  /** Types a slash command: `command('C0MIGRATE1', '/migrate status')`. Waits for the app's acknowledgement. */
  command(channel: string, text: string): Promise<ActResult>;
  /** Writes in a channel or a thread. */
  say(channel: string, text: string, threadTs?: string): Promise<ActResult>;
  press(on: ElementPlace, pressed: Pressed): Promise<ActResult>;
  /** Submits the modal on top, filling in these values first. */
  submit(values?: FormValues): Promise<ActResult>;
  /** Closes the modal on top, or all. */
  close(all?: boolean): Promise<ActResult>;
  openHome(): Promise<ActResult>;
  /** Everything this person sees. */
  sees(): PageState;
  /** A channel through this person's eyes. @throws PRACTICE_REFUSED if they are not in it */
  channel(id: string): PageChannel;
  /** Every message this person sees in a channel, threads included, in the order written. */
  messages(channel: string): readonly PageMessage[];
  /** The modal on top. */
  modal(): PageView | null;
}

export interface PracticeControl {
  as(user: string): PersonHandle;
  /**
   * Looks again after every change until there is something other than null, undefined and false.
   * @throws PRACTICE_TIMED_OUT after this many real milliseconds
   */
  waitFor<T>(look: () => T | null | undefined | false, timeoutMs?: number): Promise<T>;
  now(): Date;
  /** Moves the workspace's time ahead and sets off what becomes due (retries, timeouts). */
  advance(byMs: number): void;
  setHealth(health: SlackHealth): void;
  /** The next `times` calls of a method (`*`: any) go wrong this way. */
  failMethod(method: string, fault: MethodFault, times?: number): void;
  /** The next `times` deliveries of a kind (`*`: any) go wrong this way. */
  disturb(kind: DeliveryKind | '*', fault: DeliveryFault, times?: number): void;
  clearFaults(): void;
  /** The bot's token stops to work (`token_revoked`), or works again. */
  setTokenRevoked(isRevoked: boolean): void;
  setScopes(scopes: readonly string[]): void;
  setBotMembership(channel: string, isMember: boolean): void;
  setArchived(channel: string, isArchived: boolean): void;
  /** Sends events over signed HTTP to this address; null for Socket Mode. False when the address fails Slack's challenge. */
  setRequestUrl(url: string | null): Promise<boolean>;
  /** Tells every socket to come back over a new one. */
  refreshSockets(reason?: DisconnectReason): void;
  /** Cuts every socket without a word. */
  cutSockets(): void;
  connections(): number;
  /** Calls the app has made, in order; of one method if named. */
  calls(method?: string): readonly ApiCall[];
  forgetCalls(): void;
  /** Gives every method and channel its full allowance back. */
  resetRateLimits(): void;
  file(id: string): Promise<Buffer | null>;
}

export interface ControlParts {
  readonly world: World;
  readonly perform: PerformAct;
  readonly look: (user: string) => PageState | null;
  readonly sockets: { count(): number; refresh(reason: DisconnectReason): void; cut(): void };
  readonly verifyUrl: () => Promise<boolean>;
}

const DEFAULT_WAIT_MS = 10_000;
const LOOK_AGAIN_MS = 50;

const refused = (what: string): LockstepError =>
  new LockstepError('PRACTICE_REFUSED', { message: what, hint: 'Check the id against the workspace seed.' });

const personHandle = ({ perform, look }: ControlParts, user: string): PersonHandle => {
  const sees = (): PageState => {
    const seen = look(user);
    if (seen === null) throw refused(`Nobody in the practice workspace has the id ${user}.`);
    return seen;
  };
  const act = (asked: PersonAct): Promise<ActResult> => perform({ as: user, act: asked });
  const channel = (id: string): PageChannel => {
    const found = sees().channels.find((each) => each.id === id);
    if (found === undefined) throw refused(`${user} is not in a channel ${id}.`);
    return found;
  };
  const top = (): string => sees().modals.at(-1)?.id ?? 'none';
  return {
    act,
    sees,
    channel,
    command: (where, text) => act({ kind: 'command', channel: where, text }),
    say: (where, text, threadTs) =>
      act({ kind: 'say', channel: where, text, ...(threadTs === undefined ? {} : { threadTs }) }),
    press: (on, pressed) => act({ kind: 'press', on, ...pressed }),
    submit: (values) => act({ kind: 'submit', view: top(), ...(values === undefined ? {} : { values }) }),
    close: (all) => act({ kind: 'close', view: top(), ...(all === undefined ? {} : { all }) }),
    openHome: () => act({ kind: 'open-home' }),
    messages: (id) => {
      const byTs = new Map<string, PageMessage>();
      for (const message of channel(id).messages)
        for (const each of [message, ...message.replies]) byTs.set(each.ts, each);
      return [...byTs.values()].toSorted((one, other) => (one.ts < other.ts ? -1 : 1));
    },
    modal: () => sees().modals.at(-1) ?? null,
  };
};

const waitFor = async <T>(
  world: World,
  look: () => T | null | undefined | false,
  timeoutMs: number,
): Promise<T> => {
  const found = Promise.withResolvers<T>();
  const tryOnce = (): void => {
    try {
      const seen = look();
      if (seen !== null && seen !== undefined && seen !== false) found.resolve(seen);
    } catch (error) {
      found.reject(error);
    }
  };
  const stopListening = world.onChange(tryOnce);
  const again = setInterval(tryOnce, LOOK_AGAIN_MS);
  const giveUp = setTimeout(() => {
    found.reject(
      new LockstepError('PRACTICE_TIMED_OUT', {
        message: `What was waited for did not happen in ${timeoutMs} ms.`,
        hint: 'Look at calls() and at what the person sees; the app may not be connected.',
      }),
    );
  }, timeoutMs);
  try {
    tryOnce();
    return await found.promise;
  } finally {
    stopListening();
    clearInterval(again);
    clearTimeout(giveUp);
  }
};

const channelOf = (world: World, id: string) => {
  const channel = findChannel(world.state, id);
  if (channel === undefined) throw refused(`The practice workspace has no channel ${id}.`);
  return channel;
};

export const practiceControl = (parts: ControlParts): PracticeControl => {
  const { world, sockets } = parts;
  return {
    as: (user) => personHandle(parts, user),
    waitFor: (look, timeoutMs = DEFAULT_WAIT_MS) => waitFor(world, look, timeoutMs),
    now: () => new Date(world.time.nowMs()),
    advance: (byMs) => world.time.advance(byMs),
    setHealth: (health) => {
      world.faults.health = health;
      if (health !== 'up') sockets.cut();
      world.changed();
    },
    failMethod: (method, fault, times = 1) => world.faults.orderForMethod(method, fault, times),
    disturb: (kind, fault, times = 1) => world.faults.orderForDelivery(kind, fault, times),
    clearFaults: () => world.faults.clear(),
    setTokenRevoked: (isRevoked) => {
      world.state.botTokenRevoked = isRevoked;
    },
    setScopes: (scopes) => {
      world.state.app = { ...world.state.app, scopes };
    },
    setBotMembership: (channel, isMember) => {
      channelOf(world, channel).botIsMember = isMember;
      world.changed();
    },
    setArchived: (channel, isArchived) => {
      channelOf(world, channel).isArchived = isArchived;
      world.changed();
    },
    setRequestUrl: async (url) => {
      if (url !== null && !['127.0.0.1', 'localhost'].includes(new URL(url).hostname))
        throw refused('The practice workspace sends events to this machine only.');
      const before = world.state.app;
      world.state.app = { ...before, requestUrl: url };
      if (url === null || (await parts.verifyUrl())) return true;
      world.state.app = before;
      return false;
    },
    refreshSockets: (reason = 'refresh_requested') => sockets.refresh(reason),
    cutSockets: () => sockets.cut(),
    connections: () => sockets.count(),
    calls: (method) =>
      method === undefined ? world.calls : world.calls.filter((call) => call.method === method),
    forgetCalls: () => void world.calls.splice(0),
    resetRateLimits: () => world.limits.reset(),
    file: (id) => world.contents.read(id),
  };
};
