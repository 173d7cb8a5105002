import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { LockstepError } from '#domain/errors.ts';
import type { PlanContent } from '#domain/plan/plan-content.ts';
import { migratedClasses } from '#domain/plan/plan-schema.ts';

/**
 * A transform of the plan's own: `export const name = (value, field) => …` in a file beside the plan. It gets what the
 * chain has made so far and may read the source fields that its mapping names in `from`; it gives text, null, a list of
 * texts, or `{ reject: 'why' }`. It must be pure: the same record gives the same result at load and at parity.
 */
export type CustomTransform = (
  value: string | null | readonly string[],
  field: (name: string) => string | null,
) => unknown;

/** The custom transforms of one plan, by what the plan calls them: './shift.ts#addOne'. */
export type CustomTransforms = (spec: string) => CustomTransform;

const specsOf = (content: PlanContent): string[] => [
  ...new Set(
    migratedClasses(content.plan).flatMap(([, planClass]) =>
      Object.values(planClass.fields).flatMap((mapping) =>
        mapping.transforms.flatMap((transform) => (transform.use === 'custom' ? [transform.function] : [])),
      ),
    ),
  ),
];

const mismatch = (message: string, hint: string, cause?: unknown): LockstepError =>
  new LockstepError('PLAN_MISMATCH', { message, hint, cause });

const readIfThere = async (path: string): Promise<string | null> => {
  try {
    return await readFile(path, 'utf8');
  } catch {
    // Not there yet, or not readable: either way it is written anew.
    return null;
  }
};

/** Several workers may do this at once: each writes apart and moves the whole file into place. */
const writeWhole = async (path: string, text: string): Promise<void> => {
  if ((await readIfThere(path)) === text) return;
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const apart = `${path}.${randomUUID()}.part`;
  await writeFile(apart, text, { mode: 0o600 });
  await rename(apart, path);
};

const importFile = async (path: string, file: string): Promise<Record<string, unknown>> => {
  try {
    // A module is an object of its exports; what each one is, is looked at below.
    return (await import(pathToFileURL(path).href)) as Record<string, unknown>;
  } catch (cause) {
    throw mismatch(
      `The custom transforms in ${file} cannot be loaded.`,
      'Run the file with Node.js to see why: only erasable TypeScript, and no imports of files that the plan does not name.',
      cause,
    );
  }
};

const isCustomTransform = (value: unknown): value is CustomTransform => typeof value === 'function';

/**
 * Loads the functions a plan names. The files come out of the plan's content, not from the folder they were read from, so
 * that a worker runs exactly what the hash stands for, on whatever machine.
 *
 * @param workFolder a folder of this machine's that nobody else writes to
 * @throws PLAN_MISMATCH if a file cannot be loaded or exports no such function; all of them are named
 */
export const loadCustomTransforms = async (
  content: PlanContent,
  workFolder: string,
): Promise<CustomTransforms> => {
  const specs = specsOf(content);
  const functions = new Map<string, CustomTransform>();
  const root = join(workFolder, 'plan-code', content.hash);
  const files = Object.entries(content.files);
  for (const [file, text] of specs.length > 0 ? files : []) {
    const path = join(root, file);
    if (!path.startsWith(root + sep)) {
      throw mismatch(`The custom transform file ${file} lies outside the plan.`, 'Put it beside plan.yml.');
    }
    await writeWhole(path, text);
  }
  const missing: string[] = [];
  for (const spec of specs) {
    const [file = '', name = ''] = spec.split('#');
    const exported =
      content.files[file] === undefined ? undefined : (await importFile(join(root, file), file))[name];
    if (isCustomTransform(exported)) functions.set(spec, exported);
    else missing.push(spec);
  }
  if (missing.length > 0) {
    throw mismatch(
      `These custom transforms do not exist: ${missing.join(', ')}.`,
      'Each needs a file beside the plan that exports a function of that name.',
    );
  }
  return (spec) => {
    const found = functions.get(spec);
    if (found) return found;
    throw mismatch(`The plan names no custom transform ${spec}.`, 'Use the name as it stands in plan.yml.');
  };
};
