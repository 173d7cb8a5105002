import { LockstepError } from '#domain/errors.ts';
import { requirePermission } from '#domain/permissions.ts';
import type { Environment, GuardedVerb } from '#domain/plan/plan-schema.ts';
import type { Actor, Run, RunKind } from '#domain/run.ts';
import type { Asker } from '../desk.ts';
import type { Store } from '../ports.ts';
import { chunksOf, stepsOf } from '../run/steps.ts';
import { environmentsOf, type ShelvedPlan } from './plan-shelf.ts';

/** Whoever holds the machine's command line holds the database too; they are named in the audit log, not refused. */
export const requireAllowed = (shelved: ShelvedPlan, verb: GuardedVerb, asker: Asker): void => {
  if (asker.via === 'slack') requirePermission(shelved.content.plan, verb, asker);
};

export const actorOf = (asker: Asker): Actor =>
  asker.via === 'slack' ? { kind: 'slack', userId: asker.userId } : { kind: 'cli', name: asker.userId };

const requireEnvironment = (shelved: ShelvedPlan, environment: Environment): void => {
  const known = environmentsOf(shelved);
  if (known.includes(environment)) return;
  throw new LockstepError('ARGUMENT_INVALID', {
    message: `The plan '${shelved.record.name}' has no ${environment} environment.`,
    hint: `It has: ${known.join(', ')}. Name one of them with --env, or add it to plan.yml.`,
  });
};

const requirePercent = (percent: number | null): void => {
  if (percent === null || (percent > 0 && percent <= 100)) return;
  throw new LockstepError('ARGUMENT_INVALID', {
    message: `A sample of ${percent}% cannot be taken.`,
    hint: 'Give a share above 0 and up to 100, for example: /migrate test-sample 5%',
  });
};

/** Records a run and rings the doorbell, in one transaction. The work itself begins when a worker hears it. */
export const startRun = async (
  store: Store,
  shelved: ShelvedPlan,
  request: { kind: RunKind; environment: Environment; percent: number | null; asker: Asker },
): Promise<Run> => {
  const { kind, environment, percent, asker } = request;
  requireAllowed(shelved, kind, asker);
  requireEnvironment(shelved, environment);
  requirePercent(percent);
  const requestedBy = actorOf(asker);
  return store.transaction(async (tx) => {
    const run = await tx.runs.create({
      planId: shelved.record.id,
      planHash: shelved.content.hash,
      kind,
      environment,
      requestedBy,
      samplePercent: kind === 'test-sample' ? (percent ?? shelved.content.plan.sample.percent) : null,
    });
    await tx.audit.append({
      actor: requestedBy,
      action: `${kind}.requested`,
      planId: run.planId,
      runId: run.id,
      details: { environment, percent: run.samplePercent, planHash: run.planHash },
    });
    const [first] = stepsOf(kind, null);
    const chunks = first ? await tx.chunks.create(chunksOf(first, null, run.id)) : [];
    for (const chunk of chunks) await tx.outbox.ring(chunk.id, chunk.generation);
    await tx.outbox.announce({ view: 'run-card', runId: run.id });
    return run;
  });
};
