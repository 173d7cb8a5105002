import { LockstepError } from '#domain/errors.ts';
import { migratedClasses, type Plan } from '#domain/plan/plan-schema.ts';
import { findClass, type SystemSchema } from '#domain/system-schema.ts';
import { components } from './components.ts';
import { referenceFaults } from './reference-faults.ts';

export interface LoadOrder {
  /** Classes of the plan, parents first; classes of one level do not wait for each other. */
  readonly levels: readonly (readonly string[])[];
  /** Destination fields that stay empty at first and are filled in a second pass, per class that has any. */
  readonly deferred: ReadonlyMap<string, ReadonlySet<string>>;
}

/** `child` needs records of `parent` first, because its destination field `field` points at them. */
interface Dependency {
  readonly child: string;
  readonly parent: string;
  readonly field: string;
  /** May the field stay empty until a second pass? */
  readonly mayBeEmpty: boolean;
}

interface Facts {
  readonly plan: Plan;
  readonly destinationSchema: SystemSchema;
}

/** What the plan itself says (reference) and what the destination demands of mapped fields (foreign keys). */
const dependencies = ({ plan, destinationSchema }: Facts): Dependency[] => {
  const classes = migratedClasses(plan);
  const found = new Map<string, Dependency>();
  for (const [child, planClass] of classes) {
    const schema = findClass(destinationSchema, planClass.destination);
    const mayBeEmpty = (field: string): boolean =>
      schema?.fields.find((candidate) => candidate.name === field)?.required !== true;
    const add = (parent: string, field: string): void => {
      found.set(JSON.stringify([child, parent, field]), {
        child,
        parent,
        field,
        mayBeEmpty: mayBeEmpty(field),
      });
    };
    const byReference = new Map<string, string>();
    for (const [field, mapping] of Object.entries(planClass.fields)) {
      for (const transform of mapping.transforms) {
        if (transform.use === 'reference') byReference.set(field, transform.class);
      }
    }
    for (const [field, parent] of byReference) add(parent, field);
    for (const relationship of schema?.relationships ?? []) {
      const parents = classes.filter(([, other]) => other.destination === relationship.toClass);
      for (const field of relationship.fields) {
        if (!Object.hasOwn(planClass.fields, field) || byReference.has(field)) continue;
        for (const [parent] of parents) add(parent, field);
      }
    }
  }
  const names = new Set(classes.map(([name]) => name));
  return [...found.values()].filter(({ parent }) => names.has(parent));
};

const graphOf = (names: readonly string[], edges: readonly Dependency[]): Map<string, string[]> => {
  const graph = new Map<string, string[]>(names.map((name) => [name, []]));
  for (const { child, parent } of edges) graph.get(child)?.push(parent);
  return graph;
};

const cycleFault = (cycle: readonly Dependency[]): LockstepError => {
  const fields = cycle.map(({ child, field, parent }) => `${child}.${field} → ${parent}`).join(', ');
  return new LockstepError('PLAN_MISMATCH', {
    message: `These classes need each other first, and none of the fields may stay empty until a second pass: ${fields}.`,
    hint: 'Let one of these destination fields be empty (drop its NOT NULL for the migration), or leave the reference out.',
    details: { fields: cycle.length },
  });
};

const referenceFault = (faults: readonly string[]): LockstepError =>
  new LockstepError('PLAN_MISMATCH', {
    message: `References that the destination cannot hold: ${faults.join('; ')}.`,
    hint: 'Correct the class that the reference names, or map this field another way.',
    details: { faults: faults.length },
  });

/** Every class one level above its highest parent. The graph has no cycles any more. */
const levelsOf = (names: readonly string[], edges: readonly Dependency[]): string[][] => {
  const parents = graphOf(names, edges);
  const level = new Map<string, number>();
  // Components come parents first, so every parent's level is known.
  for (const [name] of components(parents)) {
    if (name === undefined) continue;
    const above = (parents.get(name) ?? []).map((parent) => (level.get(parent) ?? 0) + 1);
    level.set(name, Math.max(0, ...above));
  }
  const levels: string[][] = [];
  for (const name of names) (levels[level.get(name) ?? 0] ??= []).push(name);
  return levels;
};

/**
 * Parents before children. References of a class to itself, and those that close a circle of classes, are deferred: the
 * records are written without them, and a second pass fills them in. That needs fields that may be empty for a while.
 *
 * @throws PLAN_MISMATCH naming the circle, if every field in it must be filled; or the references that cannot be written
 */
export const computeLoadOrder = (facts: Facts): LoadOrder => {
  const wrong = referenceFaults(facts.plan, facts.destinationSchema);
  if (wrong.length > 0) throw referenceFault(wrong);
  const names = migratedClasses(facts.plan).map(([name]) => name);
  const edges = dependencies(facts);
  const componentOf = new Map<string, number>();
  for (const [index, members] of components(graphOf(names, edges)).entries()) {
    for (const name of members) componentOf.set(name, index);
  }
  const inCircle = ({ child, parent }: Dependency): boolean =>
    componentOf.get(child) === componentOf.get(parent);
  const deferredEdges = edges.filter((edge) => inCircle(edge) && edge.mayBeEmpty);
  const firm = edges.filter((edge) => !deferredEdges.includes(edge));
  for (const members of components(graphOf(names, firm))) {
    const inside = firm.filter(({ child, parent }) => members.includes(child) && members.includes(parent));
    if (inside.length > 0) throw cycleFault(inside);
  }
  const deferred = new Map<string, Set<string>>();
  for (const { child, field } of deferredEdges) {
    deferred.set(child, (deferred.get(child) ?? new Set<string>()).add(field));
  }
  return { levels: levelsOf(names, firm), deferred };
};
