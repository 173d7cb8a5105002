/** The desk: what people can ask of the engine, from Slack or from the command line. Every verb checks who asks. */
import type { PlanId, RunId } from '#domain/ids.ts';
import type { Environment, GuardedVerb } from '#domain/plan/plan-schema.ts';
import type { Run, RunProgress } from '#domain/run.ts';
import type { DiscrepancyGroup } from '#domain/verdict.ts';
import type { PlanRecord } from './ports.ts';
import type { QuarantineGroup } from './ledger-ports.ts';

/** Who asks. `groups` are the Slack user groups of the plan that hold this person, looked up just now. */
export interface Asker {
  readonly userId: string;
  readonly via: 'slack' | 'cli';
  readonly groups: ReadonlySet<string>;
}

export interface RunView {
  readonly plan: PlanRecord;
  readonly run: Run;
  readonly progress: RunProgress;
  /** Steps of the run in order, with how far each is. */
  readonly steps: readonly { readonly title: string; readonly state: 'waiting' | 'running' | 'done' }[];
  /** Records per class and state, in load order. */
  readonly counts: readonly {
    readonly recordClass: string;
    readonly sampled: number;
    readonly moved: number;
    readonly quarantined: number;
  }[];
  readonly quarantine: readonly QuarantineGroup[];
  /** The worst groups first. */
  readonly worst: readonly { readonly group: DiscrepancyGroup; readonly sentence: string }[];
  /** What fits now. */
  readonly actions: readonly ('pause' | 'resume' | 'cancel' | 'look' | 'remove-sample' | 'run-again')[];
  /** Is what the run wrote still in the destination? */
  readonly samplePresent: boolean;
}

export interface Overview {
  readonly plan: PlanRecord;
  readonly openRuns: readonly RunView[];
  /** Newest run that ended, per environment. */
  readonly lastRuns: readonly Run[];
  /** One sentence: what to do next; and which roles may. */
  readonly nextStep: { readonly sentence: string; readonly command: string; readonly who: readonly string[] };
  readonly quarantined: number;
}

/** What a person may do, and through which roles. */
export interface Standing {
  readonly roles: readonly string[];
  readonly may: readonly GuardedVerb[];
}

export interface LookedAtRecord {
  readonly recordClass: string;
  readonly sourceId: string;
  readonly destinationId: string | null;
  readonly state: string;
}

export interface Desk {
  /** Plans bound to a channel, re-read from their files so that an edit counts. @throws PLAN_INVALID */
  plansIn(channel: string): Promise<PlanRecord[]>;
  plan(name: string): Promise<PlanRecord>;
  /** Every plan there is, in order of name. */
  plans(): Promise<PlanRecord[]>;
  /** Environments a run of the plan can take place in: those with a source and a destination. In order of ENVIRONMENTS. */
  environments(planId: PlanId): Promise<readonly Environment[]>;
  overview(planId: PlanId): Promise<Overview>;
  standing(planId: PlanId, asker: Asker): Promise<Standing>;
  /** User groups named in the plan's roles: the ones worth looking a person up in. */
  groupsNamed(planId: PlanId): Promise<readonly string[]>;
  /** @throws NOT_ALLOWED, RUN_ALREADY_OPEN, ARGUMENT_INVALID */
  startTestSample(
    request: { planId: PlanId; environment: Environment; percent: number | null },
    asker: Asker,
  ): Promise<Run>;
  startRemoveSample(request: { planId: PlanId; environment: Environment }, asker: Asker): Promise<Run>;
  startRetry(request: { planId: PlanId; environment: Environment }, asker: Asker): Promise<Run>;
  pause(runId: RunId, reason: string, asker: Asker): Promise<Run>;
  resume(runId: RunId, asker: Asker): Promise<Run>;
  cancel(runId: RunId, asker: Asker): Promise<Run>;
  /** The run people mean when they name none: the open one, else the newest. @throws RUN_UNKNOWN */
  latestRun(planId: PlanId, environment?: Environment): Promise<Run>;
  run(runId: RunId): Promise<RunView>;
  /** Some records of the sample by id, to look them up in both systems. */
  look(runId: RunId, limit: number): Promise<LookedAtRecord[]>;
  quarantine(planId: PlanId, environment: Environment): Promise<QuarantineGroup[]>;
  /** CSV lines: class, source id, field, reason, detail. Ids and reasons only, no values. */
  quarantineCsv(planId: PlanId, environment: Environment, asker: Asker): AsyncIterable<string>;
  /** CSV lines of every discrepancy of a run, values masked. */
  evidenceCsv(runId: RunId): AsyncIterable<string>;
}
