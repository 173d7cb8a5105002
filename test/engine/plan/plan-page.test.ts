import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { destinationId, sourceId } from '#domain/ids.ts';
import { parsePlan } from '#domain/plan/parse-plan.ts';
import { migratedClasses, type Plan } from '#domain/plan/plan-schema.ts';
import { transformSchema } from '#domain/plan/transform-schema.ts';
import type { FieldSchema } from '#domain/system-schema.ts';
import { compileMapping } from '#engine/mapping/compile-mapping.ts';

let page = '';
let plan: Plan;
let warnings = -1;
beforeAll(async () => {
  page = await readFile(new URL('../../../docs/plan.md', import.meta.url), 'utf8');
  const [, example = ''] = /<!-- tested:[^\n]*\n\n```yaml\n(.*?)```/s.exec(page) ?? [];
  const parsed = parsePlan(example);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.faults, null, 2));
  warnings = parsed.warnings.length;
  ({ plan } = parsed);
});

const map = (
  className: string,
  fields: readonly string[],
  values: readonly string[],
): Record<string, string | null> => {
  const planClass = migratedClasses(plan).find(([name]) => name === className)?.[1];
  if (!planClass) throw new Error(`no class ${className}`);
  const text = (name: string): FieldSchema => ({ name, type: 'text', required: false, unique: true });
  const mapping = compileMapping({
    planClass,
    sourceFields: fields,
    destination: {
      name: planClass.destination,
      key: [planClass.identity],
      fields: [...new Set([planClass.identity, ...Object.keys(planClass.fields)])].map(text),
      relationships: [],
    },
    custom: () => () => null,
    deferred: new Set(),
  });
  const [id = '', ...rest] = values;
  const mapped = mapping.mapRecord({ id: sourceId(id), values: [id, ...rest] }, () => destinationId('107'));
  if (!mapped.ok) throw new Error(JSON.stringify(mapped.reasons));
  return Object.fromEntries(
    mapping.fields.map((field, index) => [field, mapped.record.values[index] ?? null]),
  );
};

describe('docs/plan.md', () => {
  it('shows a plan that is sound and does what the page says', () => {
    expect(warnings).toBe(0);
    const people = map(
      'people',
      ['Id', 'First', 'Last', 'Phone', 'Born'],
      ['7', ' Ann', 'Lee', '(704) 555-0123', '3/5/1984'],
    );
    const deals = map('deals', ['Id', 'Owner', 'Stage', 'Amount'], ['9', '7', 'Sold', '$1,234.5']);
    for (const [className, record] of Object.entries({ people, deals })) {
      const shown = Object.entries(record)
        .map(([field, value]) => `${field}: ${value ?? ''}`)
        .join(', ');
      expect(page.replace(/ {2,}/g, ' ')).toContain(`| ${className} | \`${shown}\` |`);
    }
  });

  it('names every transform', () => {
    const named = [...page.matchAll(/^- `([a-z]+)`: /gm)].map((match) => match[1]);
    for (const option of transformSchema.options) expect(named).toContain([...option.shape.use.values][0]);
  });
});
