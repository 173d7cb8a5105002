import type { LockstepError } from '#domain/errors.ts';
import type { Plan, SystemSettings } from '#domain/plan/plan-schema.ts';
import type { Finding } from './finding.ts';

const variablesOf = (system: SystemSettings): string[] => {
  const value = system.kind === 'bundle' ? system.path : system.url;
  return typeof value === 'string' ? [] : [value.env];
};

const unsetOf = (plan: Plan, secret: (name: string) => string | null): string[] => {
  const systems = [plan.source, plan.destination].flatMap((end) => Object.values(end));
  return [...new Set(systems.flatMap(variablesOf))].filter((name) => (secret(name) ?? '') === '');
};

/** Every plan: is it sound, and are the variables it names set? */
export const checkPlans = (settings: {
  readonly plans: readonly Plan[];
  readonly faults: readonly LockstepError[];
  readonly secret: (name: string) => string | null;
  /** In practice a plan that cannot run yet is no fault: it is there to be looked at. */
  readonly isPractice: boolean;
}): Finding[] => {
  const { plans, faults, secret, isPractice } = settings;
  const findings: Finding[] = faults.map(({ message, hint }) => ({
    area: 'Plans',
    state: 'wrong',
    what: message,
    advice: hint,
  }));
  for (const plan of plans) {
    const unset = unsetOf(plan, secret);
    findings.push(
      unset.length === 0
        ? { area: 'Plans', state: 'ok', what: `${plan.name} is sound` }
        : {
            area: 'Plans',
            state: isPractice ? 'note' : 'wrong',
            what: `${plan.name} takes settings from variables that are not set: ${unset.join(', ')}.`,
            advice: 'Set them where Lockstep runs, on every machine that runs it.',
          },
    );
  }
  if (findings.length === 0)
    findings.push({
      area: 'Plans',
      state: 'wrong',
      what: 'There is no plan.',
      advice: 'Put a folder with a plan.yml into the folder that LOCKSTEP_PLANS names (plans).',
    });
  return findings;
};
