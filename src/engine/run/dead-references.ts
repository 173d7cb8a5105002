import type { SourceId } from '#domain/ids.ts';
import type { QuarantineReason } from '#domain/quarantine.ts';
import type { BatchRecord } from '#domain/record.ts';
import type { CompiledMapping } from '../mapping/compiled-mapping.ts';
import type { ChunkWork } from './chunk-work.ts';

/**
 * References that are filled in the second pass point at records that may come later in this run. One that is neither on
 * the run's ledger nor moved before does not exist: better to know before the child is written than after.
 */
export const referencesNowhere = async (
  work: ChunkWork,
  mapping: CompiledMapping,
  records: readonly BatchRecord<SourceId>[],
): Promise<Map<SourceId, QuarantineReason[]>> => {
  const wanted = new Map<string, Set<SourceId>>();
  const perRecord = records.map((record) => ({
    id: record.id,
    references: mapping.deferredReferencesOf(record),
  }));
  for (const { references } of perRecord) {
    for (const { recordClass, sourceId } of references) {
      const ids = wanted.get(recordClass) ?? new Set<SourceId>();
      wanted.set(recordClass, ids.add(sourceId));
    }
  }
  const known = new Map<string, Set<SourceId>>();
  for (const [recordClass, ids] of wanted) {
    const onLedger = await work.store.ledger.among(work.run.id, recordClass, [...ids]);
    const others = [...ids].filter((id) => !onLedger.has(id));
    const moved = await work.store.crossReferences.resolve(work.scope, recordClass, others);
    known.set(recordClass, new Set([...onLedger, ...moved.keys()]));
  }
  const dead = new Map<SourceId, QuarantineReason[]>();
  for (const { id, references } of perRecord) {
    const reasons = references
      .filter(({ recordClass, sourceId }) => !known.get(recordClass)?.has(sourceId))
      .map(({ recordClass, field }): QuarantineReason => ({
        code: 'reference-missing',
        field,
        detail: `names a record of ${recordClass} that the source does not have`,
      }));
    if (reasons.length > 0) dead.set(id, reasons);
  }
  return dead;
};
