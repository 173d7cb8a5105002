import { migratedClasses } from '#domain/plan/plan-schema.ts';
import type { DiscrepancyGroup } from '#domain/verdict.ts';
import type { RecordState } from '../ledger-ports.ts';
import { requireLayout, requireWritable, type ChunkWork } from '../run/chunk-work.ts';
import { requireMigrated } from '../run/class-work.ts';
import { assembleVerdict, type ClassFacts } from '../verdict/assemble-verdict.ts';

/** Classes that the source has and the plan does not speak of: nobody has decided that they may stay behind. */
const unmentionedClasses = async (work: ChunkWork): Promise<DiscrepancyGroup[]> => {
  const { source, sourceSchema } = await work.systemsOpen();
  const mentioned = new Set(Object.values(work.content.plan.classes).map((planClass) => planClass.source));
  const groups: DiscrepancyGroup[] = [];
  for (const { name } of sourceSchema.classes.filter((each) => !mentioned.has(each.name))) {
    const records = await source.count(name);
    if (records === 0) continue;
    groups.push({
      check: 'fidelity',
      kind: 'class-missing',
      recordClass: name,
      field: null,
      records,
      examples: [],
    });
  }
  return groups;
};

/** Records in a destination class that this run did not put there, although they appeared while it ran. */
const extraRecords = async (
  work: ChunkWork,
  facts: readonly ClassFacts[],
): Promise<Map<string, DiscrepancyGroup>> => {
  const destination = requireWritable((await work.systemsOpen()).destination);
  const extra = new Map<string, DiscrepancyGroup>();
  for (const [destinationClass, before] of Object.entries(requireLayout(work.run).before)) {
    const own = facts.filter((each) => each.planClass.destination === destinationClass);
    const first = own[0];
    if (!first) continue;
    const there = own.reduce((sum, { parity }) => sum + (parity ? parity.compared - parity.missing : 0), 0);
    const records = (await destination.count(destinationClass)) - before - there;
    const { recordClass } = first;
    if (records > 0) {
      extra.set(recordClass, {
        check: 'parity',
        kind: 'extra',
        recordClass,
        field: null,
        records,
        examples: [],
      });
    }
  }
  return extra;
};

const gatherFacts = async (work: ChunkWork): Promise<ClassFacts[]> => {
  const { store, run } = work;
  const counts = await store.ledger.counts(run.id);
  const populations = await store.ledger.populations(run.id);
  const parity = await store.findings.counts(run.id);
  const groups = await store.findings.groups(run.id);
  const unchecked = await store.findings.uncheckedFields(run.id);
  return requireLayout(run)
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
};

/** What all of it means. The verdict is bound to the run, and with it to the plan's hash. */
export const giveVerdict = async (work: ChunkWork): Promise<void> => {
  const facts = await gatherFacts(work);
  const extra = await extraRecords(work, facts);
  const complete = facts.map((each) => {
    const group = extra.get(each.recordClass);
    return group
      ? {
          ...each,
          groups: [...each.groups, group],
          ...(each.parity ? { parity: { ...each.parity, extra: group.records } } : {}),
        }
      : each;
  });
  const verdict = assembleVerdict(complete, await unmentionedClasses(work));
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
