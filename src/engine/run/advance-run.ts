import type { Run, RunLayout } from '#domain/run.ts';
import type { Clock, Repositories, RunChange } from '../ports.ts';
import { chunksOf, stepsOf } from './steps.ts';

/** Tells the channel and, once a run has ended, the one who asked. */
export const announceRun = async (tx: Repositories, run: Run): Promise<void> => {
  await tx.outbox.announce({ view: 'run-card', runId: run.id });
  if (run.status === 'finished' && run.verdict) {
    await tx.outbox.announce({ view: 'run-verdict', runId: run.id });
    await tx.outbox.announce({ view: 'run-evidence', runId: run.id });
  }
  if (run.status === 'finished' || run.status === 'failed' || run.status === 'cancelled') {
    await tx.outbox.announce({ view: 'tell-requester', runId: run.id });
  }
};

/** Changes a run and tells it, in the caller's transaction. */
export const changeRun = async (tx: Repositories, run: Run, change: RunChange): Promise<Run> => {
  const changed = await tx.runs.change(run.id, change);
  await announceRun(tx, changed);
  return changed;
};

/** Ends a run and writes it into the audit log. */
export const endRun = async (
  tx: Repositories,
  run: Run,
  change: RunChange & { readonly status: 'finished' | 'failed' | 'cancelled'; readonly endedAt: Date },
): Promise<Run> => {
  await tx.audit.append({
    actor: { kind: 'lockstep' },
    action: `run.${change.status}`,
    planId: run.planId,
    runId: run.id,
    details: {
      kind: run.kind,
      passed: run.verdict?.passed ?? null,
      problem: change.problem?.code ?? null,
    },
  });
  return changeRun(tx, run, change);
};

/**
 * Goes on to the next step that has work, or ends the run. The caller holds the run's row, so of two chunks that finish
 * at once only the last one gets here with nothing left to do.
 */
export const advanceRun = async (tx: Repositories, run: Run, clock: Clock): Promise<Run> => {
  const layout: RunLayout | null = run.layout;
  const steps = stepsOf(run.kind, layout);
  for (let index = run.stepIndex + 1; index < steps.length; index += 1) {
    const step = steps[index];
    const chunks = step ? chunksOf(step, layout, run.id) : [];
    if (chunks.length === 0) continue;
    const changed = await changeRun(tx, run, { stepIndex: index });
    for (const chunk of await tx.chunks.create(chunks)) await tx.outbox.ring(chunk.id, chunk.generation);
    return changed;
  }
  return endRun(tx, run, { status: 'finished', stepIndex: steps.length, endedAt: clock.now() });
};
