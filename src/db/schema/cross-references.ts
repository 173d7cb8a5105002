import { sql } from 'drizzle-orm';
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
    /**
     * What must be unique, in one column. As an index over four columns it would begin like the primary key, and PostgreSQL
     * would take one for the other while its statistics are old, reading a whole class to find one record.
     */
    destinationKey: uuid()
      .notNull()
      .generatedAlwaysAs(
        sql`md5(plan_id::text || ':' || environment || ':' || record_class || ':' || destination_id)::uuid`,
      ),
    createdByUs: boolean().notNull(),
    runId: uuid().notNull(),
    /** Where the record is, in the destination's words (RecordPlace). Empty in rows older than these columns. */
    system: text().notNull().default(''),
    destinationClass: text().notNull().default(''),
    identityField: text().notNull().default(''),
    identity: text().notNull().default(''),
  },
  (reference) => [
    primaryKey({
      name: 'cross_references_key',
      columns: [reference.planId, reference.environment, reference.recordClass, reference.sourceId],
    }),
    unique('cross_references_destination').on(reference.destinationKey),
  ],
);
