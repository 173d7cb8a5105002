import { LockstepError } from '#domain/errors.ts';
import type { DestinationId, SourceId } from '#domain/ids.ts';
import type { QuarantineReason } from '#domain/quarantine.ts';
import type { BatchRecord } from '#domain/record.ts';
import type { WriteOutcome } from '../connector.ts';
import type { MappedRecord } from '../mapping/compiled-mapping.ts';
import type { LedgerEntry, RecordPlace, Settlement } from '../ledger-ports.ts';
import type { Repositories } from '../ports.ts';
import { BATCH_RECORDS, batchesOf, type ChunkWork } from '../run/chunk-work.ts';
import { openClass, resolveReferences, type ClassWork } from '../run/class-work.ts';
import { referencesNowhere } from '../run/dead-references.ts';

interface MappedEntry {
  readonly sourceId: SourceId;
  readonly record: MappedRecord;
}

/** Where the records of this class go, beside each one's identity. */
interface LoadWork extends ClassWork {
  readonly place: Omit<RecordPlace, 'identity'>;
}

const twin = (sourceId: SourceId): Settlement =>
  quarantine(sourceId, {
    code: 'duplicate-source-id',
    detail: 'another record of the source has the same identity',
  });

/**
 * A destination record has one source record. A second one that leads to it is a twin of the first, and is not moved. When
 * the twin is the one that created it, and was overtaken by the other, it counts as created none the less.
 */
const partTwins = async (
  tx: Repositories,
  { scope }: ChunkWork,
  { recordClass, settlements }: { recordClass: string; settlements: readonly Settlement[] },
): Promise<Settlement[]> => {
  const ids = settlements.flatMap((one) => (one.state === 'moved' ? [one.destinationId] : []));
  const owners: Map<DestinationId, SourceId> =
    ids.length === 0 ? new Map() : await tx.crossReferences.owners(scope, recordClass, ids);
  const created: DestinationId[] = [];
  const parted = settlements.map((one) => {
    if (one.state !== 'moved') return one;
    const owner = owners.get(one.destinationId) ?? one.sourceId;
    owners.set(one.destinationId, owner);
    if (owner === one.sourceId) return one;
    if (one.created) created.push(one.destinationId);
    return twin(one.sourceId);
  });
  if (created.length > 0) await tx.crossReferences.noteCreated(scope, recordClass, created);
  return parted;
};

const settle = (work: ChunkWork, recordClass: string, settlements: readonly Settlement[]): Promise<void> =>
  settlements.length === 0
    ? Promise.resolve()
    : work.store.fenced(work.claim, async (tx) =>
        tx.ledger.settle(
          { id: work.run.id, ...work.scope },
          recordClass,
          await partTwins(tx, work, { recordClass, settlements }),
        ),
      );

/**
 * After a crash or an unclear answer a record may be in the destination or not. Only a look-up says which: found, it is
 * moved; not found, it is planned again.
 */
const resolveUnclear = async (
  work: ChunkWork,
  classWork: LoadWork,
  entries: readonly LedgerEntry[],
): Promise<void> => {
  const unclear = entries.filter((entry) => entry.state === 'sending' || entry.state === 'unknown');
  for (const batch of batchesOf(unclear, BATCH_RECORDS)) {
    const identities = batch.flatMap((entry) => (entry.identity === null ? [] : [entry.identity]));
    const found = await lookupIdentities(classWork, identities);
    const settlements = batch.map((entry): Settlement => {
      const id = entry.identity === null ? undefined : found.get(entry.identity);
      if (id === undefined || entry.identity === null) return { sourceId: entry.sourceId, state: 'planned' };
      const place = { ...classWork.place, identity: entry.identity };
      return { sourceId: entry.sourceId, state: 'moved', destinationId: id, created: true, place };
    });
    await settle(work, classWork.recordClass, settlements);
  }
};

const lookupIdentities = async (
  { destination, planClass }: ClassWork,
  identities: readonly string[],
): Promise<Map<string, DestinationId>> => {
  if (identities.length === 0) return new Map();
  const found = await destination.lookup(planClass.destination, planClass.identity, identities);
  return new Map([...found].flatMap(([identity, ids]) => (ids[0] === undefined ? [] : [[identity, ids[0]]])));
};

/** Maps a batch: what can be written, and what cannot with all its reasons. */
const mapBatch = async (
  work: ChunkWork,
  { mapping, recordClass }: ClassWork,
  records: readonly BatchRecord<SourceId>[],
): Promise<{ mapped: MappedEntry[]; quarantined: Settlement[] }> => {
  const resolve = await resolveReferences(
    work,
    records.flatMap((record) => [...mapping.referencesOf(record)]),
  );
  const dead = await referencesNowhere(work, mapping, records);
  const mapped: MappedEntry[] = [];
  const quarantined: Settlement[] = [];
  for (const record of records) {
    const result = mapping.mapRecord(record, resolve);
    const reasons: readonly QuarantineReason[] = [
      ...(record.reasons ?? []),
      ...(result.ok ? [] : result.reasons),
      ...(dead.get(record.id) ?? []),
    ];
    if (result.ok && reasons.length === 0) mapped.push({ sourceId: record.id, record: result.record });
    else quarantined.push({ sourceId: record.id, state: 'quarantined', reasons });
  }
  work.log.debug({ recordClass, mapped: mapped.length, quarantined: quarantined.length }, 'mapped a batch');
  return { mapped, quarantined };
};

