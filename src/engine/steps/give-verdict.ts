import type { SourceId } from '#domain/ids.ts';
import { migratedClasses } from '#domain/plan/plan-schema.ts';
import type { DiscrepancyGroup } from '#domain/verdict.ts';
import type { RecordState } from '../ledger-ports.ts';
import { requireLayout, requireWritable, type ChunkWork } from '../run/chunk-work.ts';
import { requireMigrated } from '../run/class-work.ts';
import { assembleVerdict, type ClassFacts } from '../verdict/assemble-verdict.ts';

const missingClass = (recordClass: string, records: number): DiscrepancyGroup => ({
  check: 'fidelity',
  kind: 'class-missing',
  recordClass,
  field: null,
  records,
  examples: [],
});

/** Classes, files and sheets that the source has and the plan does not speak of: nobody decided that they stay behind. */
const unmentionedClasses = async (work: ChunkWork): Promise<DiscrepancyGroup[]> => {
  const { source, sourceSchema } = await work.systemsOpen();
  const mentioned = new Set(Object.values(work.content.plan.classes).map((planClass) => planClass.source));
  const groups = (sourceSchema.unnamed ?? []).map(({ name }) => missingClass(name, 0));
  for (const { name } of sourceSchema.classes.filter((each) => !mentioned.has(each.name))) {
    const records = await source.count(name);
    if (records > 0) groups.push(missingClass(name, records));
  }
  return groups;
};

const PAGE = 5_000;

/** Records of the class that this run created in the destination. Others of the run were there before and left alone. */
const createdHere = async (work: ChunkWork, recordClass: string): Promise<number> => {
  let created = 0;
  let after: SourceId | null = null;
  for (;;) {
    const page: { sourceId: SourceId; createdByUs: boolean }[] = await work.store.crossReferences.page(
      work.scope,
      recordClass,
      after,
      PAGE,
    );
    const ours = page.filter((reference) => reference.createdByUs).map((reference) => reference.sourceId);
    created += (await work.store.ledger.among(work.run.id, recordClass, ours)).size;
    const last = page.at(-1);
    if (!last || page.length < PAGE) return created;
    after = last.sourceId;
  }
};

/** Moved records that the comparison did not find. It also counts as missing what the destination never kept. */
const vanished = ({ parity, moved }: ClassFacts): number =>
  parity ? Math.max(0, parity.missing - Math.max(0, parity.compared - moved)) : 0;

/**
 * Records in a destination class that this run did not put there although they appeared while it ran, or records of
 * others that went away meanwhile. What was there before and what we created are told apart, so that the one cannot
 * hide the other.
 */
const strangers = async (
  work: ChunkWork,
  facts: readonly ClassFacts[],
): Promise<Map<string, DiscrepancyGroup>> => {
  const destination = requireWritable((await work.systemsOpen()).destination);
  const found = new Map<string, DiscrepancyGroup>();
  for (const [destinationClass, before] of Object.entries(requireLayout(work.run).before)) {
    const own = facts.filter((each) => each.planClass.destination === destinationClass);
    const first = own[0];
    if (!first) continue;
    const ours = own.reduce((sum, each) => sum + each.moved - (each.existed ?? 0) - vanished(each), 0);
    const records = (await destination.count(destinationClass)) - before - ours;
    const { recordClass } = first;
    const kind = records > 0 ? 'extra' : 'missing';
    if (records === 0) continue;
    found.set(recordClass, {
      check: 'parity',
      kind,
      recordClass,
      field: null,
      records: Math.abs(records),
      examples: [],
    });
  }
  return found;
};

const gatherFacts = async (work: ChunkWork): Promise<ClassFacts[]> => {
  const { store, run } = work;
  const counts = await store.ledger.counts(run.id);
  const populations = await store.ledger.populations(run.id);
  const parity = await store.findings.counts(run.id);
  const groups = await store.findings.groups(run.id);
  const unchecked = await store.findings.uncheckedFields(run.id);
  const facts = requireLayout(run)
    .levels.flat()
    .map((recordClass) => {
      const own = counts.filter((count) => count.recordClass === recordClass);
      const inState = (...states: RecordState[]): number =>
        own.filter((count) => states.includes(count.state)).reduce((sum, count) => sum + count.records, 0);
      return {
        recordClass,
        planClass: requireMigrated(work.content.plan, recordClass),
        population: populations.get(recordClass) ?? 0,
        sampled: own.reduce((sum, count) => sum + count.records, 0),
        byHash: own.reduce((sum, count) => sum + count.byHash, 0),
        moved: inState('moved'),
        quarantined: inState('quarantined'),
        unsettled: inState('planned', 'sending', 'unknown'),
        parity: parity.get(recordClass),
        groups: groups.filter((group) => group.recordClass === recordClass),
        uncheckedFields: unchecked.get(recordClass) ?? [],
      };
    });
  return Promise.all(
    facts.map(async (each) => ({
      ...each,
      existed: Math.max(0, each.moved - (await createdHere(work, each.recordClass))),
    })),
  );
};

/** What all of it means. The verdict is bound to the run, and with it to the plan's hash. */
export const giveVerdict = async (work: ChunkWork): Promise<void> => {
  const facts = await gatherFacts(work);
  const strange = await strangers(work, facts);
  const complete = facts.map((each) => {
    const group = strange.get(each.recordClass);
    return group
      ? {
          ...each,
          groups: [...each.groups, group],
          ...(each.parity && group.kind === 'extra'
            ? { parity: { ...each.parity, extra: group.records } }
            : {}),
        }
      : each;
  });
  const verdict = assembleVerdict(complete, await unmentionedClasses(work), work.run.kind);
  work.progress.total = migratedClasses(work.content.plan).length;
  work.progress.done = work.progress.total;
  work.reach('verdict.before-save');
  await work.store.fenced(work.claim, async (tx) => {
    await tx.runs.change(work.run.id, { verdict });
    await tx.audit.append({
      actor: { kind: 'lockstep' },
      action: 'run.verdict',
      planId: work.run.planId,
      runId: work.run.id,
      details: { passed: verdict.passed, planHash: work.run.planHash, classes: verdict.classes.length },
    });
  });
};
