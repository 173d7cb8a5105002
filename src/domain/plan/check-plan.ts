import { checkClass } from './check-class.ts';
import type { Findings, PlanFault } from './plan-fault.ts';
import { ENVIRONMENTS, GUARDED_VERBS, isMigrated, migratedClasses, type Plan } from './plan-schema.ts';
import type { YamlSource } from './read-yaml.ts';

const keysAt = (value: unknown, name: string): Set<string> => {
  const block: unknown =
    typeof value === 'object' && value !== null && Object.hasOwn(value, name)
      ? // Parsed YAML; only its names are looked at.
        (value as Record<string, unknown>)[name]
      : undefined;
  return new Set(typeof block === 'object' && block !== null ? Object.keys(block) : []);
};

const checkRoles = (plan: Plan, roles: ReadonlySet<string>, findings: Findings): void => {
  const known = `Roles of this plan: ${[...roles].join(', ') || 'none'}`;
  for (const [verb, names] of Object.entries(plan.may)) {
    for (const [index, role] of (names ?? []).entries()) {
      if (!roles.has(role)) findings.fault(['may', verb, index], `there is no role '${role}'. ${known}`);
    }
  }
  for (const [className, planClass] of Object.entries(plan.classes)) {
    if (planClass.owner !== undefined && !roles.has(planClass.owner)) {
      findings.fault(['classes', className, 'owner'], `there is no role '${planClass.owner}'. ${known}`);
    }
  }
};

const checkVerbs = (plan: Plan, named: ReadonlySet<string>, findings: Findings): void => {
  const nobody = GUARDED_VERBS.filter((verb) => !named.has(verb));
  if (nobody.length === 0) return;
  findings.warn(
    ['may'],
    `nobody may do ${nobody.join(', ')}. Name roles for each, or leave it so on purpose`,
    'key',
  );
};

const checkEnvironments = (value: unknown, findings: Findings): void => {
  const source = keysAt(value, 'source');
  const destination = keysAt(value, 'destination');
  const both = ENVIRONMENTS.filter((environment) => source.has(environment) && destination.has(environment));
  if (both.length === 0) {
    findings.fault(
      ['destination'],
      'no environment has both a source and a destination, so nothing can run',
      'key',
    );
    return;
  }
  for (const environment of ENVIRONMENTS) {
    if (source.has(environment) === destination.has(environment)) continue;
    const [has, lacks] = source.has(environment) ? ['source', 'destination'] : ['destination', 'source'];
    findings.warn(
      [has, environment],
      `only the ${has} names it; nothing can run there until the ${lacks} does too`,
      'key',
    );
  }
};

/** `scheme://user:password@host`. */
const PASSWORD_IN_URL = /^[a-z][a-z0-9+.-]*:\/\/[^/@\s]*:[^/@\s]+@/i;

/** A plan's text is kept with every run of it, and read by many. */
const checkSecrets = (plan: Plan, findings: Findings): void => {
  for (const end of ['source', 'destination'] as const) {
    for (const environment of ENVIRONMENTS) {
      const system = plan[end][environment];
      if (system?.kind !== 'postgres' || typeof system.url !== 'string' || !PASSWORD_IN_URL.test(system.url))
        continue;
      findings.fault(
        [end, environment, 'url'],
        'a password must not stand in a plan. Name an environment variable instead: url: { env: SANDBOX_URL }',
      );
    }
  }
};

const checkBundles = (plan: Plan, findings: Findings): void => {
  for (const environment of ENVIRONMENTS) {
    const system = plan.source[environment];
    if (system?.kind !== 'bundle') continue;
    const path = ['source', environment, 'classes'];
    for (const [name, bundled] of Object.entries(system.classes)) {
      for (const [column, target] of Object.entries(bundled.references)) {
        if (!Object.hasOwn(system.classes, target)) {
          findings.fault([...path, name, 'references', column], `this bundle has no class '${target}'`);
        }
      }
    }
    const used = new Set(Object.values(plan.classes).map((planClass) => planClass.source));
    for (const name of Object.keys(system.classes)) {
      if (used.has(name)) continue;
      findings.warn(
        [...path, name],
        'the plan says nothing of this class. Move it, or name it with scope: archive or exclude',
        'key',
      );
    }
    for (const [className, planClass] of Object.entries(plan.classes)) {
      if (Object.hasOwn(system.classes, planClass.source)) continue;
      findings.fault(
        ['classes', className, 'source'],
        `the bundle of '${environment}' has no class '${planClass.source}'`,
      );
    }
  }
};

/** Two classes may share a destination only if their identities cannot meet; else one record would hide another. */
const checkIdentities = (plan: Plan, findings: Findings): void => {
  const seen = new Map<string, string>();
  for (const [className, planClass] of migratedClasses(plan)) {
    const mapping = Object.entries(planClass.fields).find(([field]) => field === planClass.identity)?.[1];
    const key = JSON.stringify([
      planClass.destination,
      planClass.identity,
      mapping ?? 'source id',
      planClass.each !== undefined,
    ]);
    const other = seen.get(key);
    if (other === undefined) seen.set(key, className);
    else {
      findings.fault(
        ['classes', className, 'identity'],
        `class '${other}' writes to '${planClass.destination}' with the same identity, so the same id would be taken for the same record. Map '${planClass.identity}' with a template that tells them apart, such as '${className}-{Id}'`,
      );
    }
  }
};

/**
 * What no single value shows: names that must exist elsewhere, tables that contradict themselves, chains that cannot work.
 * What needs the systems themselves is found when a run starts (PLAN_MISMATCH).
 *
 * @param source the text's own names count as known, so that one fault does not make others
 */
export const checkPlan = (plan: Plan, source: YamlSource): { faults: PlanFault[]; warnings: PlanFault[] } => {
  const faults: PlanFault[] = [];
  const warnings: PlanFault[] = [];
  const findings: Findings = {
    fault: (path, message, at) => faults.push(source.faultAt(path, message, at)),
    warn: (path, message, at) => warnings.push(source.faultAt(path, message, at)),
  };
  checkRoles(plan, keysAt(source.value, 'roles'), findings);
  checkVerbs(plan, keysAt(source.value, 'may'), findings);
  checkEnvironments(source.value, findings);
  checkSecrets(plan, findings);
  checkBundles(plan, findings);
  checkIdentities(plan, findings);
  const classNames = keysAt(source.value, 'classes');
  const left = new Set(
    Object.entries(plan.classes).flatMap(([name, each]) => (isMigrated(each) ? [] : [name])),
  );
  for (const [className, planClass] of migratedClasses(plan)) {
    checkClass({ className, planClass, classNames, left }, findings);
  }
  if (classNames.size === 0) findings.fault(['classes'], 'name at least one class', 'key');
  return { faults, warnings };
};
