import { announcementKey } from '#domain/announcement.ts';
import { isLockstepError, kindOf, LockstepError } from '#domain/errors.ts';
import type { RunId } from '#domain/ids.ts';
import type { OutboxItem, OutboxQueue } from '#engine/delivery-ports.ts';
import { announce, type AnnounceParts } from './announce.ts';
import { renderRunCard } from './blocks/run-card.ts';
import { runButtonIds } from './button-ids.ts';
import { createPace } from './announcer-pace.ts';
import { createMessageBoard, type PutParts } from './put-message.ts';
import { SlackFailure, type SlackTrouble } from './slack-failure.ts';

type Announcing = Extract<OutboxItem, { kind: 'announcement' }>;

/** Items of one look, and how long they are ours. Longer than they can take: a call waits ten seconds at most. */
const TAKE = 10;
const LEASE_MS = 180_000;
/** Wait between looks when nobody nudges. */
const LOOK_EVERY_MS = 500;
/** A person has to change something first: a channel, a token, or us. */
const SLOW_MS: Partial<Record<SlackTrouble, number>> = {
  'place-closed': 300_000,
  credentials: 60_000,
  fault: 600_000,
};
const DEFAULT_SLOW_MS = 60_000;

export interface Announcer {
  /** One look at the outbox: says what is due and may be said. Never throws. */
  tick(): Promise<void>;
  start(): void;
  stop(): Promise<void>;
  nudge(): void;
  /** Brings the run's card up to date, if there is one. Never throws. */
  refreshCard(runId: RunId): Promise<void>;
}

interface AnnouncerParts extends Omit<AnnounceParts, 'board' | 'pace'> {
  readonly outbox: OutboxQueue;
}

/** What a failed announcement means: when to try again, and whether all others wait as well. */
const reactTo = (
  error: unknown,
  parts: Pick<PutParts, 'pace'>,
): { ms: number; holdAll: boolean; code: string } => {
  if (error instanceof SlackFailure) {
    if (error.trouble === 'unreachable') return { ms: parts.pace.lost(), holdAll: true, code: error.code };
    if (error.trouble === 'busy')
      return { ms: error.retryAfterMs ?? 30_000, holdAll: true, code: error.code };
    const ms = SLOW_MS[error.trouble] ?? DEFAULT_SLOW_MS;
    return { ms, holdAll: error.trouble === 'credentials', code: error.code };
  }
  if (error instanceof LockstepError && error.kind === 'transient') {
    return { ms: error.retryAfterMs ?? 5000, holdAll: false, code: error.code };
  }
  return {
    ms: 600_000,
    holdAll: false,
    code: error instanceof LockstepError ? error.code : 'INVARIANT_BROKEN',
  };
};

/** Slack gave no answer before: is it back? Asked with a call that changes nothing, so that no post is risked twice. */
const isBack = async (parts: AnnounceParts): Promise<boolean> => {
  if (!parts.pace.isLost()) return true;
  try {
    await parts.slack.identity();
    parts.pace.found();
    parts.log.info({}, 'Slack answers again');
    return true;
  } catch (error) {
    const ms = parts.pace.lost();
    parts.pace.hold(parts.clock.now().getTime() + ms);
    parts.log.warn({ err: error, nextTryMs: ms }, 'Slack still gives no answer');
    return false;
  }
};

const sayOne = async (parts: AnnounceParts & { outbox: OutboxQueue }, item: Announcing): Promise<void> => {
  const held = parts.pace.heldForMs(parts.clock.now().getTime());
  if (held > 0) return parts.outbox.postponed(item, held, 'SLACK_BUSY');
  try {
    const outcome = await announce(parts, item.announcement);
    await (outcome.state === 'done'
      ? parts.outbox.delivered(item)
      : parts.outbox.postponed(item, outcome.ms, 'SLACK_BUSY'));
  } catch (error) {
    if (isLockstepError(error, 'RUN_UNKNOWN')) {
      parts.log.warn({ key: item.key }, 'nothing to announce: the run is gone');
      return parts.outbox.delivered(item);
    }
    const reaction = reactTo(error, parts);
    const facts = { key: item.key, err: error, nextTryMs: reaction.ms };
    if (kindOf(error) === 'transient') parts.log.warn(facts, 'not announced for now');
    else parts.log.error(facts, 'not announced: somebody has to do something');
    if (reaction.holdAll) parts.pace.hold(parts.clock.now().getTime() + reaction.ms);
    await parts.outbox.postponed(item, reaction.ms, reaction.code);
  }
};

/** Work that goes on until it is stopped, and looks up early when nudged. */
const createLoop = (work: () => Promise<void>): Pick<Announcer, 'start' | 'stop' | 'nudge'> => {
  let stopped = false;
  let nudged = false;
  let wake = (): void => undefined;
  let running: Promise<void> = Promise.resolve();
  const pause = (): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, LOOK_EVERY_MS);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  const run = async (): Promise<void> => {
    while (!stopped) {
      nudged = false;
      await work();
      if (!nudged && !stopped) await pause();
    }
  };
  return {
    start: () => {
      running = run();
    },
    stop: async () => {
      stopped = true;
      wake();
      await running;
    },
    nudge: () => {
      nudged = true;
      wake();
    },
  };
};

/** Takes announcements from the outbox and says them in Slack: nothing twice, nothing too often, nothing lost. */
export const createAnnouncer = (given: AnnouncerParts): Announcer => {
  const pace = createPace();
  const board = createMessageBoard({ ...given, pace });
  const parts = { ...given, pace, board };

  const tick = async (): Promise<void> => {
    try {
      if (pace.heldForMs(parts.clock.now().getTime()) > 0 || !(await isBack(parts))) return;
      for (const item of await parts.outbox.take('announcement', TAKE, LEASE_MS)) await sayOne(parts, item);
    } catch (error) {
      // The outbox itself: what was taken comes back when its lease ends.
      parts.log.warn({ err: error }, 'the outbox cannot be read for now');
    }
  };

  const refreshCard = async (runId: RunId): Promise<void> => {
    try {
      const view = await parts.desk.run(runId);
      const buttons = await runButtonIds(parts, view);
      const key = announcementKey({ view: 'run-card', runId });
      const place = { channel: view.plan.channel };
      await board.put({ key, place, render: () => renderRunCard(view, buttons), editOnly: true });
    } catch (error) {
      parts.log.warn({ err: error, runId }, 'a card could not be brought up to date');
    }
  };

  return { tick, refreshCard, ...createLoop(tick) };
};