const settlementOf = (
  sourceId: SourceId,
  outcome: WriteOutcome | undefined,
  place: RecordPlace,
): Settlement => {
  switch (outcome?.status) {
    case 'created':
    case 'existed':
    case 'updated':
      return {
        sourceId,
        state: 'moved',
        destinationId: outcome.id,
        created: outcome.status === 'created',
        place,
      };
    case 'absent':
      return quarantine(sourceId, {
        code: 'destination-kept-nothing',
        detail: 'the destination reported success and holds no such record',
      });
    case 'rejected':
      return quarantine(sourceId, {
        code: 'destination-rejected',
        field: outcome.field ?? undefined,
        detail: outcome.detail,
      });
    case 'unknown':
    case undefined:
      return { sourceId, state: 'unknown' };
  }
};

const quarantine = (sourceId: SourceId, reason: QuarantineReason): Settlement => ({
  sourceId,
  state: 'quarantined',
  reasons: [reason],
});

/** Two records of one batch with one identity: the second would be taken for the first. */
const splitTwins = (entries: readonly MappedEntry[]): { single: MappedEntry[]; twins: Settlement[] } => {
  const seen = new Set<string>();
  const twins: Settlement[] = [];
  const single = entries.filter(({ sourceId, record }) => {
    if (!seen.has(record.identity)) return seen.add(record.identity);
    twins.push(twin(sourceId));
    return false;
  });
  return { single, twins };
};

/** Intent before effect: the identities are on the ledger before the destination hears of the records. */
const writeBatch = async (
  work: ChunkWork,
  classWork: LoadWork,
  entries: readonly MappedEntry[],
): Promise<void> => {
  const { recordClass, planClass, destination, mapping } = classWork;
  const there = await lookupIdentities(
    classWork,
    entries.map(({ record }) => record.identity),
  );
  const existing = entries.flatMap(({ sourceId, record }): Settlement[] => {
    const id = there.get(record.identity);
    const place = { ...classWork.place, identity: record.identity };
    return id === undefined ? [] : [{ sourceId, state: 'moved', destinationId: id, created: false, place }];
  });
  const fresh = entries.filter(({ record }) => !there.has(record.identity));
  await settle(work, recordClass, existing);
  if (fresh.length === 0) return;
  work.reach('load.before-intend');
  await work.store.fenced(work.claim, (tx) =>
    tx.ledger.intend(
      work.run.id,
      recordClass,
      fresh.map(({ sourceId, record }) => ({ sourceId, identity: record.identity })),
    ),
  );
  work.reach('load.after-intend');
  const outcomes = await destination.write(
    planClass.destination,
    { fields: mapping.fields, identityField: planClass.identity, records: fresh.map(({ record }) => record) },
    {
      mode: 'insert',
      beforeCommit: async () => {
        work.reach('load.before-commit');
        await work.store.assertHeld(work.claim);
      },
    },
  );
  work.reach('load.after-write');
  const byIdentity = new Map(outcomes.map((outcome) => [outcome.identity, outcome]));
  const settlements = fresh.map(({ sourceId, record }) =>
    settlementOf(sourceId, byIdentity.get(record.identity), {
      ...classWork.place,
      identity: record.identity,
    }),
  );
  work.reach('load.before-settle');
  await settle(work, recordClass, settlements);
  work.reach('load.after-settle');
  if (settlements.some((settlement) => settlement.state === 'unknown')) throw unclear(recordClass);
};

const unclear = (recordClass: string): LockstepError =>
  new LockstepError('SYSTEM_UNREACHABLE', {
    message: `The destination gave no clear answer about some records of ${recordClass}.`,
    hint: 'They are looked up before anything is written again.',
  });

/** Records that were chosen and are not in the source any more. */
const settleVanished = async (
  work: ChunkWork,
  recordClass: string,
  ids: ReadonlySet<SourceId>,
): Promise<void> =>
  settle(
    work,
    recordClass,
    [...ids].map((sourceId) =>
      quarantine(sourceId, {
        code: 'source-record-gone',
        detail: 'the source does not have this record any more',
      }),
    ),
  );

const openLoad = async (work: ChunkWork, recordClass: string): Promise<LoadWork> => {
  const classWork = await openClass(work, recordClass);
  const { destination, planClass } = classWork;
  const place = {
    system: await destination.fingerprint(),
    destinationClass: planClass.destination,
    identityField: planClass.identity,
  };
  return { ...classWork, place };
};

/** Moves one chunk of one class. Safe to repeat: what is on the ledger as moved or quarantined is not touched again. */
export const loadChunk = async (work: ChunkWork, recordClass: string): Promise<void> => {
  const classWork = await openLoad(work, recordClass);
  const { runId, ordinal } = work.claim.chunk;
  const before = await work.store.ledger.entries(runId, recordClass, ordinal);
  work.progress.total = before.length;
  await resolveUnclear(work, classWork, before);
  const entries = await work.store.ledger.entries(runId, recordClass, ordinal);
  const planned = entries.filter((entry) => entry.state === 'planned').map((entry) => entry.sourceId);
  work.progress.done = entries.length - planned.length;
  const vanished = new Set(planned);
  if (planned.length === 0) return;
  for await (const batch of classWork.source.read({ ids: planned, signal: work.signal })) {
    work.signal.throwIfAborted();
    work.reach('load.after-read');
    for (const record of batch.records) vanished.delete(record.id);
    const { mapped, quarantined } = await mapBatch(work, classWork, batch.records);
    const { single, twins } = splitTwins(mapped);
    await settle(work, recordClass, [...quarantined, ...twins]);
    if (single.length > 0) await writeBatch(work, classWork, single);
    work.progress.done += batch.records.length;
  }
  await settleVanished(work, recordClass, vanished);
};
