import { readFile, realpath } from 'node:fs/promises';
import { basename, dirname, resolve, sep } from 'node:path';
import { LockstepError } from '#domain/errors.ts';
import { parsePlan, type ParsedPlan } from '#domain/plan/parse-plan.ts';
import type { PlanContent } from '#domain/plan/plan-content.ts';
import { formatFault, sortFaults, type PlanFault, type PlanPath } from '#domain/plan/plan-fault.ts';
import { migratedClasses, type Plan } from '#domain/plan/plan-schema.ts';
import { hashPlan } from './hash-plan.ts';

/** A plan file as it was found: its content if it is right, and everything to be said about it. */
export interface PlanReading {
  readonly content: PlanContent | null;
  readonly faults: readonly PlanFault[];
  readonly warnings: readonly PlanFault[];
}

/** Plans are written by people; anything larger is another kind of file. */
const PLAN_BYTES_MAX = 2_000_000;

const readText = async (file: string): Promise<string> => {
  const bytes = await readFile(file);
  if (bytes.length > PLAN_BYTES_MAX) throw new RangeError(`larger than ${PLAN_BYTES_MAX} bytes`);
  return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
};

const whyUnreadable = (error: unknown): string => {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT') return 'there is no such file';
  if (code === 'EISDIR') return 'it is a folder';
  if (code === 'EACCES') return 'it may not be read';
  if (error instanceof RangeError) return `it is ${error.message}`;
  if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA') return 'it is not UTF-8 text';
  return 'it cannot be read';
};

/** A place in the plan that uses a custom function. */
interface CustomUse {
  readonly path: PlanPath;
  /** './shift.ts' */
  readonly file: string;
  readonly name: string;
}

const customUses = (plan: Plan): CustomUse[] =>
  migratedClasses(plan).flatMap(([className, planClass]) =>
    Object.entries(planClass.fields).flatMap(([field, mapping]) =>
      mapping.transforms.flatMap((transform, index) => {
        if (transform.use !== 'custom') return [];
        const [file = '', name = ''] = transform.function.split('#');
        return [
          { path: ['classes', className, 'fields', field, 'transforms', index, 'function'], file, name },
        ];
      }),
    ),
  );

/** Does this file export the name? Where it exports in ways that only running it would show, it has the benefit of the doubt. */
const exportsName = (text: string, name: string): boolean =>
  /\bexport\s*[*{]/.test(text) ||
  [...text.matchAll(/\bexport\s+(?:async\s+)?(?:const|let|var|function\*?)\s+([\w$]+)/g)].some(
    ([, found]) => found === name,
  );

/** A link out of the plan's folder would bring in what nobody reviewed. */
const readBeside = async (folder: string, file: string): Promise<string> => {
  const [real, root] = await Promise.all([realpath(resolve(folder, file)), realpath(folder)]);
  if (!real.startsWith(root + sep)) throw new RangeError('outside the folder of the plan');
  return readText(real);
};

const readCustom = async (
  parsed: Extract<ParsedPlan, { ok: true }>,
  folder: string,
): Promise<{ files: Record<string, string>; faults: PlanFault[] }> => {
  const faults: PlanFault[] = [];
  const files = new Map<string, string>();
  for (const { path, file, name } of customUses(parsed.plan)) {
    try {
      const text = files.get(file) ?? (await readBeside(folder, file));
      files.set(file, text);
      if (!exportsName(text, name))
        faults.push(parsed.source.faultAt(path, `${file} exports no function '${name}'`));
    } catch (error) {
      faults.push(parsed.source.faultAt(path, `${file}: ${whyUnreadable(error)}`));
    }
  }
  return { files: Object.fromEntries(files), faults };
};

/** Reads a plan file and what it uses. Faults come back as values; only what is not about the plan is thrown. */
export const examinePlanFile = async (file: string): Promise<PlanReading> => {
  let text: string;
  try {
    text = await readText(file);
  } catch (error) {
    const message = `${whyUnreadable(error)}. Name the path of a plan.yml`;
    return { content: null, faults: [{ line: 1, column: 1, path: '', message }], warnings: [] };
  }
  const folder = dirname(resolve(file));
  const parsed = parsePlan(text);
  if (!parsed.ok) return { content: null, faults: parsed.faults, warnings: parsed.warnings };
  const custom = await readCustom(parsed, folder);
  if (custom.faults.length > 0) {
    return { content: null, faults: sortFaults(custom.faults), warnings: parsed.warnings };
  }
  const { files } = custom;
  const content = { hash: hashPlan(text, files), plan: parsed.plan, text, files, folder };
  return { content, faults: [], warnings: parsed.warnings };
};

/**
 * Reads a plan file and every custom transform file it names, bound together by their hash.
 *
 * @throws PLAN_INVALID with every fault as a line `file:line:column  what`
 */
export const readPlan = async (file: string): Promise<PlanContent> => {
  const { content, faults } = await examinePlanFile(file);
  if (content) return content;
  const count = faults.length === 1 ? 'one fault' : `${faults.length} faults`;
  throw new LockstepError('PLAN_INVALID', {
    message: `The plan ${basename(file)} has ${count}:\n${faults.map((fault) => formatFault(file, fault)).join('\n')}`,
    hint: 'Correct the lines named here, then look again with: node src/main.ts plan check FILE',
    details: { faults: faults.length },
  });
};
