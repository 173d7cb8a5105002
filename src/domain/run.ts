import type { ChunkId, PlanHash, PlanId, RunId } from './ids.ts';
import type { Environment } from './plan/plan-schema.ts';
import type { Verdict } from './verdict.ts';

/** The kinds of run. `retry` moves what a mapping fix has released from quarantine. */
export const RUN_KINDS = ['test-sample', 'remove-sample', 'retry'] as const;
export type RunKind = (typeof RUN_KINDS)[number];

/**
 * queued     recorded; the doorbell rings. → running, cancelled
 * running    a worker works on its chunks. → paused, finished, cancelling
 * paused     by a person or by Lockstep, always with a reason; chunks under way end, none begins. → running, cancelling
 * cancelling it is to end, because a person wants it or, with a problem, because of a fault; chunks under way end.
 *            → cancelled, failed
 * finished   done, with a verdict where the kind has one (which may be 'fail'). Final
 * failed     could not be done: an error of kind input, refused or bug. Final
 * cancelled  ended by a person; what it wrote stays, known by the cross-reference. Final
 */
export const RUN_STATUSES = [
  'queued',
  'running',
  'paused',
  'cancelling',
  'finished',
  'failed',
  'cancelled',
] as const;
export type RunStatus = (typeof RUN_STATUSES)[number];
export const OPEN_STATUSES = [
  'queued',
  'running',
  'paused',
  'cancelling',
] as const satisfies readonly RunStatus[];

export const isOpen = (status: RunStatus): boolean =>
  (OPEN_STATUSES as readonly RunStatus[]).includes(status);

/** Someone who acts: a person in Slack, a person at the command line, or Lockstep itself. */
export type Actor =
  | { readonly kind: 'slack'; readonly userId: string }
  | { readonly kind: 'cli'; readonly name: string }
  | { readonly kind: 'lockstep' };

export interface RunProblem {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
}

/** What the first steps of a run find out and pin for the rest of it. Stored as JSON. */
export interface RunLayout {
  /** Classes in load order: parents first, classes of one level side by side. */
  readonly levels: readonly (readonly string[])[];
  /** Reference fields left empty at first and filled in a second pass, per class. */
  readonly deferred: Readonly<Record<string, readonly string[]>>;
  /** Chunks per class, once the records are chosen. */
  readonly chunks: Readonly<Record<string, number>>;
  /** Records each destination class held before this run wrote. */
  readonly before: Readonly<Record<string, number>>;
}

export interface Run {
  readonly id: RunId;
  /** Short number that people say: run 12. */
  readonly number: number;
  readonly planId: PlanId;
  readonly planHash: PlanHash;
  readonly kind: RunKind;
  readonly environment: Environment;
  readonly status: RunStatus;
  readonly requestedBy: Actor;
  readonly requestedAt: Date;
  /** test-sample: share of the records, in percent. */
  readonly samplePercent: number | null;
  /** Index into the run's steps (engine/run/steps.ts). */
  readonly stepIndex: number;
  /** Null until the first step has looked at both systems. */
  readonly layout: RunLayout | null;
  readonly startedAt: Date | null;
  readonly endedAt: Date | null;
  readonly pause: { readonly reason: string; readonly by: Actor } | null;
  /** Who asked for the end of a run that is cancelling or cancelled. */
  readonly cancelledBy?: Actor | null | undefined;
  readonly problem: RunProblem | null;
  readonly verdict: Verdict | null;
}

export type ChunkStatus = 'pending' | 'running' | 'done' | 'failed';

/** The unit of work, retry and checkpoint: one step, for one class and a stretch of its ledger where the step has one. */
export interface Chunk {
  readonly id: ChunkId;
  readonly runId: RunId;
  readonly step: string;
  readonly recordClass: string | null;
  /** Position among the chunks of its step, from 0. */
  readonly ordinal: number;
  readonly status: ChunkStatus;
  /** Rises with every claim. Work under an older generation is refused (fencing). */
  readonly generation: number;
  readonly attempts: number;
}

/** Progress of a run: records done and to do in its present step, and chunks. */
export interface RunProgress {
  readonly step: string;
  readonly done: number;
  readonly total: number;
  readonly recordsPerSecond: number | null;
  readonly secondsLeft: number | null;
}
