/** The delivery ports in memory, as the database keeps them: for tests of the bot alone. */
import { type Announcement, announcementKey } from '#domain/announcement.ts';
import type {
  ButtonMeaning,
  ButtonRepository,
  DeliveryRepository,
  MessageRepository,
  OutboxItem,
  OutboxQueue,
} from '#engine/delivery-ports.ts';
import type { Clock } from '#engine/ports.ts';

type Announcing = Extract<OutboxItem, { kind: 'announcement' }>;

interface Row {
  item: Announcing;
  dueAt: number;
}

export interface MemoryStore {
  readonly outbox: OutboxQueue;
  readonly messages: MessageRepository;
  readonly deliveries: DeliveryRepository;
  readonly buttons: ButtonRepository;
  /** Asks for an announcement, as a transaction of the engine does. */
  announce(announcement: Announcement): void;
  /** What has not been delivered. */
  waiting(): readonly string[];
  /** The next calls of this repository fail, as with a database that is away. */
  failures: { messages: number; deliveries: number };
}

export const createMemoryStore = (clock: Clock): MemoryStore => {
  const rows = new Map<string, Row>();
  const saved = new Map<string, { channel: string; ts: string; contentHash: string }>();
  const seen = new Set<string>();
  const meanings = new Map<string, ButtonMeaning>();
  const failures = { messages: 0, deliveries: 0 };
  const now = (): number => clock.now().getTime();
  const fail = (what: keyof typeof failures): void => {
    if (failures[what] === 0) return;
    failures[what] -= 1;
    throw new Error('the database is away');
  };
  return {
    failures,
    announce: (announcement) => {
      const key = announcementKey(announcement);
      const version = (rows.get(key)?.item.version ?? 0) + 1;
      const item: Announcing = { id: key, version, kind: 'announcement', key, announcement };
      rows.set(key, { item, dueAt: rows.get(key)?.dueAt ?? now() });
    },
    waiting: () => [...rows.keys()],
    outbox: {
      take: async (kind, limit, leaseMs) => {
        const due = [...rows.values()].filter((row) => row.dueAt <= now()).slice(0, limit);
        for (const row of due) row.dueAt = now() + leaseMs;
        // Only announcements are kept here; the relay's jobs are another reader's.
        return (kind === 'announcement' ? due.map((row) => row.item) : []) as Extract<
          OutboxItem,
          { kind: typeof kind }
        >[];
      },
      delivered: async (item) => {
        const row = rows.get(item.id);
        if (row?.item.version === item.version) rows.delete(item.id);
        else if (row !== undefined) row.dueAt = now();
      },
      postponed: async (item, retryAfterMs) => {
        const row = rows.get(item.id);
        if (row !== undefined) row.dueAt = now() + retryAfterMs;
      },
    },
    messages: {
      find: async (key) => saved.get(key) ?? null,
      save: async (key, message) => {
        fail('messages');
        saved.set(key, message);
      },
    },
    deliveries: {
      firstTime: async (id) => {
        fail('deliveries');
        if (seen.has(id)) return false;
        seen.add(id);
        return true;
      },
    },
    buttons: {
      idOf: async (meaning) => {
        const id = `b${Buffer.from(JSON.stringify([meaning.action, meaning.planId, meaning.runId])).toString('base64url')}`;
        meanings.set(id, meaning);
        return id;
      },
      meaning: async (id) => meanings.get(id) ?? null,
    },
  };
};
