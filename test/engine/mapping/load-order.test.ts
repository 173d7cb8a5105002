import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LockstepError } from '#domain/errors.ts';
import { planSchema, type Plan } from '#domain/plan/plan-schema.ts';
import type { Relationship, SystemSchema } from '#domain/system-schema.ts';
import { components } from '#engine/mapping/components.ts';
import { computeLoadOrder } from '#engine/mapping/load-order.ts';

/** child → destination field → parent */
type References = Record<string, Record<string, string>>;

const planOf = (references: References, plain: Record<string, string[]> = {}): Plan =>
  planSchema.parse({
    lockstep: 1,
    name: 'plan',
    title: 'Plan',
    slack: { channel: 'C00' },
    source: { sandbox: { kind: 'postgres', url: 'x' } },
    destination: { sandbox: { kind: 'postgres', url: 'x' } },
    roles: {},
    classes: Object.fromEntries(
      Object.entries(references).map(([name, fields]) => [
        name,
        {
          source: name,
          destination: name,
          identity: 'source_id',
          fields: Object.fromEntries([
            ...Object.entries(fields).map(([field, parent]) => [
              field,
              { from: field, transforms: [{ use: 'reference', class: parent }] },
            ]),
            ...(plain[name] ?? []).map((field) => [field, { from: field }]),
          ]),
        },
      ]),
    ),
  });

const schemaOf = (
  references: References,
  {
    required = [],
    relationships = {},
  }: { required?: string[]; relationships?: Record<string, Relationship[]> } = {},
): SystemSchema => ({
  kind: 'postgres',
  automation: [],
  classes: Object.entries(references).map(([name, fields]) => ({
    name,
    key: ['source_id'],
    fields: Object.keys(fields).map((field) => ({
      name: field,
      type: 'text',
      required: required.includes(`${name}.${field}`),
    })),
    relationships: relationships[name] ?? [],
  })),
});

const orderOf = (references: References, required: string[] = []) => {
  const order = computeLoadOrder({
    plan: planOf(references),
    destinationSchema: schemaOf(references, { required }),
  });
  return {
    levels: order.levels,
    deferred: Object.fromEntries([...order.deferred].map(([name, fields]) => [name, [...fields]])),
  };
};

