import type { DestinationId, SourceId } from '#domain/ids.ts';
import { mask } from '#domain/mask.ts';
import type { FidelityCheck } from '#domain/plan/fidelity-schema.ts';
import type { FieldValue } from '#domain/record.ts';
import type { FieldType } from '#domain/system-schema.ts';
import type { Discrepancy } from '#domain/verdict.ts';
import { createObserver } from '../fidelity/create-observer.ts';
import type { FidelityFinding, FidelityObserver } from '../fidelity/fidelity-observer.ts';
import type { LedgerEntry } from '../ledger-ports.ts';
import {
  BATCH_RECORDS,
  batchesOf,
  requireClass,
  requireLayout,
  requireWritable,
  type ChunkWork,
} from '../run/chunk-work.ts';
import { requireMigrated } from '../run/class-work.ts';
import { openSourceView } from '../run/source-view.ts';
import { saveInPages } from './save-in-pages.ts';

interface RunningCheck {
  readonly check: FidelityCheck;
  readonly sourceIndex: number;
  readonly destinationIndex: number;
  readonly observer: FidelityObserver;
  /** Pairs it has seen. */
  pairs: number;
}

const discrepancyOf = (recordClass: string, field: string, finding: FidelityFinding): Discrepancy => ({
  check: 'fidelity',
  kind: finding.kind,
  recordClass,
  field,
  sourceId: finding.pair?.sourceId ?? null,
  destinationId: finding.pair?.destinationId ?? null,
  // What speaks of a whole field holds counts, not values.
  expected: finding.pair ? mask(finding.expected) : finding.expected,
  actual: finding.pair ? mask(finding.actual) : finding.actual,
  records: finding.records,
});

/** Everything is lost: the destination accepted records of the class and holds none of them. */
const classMissing = (recordClass: string, records: number): Discrepancy => ({
  check: 'fidelity',
  kind: 'class-missing',
  recordClass,
  field: null,
  sourceId: null,
  destinationId: null,
  expected: `${records} records`,
  actual: 'none',
  records,
});

interface FidelityClass {
  readonly recordClass: string;
  readonly sourceFields: readonly string[];
  readonly destinationFields: readonly string[];
  readonly checks: readonly RunningCheck[];
  readSource(ids: readonly SourceId[]): Promise<Map<SourceId, readonly FieldValue[]>>;
  readDestination(ids: readonly DestinationId[]): Promise<Map<DestinationId, readonly FieldValue[]>>;
}

const typeOf = (fields: readonly { name: string; type: FieldType }[], name: string): FieldType =>
  fields.find((field) => field.name === name)?.type ?? 'text';

/** Both ends of a class, by field names of the fidelity section alone: the mapping is not looked at. */
const openFidelity = async (work: ChunkWork, recordClass: string): Promise<FidelityClass> => {
  const planClass = requireMigrated(work.content.plan, recordClass);
  const systems = await work.systemsOpen();
  const sourceSchema = requireClass(systems.sourceSchema, planClass.source, work.run.environment);
  const destinationSchema = requireClass(
    systems.destinationSchema,
    planClass.destination,
    work.run.environment,
  );
  const destination = requireWritable(systems.destination);
  const destinationFields = [...new Set(planClass.fidelity.map((check) => check.destination))];
  const wanted = [...new Set(planClass.fidelity.map((check) => check.source))];
  const fields = planClass.each
    ? [...wanted.filter((field) => field !== 'each'), planClass.each.field]
    : wanted;
  const source = openSourceView({ connector: systems.source, planClass, schema: sourceSchema, fields });
  const checks = planClass.fidelity.map((check) => ({
    check,
    sourceIndex: source.fields.indexOf(check.source),
    destinationIndex: destinationFields.indexOf(check.destination),
    observer: createObserver(check, {
      source: typeOf(sourceSchema.fields, check.source),
      destination: typeOf(destinationSchema.fields, check.destination),
    }),
    pairs: 0,
  }));
  return {
    recordClass,
    sourceFields: source.fields,
    destinationFields,
    checks,
    readSource: async (ids) => {
      const found = new Map<SourceId, readonly FieldValue[]>();
      for await (const batch of source.read({ ids, signal: work.signal })) {
        for (const record of batch.records) found.set(record.id, record.values);
      }
      return found;
    },
    readDestination: async (ids) => {
      const found = new Map<DestinationId, readonly FieldValue[]>();
      const query = { fields: destinationFields, ids, signal: work.signal };
      for await (const batch of destination.read(planClass.destination, query)) {
        for (const record of batch.records) found.set(record.id, record.values);
      }
      return found;
    },
  };
};

