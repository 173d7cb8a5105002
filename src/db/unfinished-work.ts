import { sql } from 'drizzle-orm';
import { chunkId } from '#domain/ids.ts';
import type { UnfinishedWork } from '#engine/delivery-ports.ts';
import type { Session } from './session.ts';

/** Oldest first. A paused run's chunks are left out: they are rung when it is resumed. */
export const createUnfinishedWork = ({ db }: Session): UnfinishedWork => ({
  chunks: async (limit) => {
    const { rows } = await db.execute<{ id: string; generation: number }>(sql`
      select chunk.id, chunk.generation
      from lockstep.chunks as chunk join lockstep.runs as run on run.id = chunk.run_id
      where run.status in ('queued', 'running', 'cancelling')
        and (chunk.status = 'pending' and chunk.due_at <= clock_timestamp()
          or chunk.status = 'running' and chunk.lease_until <= clock_timestamp())
      order by chunk.due_at, chunk.sequence limit ${limit}`);
    return rows.map((row) => ({ chunkId: chunkId(row.id), generation: row.generation }));
  },
});
