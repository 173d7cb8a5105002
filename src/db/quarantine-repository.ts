import { and, asc, eq, isNull, sql } from 'drizzle-orm';
import { sourceId } from '#domain/ids.ts';
import type {
  QuarantineGroup,
  QuarantineRepository,
  QuarantinedRecord,
  Scope,
} from '#engine/ledger-ports.ts';
import { column } from './column.ts';
import { openQuarantineRow } from './open-quarantine-row.ts';
import { quarantine } from './schema/quarantine.ts';
import type { Session } from './session.ts';

const PAGE_RECORDS = 1_000;

const openIn = (scope: Scope) =>
  and(
    eq(quarantine.planId, scope.planId),
    eq(quarantine.environment, scope.environment),
    isNull(quarantine.resolvedAt),
  );

async function* records({ db }: Session, scope: Scope): AsyncGenerator<QuarantinedRecord> {
  let last: QuarantinedRecord | undefined;
  for (;;) {
    const rows = await db
      .select()
      .from(quarantine)
      .where(
        and(
          openIn(scope),
          last &&
            sql`(${quarantine.recordClass}, ${quarantine.sourceId}) > (${last.recordClass}, ${last.sourceId})`,
        ),
      )
      .orderBy(asc(quarantine.recordClass), asc(quarantine.sourceId))
      .limit(PAGE_RECORDS);
    for (const row of rows) {
      last = { recordClass: row.recordClass, sourceId: sourceId(row.sourceId), reasons: row.reasons };
      yield last;
    }
    if (rows.length < PAGE_RECORDS) return;
  }
}

export const createQuarantineRepository = (session: Session): QuarantineRepository => {
  const { db } = session;
  return {
    groups: async (scope) => {
      const { rows } = await db.execute<QuarantineGroup & Record<string, unknown>>(sql`
        select record_class as "recordClass", reason ->> 'code' as code, reason ->> 'field' as field,
          count(distinct source_id)::float8 as records
        from lockstep.quarantine, jsonb_array_elements(reasons) as reason
        where plan_id = ${scope.planId} and environment = ${scope.environment} and resolved_at is null
        group by 1, 2, 3 order by records desc, 1, 2, 3`);
      return rows.map(({ recordClass, code, field, records: count }) => ({
        recordClass,
        code,
        field,
        records: count,
      }));
    },
    records: (scope) => records(session, scope),
    clear: async (scope) => {
      await db
        .update(quarantine)
        .set({ resolvedAt: sql`clock_timestamp()` })
        .where(openIn(scope));
    },
    among: async (scope, recordClass, sourceIds) => {
      const { rows } = await db.execute<{ id: string }>(sql`
        select wanted.source_id as id from unnest(${column(sourceIds)}::text[]) as wanted (source_id)
        cross join lateral (
          ${openQuarantineRow(scope, recordClass)} and source_id = wanted.source_id limit 1
        ) as open`);
      return new Set(rows.map((row) => sourceId(row.id)));
    },
  };
};
