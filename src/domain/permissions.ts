import { LockstepError } from './errors.ts';
import { GUARDED_VERBS, type GuardedVerb, type Plan } from './plan/plan-schema.ts';

/** A person as far as permission goes: a Slack user id, and the user groups that hold it. */
export interface Person {
  readonly userId: string;
  readonly groups: ReadonlySet<string>;
}

/** Roles of the plan that this person has, by user id or by user group. */
export const rolesOf = (plan: Plan, person: Person): string[] =>
  Object.entries(plan.roles)
    .filter(([, role]) =>
      role.members.some((member) => member === person.userId || person.groups.has(member)),
    )
    .map(([name]) => name);

/** Guarded verbs this person may use. Not named in the plan means nobody. */
export const verbsOf = (plan: Plan, person: Person): GuardedVerb[] => {
  const roles = new Set(rolesOf(plan, person));
  return GUARDED_VERBS.filter((verb) => (plan.may[verb] ?? []).some((role) => roles.has(role)));
};

/** Titles of the roles that may use a verb. */
export const whoMay = (plan: Plan, verb: GuardedVerb): string[] =>
  (plan.may[verb] ?? []).map((role) => plan.roles[role]?.title ?? role);

/** @throws NOT_ALLOWED naming the roles that may; `details.members` holds their Slack ids, separated by commas */
export const requirePermission = (plan: Plan, verb: GuardedVerb, person: Person): void => {
  if (verbsOf(plan, person).includes(verb)) return;
  const who = whoMay(plan, verb);
  const members = (plan.may[verb] ?? []).flatMap((role) => plan.roles[role]?.members ?? []);
  throw new LockstepError('NOT_ALLOWED', {
    message:
      who.length === 0
        ? `Nobody may use '${verb}' in ${plan.title}: the plan names no role for it.`
        : `You may not use '${verb}' in ${plan.title}. These roles may: ${who.join(', ')}.`,
    hint:
      who.length === 0
        ? `Add '${verb}' under 'may' in plan.yml.`
        : 'Ask one of them, or have the plan changed.',
    details: { verb, members: [...new Set(members)].join(',') },
  });
};
