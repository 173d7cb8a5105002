import { boolean, primaryKey, text, unique, uuid } from 'drizzle-orm/pg-core';
import { keyText, lockstep } from './columns.ts';

/** Source id to destination id, for ever; one to one within a plan, an environment and a class. */
export const crossReferences = lockstep.table(
  'cross_references',
  {
    planId: uuid().notNull(),
    environment: text().notNull(),
    recordClass: keyText().notNull(),
    sourceId: keyText().notNull(),
    destinationId: keyText().notNull(),
    createdByUs: boolean().notNull(),
    runId: uuid().notNull(),
  },
  (reference) => [
    primaryKey({
      name: 'cross_references_key',
      columns: [reference.planId, reference.environment, reference.recordClass, reference.sourceId],
    }),
    unique('cross_references_destination').on(
      reference.planId,
      reference.environment,
      reference.recordClass,
      reference.destinationId,
    ),
  ],
);
