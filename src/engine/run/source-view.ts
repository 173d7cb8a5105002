import type { SourceId } from '#domain/ids.ts';
import type { MigratedClass } from '#domain/plan/plan-schema.ts';
import type { RecordBatch } from '#domain/record.ts';
import type { ClassSchema } from '#domain/system-schema.ts';
import type { SourceConnector } from '../connector.ts';
import { explodeBatch, parentOf } from '../mapping/explode-batch.ts';
import { BATCH_RECORDS } from './chunk-work.ts';

/** A class of the source as the plan sees it: with `each`, a record for every part of a several-valued field. */
export interface SourceView {
  /** Names of the values in every batch, in order. */
  readonly fields: readonly string[];
  /** All records, or those with these ids, in the source's key order. */
  read(options: { ids?: readonly SourceId[]; signal: AbortSignal }): AsyncIterable<RecordBatch<SourceId>>;
}

const onlyIds = (batch: RecordBatch<SourceId>, ids: ReadonlySet<SourceId>): RecordBatch<SourceId> => ({
  ...batch,
  records: batch.records.filter((record) => ids.has(record.id)),
});

export const openSourceView = (options: {
  readonly connector: SourceConnector;
  readonly planClass: MigratedClass;
  readonly schema: ClassSchema;
  readonly fields: readonly string[];
}): SourceView => {
  const { connector, planClass, schema, fields } = options;
  const { each } = planClass;
  // A file's content is read only where the mapping asks for it; a field the source does not have is named when the plan is held
  // against the systems, before anything is read.
  const known = new Set(schema.fields.map((field) => field.name));
  const readable = fields.filter((field) => known.has(field));
  const query = (ids: readonly SourceId[] | undefined, signal: AbortSignal) => ({
    fields: readable,
    batchRecords: BATCH_RECORDS,
    signal,
    ...(ids ? { ids } : {}),
  });
  if (!each) {
    return {
      fields: readable,
      read: ({ ids, signal }) => connector.read(planClass.source, query(ids, signal)),
    };
  }
  return {
    fields: [...readable, 'each'],
    async *read({ ids, signal }) {
      const parents = ids ? [...new Set(ids.map(parentOf))] : undefined;
      const wanted = ids ? new Set(ids) : null;
      for await (const batch of connector.read(planClass.source, query(parents, signal))) {
        const parts = explodeBatch(batch, each);
        yield wanted ? onlyIds(parts, wanted) : parts;
      }
    },
  };
};
