import { z } from 'zod';

/** The named functions a field mapping may chain, with their parameters. What each does stands in `engine/mapping`. */

const rounding = z.enum(['refuse', 'half-even', 'half-up', 'down']).default('refuse');
const separators = {
  decimal: z.enum(['.', ',']).default('.').describe('decimal separator of the source'),
  group: z.enum([',', '.', ' ', "'", '']).default('').describe('grouping separator of the source'),
};

export const transformSchema = z.discriminatedUnion('use', [
  z.strictObject({
    use: z.literal('constant'),
    value: z.string(),
    when: z
      .enum(['always', 'empty'])
      .default('always')
      .describe("'empty' fills only what the source left empty"),
  }),
  z.strictObject({ use: z.literal('trim') }),
  z.strictObject({ use: z.literal('case'), to: z.enum(['lower', 'upper', 'title']) }),
  z.strictObject({ use: z.literal('join'), separator: z.string().default(' ') }),
  z.strictObject({
    use: z.literal('split'),
    separator: z.string().min(1),
    take: z
      .union([z.int().min(0), z.enum(['first', 'last', 'all', 'rest'])])
      .default('all')
      .describe("which part; 'rest' is all but the first, 'all' makes a list"),
  }),
  z.strictObject({
    use: z.literal('number'),
    ...separators,
    scale: z.int().min(0).max(30).optional().describe('digits after the point'),
    rounding,
  }),
  z.strictObject({
    use: z.literal('money'),
    currency: z
      .string()
      .regex(/^[A-Z]{3}$/)
      .describe('ISO 4217; another currency sign in the value is a reason for quarantine'),
    ...separators,
    scale: z.int().min(0).max(6).default(2),
    rounding,
  }),
  z.strictObject({
    use: z.literal('date'),
    formats: z
      .array(z.string().min(1))
      .min(1)
      .describe(
        'Luxon tokens, or ISO; all are tried, and two that read a value differently make it ambiguous',
      ),
    to: z.enum(['date', 'local', 'instant']).default('date'),
    zone: z
      .string()
      .optional()
      .describe('IANA zone of wall-clock values, needed for instants without an offset'),
  }),
  z.strictObject({
    use: z.literal('picklist'),
    values: z
      .record(z.string(), z.string())
      .describe('source value to destination value; anything else is quarantined'),
    ignoreCase: z.boolean().default(false),
  }),
  z.strictObject({
    use: z.literal('phone'),
    region: z
      .string()
      .regex(/^[A-Z]{2}$/)
      .describe('region of numbers written without a country code'),
    format: z.enum(['E.164', 'national', 'international']).default('E.164'),
  }),
  z.strictObject({ use: z.literal('email') }),
  z.strictObject({
    use: z.literal('address'),
    part: z.enum(['line1', 'line2', 'city', 'state', 'postal-code', 'country']),
    country: z
      .string()
      .regex(/^[A-Z]{2}$/)
      .default('US')
      .describe('country of addresses that name none'),
  }),
  z.strictObject({ use: z.literal('country'), to: z.enum(['alpha2', 'alpha3', 'name']).default('alpha2') }),
  z.strictObject({
    use: z.literal('state'),
    country: z.string().regex(/^[A-Z]{2}$/),
    to: z.enum(['code', 'name']).default('code'),
  }),
  z.strictObject({
    use: z.literal('boolean'),
    true: z.array(z.string()).min(1).default(['true', 'yes', 'y', '1']),
    false: z.array(z.string()).min(1).default(['false', 'no', 'n', '0']),
  }),
  z.strictObject({
    use: z.literal('reference'),
    class: z.string().describe('class of this plan whose record the value names'),
    by: z.enum(['id']).default('id'),
  }),
  z.strictObject({
    use: z.literal('template'),
    text: z.string().min(1).describe('{Field Name} stands for a source field, {} for the value so far'),
  }),
  z.strictObject({
    use: z.literal('custom'),
    function: z
      .string()
      .regex(/^\.\/.+\.ts#[A-Za-z_$][\w$]*$/)
      .describe('./file.ts#name, beside the plan'),
  }),
]);

export type Transform = z.output<typeof transformSchema>;
export type TransformName = Transform['use'];
