import { checkPlan } from './check-plan.ts';
import { sortFaults, type PlanFault, type PlanPath } from './plan-fault.ts';
import { planSchema, type Plan } from './plan-schema.ts';
import { readYaml, type YamlSource } from './read-yaml.ts';
import { shapeFaults, type ShapeFault } from './shape-faults.ts';

/** A plan and what is odd about it, or everything that is wrong with it. */
export type ParsedPlan =
  | {
      readonly ok: true;
      readonly plan: Plan;
      readonly warnings: readonly PlanFault[];
      readonly source: YamlSource;
    }
  | { readonly ok: false; readonly faults: readonly PlanFault[]; readonly warnings: readonly PlanFault[] };

/** How much of the plan a fault of shape spoils: these are left out so that the rest can be checked in the same go. */
const SPOILED_DEPTH: Readonly<Record<string, number>> = {
  classes: 2,
  roles: 2,
  may: 2,
  source: 2,
  destination: 2,
  sample: 1,
  chunkRecords: 1,
};

const spoiledPath = (fault: ShapeFault): PlanPath => {
  if (fault.at === 'key') return fault.path;
  const [top, , third] = fault.path;
  const depth = SPOILED_DEPTH[String(top)] ?? 1;
  if (top === 'classes' && third === 'fields' && fault.path.length > 3) return fault.path.slice(0, 4);
  if (top === 'classes' && (third === 'expect' || third === 'fidelity')) return fault.path.slice(0, 3);
  return fault.path.slice(0, depth);
};

const isBlock = (value: unknown): value is Record<PropertyKey, unknown> =>
  typeof value === 'object' && value !== null;

const remove = (root: unknown, path: PlanPath): void => {
  let inner = root;
  for (const part of path.slice(0, -1)) inner = isBlock(inner) ? inner[part] : undefined;
  const last = path.at(-1);
  if (isBlock(inner) && last !== undefined) delete inner[last];
};

/** Settings that no other setting depends on; a stand-in lets the rest be checked. It never leaves this file. */
const STAND_INS = { lockstep: 1, name: 'plan', title: 'Plan', slack: { channel: 'C00' } };

/** The sound part of a plan that has faults; null if they go too deep. */
const soundPart = (value: unknown, faults: readonly ShapeFault[]): Plan | null => {
  const copy: unknown = structuredClone(value);
  for (const fault of faults) remove(copy, spoiledPath(fault));
  const parsed = planSchema.safeParse(isBlock(copy) ? { ...STAND_INS, ...copy } : copy);
  return parsed.success ? parsed.data : null;
};

/**
 * Reads the text of a plan. Every fault comes back at once, each with its line and column: of the YAML, of the shape, and
 * of names that do not fit together. Never throws.
 */
export const parsePlan = (text: string): ParsedPlan => {
  const source = readYaml(text);
  if (source.value === undefined) return { ok: false, faults: sortFaults(source.faults), warnings: [] };
  const parsed = planSchema.safeParse(source.value);
  const shape = parsed.success ? [] : shapeFaults(parsed.error, source.value);
  const plan = parsed.success ? parsed.data : soundPart(source.value, shape);
  const checked = plan ? checkPlan(plan, source) : { faults: [], warnings: [] };
  const faults = [
    ...source.faults,
    ...shape.map((fault) => source.faultAt(fault.path, fault.message, fault.at)),
    ...checked.faults,
  ];
  const warnings = sortFaults(checked.warnings);
  return plan && faults.length === 0
    ? { ok: true, plan, warnings, source }
    : { ok: false, faults: sortFaults(faults), warnings };
};
