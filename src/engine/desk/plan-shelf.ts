import { LockstepError } from '#domain/errors.ts';
import type { PlanId } from '#domain/ids.ts';
import type { PlanContent } from '#domain/plan/plan-content.ts';
import { ENVIRONMENTS, type Environment } from '#domain/plan/plan-schema.ts';
import type { PlanRecord, Store } from '../ports.ts';

/** The plan files as they are now. A file that cannot be read as a plan is named, not hidden. */
export interface PlanFiles {
  read(): Promise<{
    readonly contents: readonly PlanContent[];
    readonly faults: readonly { readonly folder: string; readonly error: LockstepError }[];
  }>;
}

/** A plan with its present content. */
export interface ShelvedPlan {
  readonly record: PlanRecord;
  readonly content: PlanContent;
}

const unknownPlan = (name: string, known: readonly string[]): LockstepError =>
  new LockstepError('PLAN_UNKNOWN', {
    message: `There is no plan '${name}'.${known.length > 0 ? ` There is: ${known.join(', ')}.` : ''}`,
    hint: 'Name one of those, or put a plan.yml into the plans folder.',
  });

/**
 * Plans as files and as the database knows them. Files are read at every question, so that an edit counts at once; a plan
 * whose file has become faulty is refused with its faults rather than used as it was before.
 */
export const createPlanShelf = (store: Store, files: PlanFiles) => {
  const shelve = async (): Promise<ShelvedPlan[]> => {
    const { contents, faults } = await files.read();
    const shelved: ShelvedPlan[] = [];
    for (const content of contents) {
      shelved.push({ record: await store.plans.save(content, { kind: 'lockstep' }), content });
    }
    const fault = faults[0];
    if (shelved.length === 0 && fault) throw fault.error;
    return shelved.toSorted((left, right) => left.record.name.localeCompare(right.record.name));
  };
  const faultOf = async (record: PlanRecord): Promise<LockstepError | undefined> => {
    const { folder } = await store.plans.content(record.hash);
    return (await files.read()).faults.find((fault) => fault.folder === folder)?.error;
  };
  const find = async (wanted: (record: PlanRecord) => boolean, name: string): Promise<ShelvedPlan> => {
    const shelved = await shelve();
    const found = shelved.find(({ record }) => wanted(record));
    if (found) return found;
    const known = (await store.plans.list()).find(wanted);
    throw (
      (known && (await faultOf(known))) ??
      unknownPlan(
        known?.name ?? name,
        shelved.map(({ record }) => record.name),
      )
    );
  };
  return {
    all: shelve,
    inChannel: async (channel: string): Promise<ShelvedPlan[]> => {
      const shelved = (await shelve()).filter(({ record }) => record.channel === channel);
      if (shelved.length > 0) return shelved;
      const known = (await store.plans.byChannel(channel))[0];
      const fault = known && (await faultOf(known));
      if (fault) throw fault;
      return [];
    },
    byName: (name: string) => find((record) => record.name === name, name),
    byId: (id: PlanId) => find((record) => record.id === id, id),
  };
};

export type PlanShelf = ReturnType<typeof createPlanShelf>;

/** Environments in which a run of the plan can take place: those with both ends. */
export const environmentsOf = ({ content }: ShelvedPlan): Environment[] =>
  ENVIRONMENTS.filter(
    (environment) => content.plan.source[environment] && content.plan.destination[environment],
  );
