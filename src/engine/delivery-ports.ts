/** What relay and announcer need of the database: the outbox from its other end, and what Slack has seen of us. */
import type { Announcement } from '#domain/announcement.ts';
import type { ChunkId, PlanId, RunId } from '#domain/ids.ts';

export type OutboxItem =
  | {
      readonly id: string;
      readonly version: number;
      readonly kind: 'job';
      readonly chunkId: ChunkId;
      readonly generation: number;
    }
  | {
      readonly id: string;
      readonly version: number;
      readonly kind: 'announcement';
      readonly key: string;
      readonly announcement: Announcement;
    };

/** The outbox as its readers see it. Several readers may work at once; each item goes to one of them at a time. */
export interface OutboxQueue {
  /** Takes due items, oldest first, for `leaseMs`; a reader that dies leaves them to the next. */
  take<Kind extends OutboxItem['kind']>(
    kind: Kind,
    limit: number,
    leaseMs: number,
  ): Promise<Extract<OutboxItem, { kind: Kind }>[]>;
  /** Delivered. If the item was asked for again meanwhile (its version rose), it stays due. */
  delivered(item: OutboxItem): Promise<void>;
  /** Not delivered: due again after a while. `code` is a stable error code. */
  postponed(item: OutboxItem, retryAfterMs: number, code: string): Promise<void>;
}

/** Work that nobody is doing: chunks of open runs that wait, or whose worker is gone. */
export interface UnfinishedWork {
  /** Pending chunks and chunks with a lease run out, of runs that are queued, running or cancelling. */
  chunks(limit: number): Promise<{ chunkId: ChunkId; generation: number }[]>;
}

/** Which Slack message shows what. The key is stable, so that a repeat edits and never posts again. */
export interface MessageRepository {
  find(key: string): Promise<{ channel: string; ts: string; contentHash: string } | null>;
  save(key: string, message: { channel: string; ts: string; contentHash: string }): Promise<void>;
}

/** Deliveries from Slack that were handled. Slack repeats; an effect happens once. */
export interface DeliveryRepository {
  /** @returns false when this delivery has been seen before */
  firstTime(deliveryId: string): Promise<boolean>;
}

export const BUTTON_ACTIONS = [
  'pause',
  'resume',
  'cancel',
  'look',
  'remove-sample',
  'run-again',
  'retry',
  'export-quarantine',
] as const;
export type ButtonAction = (typeof BUTTON_ACTIONS)[number];

/** What a button stands for. The button itself carries only an opaque id: the database is the truth. */
export interface ButtonMeaning {
  readonly action: ButtonAction;
  readonly planId: PlanId;
  readonly runId: RunId | null;
}

export interface ButtonRepository {
  /** The same meaning has the same id, however often it is asked for. */
  idOf(meaning: ButtonMeaning): Promise<string>;
  meaning(id: string): Promise<ButtonMeaning | null>;
}
