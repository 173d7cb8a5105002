import type { z } from 'zod';
import type { PlanPath } from './plan-fault.ts';

type Issue = z.core.$ZodIssue;

/** A fault of shape: where, what, and whether to point at the name or at the value. */
export interface ShapeFault {
  readonly path: PlanPath;
  readonly message: string;
  readonly at: 'value' | 'key';
}

const KINDS: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a block of named settings',
  record: 'a block of named entries',
};

const valueAt = (value: unknown, path: PlanPath): unknown =>
  path.reduce<unknown>(
    (inner, part) =>
      typeof inner === 'object' && inner !== null && Object.hasOwn(inner, part)
        ? // A plain look into parsed YAML; what comes out is unknown again.
          (inner as Record<PropertyKey, unknown>)[part]
        : undefined,
    value,
  );

const oneOf = (values: readonly unknown[]): string =>
  values.length === 1 ? `'${String(values[0])}'` : `one of ${values.map(String).join(', ')}`;

const unfit = (actual: unknown): string => {
  if (actual === undefined) return 'is missing';
  return typeof actual === 'string' || typeof actual === 'number'
    ? `'${actual}' does not fit`
    : 'does not fit';
};

const wrongType = (expected: string, actual: unknown): string => {
  const kind = KINDS[expected] ?? expected;
  if (actual === undefined) return `is missing: ${kind} belongs here`;
  if (actual === null) return `is empty: ${kind} belongs here`;
  if (expected === 'string' && (typeof actual === 'number' || typeof actual === 'boolean')) {
    return `must be text; YAML reads this as ${KINDS[typeof actual] ?? typeof actual}. Put it in quotes`;
  }
  return `must be ${kind}`;
};

const wrongSize = (issue: Extract<Issue, { code: 'too_small' | 'too_big' }>): string => {
  const small = issue.code === 'too_small';
  const limit = String(small ? issue.minimum : issue.maximum);
  const bound = small ? (issue.inclusive === false ? 'more than' : 'at least') : 'at most';
  if (issue.origin === 'string') {
    return small && limit === '1' ? 'must not be empty' : `must have ${bound} ${limit} characters`;
  }
  if (issue.origin === 'array')
    return limit === '1' ? 'name at least one' : `must have ${bound} ${limit} entries`;
  return `must be ${bound} ${limit}`;
};

const wrongFormat = (issue: Extract<Issue, { code: 'invalid_format' }>): string => {
  const own = !issue.message.startsWith('Invalid ');
  if (own) return `is not of the right form: ${issue.message}`;
  return `is not of the right form${issue.pattern ? `; it must match ${issue.pattern}` : ''}`;
};

/** The branch that was meant: one whose fixed words fit, else one that gets past its first look at the value. */
const meantBranch = (branches: readonly (readonly Issue[])[]): readonly Issue[] | undefined => {
  const readable = branches.filter(
    (issues) => !issues.some((issue) => issue.path.length === 0 && issue.code === 'invalid_type'),
  );
  const fitting = readable.filter(
    (issues) => !issues.some((issue) => issue.code === 'invalid_value' && issue.path.length === 1),
  );
  return fitting.length > 0 ? fitting[0] : readable.length === 1 ? readable[0] : undefined;
};

const unionFaults = (
  issue: Extract<Issue, { code: 'invalid_union' }>,
  path: PlanPath,
  root: unknown,
): ShapeFault[] => {
  if ('options' in issue && Array.isArray(issue.options)) {
    const actual = valueAt(root, path);
    return [{ path, message: `${unfit(actual)}: ${oneOf(issue.options)} belongs here`, at: 'value' }];
  }
  const branch = meantBranch(issue.errors);
  if (branch) return branch.flatMap((inner) => faultsOf(inner, path, root));
  const fixed = issue.errors.flat().filter((inner) => inner.code === 'invalid_value');
  if (fixed.length === issue.errors.length) {
    const message = `must be ${oneOf(fixed.flatMap((inner) => [...inner.values]))}`;
    return [{ path: [...path, ...(fixed[0]?.path ?? [])], message, at: 'value' }];
  }
  const actual = valueAt(root, path);
  const expected = issue.errors.map((inner) =>
    inner[0]?.code === 'invalid_type' ? inner[0].expected : 'object',
  );
  if (actual !== undefined && actual !== null && expected[0] === 'string' && typeof actual !== 'object') {
    return [{ path, message: wrongType('string', actual), at: 'value' }];
  }
  const kinds = [...new Set(expected.map((kind) => KINDS[kind] ?? kind))].join(' or ');
  const lead = actual === undefined ? 'is missing' : actual === null ? 'is empty' : 'is something else';
  return [{ path, message: `${lead}: ${kinds} belongs here`, at: 'value' }];
};

const faultsOf = (issue: Issue, base: PlanPath, root: unknown): ShapeFault[] => {
  const path = [...base, ...issue.path];
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({
        path: [...path, key],
        message: 'is not a setting known here. Look for a typing mistake',
        at: 'key',
      }));
    case 'invalid_union':
      return unionFaults(issue, path, root);
    case 'invalid_key':
      return issue.issues.map((inner) => ({
        path,
        message: `the name is not of the right form: ${inner.message}`,
        at: 'key',
      }));
    case 'invalid_type':
      return [{ path, message: wrongType(issue.expected, valueAt(root, path)), at: 'value' }];
    case 'invalid_value': {
      const actual = valueAt(root, path);
      return [{ path, message: `${unfit(actual)}: ${oneOf(issue.values)} belongs here`, at: 'value' }];
    }
    case 'too_small':
    case 'too_big':
      return [{ path, message: wrongSize(issue), at: 'value' }];
    case 'invalid_format':
      return [{ path, message: wrongFormat(issue), at: 'value' }];
    case 'invalid_element':
      return issue.issues.flatMap((inner) => faultsOf(inner, path, root));
    case 'not_multiple_of':
    case 'custom':
      return [{ path, message: issue.message, at: 'value' }];
  }
};

/** Everything zod found wrong, in words. `root` is the value that was checked. */
export const shapeFaults = (error: z.core.$ZodError, root: unknown): ShapeFault[] =>
  error.issues.flatMap((issue) => faultsOf(issue, [], root));
