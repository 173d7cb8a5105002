import { z } from 'zod';

/**
 * What the fidelity checks compare. Declared apart from the field mapping on purpose: these lines say which source field
 * and which destination field hold the same fact, and nothing about how one becomes the other.
 */
const pair = { source: z.string(), destination: z.string() };

export const fidelityCheckSchema = z.discriminatedUnion('check', [
  z
    .strictObject({ check: z.literal('digits'), ...pair })
    .describe('digits of a phone number, id or amount are kept, in order'),
  z
    .strictObject({ check: z.literal('text'), ...pair })
    .describe('letters, line breaks, length and encoding are kept'),
  z
    .strictObject({ check: z.literal('filled'), ...pair })
    .describe('filled before, filled after; empty before, empty after'),
  z
    .strictObject({ check: z.literal('picklist'), ...pair })
    .describe('distinct values keep apart: nine before are not one after'),
  z.strictObject({ check: z.literal('sum'), ...pair }).describe('sum and daily totals of an amount'),
  z
    .strictObject({
      check: z.literal('day'),
      ...pair,
      zone: z.string().optional().describe('zone in which the source writes wall-clock time'),
    })
    .describe('the calendar day and the range of dates are kept'),
  z
    .strictObject({ check: z.literal('children'), ...pair })
    .describe('children per parent are kept; the fields name the parent'),
  z.strictObject({ check: z.literal('checksum'), ...pair }).describe('bytes by SHA-256'),
]);

export type FidelityCheck = z.output<typeof fidelityCheckSchema>;
