import type { DestinationId, SourceId } from '#domain/ids.ts';
import { mask } from '#domain/mask.ts';
import type { BatchRecord } from '#domain/record.ts';
import type { Discrepancy, DiscrepancyKind, ParityCounts } from '#domain/verdict.ts';
import type { MappedRecord } from '../mapping/compiled-mapping.ts';
import { createRecordComparison, type RecordComparison } from '../parity/compare-records.ts';
import type { LedgerEntry } from '../ledger-ports.ts';
import { BATCH_RECORDS, batchesOf, type ChunkWork } from '../run/chunk-work.ts';
import { openClass, resolveReferences, type ClassWork } from '../run/class-work.ts';

interface Findings {
  readonly discrepancies: Discrepancy[];
  counts: { -readonly [Counter in keyof ParityCounts]: number };
}

const emptyCounts = (): Findings['counts'] => ({
  compared: 0,
  equal: 0,
  expectedDifference: 0,
  mismatch: 0,
  missing: 0,
  extra: 0,
  notComparable: 0,
});

const wholeRecord = (kind: DiscrepancyKind, recordClass: string, entry: LedgerEntry): Discrepancy => ({
  check: 'parity',
  kind,
  recordClass,
  field: null,
  sourceId: entry.sourceId,
  destinationId: entry.destinationId,
  expected: null,
  actual: null,
  records: 1,
});

/** What the destination must hold for these records: the source read again, mapped again, every link filled in. */
const expectedRecords = async (
  work: ChunkWork,
  { mapping, source }: ClassWork,
  ids: readonly SourceId[],
): Promise<Map<SourceId, MappedRecord | 'reference-lost' | 'not-mappable'>> => {
  const expected = new Map<SourceId, MappedRecord | 'reference-lost' | 'not-mappable'>();
  for await (const batch of source.read({ ids, signal: work.signal })) {
    const resolve = await resolveReferences(
      work,
      batch.records.flatMap((record) => [...mapping.referencesOf(record)]),
    );
    for (const record of batch.records) {
      const result = mapping.mapRecord(record, resolve);
      if (result.ok) expected.set(record.id, result.record);
      else {
        const onlyLinks = result.reasons.every((reason) => reason.code.startsWith('reference-'));
        expected.set(record.id, onlyLinks ? 'reference-lost' : 'not-mappable');
      }
    }
  }
  return expected;
};

const actualRecords = async (
  work: ChunkWork,
  { destination, planClass, mapping }: ClassWork,
  ids: readonly DestinationId[],
): Promise<Map<DestinationId, BatchRecord<DestinationId>>> => {
  const actual = new Map<DestinationId, BatchRecord<DestinationId>>();
  const query = { fields: mapping.fields, ids, signal: work.signal };
  for await (const batch of destination.read(planClass.destination, query)) {
    for (const record of batch.records) actual.set(record.id, record);
  }
  return actual;
};

/** One source record, several records in the destination. */
const findDuplicates = async (
  { destination, planClass, recordClass }: ClassWork,
  entries: readonly LedgerEntry[],
): Promise<Discrepancy[]> => {
  const identities = entries.flatMap((entry) => (entry.identity === null ? [] : [entry.identity]));
  const found = await destination.lookup(planClass.destination, planClass.identity, identities);
  return entries.flatMap((entry) => {
    const ids = entry.identity === null ? undefined : found.get(entry.identity);
    return ids && ids.length > 1
      ? [{ ...wholeRecord('duplicate', recordClass, entry), field: planClass.identity }]
      : [];
  });
};

/** Where judgements of one chunk are collected. */
interface Bench {
  readonly findings: Findings;
  readonly recordClass: string;
  readonly compare: RecordComparison;
}

interface Pair {
  readonly entry: LedgerEntry;
  readonly expected: MappedRecord | 'reference-lost' | 'not-mappable' | undefined;
  readonly actual: BatchRecord<DestinationId> | undefined;
}

const judge = ({ findings, recordClass, compare }: Bench, { entry, expected, actual }: Pair): void => {
  findings.counts.compared += 1;
  if (!actual) {
    findings.counts.missing += 1;
    findings.discrepancies.push(wholeRecord('missing', recordClass, entry));
    return;
  }
  if (expected === undefined || expected === 'not-mappable') {
    findings.counts.notComparable += 1;
    findings.discrepancies.push(wholeRecord('not-comparable', recordClass, entry));
    return;
  }
  if (expected === 'reference-lost') {
    findings.counts.mismatch += 1;
    findings.discrepancies.push(wholeRecord('unresolved-relationship', recordClass, entry));
    return;
  }
  const { result, differences } = compare(expected.values, actual.values);
  findings.counts[result === 'expected-difference' ? 'expectedDifference' : result] += 1;
  for (const difference of differences) {
    findings.discrepancies.push({
      ...wholeRecord(difference.kind, recordClass, entry),
      field: difference.field,
      expected: mask(difference.expected),
      actual: mask(difference.actual),
    });
  }
};

/**
 * Parity of one chunk: never trusts the load. The source is read again and mapped again, the destination is read, and
 * every field of every record is compared. What the destination accepted and did not keep counts as missing.
 */
export const compareChunk = async (work: ChunkWork, recordClass: string): Promise<void> => {
  const classWork = await openClass({ ...work, run: { ...work.run, layout: null } }, recordClass);
  const compare = createRecordComparison(
    classWork.planClass,
    classWork.mapping.fields,
    classWork.destinationSchema,
  );
  const all = await work.store.ledger.entries(work.run.id, recordClass, work.claim.chunk.ordinal);
  const entries = all.filter((entry) => entry.state === 'moved');
  const findings: Findings = { discrepancies: [], counts: emptyCounts() };
  const bench: Bench = { findings, recordClass, compare };
  for (const entry of all.filter((each) => each.reason === 'destination-kept-nothing')) {
    judge(bench, { entry, expected: undefined, actual: undefined });
  }
  work.progress.total = entries.length;
  for (const batch of batchesOf(entries, BATCH_RECORDS)) {
    work.signal.throwIfAborted();
    const expected = await expectedRecords(
      work,
      classWork,
      batch.map((entry) => entry.sourceId),
    );
    const ids = batch.flatMap((entry) => (entry.destinationId === null ? [] : [entry.destinationId]));
    const actual = await actualRecords(work, classWork, ids);
    for (const entry of batch) {
      judge(bench, {
        entry,
        expected: expected.get(entry.sourceId),
        actual: entry.destinationId === null ? undefined : actual.get(entry.destinationId),
      });
    }
    findings.discrepancies.push(...(await findDuplicates(classWork, batch)));
    work.progress.done += batch.length;
  }
  work.reach('parity.before-save');
  await work.store.fenced(work.claim, (tx) =>
    tx.findings.save(work.claim.chunk, { ...findings, uncheckedFields: [] }),
  );
  work.reach('parity.after-save');
};
