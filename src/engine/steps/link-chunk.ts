import type { FieldValue } from '#domain/record.ts';
import type { WriteRecord } from '../connector.ts';
import type { ChunkWork } from '../run/chunk-work.ts';
import { openClass, resolveReferences } from '../run/class-work.ts';

/**
 * Second pass over one chunk: fills the references that pointed at records not yet moved. Safe to repeat: it writes the
 * same links again. A link that cannot be resolved stays empty and is found by parity. A record that was there before us
 * is never altered; parity shows where it differs.
 */
export const linkChunk = async (work: ChunkWork, recordClass: string): Promise<void> => {
  const { mapping, planClass, source, destination } = await openClass(work, recordClass);
  const entries = await work.store.ledger.entries(work.run.id, recordClass, work.claim.chunk.ordinal);
  const moved = await work.store.crossReferences.created(
    work.scope,
    recordClass,
    entries.filter((entry) => entry.state === 'moved').map((entry) => entry.sourceId),
  );
  work.progress.total = moved.size;
  if (moved.size === 0) return;
  for await (const batch of source.read({ ids: [...moved], signal: work.signal })) {
    work.signal.throwIfAborted();
    const resolve = await resolveReferences(
      work,
      batch.records.flatMap((record) => [...mapping.deferredReferencesOf(record)]),
    );
    const records = batch.records.flatMap((record): WriteRecord[] => {
      const links: readonly FieldValue[] = mapping.mapDeferred(record, resolve);
      const identity = mapping.identityOf(record);
      return links.every((link) => link === null) ? [] : [{ identity, values: [identity, ...links] }];
    });
    if (records.length > 0) {
      await destination.write(
        planClass.destination,
        {
          fields: [planClass.identity, ...mapping.deferredFields],
          identityField: planClass.identity,
          records,
        },
        { mode: 'update', beforeCommit: () => work.store.assertHeld(work.claim) },
      );
      work.reach('link.after-write');
    }
    work.progress.done += batch.records.length;
  }
};
