import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planSchema, isMigrated, type MigratedClass } from '#domain/plan/plan-schema.ts';
import type { DiscrepancyGroup, ParityCounts } from '#domain/verdict.ts';
import { assembleClassVerdict, assembleVerdict, type ClassFacts } from '#engine/verdict/assemble-verdict.ts';
import { findingSentence } from '#engine/verdict/finding-sentence.ts';

const planClass = (limits: { quarantine?: number; discrepancies?: number } = {}): MigratedClass => {
  const parsed = planSchema.shape.classes.parse({
    leads: { source: 'leads', destination: 'leads', identity: 'external_id', fields: {}, limits },
  })['leads'];
  if (!parsed || !isMigrated(parsed)) throw new Error('not a migrated class');
  return parsed;
};

const parityOf = (counts: Partial<ParityCounts>): ParityCounts => ({
  compared: 0,
  equal: 0,
  expectedDifference: 0,
  mismatch: 0,
  missing: 0,
  extra: 0,
  notComparable: 0,
  ...counts,
});

const facts = (change: Partial<ClassFacts> = {}): ClassFacts => ({
  recordClass: 'leads',
  planClass: planClass(),
  population: 15_000,
  sampled: 750,
  byHash: 750,
  moved: 750,
  quarantined: 0,
  unsettled: 0,
  parity: parityOf({ compared: 750, equal: 750 }),
  groups: [],
  uncheckedFields: [],
  ...change,
});

const group = (change: Partial<DiscrepancyGroup>): DiscrepancyGroup => ({
  check: 'fidelity',
  kind: 'digits-changed',
  recordClass: 'leads',
  field: 'phone',
  records: 120,
  examples: [],
  ...change,
});

describe('the verdict on a class', () => {
  it('passes when every record moved, was compared and is equal [R25]', () => {
    expect(assembleClassVerdict(facts()).passed).toBe(true);
  });

  it('fails when a moved record was not compared: not compared is not equal [R26]', () => {
    const verdict = assembleClassVerdict(facts({ parity: parityOf({ compared: 749, equal: 749 }) }));
    expect(verdict.reasons).toEqual(['1 moved records were not compared.']);
  });

  it('fails without any comparison at all [R26]', () => {
    expect(assembleClassVerdict(facts({ parity: undefined })).passed).toBe(false);
  });

  it('fails on what could not be compared [R26]', () => {
    const parity = parityOf({ compared: 750, equal: 749, notComparable: 1 });
    expect(assembleClassVerdict(facts({ parity })).passed).toBe(false);
  });

  it('fails on any fidelity finding, although parity agrees with itself [R26]', () => {
    const verdict = assembleClassVerdict(facts({ groups: [group({})] }));
    expect(verdict.passed).toBe(false);
    expect(verdict.reasons[0]).toBe(
      'The digits of phone are not the ones of the source in 120 records of 750 sampled (about 2,400 of 15,000).',
    );
  });

  it('allows what the plan allows, and not one record more [R32]', () => {
    const allowed = planClass({ quarantine: 0.02 });
    expect(
      assembleClassVerdict(
        facts({
          planClass: allowed,
          moved: 735,
          quarantined: 15,
          parity: parityOf({ compared: 735, equal: 735 }),
        }),
      ).passed,
    ).toBe(true);
    expect(
      assembleClassVerdict(
        facts({
          planClass: allowed,
          moved: 734,
          quarantined: 16,
          parity: parityOf({ compared: 734, equal: 734 }),
        }),
      ).passed,
    ).toBe(false);
  });

  it('fails on a record in no final state', () => {
    expect(assembleClassVerdict(facts({ unsettled: 1 })).passed).toBe(false);
  });

  it('passes only without any fault, whatever the counts', () => {
    const count = fc.integer({ min: 0, max: 50 });
    fc.assert(
      fc.property(
        fc.record({ equal: count, mismatch: count, missing: count, notComparable: count }),
        (counts) => {
          const { equal, mismatch, missing, notComparable } = counts;
          const compared = equal + mismatch + missing + notComparable;
          const verdict = assembleClassVerdict(
            facts({
              sampled: compared,
              moved: compared,
              parity: parityOf({ compared, equal, mismatch, missing, notComparable }),
            }),
          );
          expect(verdict.passed).toBe(compared > 0 && mismatch + missing + notComparable === 0);
        },
      ),
    );
  });
});

describe('the verdict on a run', () => {
  it('fails for a class of the source that the plan does not mention [R4]', () => {
    const forgotten = group({
      kind: 'class-missing',
      recordClass: 'communications',
      field: null,
      records: 60_000,
    });
    expect(assembleVerdict([facts()], [forgotten], 'test-sample').passed).toBe(false);
    expect(assembleVerdict([facts()], [], 'test-sample').passed).toBe(true);
    expect(findingSentence(forgotten, { sampled: 0, population: 0 })).toBe(
      'communications: the whole class is missing: 60,000 records did not arrive.',
    );
  });

  it('never passes with nothing looked at', () => {
    expect(assembleVerdict([], [], 'test-sample').passed).toBe(false);
  });

  const nothing = { sampled: 0, byHash: 0, moved: 0, parity: undefined };

  it('never passes a class of which nothing was compared, however small the sample was to be [R26]', () => {
    const verdict = assembleVerdict([facts(), facts({ ...nothing, population: 4 })], [], 'test-sample');
    expect(verdict.passed).toBe(false);
    expect(verdict.classes.map((each) => each.reasons)).toEqual([
      [],
      ['None of its 4 records was compared.'],
    ]);
  });

  it('passes a class without a record only if the plan says that it may be empty [R26]', () => {
    const empty = facts({ ...nothing, population: 0 });
    expect(assembleVerdict([facts(), empty], [], 'test-sample').classes[1]?.reasons).toEqual([
      "The source holds no record of 'leads'. If that is right, the plan says mayBeEmpty: true.",
    ]);
    const declared = { ...empty, planClass: { ...planClass(), mayBeEmpty: true } };
    expect(assembleVerdict([facts(), declared], [], 'test-sample').passed).toBe(true);
    expect(assembleVerdict([declared], [], 'test-sample').passed).toBe(false);
  });

  it('speaks of a retry by the classes that had something to retry', () => {
    const idle = facts({ ...nothing, recordClass: 'deals', population: 0 });
    const verdict = assembleVerdict([facts(), idle], [], 'retry');
    expect(verdict.passed).toBe(true);
    expect(verdict.classes.map((each) => each.recordClass)).toEqual(['leads']);
    expect(assembleVerdict([idle], [], 'retry').passed).toBe(false);
  });

  it('fails when records that others had there are gone [R26]', () => {
    const gone = group({ check: 'parity', kind: 'missing', field: null, records: 2 });
    expect(assembleClassVerdict(facts({ groups: [gone] })).reasons).toEqual([
      '2 records that were here before are gone.',
    ]);
  });

  it('names a file that the plan does not name', () => {
    const calls = group({ kind: 'class-missing', recordClass: 'calls.csv', field: null, records: 0 });
    expect(findingSentence(calls, { sampled: 0, population: 0 })).toBe(
      'calls.csv: it is in the source, and not named in the plan.',
    );
  });
});
