import { sql, type SQL } from 'drizzle-orm';
import type { Scope } from '#engine/ledger-ports.ts';

/**
 * Where a record's open row in quarantine is, as the beginning of a subquery: add `and source_id = … limit 1`. One look
 * into the key per id, for the reason that ledger-row.ts gives.
 */
export const openQuarantineRow = (scope: Scope, recordClass: string): SQL => sql`
  select ctid as row_place from lockstep.quarantine
  where plan_id = ${scope.planId} and environment = ${scope.environment}
    and record_class = ${recordClass} and resolved_at is null`;
