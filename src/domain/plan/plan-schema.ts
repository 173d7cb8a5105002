import { z } from 'zod';
import { fidelityCheckSchema } from './fidelity-schema.ts';
import { transformSchema } from './transform-schema.ts';

/** The shape of `plan.yml`. What no single value can show (names that must exist elsewhere) is in check-plan.ts. */

const name = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,39}$/, 'lower-case letters, digits and dashes, 40 at most, a letter first');
const share = z.number().min(0).max(1);

/** A setting that must not stand in a file: its environment variable is named instead. */
const secret = z.union([z.string(), z.strictObject({ env: z.string().regex(/^[A-Z][A-Z0-9_]*$/) })]);

export const ENVIRONMENTS = ['sandbox', 'staging', 'production'] as const;
export type Environment = (typeof ENVIRONMENTS)[number];

const bundleClass = z.strictObject({
  file: z
    .string()
    .describe('path inside the bundle: *.csv, *.xlsx, *.jsonl; or a folder of files ending in /'),
  sheet: z.string().optional().describe('sheet of an XLSX; the first one if not named'),
  key: z.union([z.string(), z.array(z.string()).min(1)]).describe('column(s) that identify a record'),
  references: z
    .record(z.string(), z.string())
    .default({})
    .describe('column → class of this bundle whose key it holds'),
  encoding: z
    .string()
    .default('utf-8')
    .describe('utf-8, utf-16le, latin1, windows-1252 …; a byte-order mark wins'),
  delimiter: z.string().min(1).max(1).optional().describe('found out if not given'),
  emptyIs: z.enum(['null', 'text']).default('null').describe('what an empty cell means'),
});

export const systemSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('bundle'),
    path: secret.describe('folder or zip, relative to the plan'),
    classes: z.record(z.string(), bundleClass).describe('classes that the bundle holds'),
  }),
  z.strictObject({
    kind: z.literal('postgres'),
    url: secret,
    schema: z.string().default('public'),
  }),
]);
export type SystemSettings = z.output<typeof systemSchema>;
export type BundleSettings = Extract<SystemSettings, { kind: 'bundle' }>;

const environmentsSchema = z
  .partialRecord(z.enum(ENVIRONMENTS), systemSchema)
  .refine((environments) => Object.keys(environments).length > 0, 'name at least one environment');

const fieldMappingSchema = z.strictObject({
  from: z
    .union([z.string(), z.array(z.string()).min(1)])
    .optional()
    .describe('source field or fields; none for constant and template'),
  transforms: z.array(transformSchema).default([]),
});

/** A difference that is right: what the destination does to a value by design. Everything else is a discrepancy. */
const expectedDifferenceSchema = z.strictObject({
  field: z.string(),
  difference: z.enum(['case', 'outer-whitespace', 'line-break-style', 'rounding']),
  within: z
    .string()
    .regex(/^\d+(\.\d+)?$/)
    .optional()
    .describe('for rounding: the largest difference, as a decimal'),
  reason: z.string().min(3),
});

const limitsSchema = z.strictObject({
  discrepancies: share.default(0).describe('share of compared records that may differ'),
  quarantine: share.default(0).describe('share of records that may be in quarantine'),
});

const migratedClassSchema = z.strictObject({
  scope: z.literal('migrate').default('migrate'),
  source: z.string().describe('class in the source'),
  destination: z.string().describe('class in the destination'),
  owner: name.optional().describe('role that answers for this class'),
  identity: z
    .string()
    .describe(
      'destination field that carries the source id; it must be unique there, so that no record is created twice',
    ),
  each: z
    .strictObject({ field: z.string(), separator: z.string().min(1) })
    .optional()
    .describe(
      'one destination record for each part of a source field that holds several; {each} is the part',
    ),
  mayBeEmpty: z
    .boolean()
    .optional()
    .describe('the source may hold no record of this class; else an empty class does not pass'),
  fields: z.record(z.string(), fieldMappingSchema),
  expect: z.array(expectedDifferenceSchema).default([]),
  fidelity: z.array(fidelityCheckSchema).default([]),
  limits: limitsSchema.prefault({}),
});
const leftClassSchema = z.strictObject({
  scope: z.enum(['archive', 'exclude']),
  source: z.string(),
  owner: name.optional(),
  reason: z.string().min(3),
});

const roleSchema = z.strictObject({
  title: z.string().min(2),
  members: z
    .array(z.string().regex(/^[UWS][A-Z0-9]{2,}$/))
    .min(1)
    .describe('Slack user ids (U…, W…) or user groups (S…)'),
});

/** Verbs of /migrate that change something. Anyone in the channel may look; only named roles may do. */
export const GUARDED_VERBS = [
  'test-sample',
  'remove-sample',
  'retry',
  'pause',
  'resume',
  'cancel',
  'quarantine-export',
] as const;
export type GuardedVerb = (typeof GUARDED_VERBS)[number];

export const planSchema = z.strictObject({
  lockstep: z.literal(1).describe('version of this format'),
  name,
  title: z.string().min(2).max(100),
  slack: z.strictObject({
    channel: z
      .string()
      .regex(/^[CG][A-Z0-9]{2,}$/)
      .describe('channel id'),
  }),
  source: environmentsSchema,
  destination: environmentsSchema,
  roles: z.record(name, roleSchema),
  may: z
    .partialRecord(z.enum(GUARDED_VERBS), z.array(name).min(1))
    .default({})
    .describe('verb → roles; not named: nobody'),
  sample: z
    .strictObject({
      percent: z.number().gt(0).max(100).default(5),
      seed: z.string().min(1).default('lockstep'),
      minimum: z.int().min(0).default(30).describe('records of every class, where it has as many'),
    })
    .prefault({}),
  chunkRecords: z.int().min(1).max(50_000).default(500).describe('records in one chunk'),
  classes: z.record(name, z.union([migratedClassSchema, leftClassSchema])),
});

export type Plan = z.output<typeof planSchema>;
export type PlanClass = Plan['classes'][string];
export type MigratedClass = z.output<typeof migratedClassSchema>;
export type FieldMapping = z.output<typeof fieldMappingSchema>;
export type ExpectedDifference = z.output<typeof expectedDifferenceSchema>;

export const isMigrated = (planClass: PlanClass): planClass is MigratedClass => planClass.scope === 'migrate';

/** The classes a plan moves, by their name in the plan. */
export const migratedClasses = (plan: Plan): [string, MigratedClass][] =>
  Object.entries(plan.classes).flatMap(([className, planClass]) =>
    isMigrated(planClass) ? [[className, planClass] satisfies [string, MigratedClass]] : [],
  );