describe('load order [R24]', () => {
  it('puts parents before children and lets the rest go side by side', () => {
    expect(
      orderOf({
        deals: { contact: 'contacts', owner: 'users' },
        contacts: { company: 'companies' },
        users: {},
        companies: {},
      }),
    ).toEqual({
      levels: [['users', 'companies'], ['contacts'], ['deals']],
      deferred: {},
    });
  });

  it('defers a class that refers to itself, several levels deep', () => {
    expect(orderOf({ companies: { parent: 'companies' }, contacts: { company: 'companies' } })).toEqual({
      levels: [['companies'], ['contacts']],
      deferred: { companies: ['parent'] },
    });
  });

  it('breaks a circle at the fields that may be empty and keeps the others in order', () => {
    expect(
      orderOf({ companies: { main: 'contacts' }, contacts: { company: 'companies' } }, ['contacts.company']),
    ).toEqual({
      levels: [['companies'], ['contacts']],
      deferred: { companies: ['main'] },
    });
  });

  it('refuses a circle in which every field is required, and names it', () => {
    const work = () => orderOf({ a: { b: 'b' }, b: { c: 'c' }, c: { a: 'a' } }, ['a.b', 'b.c', 'c.a']);
    expect(work).toThrow(LockstepError);
    expect(work).toThrow('a.b → b, b.c → c, c.a → a');
    expect(() => orderOf({ a: { a: 'a' } }, ['a.a'])).toThrow('a.a → a');
  });

  it('heeds foreign keys of the destination that the plan fills without a reference', () => {
    const classes = { notes: { lead_id: 'x' }, leads: {} };
    const order = computeLoadOrder({
      plan: planOf({ notes: {}, leads: {} }, { notes: ['lead_id'] }),
      destinationSchema: schemaOf(classes, {
        relationships: { notes: [{ fields: ['lead_id'], toClass: 'leads', toFields: ['source_id'] }] },
      }),
    });
    expect(order.levels).toEqual([['leads'], ['notes']]);
  });

  it('refuses references that the destination’s foreign keys contradict', () => {
    const classes = { notes: { lead: 'leads', writer: 'users' }, leads: {}, users: {} };
    const work = (relationships: Relationship[]) => () =>
      computeLoadOrder({
        plan: planOf(classes),
        destinationSchema: schemaOf(classes, { relationships: { notes: relationships } }),
      });
    expect(work([{ fields: ['lead'], toClass: 'leads', toFields: ['source_id'] }])).not.toThrow();
    expect(work([{ fields: ['lead'], toClass: 'users', toFields: ['source_id'] }])).toThrow(
      "the plan refers to 'leads', the destination's foreign key to 'users'",
    );
    expect(work([{ fields: ['lead'], toClass: 'leads', toFields: ['number'] }])).toThrow(
      'which is not the key',
    );
  });

  it('goes on with a chain of a thousand classes', () => {
    const chain = Object.fromEntries(
      Array.from({ length: 1_000 }, (_, index) => [`c${index}`, index === 0 ? {} : { up: `c${index - 1}` }]),
    );
    expect(orderOf(chain).levels).toHaveLength(1_000);
  });

  it('on any graph: every class stands once, every reference that is not deferred points at a lower level, and only circles are deferred', () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
    const edge = fc.record({ from: fc.constantFrom(...names), to: fc.constantFrom(...names) });
    fc.assert(
      fc.property(fc.array(edge, { maxLength: 20 }), (edges) => {
        const references: References = Object.fromEntries(names.map((name) => [name, {}]));
        for (const { from, to } of edges) Object.assign(references[from] ?? {}, { [`to_${to}`]: to });
        const { levels, deferred } = orderOf(references);
        expect(levels.flat().toSorted()).toEqual(names);
        const level = new Map(
          levels.flatMap((members, index) => members.map((name) => [name, index] as const)),
        );
        const reaches = (from: string, to: string, seen = new Set<string>()): boolean =>
          Object.values(references[from] ?? {}).some(
            (next) => next === to || (!seen.has(next) && reaches(next, to, seen.add(next))),
          );
        const wrong = Object.entries(references).flatMap(([child, fields]) =>
          Object.entries(fields).filter(([field, parent]) =>
            deferred[child]?.includes(field)
              ? parent !== child && !reaches(parent, child)
              : (level.get(parent) ?? 0) >= (level.get(child) ?? 0),
          ),
        );
        expect(wrong).toEqual([]);
      }),
    );
  });
});

describe('components', () => {
  it('are the classes of mutual reach, as a plain search finds them', () => {
    const nodes = Array.from({ length: 8 }, (_, index) => String(index));
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom(...nodes), fc.constantFrom(...nodes)), { maxLength: 24 }),
        (edges) => {
          const graph = new Map(
            nodes.map((node) => [node, edges.filter(([from]) => from === node).map(([, to]) => to)]),
          );
          const reach = (start: string): Set<string> => {
            const seen = new Set([start]);
            for (const node of seen) for (const next of graph.get(node) ?? []) seen.add(next);
            return seen;
          };
          const found = components(graph);
          expect(found.flat().toSorted()).toEqual(nodes);
          const place = new Map(
            found.flatMap((members, index) => members.map((node) => [node, index] as const)),
          );
          const wrong = nodes.flatMap((one) =>
            nodes.filter((two) => {
              const [mine = 0, other = 0] = [place.get(one), place.get(two)];
              const together = reach(one).has(two) && reach(two).has(one);
              // Whom others point at comes first.
              return (mine === other) !== together || (reach(one).has(two) && other > mine);
            }),
          );
          expect(wrong).toEqual([]);
        },
      ),
    );
  });
});
