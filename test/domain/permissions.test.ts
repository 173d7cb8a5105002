import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { requirePermission, verbsOf } from '#domain/permissions.ts';
import { GUARDED_VERBS, planSchema, type Plan } from '#domain/plan/plan-schema.ts';

const planWith = (roles: Plan['roles'], may: Plan['may']): Plan =>
  planSchema.parse({
    lockstep: 1,
    name: 'p',
    title: 'Plan',
    slack: { channel: 'C01' },
    source: { sandbox: { kind: 'postgres', url: 'x' } },
    destination: { sandbox: { kind: 'postgres', url: 'y' } },
    roles,
    may,
    classes: {},
  });

const plan = planWith(
  { lead: { title: 'Lead', members: ['U01'] }, stewards: { title: 'Stewards', members: ['S01', 'U02'] } },
  { 'test-sample': ['lead'], retry: ['lead', 'stewards'] },
);
const person = (userId: string, ...groups: string[]) => ({ userId, groups: new Set(groups) });

describe('who may', () => {
  it('is who holds a role that the plan names for the verb, by id or by group', () => {
    expect(verbsOf(plan, person('U01'))).toEqual(['test-sample', 'retry']);
    expect(verbsOf(plan, person('U02'))).toEqual(['retry']);
    expect(verbsOf(plan, person('U09', 'S01'))).toEqual(['retry']);
    expect(verbsOf(plan, person('U09', 'S02'))).toEqual([]);
  });

  it('is nobody where the plan names nobody', () => {
    expect(() => requirePermission(plan, 'cancel', person('U01'))).toThrow(/Nobody may use 'cancel'/);
  });

  it('is told to the one who may not', () => {
    expect(() => requirePermission(plan, 'retry', person('U09'))).toThrow(/These roles may: Lead, Stewards/);
  });

  it('is never someone without a role, whatever the plan', () => {
    const id = fc.stringMatching(/^[US]0[0-9]$/);
    fc.assert(
      fc.property(
        fc.array(id, { minLength: 1, maxLength: 4 }),
        fc.constantFrom(...GUARDED_VERBS),
        id,
        (members, verb, userId) => {
          const one = planWith({ lead: { title: 'Lead', members } }, { [verb]: ['lead'] });
          expect(verbsOf(one, person(userId)).length > 0).toBe(members.includes(userId));
        },
      ),
    );
  });
});
