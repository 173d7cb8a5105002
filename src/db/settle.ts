import { sql } from 'drizzle-orm';
import { LockstepError } from '#domain/errors.ts';
import type { RunId } from '#domain/ids.ts';
import type { RecordState, Scope, Settlement } from '#engine/ledger-ports.ts';
import { column } from './column.ts';
import { ledgerRow } from './ledger-row.ts';
import { openQuarantineRow } from './open-quarantine-row.ts';
import type { Session } from './session.ts';
import { storableJson } from './stored.ts';

interface Place {
  readonly run: { readonly id: RunId } & Scope;
  readonly recordClass: string;
}
type Settled<State extends RecordState> = Extract<Settlement, { state: State }>;

/** From which states a record may get into another. The same again is no change. */
const FROM: Readonly<Record<Settlement['state'], readonly RecordState[]>> = {
  moved: ['planned', 'sending', 'unknown', 'moved'],
  unknown: ['sending', 'unknown'],
  planned: ['planned', 'sending', 'unknown'],
  quarantined: ['planned', 'sending', 'unknown', 'quarantined'],
};

const ofState = <State extends Settlement['state']>(
  settlements: readonly Settlement[],
  state: State,
): Settled<State>[] =>
  settlements.filter((settlement): settlement is Settled<State> => settlement.state === state);

const broken = (place: Place, what: string, ids: readonly string[]): LockstepError =>
  new LockstepError('INVARIANT_BROKEN', {
    message: `${ids.length} records of "${place.recordClass}" ${what}.`,
    hint: 'The run has stopped before anything else was recorded. The ids are in the details; please report it.',
    details: { runId: place.run.id, records: ids.length, ids: ids.slice(0, 5).join(', ') },
  });

const changeState = async (
  { db }: Session,
  place: Place,
  change: { readonly state: Settlement['state']; readonly settlements: readonly Settlement[] },
): Promise<void> => {
  const { state, settlements } = change;
  const moved = ofState(settlements, 'moved');
  const quarantined = ofState(settlements, 'quarantined');
  const { rows } = await db.execute<{ id: string }>(sql`
    with settled as (
      select * from unnest(
        ${column(settlements.map((settlement) => settlement.sourceId))}::text[],
        ${column(moved.map((settlement) => settlement.destinationId))}::text[],
        ${column(moved.map((settlement) => settlement.created))}::boolean[],
        ${column(quarantined.map((settlement) => settlement.reasons[0]?.code ?? null))}::text[]
      ) as settled (source_id, destination_id, created, reason)
    ), found as materialized (
      select settled.*, entry.row_place
      from settled cross join lateral (
        ${ledgerRow({ runId: place.run.id, recordClass: place.recordClass })}
          and source_id = settled.source_id limit 1
      ) as entry
      where entry.state = any(${column(FROM[state])}::text[])
        and (entry.state <> 'moved' or entry.destination_id = settled.destination_id)
    ), changed as (
      update lockstep.ledger as entry
      set state = ${state}, destination_id = found.destination_id, reason = found.reason,
        created = entry.created is true or found.created
      from found where entry.ctid = found.row_place
      returning entry.source_id
    )
    select source_id as id from settled except all select source_id from changed`);
  if (rows.length > 0) {
    throw broken(
      place,
      `cannot become "${state}" on the ledger`,
      rows.map((row) => row.id),
    );
  }
};

/** One destination record has one source record. A second one means that two became one: people must hear of it. */
const refuseShared = async ({ db }: Session, place: Place, moved: Settled<'moved'>[]): Promise<void> => {
  const owners = new Map<string, string>();
  const shared: string[] = [];
  for (const { sourceId, destinationId } of moved) {
    if ((owners.get(destinationId) ?? sourceId) !== sourceId) shared.push(destinationId);
    owners.set(destinationId, sourceId);
  }
  const { rows } = await db.execute<{ id: string }>(sql`
    select settled.destination_id as id
    from unnest(
      ${column(moved.map((settlement) => settlement.sourceId))}::text[],
      ${column(moved.map((settlement) => settlement.destinationId))}::text[]
    ) as settled (source_id, destination_id)
    cross join lateral (
      select source_id from lockstep.cross_references
      where destination_key = md5(${`${place.run.planId}:${place.run.environment}:${place.recordClass}:`}::text
        || settled.destination_id)::uuid
      limit 1
    ) as owner
    where owner.source_id <> settled.source_id`);
  const taken = [...shared, ...rows.map((row) => row.id)];
  if (taken.length > 0)
    throw broken(place, 'in the destination already belong to another source record', taken);
};

