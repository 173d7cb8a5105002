import { sql } from 'drizzle-orm';
import { announcementKey } from '#domain/announcement.ts';
import type { OutboxRepository } from '#engine/ports.ts';
import type { Session } from './session.ts';
import { storableJson } from './stored.ts';

/** Listeners on this channel are told the kind as soon as the transaction has committed. */
export const OUTBOX_CHANNEL = 'lockstep_outbox';

interface Wanted {
  readonly kind: 'job' | 'announcement';
  readonly key: string;
  readonly payload: object;
  readonly delayMs: number;
}

/** One waiting row per key: asking again raises its version, and keeps the time at which it is due. */
const write = async ({ db }: Session, wanted: Wanted): Promise<void> => {
  await db.execute(sql`
    insert into lockstep.outbox as item (kind, key, payload, due_at)
    values (${wanted.kind}, ${wanted.key}, ${storableJson(wanted.payload)}::jsonb,
      clock_timestamp() + make_interval(secs => ${wanted.delayMs}::float8 / 1000))
    on conflict (kind, key) where delivered_at is null do update set version = item.version + 1`);
  await db.execute(sql`select pg_notify(${OUTBOX_CHANNEL}, ${wanted.kind})`);
};

const later = (session: Session, wanted: Wanted): Promise<void> =>
  session.finally({
    rank: 'outbox',
    key: `${wanted.kind}.${wanted.key}`,
    write: (last) => write(last, wanted),
  });

export const createOutboxRepository = (session: Session): OutboxRepository => ({
  ring: (chunkId, generation, delayMs = 0) =>
    later(session, {
      kind: 'job',
      key: `chunk.${chunkId}.${generation}`,
      payload: { chunkId, generation },
      delayMs,
    }),
  announce: (announcement) =>
    later(session, {
      kind: 'announcement',
      key: announcementKey(announcement),
      payload: announcement,
      delayMs: 0,
    }),
});
