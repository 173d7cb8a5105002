import type { MigratedClass } from '#domain/plan/plan-schema.ts';
import type { RunKind } from '#domain/run.ts';
import type { ClassVerdict, DiscrepancyGroup, ParityCounts, Verdict } from '#domain/verdict.ts';
import { couldMiss } from '../sample/could-miss.ts';
import { bySeverity, findingWords } from './finding-sentence.ts';

/** Everything that is known about one class when its run ends. */
export interface ClassFacts {
  readonly recordClass: string;
  readonly planClass: MigratedClass;
  readonly population: number;
  readonly sampled: number;
  /** Of the sampled ones, those chosen by the stable hash. */
  readonly byHash: number;
  readonly moved: number;
  /** Of the moved ones, those that the destination held before. */
  readonly existed?: number;
  readonly quarantined: number;
  /** Records in no final state. Anything but 0 is a fault of ours. */
  readonly unsettled: number;
  readonly parity: ParityCounts | undefined;
  readonly groups: readonly DiscrepancyGroup[];
  readonly uncheckedFields: readonly string[];
}

const NOTHING_COMPARED: ParityCounts = {
  compared: 0,
  equal: 0,
  expectedDifference: 0,
  mismatch: 0,
  missing: 0,
  extra: 0,
  notComparable: 0,
};

const percent = (share: number): string => `${Number((share * 100).toFixed(2))}%`;

const quarantineReason = ({ quarantined, sampled, planClass }: ClassFacts): string[] => {
  const share = sampled === 0 ? 0 : quarantined / sampled;
  return share > planClass.limits.quarantine
    ? [
        `${quarantined.toLocaleString('en-US')} of ${sampled.toLocaleString('en-US')} records are in quarantine (${percent(share)}); the plan allows ${percent(planClass.limits.quarantine)}.`,
      ]
    : [];
};

/** Not compared is not equal: every record that moved must have been compared. */
const comparisonReason = (facts: ClassFacts, parity: ParityCounts): string[] => {
  const reasons: string[] = [];
  const different = parity.mismatch + parity.missing + parity.notComparable;
  const share = parity.compared === 0 ? 0 : different / parity.compared;
  if (parity.compared < facts.moved) {
    reasons.push(
      `${(facts.moved - parity.compared).toLocaleString('en-US')} moved records were not compared.`,
    );
  }
  if (share > facts.planClass.limits.discrepancies) {
    reasons.push(
      `${different.toLocaleString('en-US')} of ${parity.compared.toLocaleString('en-US')} compared records are not as they should be (${percent(share)}); the plan allows ${percent(facts.planClass.limits.discrepancies)}.`,
    );
  }
  return reasons;
};

/** Nothing compared proves nothing: not by itself, and not because the source happened to be empty. */
const nothingReason = ({ population, planClass }: ClassFacts, parity: ParityCounts): string[] => {
  if (parity.compared > 0) return [];
  if (population > 0) {
    return [
      population === 1
        ? 'The only record of it was not compared.'
        : `None of its ${population.toLocaleString('en-US')} records was compared.`,
    ];
  }
  return planClass.mayBeEmpty === true
    ? []
    : [
        `The source holds no record of '${planClass.source}'. If that is right, the plan says mayBeEmpty: true.`,
      ];
};

const upperFirst = (sentence: string): string => `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}`;

/** Duplicates, records nobody moved, and records of others that are gone: no compared record stands for these. */
const isAboutWhole = ({ kind, examples, field }: DiscrepancyGroup): boolean =>
  kind === 'duplicate' || kind === 'extra' || (kind === 'missing' && field === null && examples.length === 0);

/** Findings that the share of differing records does not speak of: fidelity, duplicates, extra records. */
const findingReasons = (facts: ClassFacts): string[] => {
  const { sampled, population, planClass } = facts;
  return facts.groups
    .filter((group) => group.check === 'fidelity' || isAboutWhole(group))
    .filter(
      (group) =>
        sampled === 0 || group.records / sampled > planClass.limits.discrepancies || group.records === 0,
    )
    .map((group) => upperFirst(findingWords(group, { sampled, population })));
};

export const assembleClassVerdict = (facts: ClassFacts): ClassVerdict => {
  const parity = facts.parity ?? NOTHING_COMPARED;
  const groups = facts.groups.toSorted(bySeverity);
  const reasons = [
    ...(facts.unsettled > 0
      ? [`${facts.unsettled.toLocaleString('en-US')} records are in no final state. This is our fault.`]
      : []),
    ...nothingReason(facts, parity),
    ...comparisonReason(facts, parity),
    ...quarantineReason(facts),
    ...findingReasons({ ...facts, groups }),
  ];
  return {
    recordClass: facts.recordClass,
    passed: reasons.length === 0,
    population: facts.population,
    sampled: facts.sampled,
    moved: facts.moved,
    existed: facts.existed,
    quarantined: facts.quarantined,
    parity,
    uncheckedFields: facts.uncheckedFields,
    groups,
    couldMiss: couldMiss(facts.population, facts.byHash),
    reasons,
  };
};

const NOTHING_AT_ALL = 'Nothing at all was compared in this run.';

/**
 * A verdict passes only if something was compared, every class passes and nothing about the plan as a whole was found.
 * A retry speaks of the classes that had something to retry, and of no other.
 */
export const assembleVerdict = (
  classes: readonly ClassFacts[],
  planFindings: readonly DiscrepancyGroup[],
  kind: RunKind,
): Verdict => {
  const concerned = kind === 'retry' ? classes.filter(({ sampled }) => sampled > 0) : classes;
  const isEmpty = concerned.every(({ parity }) => (parity?.compared ?? 0) === 0);
  const verdicts = (concerned.length > 0 ? concerned : classes)
    .map(assembleClassVerdict)
    .map((verdict) =>
      isEmpty ? { ...verdict, passed: false, reasons: [...verdict.reasons, NOTHING_AT_ALL] } : verdict,
    );
  return {
    passed: !isEmpty && verdicts.every((verdict) => verdict.passed) && planFindings.length === 0,
    classes: verdicts,
    planFindings: planFindings.toSorted(bySeverity),
  };
};
