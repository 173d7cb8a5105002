import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { planJsonSchema } from '#engine/plan/plan-json-schema.ts';

it('docs/plan.schema.json is what the plan format says today', async () => {
  const file = new URL('../../../docs/plan.schema.json', import.meta.url);
  expect(await readFile(file, 'utf8')).toBe(planJsonSchema());
});

it('asks only for what a person must write: settings with a default are not required', () => {
  const schema: unknown = JSON.parse(planJsonSchema());
  expect(schema).toMatchObject({
    type: 'object',
    additionalProperties: false,
    required: ['lockstep', 'name', 'title', 'slack', 'source', 'destination', 'roles', 'classes'],
  });
});
