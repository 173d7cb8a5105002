import { and, asc, eq, ne, sql, type SQL } from 'drizzle-orm';
import { LockstepError } from '#domain/errors.ts';
import { chunkId, runId } from '#domain/ids.ts';
import type { Chunk } from '#domain/run.ts';
import type { ChunkClaim, ChunkRepository, NewChunk } from '#engine/ports.ts';
import { isRowId } from './row-id.ts';
import { runProgress } from './run-progress.ts';
import { chunks } from './schema/chunks.ts';
import type { Session } from './session.ts';
import { storableJson } from './stored.ts';

const toChunk = (row: typeof chunks.$inferSelect): Chunk => ({
  id: chunkId(row.id),
  runId: runId(row.runId),
  step: row.step,
  recordClass: row.recordClass,
  ordinal: row.ordinal,
  status: row.status,
  generation: row.generation,
  attempts: row.attempts,
});

const chunkFenced = (claim: ChunkClaim): LockstepError =>
  new LockstepError('CHUNK_FENCED', {
    message: `Chunk ${claim.chunk.id} is no longer held by ${claim.owner}: its lease ran out and it was taken over.`,
    hint: 'Nothing to do. Whoever took it over goes on; what was refused here is done there.',
    details: { chunkId: claim.chunk.id, generation: claim.generation },
  });

/** Refuses unless the chunk is still held under this generation and its run has not ended; `hold` keeps it so until the transaction ends. */
export const checkClaim = async ({ db }: Session, claim: ChunkClaim, hold: boolean): Promise<void> => {
  const { rows } = await db.execute(sql`
    select 1 from lockstep.chunks as chunk join lockstep.runs as run on run.id = chunk.run_id
    where chunk.id = ${claim.chunk.id} and chunk.generation = ${claim.generation} and chunk.status = 'running'
      and run.status not in ('finished', 'failed', 'cancelled')
    ${hold ? sql`for no key update of chunk` : sql``}`);
  if (rows.length === 0) throw chunkFenced(claim);
};

/** A point in time from now on, by the database's clock. */
const fromNow = (ms: number) => sql`clock_timestamp() + make_interval(secs => ${ms}::float8 / 1000)`;

const ROWS_PER_INSERT = 2_000;

/** Creates what is not there yet, so that a step laid out twice has its chunks once. In the order given. */
const createChunks = async ({ db }: Session, wanted: readonly NewChunk[]): Promise<Chunk[]> => {
  const rows: (typeof chunks.$inferSelect)[] = [];
  for (let start = 0; start < wanted.length; start += ROWS_PER_INSERT) {
    const written = await db
      .insert(chunks)
      .values(wanted.slice(start, start + ROWS_PER_INSERT))
      // Nothing is changed; the assignment makes the row that was there come back.
      .onConflictDoUpdate({
        target: [chunks.runId, chunks.step, chunks.recordClass, chunks.ordinal],
        set: { step: sql`excluded.step` },
      })
      .returning();
    rows.push(...written);
  }
  return rows.map(toChunk);
};

interface Lease {
  readonly owner: string;
  readonly leaseMs: number;
}

/** Who had it, and where its run stands; held until the transaction ends, so that of many claims one wins. */
const beforeClaim = async ({ db }: Session, id: string) => {
  const { rows } = await db.execute<{ was: string; run: string; free: boolean }>(sql`
    select chunk.status as was, run.status as run,
      chunk.status = 'pending' and chunk.due_at <= clock_timestamp() and run.status in ('queued', 'running')
      or chunk.status = 'running' and chunk.lease_until <= clock_timestamp()
        and run.status in ('queued', 'running', 'cancelling') as free
    from lockstep.chunks as chunk join lockstep.runs as run on run.id = chunk.run_id
    where chunk.id = ${id} for no key update of chunk`);
  return rows[0];
};

