import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { readPlan } from '#engine/plan/read-plan.ts';
import { createCast } from '#practice/charlotte/cast.ts';
import { charlottePlan, writeCharlottePlan } from '#practice/charlotte/charlotte-plan.ts';
import { charlotteOracle, charlotteTables } from '#practice/charlotte/charlotte-tables.ts';
import { EXPORT_FORMATS } from '#practice/charlotte/generate-charlotte.ts';
import { CHARLOTTE_VARIANTS, isMappingVariant } from '#practice/charlotte/charlotte-variants.ts';
import { firstTenDigits } from '../../../plans/charlotte/variants/first-ten-digits.ts';

/** Paths at which two values differ, the shortest that tell: 'classes.deals.fields.stage'. */
const differences = (one: unknown, other: unknown, path: readonly string[] = []): string[] => {
  if (JSON.stringify(one) === JSON.stringify(other)) return [];
  const areBlocks = [one, other].every(
    (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  );
  if (!areBlocks) return [path.join('.')];
  const [left, right] = [Object.entries(one ?? {}), Object.entries(other ?? {})].map(
    (entries) => new Map(entries),
  );
  const keys = new Set([...(left?.keys() ?? []), ...(right?.keys() ?? [])]);
  return [...keys].flatMap((key) => differences(left?.get(key), right?.get(key), [...path, key]));
};

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'charlotte-plan-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('the Charlotte plan', () => {
  it.each(CHARLOTTE_VARIANTS)(
    'is sound in the variant %s, and reads every kind of export',
    async (variant) => {
      for (const format of variant === 'clean' ? EXPORT_FORMATS : (['xlsx'] as const)) {
        const path = await writeCharlottePlan({ folder: join(folder, variant, format), variant, format });
        const { plan } = await readPlan(path);
        const bundle = plan.source.sandbox;
        expect(bundle?.kind === 'bundle' && bundle.classes['leads']?.file).toBe(`Leads.${format}`);
      }
    },
  );

  it('names every column of the export in a mapping, and every class', async () => {
    const { text } = await charlottePlan({ variant: 'clean' });
    for (const table of charlotteTables(createCast({ seed: 'any', scale: 0.05 }))) {
      const fields = JSON.stringify(parse(text).classes[table.recordClass].fields);
      const unnamed = table.columns.filter(
        ({ name }) => name !== 'Contacts' && !fields.includes(`"from":"${name}"`),
      );
      expect({ [table.title]: unnamed }).toEqual({ [table.title]: [] });
    }
  });

  it('has a fidelity check for every field it fills', async () => {
    const { text } = await charlottePlan({ variant: 'clean' });
    const unchecked: string[] = [];
    for (const [name, planClass] of Object.entries<Record<string, unknown>>(parse(text).classes)) {
      const checks = JSON.stringify(planClass['fidelity']);
      for (const field of Object.keys(planClass['fields'] ?? {})) {
        if (!checks.includes(`"destination":"${field}"`)) unchecked.push(`${name}.${field}`);
      }
    }
    // A link's id is made up of two others, and both are checked.
    expect(unchecked).toEqual(['deal-contacts.podio_link_id']);
  });
});

describe('the faulty variants', () => {
  it.each([
    ['phones-by-mapping', ['classes.leads.fields.phone.transforms']],
    ['stages-by-mapping', ['classes.deals.fields.stage.transforms']],
    ['communications-by-mapping', ['classes.communications']],
    ['phones-by-destination', []],
    ['stages-by-destination', []],
    ['communications-by-destination', []],
    ['communications-by-destination-later', []],
  ] as const)('%s differs from the clean plan only in its fault', async (variant, expected) => {
    const [clean, faulty] = await Promise.all([
      charlottePlan({ variant: 'clean' }),
      charlottePlan({ variant }),
    ]);
    expect(differences(parse(clean.text), parse(faulty.text))).toEqual(expected);
    expect(Object.keys(faulty.files)).toEqual(
      variant === 'phones-by-mapping' ? ['./first-ten-digits.ts'] : [],
    );
    expect(isMappingVariant(variant)).toBe(expected.length > 0);
  });

  it('shifts the area codes of exactly 2,400 leads, and changes no other number', () => {
    const cast = createCast({ seed: 'charlotte', scale: 1 });
    const phoneColumn = 3;
    let shifted = 0;
    for (const { cells, truth, reasons } of charlotteOracle(cast, 'leads')) {
      if (reasons.length > 0 || truth['phone'] === undefined) continue;
      const phone = firstTenDigits(cells[phoneColumn] ?? null);
      if (phone === truth['phone']) continue;
      expect(phone).toBe(`+11${truth['phone']?.slice(2, -1)}`);
      shifted += 1;
    }
    expect(shifted).toBe(2_400);
  });

  it('sends the same leads to quarantine as the right transform does', () => {
    const cast = createCast({ seed: 'charlotte', scale: 1 });
    const otherwise = [...charlotteOracle(cast, 'leads')].filter(({ cells, reasons }) => {
      const rejected = typeof firstTenDigits(cells[3] ?? null) === 'object' && cells[3] !== null;
      return rejected !== reasons.includes('phone-invalid');
    });
    expect(otherwise).toEqual([]);
  });
});
