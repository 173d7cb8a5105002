import { LockstepError } from '#domain/errors.ts';
import type { RunId } from '#domain/ids.ts';
import { isOpen, type Actor, type Run } from '#domain/run.ts';
import type { Clock, Repositories, RunChange, Store } from '../ports.ts';
import { changeRun, endRun } from '../run/advance-run.ts';
import { stepsOf } from '../run/steps.ts';

const nameOf = (actor: Actor): string => {
  switch (actor.kind) {
    case 'slack':
      return actor.userId;
    case 'cli':
      return `${actor.name} (command line)`;
    case 'lockstep':
      return 'Lockstep';
  }
};

const requireOpen = (run: Run): void => {
  if (isOpen(run.status)) return;
  throw new LockstepError('RUN_NOT_OPEN', {
    message: `Run ${run.number} is ${run.status} already${run.endedAt ? ` (since ${run.endedAt.toISOString()})` : ''}.`,
    hint: 'Nothing has changed. Look at its card for how it ended.',
  });
};

const alreadyDecided = (run: Run, what: string): LockstepError =>
  new LockstepError('ALREADY_DECIDED', {
    message: `Run ${run.number} ${what}.`,
    hint: 'Nothing has changed.',
    details: { run: run.number },
  });

const note = (tx: Repositories, run: Run, entry: { actor: Actor; action: string }): Promise<void> =>
  tx.audit.append({ ...entry, planId: run.planId, runId: run.id, details: { status: run.status } });

/** Chunks under way end, none begins. */
export const pauseRun = (store: Store, runId: RunId, by: { actor: Actor; reason: string }): Promise<Run> =>
  store.transaction(async (tx) => {
    const run = await tx.runs.lock(runId);
    requireOpen(run);
    if (run.status === 'cancelling') throw alreadyDecided(run, 'is being cancelled');
    if (run.status === 'paused') {
      throw alreadyDecided(run, `was paused already by ${nameOf(run.pause?.by ?? { kind: 'lockstep' })}`);
    }
    await note(tx, run, { actor: by.actor, action: 'run.paused' });
    return changeRun(tx, run, { status: 'paused', pause: { reason: by.reason, by: by.actor } });
  });

/** Goes on where it stopped: every chunk that is not done is rung again. */
export const resumeRun = (store: Store, runId: RunId, actor: Actor): Promise<Run> =>
  store.transaction(async (tx) => {
    const run = await tx.runs.lock(runId);
    requireOpen(run);
    if (run.status !== 'paused') throw alreadyDecided(run, `is not paused, it is ${run.status}`);
    await note(tx, run, { actor, action: 'run.resumed' });
    const change: RunChange = { status: run.startedAt ? 'running' : 'queued', pause: null, problem: null };
    const resumed = await changeRun(tx, run, change);
    const step = stepsOf(run.kind, run.layout)[run.stepIndex];
    for (const chunk of step ? await tx.chunks.unfinished(run.id, step.name) : []) {
      await tx.outbox.ring(chunk.id, chunk.generation);
    }
    return resumed;
  });

/** Ends the run when the chunks under way have ended; at once if there are none. What it wrote stays. */
export const cancelRun = (store: Store, runId: RunId, by: { actor: Actor; clock: Clock }): Promise<Run> =>
  store.transaction(async (tx) => {
    const run = await tx.runs.lock(runId);
    requireOpen(run);
    if (run.status === 'cancelling')
      throw alreadyDecided(
        run,
        run.problem ? 'is ending already because of a fault' : 'is being cancelled already',
      );
    await note(tx, run, { actor: by.actor, action: 'run.cancelled' });
    const step = stepsOf(run.kind, run.layout)[run.stepIndex];
    const left = step ? await tx.chunks.unfinished(run.id, step.name) : [];
    return left.some((chunk) => chunk.status === 'running')
      ? changeRun(tx, run, { status: 'cancelling', problem: null, cancelledBy: by.actor })
      : endRun(tx, run, { status: 'cancelled', cancelledBy: by.actor, endedAt: by.clock.now() });
  });
