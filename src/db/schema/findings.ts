import { bigint, index, integer, text, uuid } from 'drizzle-orm/pg-core';
import { DISCREPANCY_KINDS } from '#domain/verdict.ts';
import { parityCountsShape } from '../stored-shapes.ts';
import { chunks } from './chunks.ts';
import { keyText, lockstep, parsedJson } from './columns.ts';

/** What one chunk of a check found, apart from the discrepancies themselves. */
export const findings = lockstep.table(
  'findings',
  {
    chunkId: uuid()
      .primaryKey()
      .references(() => chunks.id),
    runId: uuid().notNull(),
    recordClass: keyText(),
    counts: parsedJson('counts', parityCountsShape),
    uncheckedFields: text().array().notNull(),
  },
  (finding) => [index('findings_run').on(finding.runId)],
);

/** Values in here are masked before they arrive. */
export const discrepancies = lockstep.table(
  'discrepancies',
  {
    id: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    chunkId: uuid().notNull(),
    runId: uuid().notNull(),
    check: text({ enum: ['parity', 'fidelity'] }).notNull(),
    kind: text({ enum: DISCREPANCY_KINDS }).notNull(),
    recordClass: keyText().notNull(),
    field: text(),
    sourceId: text(),
    destinationId: text(),
    expected: text(),
    actual: text(),
    records: integer().notNull(),
  },
  (discrepancy) => [
    index('discrepancies_run').on(discrepancy.runId, discrepancy.id),
    index('discrepancies_chunk').on(discrepancy.chunkId),
  ],
);
