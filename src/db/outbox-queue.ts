import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { chunkId } from '#domain/ids.ts';
import type { OutboxItem, OutboxQueue } from '#engine/delivery-ports.ts';
import type { Session } from './session.ts';
import { readStored } from './stored.ts';
import { announcementShape } from './stored-shapes.ts';

const jobShape = z.object({ chunkId: z.string().transform(chunkId), generation: z.int() });

interface OutboxRow extends Record<string, unknown> {
  readonly id: string;
  readonly kind: 'job' | 'announcement';
  readonly key: string;
  readonly version: number;
  readonly payload: unknown;
}

const toItem = ({ id, kind, key, version, payload }: OutboxRow): OutboxItem =>
  kind === 'job'
    ? { id, version, kind, ...readStored('outbox job', jobShape, payload) }
    : { id, version, kind, key, announcement: readStored('announcement', announcementShape, payload) };

const isKind = <Kind extends OutboxItem['kind']>(
  item: OutboxItem,
  kind: Kind,
): item is Extract<OutboxItem, { kind: Kind }> => item.kind === kind;

/** The outbox from its readers' side. Taking raises the version, so each taking is known by its own. */
export const createOutboxQueue = ({ db }: Session): OutboxQueue => ({
  take: async (kind, limit, leaseMs) => {
    const { rows } = await db.execute<OutboxRow>(sql`
      with due as (
        select id, due_at from lockstep.outbox
        where kind = ${kind} and delivered_at is null and due_at <= clock_timestamp()
          and (claimed_until is null or claimed_until <= clock_timestamp())
        order by due_at, id limit ${limit}
        for update skip locked
      ), taken as (
        update lockstep.outbox as item
        set claimed_until = clock_timestamp() + make_interval(secs => ${leaseMs}::float8 / 1000),
          version = item.version + 1, taken_version = item.version + 1
        from due where item.id = due.id
        returning item.id, item.kind, item.key, item.version, item.payload, item.due_at
      )
      select id, kind, key, version, payload from taken order by due_at, id`);
    return rows.map(toItem).filter((item) => isKind(item, kind));
  },
  delivered: async (item) => {
    await db.execute(sql`
      update lockstep.outbox
      set delivered_at = case when version = ${item.version} then clock_timestamp() end,
        claimed_until = null, attempts = 0
      where id = ${item.id} and taken_version = ${item.version} and delivered_at is null`);
  },
  postponed: async (item, retryAfterMs, code) => {
    await db.execute(sql`
      update lockstep.outbox
      set due_at = clock_timestamp() + make_interval(secs => ${retryAfterMs}::float8 / 1000),
        claimed_until = null, attempts = attempts + 1, last_error = ${code}
      where id = ${item.id} and taken_version = ${item.version} and delivered_at is null`);
  },
});
