/** What the engine needs from the world. Adapters in `db`, `jobs`, `connectors` and `bot` provide it. */
import type { Announcement } from '#domain/announcement.ts';
import type { ChunkId, PlanHash, PlanId, RunId } from '#domain/ids.ts';
import type { PlanContent } from '#domain/plan/plan-content.ts';
import type { Environment } from '#domain/plan/plan-schema.ts';
import type {
  Actor,
  Chunk,
  Run,
  RunKind,
  RunLayout,
  RunProblem,
  RunProgress,
  RunStatus,
} from '#domain/run.ts';
import type { Discrepancy, DiscrepancyGroup, ParityCounts, Verdict } from '#domain/verdict.ts';
import type { DestinationConnector, SourceConnector } from './connector.ts';
import type { CrashPoint } from './crash-points.ts';
import type { CrossReferenceRepository, LedgerRepository, QuarantineRepository } from './ledger-ports.ts';

export interface Clock {
  now(): Date;
}

/** A plan as Lockstep knows it: bound to a channel, at its newest version. */
export interface PlanRecord {
  readonly id: PlanId;
  readonly name: string;
  readonly title: string;
  readonly channel: string;
  readonly phase:
    | 'prepare'
    | 'lock'
    | 'round-trip'
    | 'dual-run'
    | 'go-live'
    | 'retain'
    | 'closed'
    | 'rolled-back';
  readonly hash: PlanHash;
}

export interface PlanRepository {
  /** Records this content as the plan's newest version; the same content again changes nothing. */
  save(content: PlanContent, by: Actor): Promise<PlanRecord>;
  content(hash: PlanHash): Promise<PlanContent>;
  byName(name: string): Promise<PlanRecord | null>;
  byChannel(channel: string): Promise<PlanRecord[]>;
  list(): Promise<PlanRecord[]>;
}

export interface NewRun {
  readonly planId: PlanId;
  readonly planHash: PlanHash;
  readonly kind: RunKind;
  readonly environment: Environment;
  readonly requestedBy: Actor;
  readonly samplePercent: number | null;
}

export interface RunChange {
  readonly status?: RunStatus;
  readonly stepIndex?: number;
  readonly layout?: RunLayout;
  readonly startedAt?: Date;
  readonly endedAt?: Date;
  readonly pause?: Run['pause'];
  readonly cancelledBy?: Actor;
  readonly problem?: RunProblem | null;
  readonly verdict?: Verdict;
}

export interface RunRepository {
  /** @throws RUN_ALREADY_OPEN when the plan has an open run in this environment (a unique index has the last word) */
  create(run: NewRun): Promise<Run>;
  /** @throws RUN_UNKNOWN */
  get(id: RunId): Promise<Run>;
  /** The same, holding the row until the transaction ends, so that changes of state queue up. */
  lock(id: RunId): Promise<Run>;
  change(id: RunId, change: RunChange): Promise<Run>;
  /** Newest first. */
  list(
    planId: PlanId,
    options: { environment?: Environment; kinds?: readonly RunKind[]; limit: number },
  ): Promise<Run[]>;
  byNumber(planId: PlanId, number: number): Promise<Run | null>;
}

export interface NewChunk {
  readonly runId: RunId;
  readonly step: string;
  readonly recordClass: string | null;
  readonly ordinal: number;
}

/** A claim on a chunk: valid while the chunk's generation is this one. */
export interface ChunkClaim {
  readonly chunk: Chunk;
  readonly generation: number;
  /** Who holds it, for people: host and process id. */
  readonly owner: string;
  /** Somebody else held it and gave no sign of life for a whole lease. That counts as an attempt. */
  readonly isTakenOver: boolean;
  /** The run is being ended: the chunk is only to be given back. */
  readonly isRunEnding: boolean;
}

