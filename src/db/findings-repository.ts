import { and, asc, eq, gt, isNotNull, sql } from 'drizzle-orm';
import type { RunId } from '#domain/ids.ts';
import type { Chunk } from '#domain/run.ts';
import type { Discrepancy, DiscrepancyGroup, ParityCounts } from '#domain/verdict.ts';
import type { FindingsRepository } from '#engine/ports.ts';
import { column } from './column.ts';
import { discrepancies, findings } from './schema/findings.ts';
import type { Session } from './session.ts';
import { readStored, storableText } from './stored.ts';
import { discrepancyGroupShape } from './stored-shapes.ts';

const PAGE_DISCREPANCIES = 1_000;
/** Examples kept per group, in each group of discrepancies. */
const EXAMPLES = 3;

const texts = (values: readonly (string | null)[]) =>
  column(values.map((value) => (value === null ? null : storableText(value))));

const insertDiscrepancies = async (
  { db }: Session,
  chunk: Chunk,
  list: readonly Discrepancy[],
): Promise<void> => {
  if (list.length === 0) return;
  await db.execute(sql`
    insert into lockstep.discrepancies
      (chunk_id, run_id, "check", kind, record_class, field, source_id, destination_id, expected, actual, records)
    select ${chunk.id}::uuid, ${chunk.runId}::uuid, found.* from unnest(
      ${texts(list.map((one) => one.check))}::text[], ${texts(list.map((one) => one.kind))}::text[],
      ${texts(list.map((one) => one.recordClass))}::text[], ${texts(list.map((one) => one.field))}::text[],
      ${texts(list.map((one) => one.sourceId))}::text[], ${texts(list.map((one) => one.destinationId))}::text[],
      ${texts(list.map((one) => one.expected))}::text[], ${texts(list.map((one) => one.actual))}::text[],
      ${column(list.map((one) => one.records))}::int[]
    ) as found`);
};

const save = async (
  session: Session,
  chunk: Chunk,
  found: Parameters<FindingsRepository['save']>[1],
): Promise<void> => {
  const { db } = session;
  await db.delete(discrepancies).where(eq(discrepancies.chunkId, chunk.id));
  const said = {
    recordClass: chunk.recordClass,
    counts: found.counts,
    uncheckedFields: [...found.uncheckedFields],
  };
  await db
    .insert(findings)
    .values({ chunkId: chunk.id, runId: chunk.runId, ...said })
    .onConflictDoUpdate({ target: findings.chunkId, set: said });
  await insertDiscrepancies(session, chunk, found.discrepancies);
};

const add = (a: ParityCounts, b: ParityCounts): ParityCounts => ({
  compared: a.compared + b.compared,
  equal: a.equal + b.equal,
  expectedDifference: a.expectedDifference + b.expectedDifference,
  mismatch: a.mismatch + b.mismatch,
  missing: a.missing + b.missing,
  extra: a.extra + b.extra,
  notComparable: a.notComparable + b.notComparable,
});

const counts = async ({ db }: Session, runId: RunId): Promise<Map<string, ParityCounts>> => {
  const rows = await db
    .select({ recordClass: findings.recordClass, counts: findings.counts })
    .from(findings)
    .where(and(eq(findings.runId, runId), isNotNull(findings.counts), isNotNull(findings.recordClass)));
  const sums = new Map<string, ParityCounts>();
  for (const { recordClass, counts: some } of rows) {
    if (recordClass === null || some === null) continue;
    const before = sums.get(recordClass);
    sums.set(recordClass, before ? add(before, some) : some);
  }
  return sums;
};

const groups = async ({ db }: Session, runId: RunId): Promise<DiscrepancyGroup[]> => {
  const { rows } = await db.execute(sql`
    select "check", kind, record_class as "recordClass", field, sum(records)::float8 as records,
      jsonb_agg(jsonb_build_object('sourceId', source_id, 'expected', expected, 'actual', actual) order by id)
        filter (where place <= ${EXAMPLES}) as examples
    from (
      select *, row_number() over (partition by "check", kind, record_class, field order by id) as place
      from lockstep.discrepancies where run_id = ${runId}
    ) as found
    group by 1, 2, 3, 4 order by records desc, 1, 2, 3, 4`);
  return rows.map((row) => readStored('discrepancies', discrepancyGroupShape, row));
};

async function* stream({ db }: Session, runId: RunId): AsyncGenerator<Discrepancy> {
  let last = 0;
  for (;;) {
    const rows = await db
      .select()
      .from(discrepancies)
      .where(and(eq(discrepancies.runId, runId), gt(discrepancies.id, last)))
      .orderBy(asc(discrepancies.id))
      .limit(PAGE_DISCREPANCIES);
    for (const { id, chunkId: _chunk, runId: _run, ...discrepancy } of rows) {
      last = id;
      yield discrepancy;
    }
    if (rows.length < PAGE_DISCREPANCIES) return;
  }
}

export const createFindingsRepository = (session: Session): FindingsRepository => ({
  save: (chunk, found) => session.atomically((inside) => save(inside, chunk, found)),
  addDiscrepancies: (chunk, list) => insertDiscrepancies(session, chunk, list),
  counts: (runId) => counts(session, runId),
  groups: (runId) => groups(session, runId),
  uncheckedFields: async (runId) => {
    const rows = await session.db
      .select({ recordClass: findings.recordClass, fields: findings.uncheckedFields })
      .from(findings)
      .where(eq(findings.runId, runId));
    const byClass = new Map<string, Set<string>>();
    for (const { recordClass, fields } of rows) {
      if (recordClass === null) continue;
      const known = byClass.get(recordClass) ?? new Set();
      for (const field of fields) known.add(field);
      byClass.set(recordClass, known);
    }
    return new Map([...byClass].map(([recordClass, fields]) => [recordClass, [...fields].toSorted()]));
  },
  discrepancies: (runId) => stream(session, runId),
});
