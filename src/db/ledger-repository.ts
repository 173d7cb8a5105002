import { and, asc, eq, gte, inArray, lt, sql } from 'drizzle-orm';
import { LockstepError } from '#domain/errors.ts';
import { destinationId, sourceId, type RunId, type SourceId } from '#domain/ids.ts';
import type { LedgerEntry, LedgerRepository, RecordState } from '#engine/ledger-ports.ts';
import { column } from './column.ts';
import { ledgerRow } from './ledger-row.ts';
import { ledger, populations, stretches } from './schema/ledger.ts';
import type { Session } from './session.ts';
import { settle } from './settle.ts';

/** PostgreSQL cannot hold such an id exactly, and an id that is not exact is another record's. */
const checkIds = (recordClass: string, ids: readonly SourceId[]): void => {
  const bad = ids.filter((id) => id.includes('\0') || !id.isWellFormed()).length;
  if (bad === 0) return;
  throw new LockstepError('RECORD_ID_UNUSABLE', {
    message: `${bad} ids of "${recordClass}" in the source hold a NUL or a broken character.`,
    hint: 'Choose another key for this class in plan.yml, or mend the ids in the source.',
    details: { records: bad },
  });
};

const plan = async (
  { db }: Session,
  place: { runId: RunId; recordClass: string },
  records: readonly { sourceId: SourceId; byHash: boolean }[],
): Promise<void> => {
  const ids = records.map((record) => record.sourceId);
  checkIds(place.recordClass, ids);
  await db.execute(sql`
    insert into lockstep.ledger (run_id, record_class, source_id, by_hash)
    select ${place.runId}, ${place.recordClass}, source_id, by_hash
    from unnest(${column(ids)}::text[], ${column(records.map((record) => record.byHash))}::boolean[])
      as record (source_id, by_hash)
    on conflict do nothing`);
};

/** Only the first id of each stretch is kept; a million records are dealt out without touching one of their rows. */
const divide = async (
  { db }: Session,
  place: { runId: RunId; recordClass: string },
  recordsPerChunk: number,
): Promise<number[]> => {
  const { runId, recordClass } = place;
  await db.execute(sql`
    delete from lockstep.stretches where run_id = ${runId} and record_class = ${recordClass}`);
  const { rows } = await db.execute<{ ordinal: number; records: number }>(sql`
    insert into lockstep.stretches (run_id, record_class, ordinal, first_id, records)
    select ${runId}, ${recordClass}, ordinal, min(source_id), count(*)
    from (
      select source_id, ((row_number() over (order by source_id) - 1) / ${recordsPerChunk}::int)::int as ordinal
      from lockstep.ledger where run_id = ${runId} and record_class = ${recordClass}
    ) as dealt
    group by ordinal
    returning ordinal, records`);
  return rows.toSorted((a, b) => a.ordinal - b.ordinal).map((row) => row.records);
};

const entries = async (
  { db }: Session,
  place: { runId: RunId; recordClass: string },
  ordinal: number,
): Promise<LedgerEntry[]> => {
  const bounds = await db
    .select({ ordinal: stretches.ordinal, firstId: stretches.firstId })
    .from(stretches)
    .where(
      and(
        eq(stretches.runId, place.runId),
        eq(stretches.recordClass, place.recordClass),
        inArray(stretches.ordinal, [ordinal, ordinal + 1]),
      ),
    );
  const first = bounds.find((bound) => bound.ordinal === ordinal)?.firstId;
  const next = bounds.find((bound) => bound.ordinal === ordinal + 1)?.firstId;
  if (first === undefined) return [];
  const rows = await db
    .select({
      sourceId: ledger.sourceId,
      state: ledger.state,
      identity: ledger.identity,
      destinationId: ledger.destinationId,
      reason: ledger.reason,
    })
    .from(ledger)
    .where(
      and(
        eq(ledger.runId, place.runId),
        eq(ledger.recordClass, place.recordClass),
        gte(ledger.sourceId, first),
        next === undefined ? undefined : lt(ledger.sourceId, next),
      ),
    )
    .orderBy(asc(ledger.sourceId));
  return rows.map((row) => ({
    ...row,
    sourceId: sourceId(row.sourceId),
    destinationId: row.destinationId === null ? null : destinationId(row.destinationId),
  }));
};

/** The same intent twice is one intent; every other record must have been waiting as planned. */
const intend = async (
  { db }: Session,
  place: { runId: RunId; recordClass: string },
  intents: readonly { sourceId: SourceId; identity: string }[],
): Promise<void> => {
  const { rowCount } = await db.execute(sql`
    with found as materialized (
      select entry.row_place, intent.identity
      from unnest(
        ${column(intents.map((intent) => intent.sourceId))}::text[],
        ${column(intents.map((intent) => intent.identity))}::text[]
      ) as intent (source_id, identity)
      cross join lateral (${ledgerRow(place)} and source_id = intent.source_id limit 1) as entry
      where entry.state = 'planned' or entry.state = 'sending' and entry.identity = intent.identity
    )
    update lockstep.ledger as entry set state = 'sending', identity = found.identity
    from found where entry.ctid = found.row_place`);
  if (rowCount === intents.length) return;
  throw new LockstepError('INVARIANT_BROKEN', {
    message: `${intents.length - (rowCount ?? 0)} of ${intents.length} records of "${place.recordClass}" were about to be sent without waiting on the ledger.`,
    hint: 'This is our fault; nothing was sent. Please report it with the run.',
    details: { records: intents.length, ready: rowCount ?? 0 },
  });
};

export const createLedgerRepository = (session: Session): LedgerRepository => {
  const { db } = session;
  return {
    plan: (runId, recordClass, records) => plan(session, { runId, recordClass }, records),
    divide: (runId, recordClass, recordsPerChunk) =>
      session.atomically((inside) => divide(inside, { runId, recordClass }, recordsPerChunk)),
    entries: (runId, recordClass, ordinal) => entries(session, { runId, recordClass }, ordinal),
    among: async (runId, recordClass, sourceIds) => {
      const { rows } = await db.execute<{ id: string }>(sql`
        select wanted.source_id as id from unnest(${column(sourceIds)}::text[]) as wanted (source_id)
        cross join lateral (
          ${ledgerRow({ runId, recordClass })} and source_id = wanted.source_id limit 1
        ) as entry`);
      return new Set(rows.map((row) => sourceId(row.id)));
    },
    intend: (runId, recordClass, intents) =>
      session.atomically((inside) => intend(inside, { runId, recordClass }, intents)),
    settle: (run, recordClass, settlements) =>
      session.atomically((inside) => settle(inside, { run, recordClass }, settlements)),
    counts: async (runId) => {
      const { rows } = await db.execute<{
        recordClass: string;
        state: RecordState;
        records: number;
        byHash: number;
      }>(sql`
        select record_class as "recordClass", state, count(*)::float8 as records,
          (count(*) filter (where by_hash))::float8 as "byHash"
        from lockstep.ledger where run_id = ${runId} group by record_class, state order by record_class, state`);
      return rows;
    },
    notePopulation: async (runId, recordClass, records) => {
      await db
        .insert(populations)
        .values({ runId, recordClass, records })
        .onConflictDoUpdate({
          target: [populations.runId, populations.recordClass],
          set: { records },
        });
    },
    populations: async (runId) => {
      const rows = await db.select().from(populations).where(eq(populations.runId, runId));
      return new Map(rows.map((row) => [row.recordClass, row.records]));
    },
  };
};