export interface ChunkRepository {
  create(chunks: readonly NewChunk[]): Promise<Chunk[]>;
  get(id: ChunkId): Promise<Chunk>;
  /** Takes the chunk if it is pending or its lease has run out (database clock). Of a run that is being ended only the latter:
   * its worker is gone, and the run waits for it. Null: somebody else has it, or it is done, or the run does not go on. */
  claim(id: ChunkId, owner: string, leaseMs: number): Promise<ChunkClaim | null>;
  /** Holds the claim on for another lease and notes progress. @throws CHUNK_FENCED */
  renew(claim: ChunkClaim, leaseMs: number, progress: { done: number; total: number }): Promise<void>;
  /** Ends the chunk. @throws CHUNK_FENCED */
  finish(claim: ChunkClaim): Promise<void>;
  /** Gives it back, to be tried again after a while. @throws CHUNK_FENCED */
  release(claim: ChunkClaim, retryAfterMs: number, error: RunProblem): Promise<void>;
  /** Chunks of a step that are not done. */
  unfinished(runId: RunId, step: string): Promise<Chunk[]>;
  /** How many those are, and how many of them are under way: asked at the end of every chunk. */
  left(runId: RunId, step: string): Promise<{ readonly unfinished: number; readonly running: number }>;
  /** Done and total records of the run's present step, its pace and what is left. */
  progress(runId: RunId): Promise<RunProgress>;
}

export interface FindingsRepository {
  /** Adds what a chunk found. A repeat of the same chunk replaces what it said before. */
  save(
    chunk: Chunk,
    findings: {
      counts: ParityCounts | null;
      discrepancies: readonly Discrepancy[];
      uncheckedFields: readonly string[];
    },
  ): Promise<void>;
  /** More discrepancies of a chunk that has saved already: a class may have more than memory should hold. */
  addDiscrepancies(chunk: Chunk, discrepancies: readonly Discrepancy[]): Promise<void>;
  counts(runId: RunId): Promise<Map<string, ParityCounts>>;
  groups(runId: RunId): Promise<DiscrepancyGroup[]>;
  uncheckedFields(runId: RunId): Promise<Map<string, readonly string[]>>;
  /** All of it, streamed, for the evidence file. */
  discrepancies(runId: RunId): AsyncIterable<Discrepancy>;
}

export interface OutboxRepository {
  /** Rings the doorbell for a chunk. The job's id comes from the chunk and its generation: a repeat is no second job. */
  ring(chunkId: ChunkId, generation: number, delayMs?: number): Promise<void>;
  /** Tells something in Slack. While one with this key waits, a second is the same one. */
  announce(announcement: Announcement): Promise<void>;
}

export interface AuditRepository {
  /** Appends to the hash chain. `details` hold ids and counts, never values of records. */
  append(entry: {
    readonly actor: Actor;
    readonly action: string;
    readonly planId?: PlanId;
    readonly runId?: RunId;
    readonly details: Readonly<Record<string, string | number | boolean | null>>;
  }): Promise<void>;
}

export interface Repositories {
  readonly plans: PlanRepository;
  readonly runs: RunRepository;
  readonly chunks: ChunkRepository;
  readonly ledger: LedgerRepository;
  readonly crossReferences: CrossReferenceRepository;
  readonly quarantine: QuarantineRepository;
  readonly findings: FindingsRepository;
  readonly outbox: OutboxRepository;
  readonly audit: AuditRepository;
}

/** The truth. Outside a transaction each call stands alone. */
export interface Store extends Repositories {
  /** State, audit entry and outbox rows commit together, or not at all. */
  transaction<T>(work: (tx: Repositories) => Promise<T>): Promise<T>;
  /**
   * A transaction that holds only while the claim does: the chunk's generation is checked and its row held.
   * @throws CHUNK_FENCED before `work` is called, if somebody else has the chunk now
   */
  fenced<T>(claim: ChunkClaim, work: (tx: Repositories) => Promise<T>): Promise<T>;
  /** Is the claim still ours? @throws CHUNK_FENCED */
  assertHeld(claim: ChunkClaim): Promise<void>;
}

/** Opens the systems of a plan. The connector closes with `close()`. */
export interface Systems {
  openSource(content: PlanContent, environment: Environment): Promise<SourceConnector>;
  openDestination(content: PlanContent, environment: Environment): Promise<DestinationConnector>;
}

/** Named places where a test may end the process. In production: nothing. */
export type Reach = (point: CrashPoint) => void;

export interface Log {
  debug(facts: object, message: string): void;
  info(facts: object, message: string): void;
  warn(facts: object, message: string): void;
  error(facts: object, message: string): void;
}
