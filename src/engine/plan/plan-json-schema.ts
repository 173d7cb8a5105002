import { z } from 'zod';
import { planSchema } from '#domain/plan/plan-schema.ts';

/**
 * The plan format as JSON Schema, for editors: `# yaml-language-server: $schema=…/plan.schema.json` in a plan's first
 * line gives completion and red lines while typing. `docs/plan.schema.json` is this text.
 */
export const planJsonSchema = (): string => {
  const schema = z.toJSONSchema(planSchema, { io: 'input', target: 'draft-7', reused: 'inline' });
  return `${JSON.stringify({ ...schema, title: 'Lockstep plan' }, null, 2)}\n`;
};