const writeCrossReferences = async (
  { db }: Session,
  place: Place,
  moved: readonly Settled<'moved'>[],
): Promise<void> => {
  await db.execute(sql`
    insert into lockstep.cross_references as reference
      (plan_id, environment, record_class, source_id, destination_id, created_by_us, run_id,
       system, destination_class, identity_field, identity)
    select ${place.run.planId}::uuid, ${place.run.environment}, ${place.recordClass},
      source_id, destination_id, created, ${place.run.id}::uuid,
      system, destination_class, identity_field, identity
    from unnest(
      ${column(moved.map((settlement) => settlement.sourceId))}::text[],
      ${column(moved.map((settlement) => settlement.destinationId))}::text[],
      ${column(moved.map((settlement) => settlement.created))}::boolean[],
      ${column(moved.map((settlement) => settlement.place.system))}::text[],
      ${column(moved.map((settlement) => settlement.place.destinationClass))}::text[],
      ${column(moved.map((settlement) => settlement.place.identityField))}::text[],
      ${column(moved.map((settlement) => settlement.place.identity))}::text[]
    ) as settled (source_id, destination_id, created, system, destination_class, identity_field, identity)
    on conflict on constraint cross_references_key do update
    set destination_id = excluded.destination_id,
      -- What we made once stays ours, when a later run finds it there.
      created_by_us = excluded.created_by_us
        or reference.created_by_us and (reference.destination_id, reference.system, reference.destination_class)
          = (excluded.destination_id, excluded.system, excluded.destination_class),
      system = excluded.system, destination_class = excluded.destination_class,
      identity_field = excluded.identity_field, identity = excluded.identity,
      run_id = case when excluded.created_by_us then excluded.run_id else reference.run_id end
    where (reference.destination_id, reference.created_by_us, reference.system, reference.destination_class,
        reference.identity_field, reference.identity)
      is distinct from (excluded.destination_id, excluded.created_by_us or reference.created_by_us,
        excluded.system, excluded.destination_class, excluded.identity_field, excluded.identity)`);
  await db.execute(sql`
    with found as materialized (
      select open.row_place
      from unnest(${column(moved.map((settlement) => settlement.sourceId))}::text[]) as settled (source_id)
      cross join lateral (
        ${openQuarantineRow(place.run, place.recordClass)} and source_id = settled.source_id limit 1
      ) as open
    )
    update lockstep.quarantine as entry set resolved_at = clock_timestamp()
    from found where entry.ctid = found.row_place`);
};

const writeQuarantine = async (
  { db }: Session,
  place: Place,
  quarantined: readonly Settled<'quarantined'>[],
): Promise<void> => {
  await db.execute(sql`
    insert into lockstep.quarantine (plan_id, environment, record_class, source_id, run_id, reasons, at)
    select ${place.run.planId}::uuid, ${place.run.environment}, ${place.recordClass},
      source_id, ${place.run.id}::uuid, reasons, clock_timestamp()
    from unnest(
      ${column(quarantined.map((settlement) => settlement.sourceId))}::text[],
      ${column(quarantined.map((settlement) => storableJson(settlement.reasons)))}::jsonb[]
    ) as settled (source_id, reasons)
    on conflict (plan_id, environment, record_class, source_id) do update
    set run_id = excluded.run_id, reasons = excluded.reasons, at = excluded.at, resolved_at = null`);
};

/** What became of records, in four statements at most whatever their number. Call it inside a transaction. */
export const settle = async (
  session: Session,
  place: Place,
  settlements: readonly Settlement[],
): Promise<void> => {
  const moved = ofState(settlements, 'moved');
  const quarantined = ofState(settlements, 'quarantined');
  if (moved.length > 0) await refuseShared(session, place, moved);
  for (const state of ['moved', 'unknown', 'planned', 'quarantined'] as const) {
    const some = ofState(settlements, state);
    if (some.length > 0) await changeState(session, place, { state, settlements: some });
  }
  if (moved.length > 0) await writeCrossReferences(session, place, moved);
  if (quarantined.length > 0) await writeQuarantine(session, place, quarantined);
};
