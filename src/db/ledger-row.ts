import { sql, type SQL } from 'drizzle-orm';
import type { RunId } from '#domain/ids.ts';

/**
 * Where a record's row on the ledger is, as the beginning of a subquery: add `and source_id = … limit 1`.
 *
 * Joined plainly, a batch of ids makes PostgreSQL read the whole class whenever its statistics are older than the run, which
 * they are at first. A lateral subquery with a limit leaves it no other way than one look into the key per id.
 */
export const ledgerRow = (place: { readonly runId: RunId; readonly recordClass: string }): SQL => sql`
  select ctid as row_place, state, identity, destination_id from lockstep.ledger
  where run_id = ${place.runId} and record_class = ${place.recordClass}`;
