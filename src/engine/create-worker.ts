import type { ChunkId } from '#domain/ids.ts';
import { LockstepError, isLockstepError, kindOf } from '#domain/errors.ts';
import type { Run } from '#domain/run.ts';
import { loadCustomTransforms, type CustomTransforms } from './mapping/load-custom.ts';
import type { ChunkClaim } from './ports.ts';
import { changeRun } from './run/advance-run.ts';
import type { WorkerDeps } from './run/chunk-work.ts';
import { ATTEMPTS_MAX, failChunk, finishChunk, giveBack } from './run/end-chunk.ts';
import { holdClaim, type HeldClaim } from './run/hold-claim.ts';
import { createSystemsCache } from './run/systems-cache.ts';
import { stepsOf } from './run/steps.ts';
import { workStep } from './steps/work-step.ts';

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
        // Taking a sample out again maps nothing: broken code in a plan must not keep it in.
        custom:
          run.kind === 'remove-sample' ? noCustomCode : await loadCustomTransforms(content, deps.workFolder),
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
    if (claim.isRunEnding) {
      // Its worker is gone and the run is being ended: nothing more is done, the run comes to its end.
      await giveBack(deps, claim);
      return;
    }
    const held = holdClaim(deps, claim, { leaseMs: deps.leaseMs, outer: signal });
    try {
      if (claim.isTakenOver && claim.chunk.attempts > ATTEMPTS_MAX) throw keepsDying(claim);
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

const keepsDying = (claim: ChunkClaim): LockstepError =>
  new LockstepError('CHUNK_ABANDONED', {
    message: `${claim.chunk.attempts} workers in a row have ended in the middle of a chunk of ${claim.chunk.recordClass ?? 'this run'}, step '${claim.chunk.step}'.`,
    hint: 'Look at their logs: memory, disk, a custom transform? Then resume the run; it goes on from the ledger.',
  });

const noCustomCode: CustomTransforms = (spec) => {
  throw new LockstepError('INVARIANT_BROKEN', {
    message: `A removal asked for the custom transform ${spec}.`,
    hint: 'This is our fault: a removal maps nothing. Please report it.',
  });
};
