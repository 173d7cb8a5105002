import type { RunId } from '#domain/ids.ts';
import type { Store } from '../ports.ts';
import type { Scope } from '../ledger-ports.ts';
import { csvLine } from './csv-line.ts';

/** Quarantine as CSV: ids and reasons, no values of records. */
export async function* quarantineCsv(store: Store, scope: Scope): AsyncGenerator<string> {
  yield csvLine(['class', 'source id', 'field', 'reason', 'detail']);
  for await (const record of store.quarantine.records(scope)) {
    for (const reason of record.reasons) {
      yield csvLine([record.recordClass, record.sourceId, reason.field ?? null, reason.code, reason.detail]);
    }
  }
}

/** Every discrepancy of a run as CSV, values masked. */
export async function* evidenceCsv(store: Store, runId: RunId): AsyncGenerator<string> {
  yield csvLine([
    'class',
    'check',
    'finding',
    'field',
    'source id',
    'destination id',
    'expected (masked)',
    'found (masked)',
    'records',
  ]);
  for await (const found of store.findings.discrepancies(runId)) {
    yield csvLine([
      found.recordClass,
      found.check,
      found.kind,
      found.field,
      found.sourceId,
      found.destinationId,
      found.expected,
      found.actual,
      found.records,
    ]);
  }
}
