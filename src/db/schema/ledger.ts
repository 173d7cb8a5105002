import { bigint, boolean, integer, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { QUARANTINE_CODES } from '#domain/quarantine.ts';
import { keyText, lockstep } from './columns.ts';

/**
 * One row per record of a run. No foreign keys: the engine only ever writes here under a claim on a chunk of the run,
 * and a check per row would halve the speed of the table that has the most rows.
 */
export const ledger = lockstep.table(
  'ledger',
  {
    runId: uuid().notNull(),
    recordClass: keyText().notNull(),
    sourceId: keyText().notNull(),
    state: text({ enum: ['planned', 'sending', 'unknown', 'moved', 'quarantined', 'removed'] })
      .notNull()
      .default('planned'),
    byHash: boolean().notNull(),
    identity: text(),
    destinationId: text(),
    /** This run made the destination record. */
    created: boolean(),
    /** While quarantined: code of the first reason. */
    reason: text({ enum: QUARANTINE_CODES }),
  },
  (entry) => [primaryKey({ name: 'ledger_key', columns: [entry.runId, entry.recordClass, entry.sourceId] })],
);

/** How a class is dealt out to chunks: stretches of the ledger in id order, from `first_id` up to the next one's. */
export const stretches = lockstep.table(
  'stretches',
  {
    runId: uuid().notNull(),
    recordClass: keyText().notNull(),
    ordinal: integer().notNull(),
    firstId: keyText().notNull(),
    records: integer().notNull(),
  },
  (stretch) => [
    primaryKey({ name: 'stretches_key', columns: [stretch.runId, stretch.recordClass, stretch.ordinal] }),
  ],
);

export const populations = lockstep.table(
  'populations',
  {
    runId: uuid().notNull(),
    recordClass: keyText().notNull(),
    records: bigint({ mode: 'number' }).notNull(),
  },
  (population) => [
    primaryKey({ name: 'populations_key', columns: [population.runId, population.recordClass] }),
  ],
);