const observeBatch = async (
  fidelity: FidelityClass,
  batch: readonly LedgerEntry[],
): Promise<{ found: number; discrepancies: Discrepancy[] }> => {
  const before = await fidelity.readSource(batch.map((entry) => entry.sourceId));
  const ids = batch.flatMap((entry) => (entry.destinationId === null ? [] : [entry.destinationId]));
  const after = await fidelity.readDestination(ids);
  const discrepancies: Discrepancy[] = [];
  for (const entry of batch) {
    const source = before.get(entry.sourceId);
    const destination = entry.destinationId === null ? undefined : after.get(entry.destinationId);
    if (!source || !destination || entry.destinationId === null) continue;
    for (const running of fidelity.checks) {
      const { check, sourceIndex, destinationIndex, observer } = running;
      running.pairs += 1;
      const finding = observer.observe({
        sourceId: entry.sourceId,
        destinationId: entry.destinationId,
        source: source[sourceIndex] ?? null,
        destination: destination[destinationIndex] ?? null,
      });
      if (finding) discrepancies.push(discrepancyOf(fidelity.recordClass, check.destination, finding));
    }
  }
  return { found: after.size, discrepancies };
};

/** Destination fields that the mapping writes and no fidelity check has seen a value of: said plainly, not passed over. */
const uncheckedFields = (work: ChunkWork, recordClass: string, checks: readonly RunningCheck[]): string[] => {
  const planClass = requireMigrated(work.content.plan, recordClass);
  const checked = new Set(checks.filter(({ pairs }) => pairs > 0).map(({ check }) => check.destination));
  return Object.keys(planClass.fields).filter((field) => !checked.has(field) && field !== planClass.identity);
};

/**
 * Fidelity of one class: never trusts the mapping. A wrong mapping agrees with itself, so these checks compare source and
 * destination directly, knowing only which fields hold the same fact.
 */
export const checkFidelity = async (work: ChunkWork, recordClass: string): Promise<void> => {
  const fidelity = await openFidelity(work, recordClass);
  const chunks = requireLayout(work.run).chunks[recordClass] ?? 0;
  const findings = saveInPages(work, () => uncheckedFields(work, recordClass, fidelity.checks));
  let [sampled, accepted, found] = [0, 0, 0];
  for (let ordinal = 0; ordinal < chunks; ordinal += 1) {
    const entries = await work.store.ledger.entries(work.run.id, recordClass, ordinal);
    sampled += entries.length;
    work.progress.total = sampled;
    const moved = entries.filter((entry) => entry.state === 'moved');
    accepted += moved.length + entries.filter((entry) => entry.reason === 'destination-kept-nothing').length;
    for (const batch of batchesOf(moved, BATCH_RECORDS)) {
      work.signal.throwIfAborted();
      const observed = await observeBatch(fidelity, batch);
      found += observed.found;
      await findings.add(observed.discrepancies);
    }
    work.progress.done = sampled;
  }
  for (const { check, observer } of fidelity.checks) {
    await findings.add(
      observer.conclude().map((finding) => discrepancyOf(recordClass, check.destination, finding)),
    );
  }
  if (accepted > 0 && found === 0) await findings.add([classMissing(recordClass, accepted)]);
  await findings.finish();
};
