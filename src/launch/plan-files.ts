import { readdir, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { LockstepError } from '#domain/errors.ts';
import type { PlanContent } from '#domain/plan/plan-content.ts';
import type { PlanFiles } from '#engine/desk/plan-shelf.ts';
import { readPlan } from '#engine/plan/read-plan.ts';

/** Every `plan.yml` in the folder itself and in the folders right below it, in order of name. */
export const findPlanFiles = async (folder: string): Promise<string[]> => {
  const entries = await readdir(folder, { withFileTypes: true }).catch((cause: unknown) => {
    throw new LockstepError('PLAN_UNKNOWN', {
      message: `The folder with the plans cannot be read: ${resolve(folder)}.`,
      hint: 'LOCKSTEP_PLANS names it; it holds one folder for each plan, with a plan.yml in it.',
      cause,
    });
  });
  const places = ['.', ...entries.filter((entry) => entry.isDirectory()).map(({ name }) => name)];
  const files = places.toSorted().map((place) => join(folder, place, 'plan.yml'));
  const found = await Promise.all(
    files.map(async (file) => (await stat(file).catch(() => null))?.isFile() === true),
  );
  return files.filter((_, index) => found[index]);
};

/** Plans read from a folder at every call, so that an edit counts at once. */
export const planFiles = (folder: string): PlanFiles => ({
  read: async () => {
    const contents: PlanContent[] = [];
    const faults: { folder: string; error: LockstepError }[] = [];
    for (const file of await findPlanFiles(folder)) {
      try {
        contents.push(await readPlan(file));
      } catch (error) {
        if (!(error instanceof LockstepError)) throw error;
        faults.push({ folder: dirname(resolve(file)), error });
      }
    }
    return { contents, faults };
  },
});
