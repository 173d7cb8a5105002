import type { ChunkId } from '#domain/ids.ts';
import { LockstepError, isLockstepError, kindOf } from '#domain/errors.ts';
import { isOpen, type Run, type RunProblem } from '#domain/run.ts';
import { loadCustomTransforms } from './mapping/load-custom.ts';
import type { ChunkClaim, Repositories } from './ports.ts';
import { advanceRun, changeRun, endRun } from './run/advance-run.ts';
import type { WorkerDeps } from './run/chunk-work.ts';
import { holdClaim, type HeldClaim } from './run/hold-claim.ts';
import { createSystemsCache } from './run/systems-cache.ts';
import { stepsOf } from './run/steps.ts';
import { workStep } from './steps/work-step.ts';

/** Tries of one chunk before the run is paused and people are asked. */
const ATTEMPTS_MAX = 8;

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

/** The chunk is done: note it, and if it was the step's last, go on. A cancelled run ends when its last chunk has. */
const finishChunk = async (deps: WorkerDeps, claim: ChunkClaim): Promise<void> => {
  deps.reach('finish.before');
  await deps.store.fenced(claim, async (tx) => {
    await tx.chunks.finish(claim);
    const run = await tx.runs.lock(claim.chunk.runId);
    const left = await tx.chunks.left(run.id, claim.chunk.step);
    if (run.status === 'cancelling' && left.running === 0) {
      await endRun(tx, run, { status: 'cancelled', endedAt: deps.clock.now() });
    } else if (isOpen(run.status) && run.status !== 'cancelling' && left.unfinished === 0) {
      await advanceRun(tx, run, deps.clock);
    } else await tx.outbox.announce({ view: 'run-card', runId: run.id });
    deps.reach('step.after');
  });
  deps.reach('finish.after');
};

/** Transient: again later. Out of tries, or refused from outside: pause and say why. Everything else ends the run. */
const failChunk = async (deps: WorkerDeps, claim: ChunkClaim, error: unknown): Promise<void> => {
  const problem = problemOf(error, claim.chunk.id);
  const kind = kindOf(error);
  const facts = {
    runId: claim.chunk.runId,
    chunkId: claim.chunk.id,
    step: claim.chunk.step,
    code: problem.code,
  };
  const again = kind === 'transient' && claim.chunk.attempts < ATTEMPTS_MAX;
  // A chunk that nobody tries again by itself is free at once for whoever resumes the run.
  const delay = again ? backoffMs(claim.chunk.attempts, error) : 0;
  deps.log[again ? 'warn' : 'error'](
    { ...facts, ...(kind === 'bug' ? { err: error } : {}) },
    'chunk not done',
  );
  await deps.store.fenced(claim, async (tx: Repositories) => {
    await tx.chunks.release(claim, delay, problem);
    const run = await tx.runs.lock(claim.chunk.runId);
    if (!isOpen(run.status)) return;
    if (run.status === 'cancelling') {
      await endRun(tx, run, { status: 'cancelled', endedAt: deps.clock.now() });
    } else if (again) await tx.outbox.ring(claim.chunk.id, claim.generation, delay);
    else if (kind === 'transient' || kind === 'external') {
      await changeRun(tx, run, {
        status: 'paused',
        problem,
        pause: { reason: `${problem.message} ${problem.hint}`, by: { kind: 'lockstep' } },
      });
    } else await endRun(tx, run, { status: 'failed', problem, endedAt: deps.clock.now() });
  });
};

const beginRun = async (deps: WorkerDeps, run: Run): Promise<Run> => {
  if (run.status !== 'queued') return run;
  return deps.store.transaction(async (tx) => {
    const locked = await tx.runs.lock(run.id);
    if (locked.status !== 'queued') return locked;
    return changeRun(tx, locked, { status: 'running', startedAt: locked.startedAt ?? deps.clock.now() });
  });
};

/**
 * @returns the worker of this process: given a chunk's id it claims the chunk, does it and says what came of it. It never
 *   throws for what goes wrong in the work; a lost claim ends in silence, because somebody else has the chunk.
 */
export const createWorker = (
  deps: WorkerDeps,
): { work: (chunkId: ChunkId, signal: AbortSignal) => Promise<void>; close: () => Promise<void> } => {
  const systems = createSystemsCache(deps.systems, deps.log);
  const workClaimed = async (claim: ChunkClaim, held: HeldClaim): Promise<void> => {
    const run = await beginRun(deps, await deps.store.runs.get(claim.chunk.runId));
    const content = await deps.store.plans.content(run.planHash);
    const step = stepsOf(run.kind, run.layout).find((candidate) => candidate.name === claim.chunk.step);
    if (!step) throw unknownStep(run, claim);
    const lease = systems.lease(content, run.environment);
    try {
      await workStep(step, {
        ...deps,
        claim,
        run,
        content,
        scope: { planId: run.planId, environment: run.environment },
        custom: await loadCustomTransforms(content, deps.workFolder),
        signal: held.signal,
        progress: held.progress,
        systemsOpen: () => lease.open(),
      });
    } finally {
      lease.release();
    }
  };
  const work = async (chunkId: ChunkId, signal: AbortSignal): Promise<void> => {
    const claim = await deps.store.chunks.claim(chunkId, deps.owner, deps.leaseMs);
    if (!claim) return;
    deps.reach('claim.after');
    const held = holdClaim(deps, claim, { leaseMs: deps.leaseMs, outer: signal });
    try {
      await workClaimed(claim, held);
      await held.release();
      await finishChunk(deps, claim);
    } catch (error) {
      await held.release();
      if (isLockstepError(error, 'CHUNK_FENCED') || held.lost()) {
        deps.log.info({ chunkId, generation: claim.generation }, 'chunk is somebody else’s now');
        return;
      }
      await failChunk(deps, claim, signal.aborted ? stopped(error) : error).catch((failure: unknown) => {
        // The database is gone or the claim is lost: the lease runs out and the sweeper rings the chunk again.
        deps.log.warn({ chunkId, kind: kindOf(failure) }, 'could not note why the chunk was not done');
      });
    }
  };
  return { work, close: () => systems.close() };
};

/** The queue wanted the job to end (shutdown, lost lock): nothing is wrong with the work, somebody goes on with it. */
const stopped = (cause: unknown): LockstepError =>
  new LockstepError('CHUNK_STOPPED', {
    message: 'The worker was told to stop in the middle of a chunk.',
    hint: 'Nothing to do: another worker goes on from the ledger.',
    retryAfterMs: 0,
    cause,
  });

const unknownStep = (run: Run, claim: ChunkClaim): LockstepError =>
  new LockstepError('INVARIANT_BROKEN', {
    message: `Run ${run.number} has no step '${claim.chunk.step}'.`,
    hint: 'A worker of another version may have made it. Run the same version everywhere.',
  });
