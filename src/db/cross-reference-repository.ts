import { and, asc, eq, gt, sql } from 'drizzle-orm';
import { destinationId, sourceId, type DestinationId, type SourceId } from '#domain/ids.ts';
import type { CrossReferenceRepository, PlaceCount, Scope } from '#engine/ledger-ports.ts';
import { column } from './column.ts';
import { crossReferences } from './schema/cross-references.ts';
import type { Session } from './session.ts';

const ofClass = (scope: Scope, recordClass: string) =>
  and(
    eq(crossReferences.planId, scope.planId),
    eq(crossReferences.environment, scope.environment),
    eq(crossReferences.recordClass, recordClass),
  );

export const createCrossReferenceRepository = (session: Session): CrossReferenceRepository => {
  const { db } = session;
  return {
    resolve: async (scope, recordClass, sourceIds) => {
      const { rows } = await db.execute<{ source: string; destination: string }>(sql`
        select wanted.source_id as source, reference.destination_id as destination
        from unnest(${column(sourceIds)}::text[]) as wanted (source_id)
        cross join lateral (${referenceRow(scope, recordClass)}) as reference`);
      return new Map(rows.map((row) => [sourceId(row.source), destinationId(row.destination)]));
    },
    page: async (scope, recordClass, ...[after, limit]) => {
      const rows = await db
        .select()
        .from(crossReferences)
        .where(
          and(ofClass(scope, recordClass), after === null ? undefined : gt(crossReferences.sourceId, after)),
        )
        .orderBy(asc(crossReferences.sourceId))
        .limit(limit);
      return rows.map((row) => ({
        sourceId: sourceId(row.sourceId),
        destinationId: destinationId(row.destinationId),
        createdByUs: row.createdByUs,
        place: {
          system: row.system,
          destinationClass: row.destinationClass,
          identityField: row.identityField,
          identity: row.identity,
        },
      }));
    },
    created: async (scope, recordClass, sourceIds) => {
      const { rows } = await db.execute<{ source: string }>(sql`
        select wanted.source_id as source
        from unnest(${column(sourceIds)}::text[]) as wanted (source_id)
        cross join lateral (${referenceRow(scope, recordClass)}) as reference
        where reference.created_by_us`);
      return new Set(rows.map((row) => sourceId(row.source)));
    },
    owners: (scope, recordClass, destinationIds) => owners(session, { scope, recordClass }, destinationIds),
    noteCreated: (scope, recordClass, destinationIds) =>
      noteCreated(session, { scope, recordClass }, destinationIds),
    places: async (scope) => {
      const { rows } = await db.execute<{ [Key in keyof PlaceCount]: PlaceCount[Key] }>(sql`
        select record_class as "recordClass", system, destination_class as "destinationClass",
          identity_field as "identityField", count(*)::float8 as records
        from lockstep.cross_references
        where plan_id = ${scope.planId} and environment = ${scope.environment}
        group by 1, 2, 3, 4 order by 1, 2, 3, 4`);
      return rows;
    },
    forget: (scope, recordClass, sourceIds) =>
      session.atomically((inside) => forget(inside, { scope, recordClass }, sourceIds)),
    counts: async (scope) => {
      const { rows } = await db.execute<{ recordClass: string; records: number }>(sql`
        select record_class as "recordClass", count(*)::float8 as records from lockstep.cross_references
        where plan_id = ${scope.planId} and environment = ${scope.environment} group by record_class`);
      return new Map(rows.map((row) => [row.recordClass, row.records]));
    },
  };
};

/** The row of `wanted.source_id`. Lateral and limited, so that each id is one look into the key (see ledger-row.ts). */
const referenceRow = (scope: Scope, recordClass: string) => sql`
  select ctid as row_place, destination_id, created_by_us from lockstep.cross_references
  where plan_id = ${scope.planId} and environment = ${scope.environment}
    and record_class = ${recordClass} and source_id = wanted.source_id
  limit 1`;

/** Whose `wanted.destination_id` is. */
const ownerRow = (scope: Scope, recordClass: string) => sql`
  select ctid as row_place, source_id from lockstep.cross_references
  where destination_key = md5(${`${scope.planId}:${scope.environment}:${recordClass}:`}::text
    || wanted.destination_id)::uuid
  limit 1`;

interface Place {
  readonly scope: Scope;
  readonly recordClass: string;
}

const owners = async (
  { db }: Session,
  { scope, recordClass }: Place,
  destinationIds: readonly DestinationId[],
): Promise<Map<DestinationId, SourceId>> => {
  const key = `cross-references:${scope.planId}:${scope.environment}:${recordClass}`;
  await db.execute(sql`select pg_advisory_xact_lock(hashtextextended(${key}, 0))`);
  const { rows } = await db.execute<{ destination: string; source: string }>(sql`
    select wanted.destination_id as destination, owner.source_id as source
    from unnest(${column(destinationIds)}::text[]) as wanted (destination_id)
    cross join lateral (${ownerRow(scope, recordClass)}) as owner`);
  return new Map(rows.map((row) => [destinationId(row.destination), sourceId(row.source)]));
};

const noteCreated = async (
  { db }: Session,
  { scope, recordClass }: Place,
  destinationIds: readonly DestinationId[],
): Promise<void> => {
  await db.execute(sql`
    with found as materialized (
      select owner.row_place
      from unnest(${column(destinationIds)}::text[]) as wanted (destination_id)
      cross join lateral (${ownerRow(scope, recordClass)}) as owner
    )
    update lockstep.cross_references as reference set created_by_us = true
    from found where reference.ctid = found.row_place`);
};

/** What is forgotten was taken out of the destination: every run's ledger that still says 'moved' says 'removed' now. */
const forget = async ({ db }: Session, place: Place, sourceIds: readonly SourceId[]): Promise<void> => {
  const wanted = sql`unnest(${column(sourceIds)}::text[]) as wanted (source_id)`;
  await db.execute(sql`
    with found as materialized (
      select reference.row_place from ${wanted}
      cross join lateral (${referenceRow(place.scope, place.recordClass)}) as reference
    )
    delete from lockstep.cross_references as reference using found where reference.ctid = found.row_place`);
  await db.execute(sql`
    with found as materialized (
      select entry.row_place
      from lockstep.runs as run cross join ${wanted}
      cross join lateral (
        select ctid as row_place, state from lockstep.ledger
        where run_id = run.id and record_class = ${place.recordClass} and source_id = wanted.source_id
        limit 1
      ) as entry
      where run.plan_id = ${place.scope.planId} and run.environment = ${place.scope.environment}
        and entry.state = 'moved'
    )
    update lockstep.ledger as entry set state = 'removed' from found where entry.ctid = found.row_place`);
};