/** A lease that has run out counts as an attempt: its worker did not even live to say what went wrong. */
const claimChunk = async (session: Session, id: string, lease: Lease): Promise<ChunkClaim | null> => {
  const before = await beforeClaim(session, id);
  if (!before?.free) return null;
  const isTakenOver = before.was === 'running';
  const [row] = await session.db
    .update(chunks)
    .set({
      status: 'running',
      generation: sql`${chunks.generation} + 1`,
      attempts: sql`${chunks.attempts} + ${isTakenOver ? 1 : 0}`,
      owner: lease.owner,
      leaseUntil: fromNow(lease.leaseMs),
    })
    .where(eq(chunks.id, id))
    .returning();
  if (!row) return null;
  const { owner } = lease;
  return {
    chunk: toChunk(row),
    generation: row.generation,
    owner,
    isTakenOver,
    isRunEnding: before.run === 'cancelling',
  };
};

/**
 * Notes how far the chunk is, which never goes back. Getting further wipes out the errors before, so that only failing
 * in one place uses up the attempts.
 */
const noteProgress = async (
  { db }: Session,
  claim: ChunkClaim,
  next: { readonly done: SQL; readonly total: SQL; readonly change: SQL },
): Promise<void> => {
  const { rows } = await db.execute(sql`
    with before as (
      select id, done, total from lockstep.chunks
      where id = ${claim.chunk.id} and generation = ${claim.generation} and status = 'running'
      for no key update
    ), after as (
      update lockstep.chunks as chunk
      set done = greatest(before.done, ${next.done}),
        total = ${next.total},
        attempts = case when ${next.done} > before.done then 0 else attempts end,
        ${next.change}
      from before where chunk.id = before.id
      returning chunk.run_id, chunk.step, chunk.done - before.done as records
    ), mark as (
      insert into lockstep.progress_marks (run_id, step, at, records)
      select run_id, step, clock_timestamp(), records from after where records > 0
    )
    select 1 from after`);
  if (rows.length === 0) throw chunkFenced(claim);
};

const releaseChunk = async ({ db }: Session, claim: ChunkClaim, change: SQL): Promise<void> => {
  const { rowCount } = await db.execute(sql`
    update lockstep.chunks
    set status = 'pending', owner = null, lease_until = null, attempts = attempts + 1, ${change}
    where id = ${claim.chunk.id} and generation = ${claim.generation} and status = 'running'`);
  if (rowCount === 0) throw chunkFenced(claim);
};

export const createChunkRepository = (session: Session): ChunkRepository => {
  const { db } = session;
  return {
    create: (wanted) => session.atomically((inside) => createChunks(inside, wanted)),
    get: async (id) => {
      const [row] = isRowId(id) ? await db.select().from(chunks).where(eq(chunks.id, id)) : [];
      if (row) return toChunk(row);
      throw new LockstepError('INVARIANT_BROKEN', {
        message: `There is no chunk ${id}.`,
        hint: 'Was the database replaced while jobs were waiting? Such a job can be ignored.',
      });
    },
    claim: async (id, owner, leaseMs) =>
      isRowId(id) ? session.atomically((inside) => claimChunk(inside, id, { owner, leaseMs })) : null,
    renew: (claim, leaseMs, { done, total }) =>
      noteProgress(session, claim, {
        done: sql`${done}::int`,
        total: sql`${total}::int`,
        change: sql`lease_until = ${fromNow(leaseMs)}`,
      }),
    finish: (claim) =>
      noteProgress(session, claim, {
        done: sql`before.total`,
        total: sql`greatest(before.done, before.total)`,
        change: sql`status = 'done', owner = null, lease_until = null, error = null`,
      }),
    release: (claim, retryAfterMs, error) =>
      releaseChunk(
        session,
        claim,
        sql`due_at = ${fromNow(retryAfterMs)}, error = ${storableJson(error)}::jsonb`,
      ),
    unfinished: async (run, step) => {
      const rows = await db
        .select()
        .from(chunks)
        .where(and(eq(chunks.runId, run), eq(chunks.step, step), ne(chunks.status, 'done')))
        .orderBy(asc(chunks.sequence));
      return rows.map(toChunk);
    },
    left: async (run, step) => {
      const { rows } = await db.execute<{ unfinished: number; running: number }>(sql`
        select count(*)::int as unfinished, (count(*) filter (where status = 'running'))::int as running
        from lockstep.chunks where run_id = ${run} and step = ${step} and status <> 'done'`);
      return rows[0] ?? { unfinished: 0, running: 0 };
    },
    progress: (run) => runProgress(session, run),
  };
};
