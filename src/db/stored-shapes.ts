/** Shapes of what is stored as JSON. The compiler checks each against the domain's own type. */
import { z } from 'zod';
import type { Announcement } from '#domain/announcement.ts';
import { runId } from '#domain/ids.ts';
import { QUARANTINE_CODES, type QuarantineReason } from '#domain/quarantine.ts';
import type { Actor, Run, RunLayout, RunProblem } from '#domain/run.ts';
import {
  DISCREPANCY_KINDS,
  type DiscrepancyGroup,
  type ParityCounts,
  type Verdict,
} from '#domain/verdict.ts';

export const actorShape: z.ZodType<Actor> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('slack'), userId: z.string() }),
  z.object({ kind: z.literal('cli'), name: z.string() }),
  z.object({ kind: z.literal('lockstep') }),
]);

export const pauseShape: z.ZodType<NonNullable<Run['pause']>> = z.object({
  reason: z.string(),
  by: actorShape,
});

export const problemShape: z.ZodType<RunProblem> = z.object({
  code: z.string(),
  message: z.string(),
  hint: z.string(),
});

export const layoutShape: z.ZodType<RunLayout> = z.object({
  levels: z.array(z.array(z.string())),
  deferred: z.record(z.string(), z.array(z.string())),
  chunks: z.record(z.string(), z.number()),
  before: z.record(z.string(), z.number()),
});

export const reasonsShape: z.ZodType<QuarantineReason[]> = z.array(
  z.object({ code: z.enum(QUARANTINE_CODES), field: z.string().optional(), detail: z.string() }),
);

export const parityCountsShape: z.ZodType<ParityCounts> = z.object({
  compared: z.number(),
  equal: z.number(),
  expectedDifference: z.number(),
  mismatch: z.number(),
  missing: z.number(),
  extra: z.number(),
  notComparable: z.number(),
});

export const discrepancyGroupShape: z.ZodType<DiscrepancyGroup> = z.object({
  check: z.enum(['parity', 'fidelity']),
  kind: z.enum(DISCREPANCY_KINDS),
  recordClass: z.string(),
  field: z.string().nullable(),
  records: z.number(),
  examples: z.array(
    z.object({
      sourceId: z.string().nullable(),
      expected: z.string().nullable(),
      actual: z.string().nullable(),
    }),
  ),
});

export const verdictShape: z.ZodType<Verdict> = z.object({
  passed: z.boolean(),
  classes: z.array(
    z.object({
      recordClass: z.string(),
      passed: z.boolean(),
      population: z.number(),
      sampled: z.number(),
      moved: z.number(),
      existed: z.number().optional(),
      quarantined: z.number(),
      parity: parityCountsShape,
      uncheckedFields: z.array(z.string()),
      groups: z.array(discrepancyGroupShape),
      couldMiss: z.number(),
      reasons: z.array(z.string()),
    }),
  ),
  planFindings: z.array(discrepancyGroupShape),
});

export const announcementShape: z.ZodType<Announcement> = z.object({
  view: z.enum(['run-card', 'run-verdict', 'run-evidence', 'tell-requester']),
  runId: z.string().transform(runId),
});

export const auditDetailsShape = z.record(
  z.string(),
  z.union([z.string(), z.number(), z.boolean(), z.null()]),
);
