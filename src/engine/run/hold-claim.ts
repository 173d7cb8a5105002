import { isLockstepError } from '#domain/errors.ts';
import type { ChunkClaim } from '../ports.ts';
import type { WorkerDeps } from './chunk-work.ts';

export interface HeldClaim {
  readonly signal: AbortSignal;
  readonly progress: { done: number; total: number };
  /** Has somebody else taken the chunk? */
  lost(): boolean;
  /** Stops renewing, after one last report of progress. */
  release(): Promise<void>;
}

/**
 * Holds a claim while work goes on: renews the lease and reports progress. When the claim is lost, or the queue wants the
 * job to end, the signal aborts. That only shortens useless work: what keeps a frozen worker from acting is the fence.
 */
export const holdClaim = (
  deps: Pick<WorkerDeps, 'store' | 'log'>,
  claim: ChunkClaim,
  { leaseMs, outer }: { leaseMs: number; outer: AbortSignal },
): HeldClaim => {
  const own = new AbortController();
  const progress = { done: 0, total: 0 };
  let lost = false;
  let renewal: Promise<void> = Promise.resolve();
  const renew = async (): Promise<void> => {
    try {
      await deps.store.chunks.renew(claim, leaseMs, { ...progress });
      await deps.store.outbox.announce({ view: 'run-card', runId: claim.chunk.runId });
    } catch (error) {
      if (isLockstepError(error, 'CHUNK_FENCED')) {
        lost = true;
        own.abort(error);
      } else deps.log.warn({ chunkId: claim.chunk.id }, 'lease not renewed, trying again');
    }
  };
  const timer = setInterval(() => {
    renewal = renewal.then(renew);
  }, leaseMs / 8);
  return {
    signal: AbortSignal.any([own.signal, outer]),
    progress,
    lost: () => lost,
    release: async () => {
      clearInterval(timer);
      await renewal;
      if (!lost) await renew();
    },
  };
};
