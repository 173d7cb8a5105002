import { and, asc, eq, gt, sql } from 'drizzle-orm';
import { destinationId, sourceId, type SourceId } from '#domain/ids.ts';
import type { CrossReferenceRepository, Scope } from '#engine/ports.ts';
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
      const rows = await db
        .select({ sourceId: crossReferences.sourceId, destinationId: crossReferences.destinationId })
        .from(crossReferences)
        .where(
          and(
            ofClass(scope, recordClass),
            sql`${crossReferences.sourceId} = any(${column(sourceIds)}::text[])`,
          ),
        );
      return new Map(rows.map((row) => [sourceId(row.sourceId), destinationId(row.destinationId)]));
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
      }));
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

/** What is forgotten was taken out of the destination: every run's ledger that still says 'moved' says 'removed' now. */
const forget = async (
  { db }: Session,
  place: { readonly scope: Scope; readonly recordClass: string },
  sourceIds: readonly SourceId[],
): Promise<void> => {
  await db.execute(sql`
    with forgotten as (
      delete from lockstep.cross_references
      where plan_id = ${place.scope.planId} and environment = ${place.scope.environment}
        and record_class = ${place.recordClass} and source_id = any(${column(sourceIds)}::text[])
      returning source_id
    )
    update lockstep.ledger as entry set state = 'removed'
    from forgotten, lockstep.runs as run
    where run.plan_id = ${place.scope.planId} and run.environment = ${place.scope.environment}
      and entry.run_id = run.id and entry.record_class = ${place.recordClass}
      and entry.source_id = forgotten.source_id and entry.state = 'moved'`);
};
