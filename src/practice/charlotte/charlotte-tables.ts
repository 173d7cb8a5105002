import type { AppTable, CharlotteClass, GeneratedRecord } from './app-table.ts';
import { attachmentFiles } from './attachments.ts';
import type { Cast } from './cast.ts';
import { communicationsTable } from './communications.ts';
import { companiesTable } from './companies.ts';
import { contactsTable } from './contacts.ts';
import { dealContactRecords, dealsTable } from './deals.ts';
import { invoicesTable } from './invoices.ts';
import { leadsTable } from './leads.ts';
import { notesTable } from './notes.ts';

/** The apps of the export, one sheet each. */
export const charlotteTables = (cast: Cast): readonly AppTable[] => [
  companiesTable(cast),
  contactsTable(cast),
  leadsTable(cast),
  dealsTable(cast),
  communicationsTable(cast),
  notesTable(cast),
  invoicesTable(cast),
];

/**
 * The oracle: every record that the plan moves, with what must become of it. It comes from how the data was made; the
 * mapping has no part in it.
 */
export function* charlotteOracle(cast: Cast, recordClass: CharlotteClass): Generator<GeneratedRecord> {
  if (recordClass === 'deal-contacts') yield* dealContactRecords(cast);
  else if (recordClass === 'attachments') {
    for (const { record } of attachmentFiles(cast)) yield record;
  } else {
    const table = charlotteTables(cast).find((candidate) => candidate.recordClass === recordClass);
    if (table !== undefined) yield* table.records();
  }
}
