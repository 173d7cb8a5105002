import { LockstepError } from '#domain/errors.ts';
import type { ChunkWork } from '../run/chunk-work.ts';
import type { Step } from '../run/steps.ts';
import { checkSystems } from './check-systems.ts';
import { checkFidelity } from './check-fidelity.ts';
import { clearSample } from './clear-sample.ts';
import { compareChunk } from './compare-chunk.ts';
import { giveVerdict } from './give-verdict.ts';
import { linkChunk } from './link-chunk.ts';
import { loadChunk } from './load-chunk.ts';
import { selectRecords } from './select-records.ts';

const classOf = (work: ChunkWork): string => {
  if (work.claim.chunk.recordClass !== null) return work.claim.chunk.recordClass;
  throw new LockstepError('INVARIANT_BROKEN', {
    message: `Chunk ${work.claim.chunk.id} of step '${work.claim.chunk.step}' names no class.`,
    hint: 'Please report this with the run number.',
  });
};

/** Does one chunk of a step. Safe to repeat from any point: what is on the ledger already is not done again. */
export const workStep = async (step: Step, work: ChunkWork): Promise<void> => {
  switch (step.kind) {
    case 'check':
      return checkSystems(work);
    case 'clear':
      return clearSample(work);
    case 'select':
      return selectRecords(work);
    case 'load':
      return loadChunk(work, classOf(work));
    case 'link':
      return linkChunk(work, classOf(work));
    case 'parity':
      return compareChunk(work, classOf(work));
    case 'fidelity':
      return checkFidelity(work, classOf(work));
    case 'verdict':
      return giveVerdict(work);
  }
};
