import type { OutboxItem, OutboxQueue } from '#engine/delivery-ports.ts';
import type { Log, Reach } from '#engine/ports.ts';
import type { JobQueue } from './job-queue.ts';
import { reasonOf } from './queue-errors.ts';
import { repeat, type Repeating } from './repeat.ts';

type JobItem = Extract<OutboxItem, { kind: 'job' }>;

/** Items in one turn. */
const ITEMS_AT_ONCE = 100;
/** Pause for one item that the queue did not take. */
const RETRY_MS = 1_000;

export interface RelaySettings {
  readonly outbox: OutboxQueue;
  readonly queue: Pick<JobQueue, 'add'>;
  readonly log: Log;
  readonly reach?: Reach;
  /** How often to look without being nudged. A delayed ring is at most this late. */
  readonly intervalMs?: number;
  /** How long items taken are ours; another relay has them after that. */
  readonly leaseMs?: number;
  /** Listens for what was just committed; without it the relay only looks from time to time. */
  readonly onDue?: (kind: 'job', wake: () => void) => () => void;
}

/** Added first, then noted as delivered: a crash between the two adds it again, which is the same job. */
const deliver = async ({ outbox, queue, log, reach }: RelaySettings, item: JobItem): Promise<void> => {
  try {
    await queue.add({ chunkId: item.chunkId, generation: item.generation });
  } catch (error) {
    const code = reasonOf(error);
    log.warn({ code, chunkId: item.chunkId }, 'relay: a job was not taken, is tried again');
    await outbox.postponed(item, RETRY_MS, code);
    return;
  }
  reach?.('relay.after-add');
  await outbox.delivered(item);
};

/** Turns outbox rows into jobs. Several relays may run; each row goes to one of them at a time. */
export const startRelay = (settings: RelaySettings): Repeating => {
  const { outbox, log, intervalMs = 500, leaseMs = 30_000 } = settings;
  const relay = repeat({
    name: 'relay',
    intervalMs,
    log,
    turn: async () => {
      const items = await outbox.take('job', ITEMS_AT_ONCE, leaseMs);
      await Promise.all(items.map((item) => deliver(settings, item)));
      return items.length === ITEMS_AT_ONCE;
    },
  });
  const deafen = settings.onDue?.('job', relay.nudge);
  return {
    nudge: relay.nudge,
    stop: async () => {
      deafen?.();
      await relay.stop();
    },
  };
};
