import type { Discrepancy } from '#domain/verdict.ts';
import type { ChunkWork } from '../run/chunk-work.ts';

/** Discrepancies held before they are saved, give or take those of one batch. */
const PAGE_DISCREPANCIES = 5_000;

/** Takes what a check finds, and keeps little of it in memory. */
export interface FindingsPages {
  add(found: readonly Discrepancy[]): Promise<void>;
  /** Saves the rest; without it, nothing may have been saved. */
  finish(): Promise<void>;
}

/**
 * Saves what a chunk finds in pages. The first page replaces what an earlier attempt at the chunk has said, so a chunk that
 * was interrupted begins anew; nobody reads its findings before it is done.
 */
export const saveInPages = (work: ChunkWork, uncheckedFields: () => readonly string[]): FindingsPages => {
  const { chunk } = work.claim;
  let page: Discrepancy[] = [];
  let hasSaved = false;
  const flush = async (): Promise<void> => {
    const discrepancies = page;
    page = [];
    work.reach('fidelity.before-save');
    await work.store.fenced(work.claim, ({ findings }) =>
      hasSaved
        ? findings.addDiscrepancies(chunk, discrepancies)
        : findings.save(chunk, { counts: null, discrepancies, uncheckedFields: uncheckedFields() }),
    );
    hasSaved = true;
  };
  return {
    add: async (found) => {
      for (const discrepancy of found) page.push(discrepancy);
      if (page.length >= PAGE_DISCREPANCIES) await flush();
    },
    finish: async () => {
      if (page.length > 0 || !hasSaved) await flush();
    },
  };
};
