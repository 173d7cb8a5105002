import { z } from 'zod';

/**
 * What the fidelity checks compare. Declared apart from the field mapping on purpose: these lines say which source field
 * and which destination field hold the same fact, and nothing about how one becomes the other.
 */
const pair = { source: z.string(), destination: z.string() };

export const fidelityCheckSchema = z.discriminatedUnion('check', [
  z
    .strictObject({
      check: z.literal('digits'),
      ...pair,
      phone: z
        .boolean()
        .optional()
        .describe('a country code may be added; if left out, where the source looks like a phone number'),
    })
    .describe('digits of a phone number, id or amount are kept, in order'),
  z
    .strictObject({ check: z.literal('text'), ...pair })
    .describe('letters, line breaks, length and encoding are kept'),
  z
    .strictObject({ check: z.literal('filled'), ...pair })
    .describe('filled before, filled after; empty before, empty after'),
  z
    .strictObject({
      check: z.literal('picklist'),
      ...pair,
      merges: z
        .array(z.union([z.string(), z.boolean()]))
        .min(1)
        .optional()
        .describe(
          'destination values in which several source values may meet; any other meeting is a finding',
        ),
    })
    .describe('different values keep apart, equal ones stay together, and none take each other’s place'),
  z.strictObject({ check: z.literal('sum'), ...pair }).describe('each amount is kept to the cent'),
  z
    .strictObject({
      check: z.literal('day'),
      ...pair,
      zone: z
        .string()
        .optional()
        .describe('zone in which the source writes wall-clock time; UTC if left out'),
    })
    .describe('the calendar day is kept and, where both sides have one, the time of day to the minute'),
  z
    .strictObject({ check: z.literal('children'), ...pair })
    .describe('children per parent are kept; the fields name the parent'),
  z.strictObject({ check: z.literal('checksum'), ...pair }).describe('bytes by SHA-256'),
]);

export type FidelityCheck = z.output<typeof fidelityCheckSchema>;
