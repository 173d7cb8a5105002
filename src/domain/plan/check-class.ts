import { checkTransform } from './check-transform.ts';
import { isZone } from './date-format.ts';
import type { Findings } from './plan-fault.ts';
import type { FieldMapping, MigratedClass } from './plan-schema.ts';
import { readTemplate } from './template-text.ts';

export interface ClassInPlan {
  readonly className: string;
  readonly planClass: MigratedClass;
  /** Every class the plan names. */
  readonly classNames: ReadonlySet<string>;
  /** Those that it leaves behind. */
  readonly left: ReadonlySet<string>;
}

/** Does this mapping read the part that `each` gives? */
const readsEach = (mapping: FieldMapping): boolean =>
  [mapping.from ?? []].flat().includes('each') ||
  mapping.transforms.some((transform) => {
    if (transform.use !== 'template') return false;
    const read = readTemplate(transform.text);
    return 'pieces' in read && read.pieces.some((piece) => piece.kind === 'field' && piece.field === 'each');
  });

const checkMapping = (inPlan: ClassInPlan, field: string, findings: Findings): void => {
  const mapping = new Map(Object.entries(inPlan.planClass.fields)).get(field);
  if (!mapping) return;
  const path = ['classes', inPlan.className, 'fields', field];
  const from = [mapping.from ?? []].flat();
  const [first] = mapping.transforms;
  if (from.includes('')) findings.fault([...path, 'from'], 'a source field without a name');
  if (mapping.from === undefined) {
    const makesValue = first?.use === 'constant' || first?.use === 'template' || first?.use === 'custom';
    if (!makesValue) {
      findings.fault(path, 'no source field: name one in from, or begin with constant or template', 'key');
    }
    if (first?.use === 'template' && first.text.includes('{}')) {
      findings.fault(
        [...path, 'transforms', 0, 'text'],
        '{} stands for the value so far, and there is none: name a source field in from',
      );
    }
  }
  for (const [index, transform] of mapping.transforms.entries()) {
    const at = [...path, 'transforms', index];
    checkTransform(transform, at, findings);
    if (transform.use === 'reference') {
      const problem = referenceProblem(inPlan, transform.class);
      if (problem !== null) findings.fault([...at, 'class'], problem);
      if (index < mapping.transforms.length - 1) {
        findings.fault(at, 'nothing may follow a reference: what comes out is an id of the destination');
      }
    }
    if (
      transform.use === 'constant' &&
      transform.when === 'always' &&
      (index > 0 || mapping.from !== undefined)
    ) {
      findings.warn(at, 'what stands before it is never used. Take it away, or say when: empty');
    }
  }
};

const referenceProblem = ({ classNames, left }: ClassInPlan, target: string): string | null => {
  if (!classNames.has(target))
    return `there is no class '${target}' in this plan. Use the name it has under classes`;
  return left.has(target)
    ? `class '${target}' is not moved, so its records have no id in the destination`
    : null;
};

const checkExpected = (
  { className, planClass }: ClassInPlan,
  mapped: ReadonlySet<string>,
  findings: Findings,
): void => {
  for (const [index, expected] of planClass.expect.entries()) {
    const path = ['classes', className, 'expect', index];
    if (!mapped.has(expected.field)) {
      findings.fault([...path, 'field'], `'${expected.field}' is not a field that this class maps`);
    }
    if (expected.difference === 'rounding' && expected.within === undefined) {
      findings.fault(path, 'say the largest difference: within: "0.01"');
    }
    if (expected.difference !== 'rounding' && expected.within !== undefined) {
      findings.fault([...path, 'within'], "only a difference of 'rounding' has a size");
    }
  }
};

/** One class of the plan: its fields, its chains of transforms, its expected differences and its fidelity checks. */
export const checkClass = (inPlan: ClassInPlan, findings: Findings): void => {
  const { className, planClass } = inPlan;
  const path = ['classes', className];
  // The identity carries the source id where the plan does not map it.
  const mapped = new Set([...Object.keys(planClass.fields), planClass.identity]);
  for (const field of Object.keys(planClass.fields)) {
    if (field === '') findings.fault([...path, 'fields', field], 'a destination field without a name', 'key');
    checkMapping(inPlan, field, findings);
  }
  if (planClass.each && !Object.values(planClass.fields).some(readsEach)) {
    findings.warn(
      [...path, 'each'],
      'no field reads the part: use from: each, or {each} in a template',
      'key',
    );
  }
  checkExpected(inPlan, mapped, findings);
  for (const [index, check] of planClass.fidelity.entries()) {
    if (check.check === 'day' && check.zone !== undefined && !isZone(check.zone)) {
      findings.fault(
        [...path, 'fidelity', index, 'zone'],
        `there is no time zone '${check.zone}'. Use an IANA name such as America/New_York`,
      );
    }
  }
};
