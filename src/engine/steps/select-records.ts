import type { SourceId } from '#domain/ids.ts';
import { migratedClasses } from '#domain/plan/plan-schema.ts';
import { batchesOf, requireLayout, requireWritable, type ChunkWork } from '../run/chunk-work.ts';
import { chooseSample } from '../sample/choose-sample.ts';
import type { Choice } from '../sample/choice.ts';

const LEDGER_BATCH = 5_000;

/** What a mapping fix has released: everything that is in quarantine now, chosen anew. */
const chooseQuarantined = async (work: ChunkWork): Promise<Choice> => {
  const records = new Map<string, Map<SourceId, boolean>>(
    requireLayout(work.run)
      .levels.flat()
      .map((recordClass) => [recordClass, new Map<SourceId, boolean>()]),
  );
  for await (const record of work.store.quarantine.records(work.scope)) {
    work.signal.throwIfAborted();
    records.get(record.recordClass)?.set(record.sourceId, false);
  }
  return { records, populations: new Map([...records].map(([recordClass, ids]) => [recordClass, ids.size])) };
};

const saveChoice = async (work: ChunkWork, choice: Choice): Promise<Record<string, number>> => {
  const chunks: Record<string, number> = {};
  work.reach('select.before-plan');
  for (const [recordClass, chosen] of choice.records) {
    const ids = [...chosen.keys()];
    for (const batch of batchesOf(ids, LEDGER_BATCH)) {
      const records = batch.map((sourceId) => ({ sourceId, byHash: chosen.get(sourceId) ?? false }));
      await work.store.fenced(work.claim, (tx) => tx.ledger.plan(work.run.id, recordClass, records));
    }
    work.reach('select.after-plan');
    const dealt = await work.store.fenced(work.claim, async (tx) => {
      await tx.ledger.notePopulation(work.run.id, recordClass, choice.populations.get(recordClass) ?? 0);
      return tx.ledger.divide(work.run.id, recordClass, work.content.plan.chunkRecords);
    });
    chunks[recordClass] = dealt.length;
  }
  return chunks;
};

/** How many records each destination class holds before anything is written, so that records nobody moved show up. */
const countBefore = async (work: ChunkWork): Promise<Record<string, number>> => {
  const destination = requireWritable((await work.systemsOpen()).destination);
  const before: Record<string, number> = {};
  for (const [, planClass] of migratedClasses(work.content.plan)) {
    before[planClass.destination] ??= await destination.count(planClass.destination);
  }
  return before;
};

/** Chooses the records of the run and puts them on the ledger, where each of them must end in exactly one state. */
export const selectRecords = async (work: ChunkWork): Promise<void> => {
  const layout = requireLayout(work.run);
  const choice = work.run.kind === 'retry' ? await chooseQuarantined(work) : await chooseSample(work);
  const chunks = await saveChoice(work, choice);
  const before = await countBefore(work);
  await work.store.fenced(work.claim, async (tx) => {
    await tx.runs.change(work.run.id, { layout: { ...layout, chunks, before } });
  });
};
