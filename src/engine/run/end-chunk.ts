import { LockstepError, kindOf } from '#domain/errors.ts';
import type { ChunkId } from '#domain/ids.ts';
import { isOpen, type Run, type RunProblem } from '#domain/run.ts';
import type { ChunkClaim, Repositories } from '../ports.ts';
import { advanceRun, changeRun, endRun } from './advance-run.ts';
import type { WorkerDeps } from './chunk-work.ts';

/** Tries of one chunk before the run is paused and people are asked. */
export const ATTEMPTS_MAX = 8;

/** 1 s, 2 s, 4 s … 60 s, unless the other side named a time. */
const backoffMs = (attempts: number, error: unknown): number =>
  (error instanceof LockstepError ? error.retryAfterMs : undefined) ??
  Math.min(60_000, 1_000 * 2 ** attempts);

const problemOf = (error: unknown, chunkId: ChunkId): RunProblem =>
  error instanceof LockstepError
    ? { code: error.code, message: error.message, hint: error.hint }
    : {
        code: 'INVARIANT_BROKEN',
        message: `Something in Lockstep itself went wrong in chunk ${chunkId}.`,
        hint: 'This is our fault. The log has the details under this id; nothing was written twice.',
      };

/**
 * A run that is being ended, by a person or by a fault, ends when no chunk of it is under way any more. Until then it is
 * open, so that no other run starts beside what is still writing.
 */
const endWhenIdle = async (
  tx: Repositories,
  run: Run,
  { deps, step }: { deps: WorkerDeps; step: string },
): Promise<void> => {
  const { running } = await tx.chunks.left(run.id, step);
  if (running > 0) await tx.outbox.announce({ view: 'run-card', runId: run.id });
  else await endRun(tx, run, { status: run.problem ? 'failed' : 'cancelled', endedAt: deps.clock.now() });
};

/** The chunk is done: note it, and if it was the step's last, go on. */
export const finishChunk = async (deps: WorkerDeps, claim: ChunkClaim): Promise<void> => {
  const { step, runId } = claim.chunk;
  deps.reach('finish.before');
  await deps.store.fenced(claim, async (tx) => {
    await tx.chunks.finish(claim);
    const run = await tx.runs.lock(runId);
    if (run.status === 'cancelling') await endWhenIdle(tx, run, { deps, step });
    else if (isOpen(run.status) && (await tx.chunks.left(runId, step)).unfinished === 0) {
      await advanceRun(tx, run, deps.clock);
    } else await tx.outbox.announce({ view: 'run-card', runId });
    deps.reach('step.after');
  });
  deps.reach('finish.after');
};

/** Gives a chunk of a run that is being ended back undone. */
export const giveBack = async (deps: WorkerDeps, claim: ChunkClaim): Promise<void> => {
  const stopped = { code: 'CHUNK_STOPPED', message: 'The run is being ended.', hint: 'Nothing to do.' };
  await deps.store.fenced(claim, async (tx) => {
    await tx.chunks.release(claim, 0, stopped);
    const run = await tx.runs.lock(claim.chunk.runId);
    if (run.status === 'cancelling') await endWhenIdle(tx, run, { deps, step: claim.chunk.step });
  });
};

/** Transient: again later. Out of tries, or refused from outside: pause and say why. Everything else ends the run. */
export const failChunk = async (deps: WorkerDeps, claim: ChunkClaim, error: unknown): Promise<void> => {
  const { step, runId, attempts, id } = claim.chunk;
  const problem = problemOf(error, id);
  const kind = kindOf(error);
  const again = kind === 'transient' && attempts < ATTEMPTS_MAX;
  // A chunk that nobody tries again by itself is free at once for whoever resumes the run.
  const delay = again ? backoffMs(attempts, error) : 0;
  const facts = { runId, chunkId: id, step, code: problem.code, ...(kind === 'bug' ? { err: error } : {}) };
  deps.log[again ? 'warn' : 'error'](facts, 'chunk not done');
  await deps.store.fenced(claim, async (tx) => {
    await tx.chunks.release(claim, delay, problem);
    const run = await tx.runs.lock(runId);
    if (!isOpen(run.status)) return;
    if (run.status === 'cancelling') await endWhenIdle(tx, run, { deps, step });
    else if (again) await tx.outbox.ring(id, claim.generation, delay);
    else if (kind === 'transient' || kind === 'external') {
      const pause = { reason: `${problem.message} ${problem.hint}`, by: { kind: 'lockstep' } as const };
      await changeRun(tx, run, { status: 'paused', problem, pause });
    } else await endWhenIdle(tx, await changeRun(tx, run, { status: 'cancelling', problem }), { deps, step });
  });
};
