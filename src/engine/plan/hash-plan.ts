import { createHash } from 'node:crypto';
import { planHash, type PlanHash } from '#domain/ids.ts';

/**
 * The hash a plan is bound to: SHA-256 over the UTF-8 bytes of a JSON array of the words 'lockstep plan 1', the text of
 * plan.yml, and a [path, text] pair for every file it uses, sorted by path. JSON keeps the parts apart, so that nothing can
 * move from one file into another unseen; a changed space or line break is another plan.
 */
export const hashPlan = (text: string, files: Readonly<Record<string, string>>): PlanHash => {
  const sorted = Object.entries(files).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return planHash(
    createHash('sha256')
      .update(JSON.stringify(['lockstep plan 1', text, sorted]), 'utf8')
      .digest('hex'),
  );
};
