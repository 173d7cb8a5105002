/** What the engine needs of the ledger, the cross-reference and the quarantine: where every record of a run is. */
import type { DestinationId, PlanId, RunId, SourceId } from '#domain/ids.ts';
import type { Environment } from '#domain/plan/plan-schema.ts';
import type { QuarantineCode, QuarantineReason } from '#domain/quarantine.ts';

/**
 * planned     chosen; nothing was sent
 * sending     its identity is recorded and the destination may have been asked; after a crash it is as good as unknown
 * unknown     no clear answer; only a look-up in the destination leaves this state
 * moved       the destination holds it; the cross-reference says where
 * quarantined could not be moved; the reasons are kept
 * removed     was moved and has been taken out of the destination again
 */
export type RecordState = 'planned' | 'sending' | 'unknown' | 'moved' | 'quarantined' | 'removed';

export interface LedgerEntry {
  readonly sourceId: SourceId;
  readonly state: RecordState;
  /** Identity that was or will be used in the destination, once intended. */
  readonly identity: string | null;
  readonly destinationId: DestinationId | null;
  /** Why it is in quarantine: the code of its first reason. Null in every other state. */
  readonly reason: QuarantineCode | null;
}

/**
 * Where a moved record is, in the destination's own words. Kept with every cross-reference, because a plan may point
 * elsewhere by the time the record is removed.
 */
export interface RecordPlace {
  /** The connector's fingerprint of the system. Empty: noted by a version of Lockstep that did not ask. */
  readonly system: string;
  readonly destinationClass: string;
  readonly identityField: string;
  readonly identity: string;
}

export type Settlement =
  | {
      readonly sourceId: SourceId;
      readonly state: 'moved';
      readonly destinationId: DestinationId;
      readonly created: boolean;
      readonly place: RecordPlace;
    }
  | { readonly sourceId: SourceId; readonly state: 'unknown' | 'planned' }
  | {
      readonly sourceId: SourceId;
      readonly state: 'quarantined';
      readonly reasons: readonly QuarantineReason[];
    };

/** Where cross-references live: per plan and environment. */
export interface Scope {
  readonly planId: PlanId;
  readonly environment: Environment;
}

/** Every record of a run ends in exactly one state here; the sum is checked. */
export interface LedgerRepository {
  /**
   * Puts records on the run's ledger as planned. `population` true: chosen by the stable hash; false: added to complete
   * relationships or coverage. A record already there stays as it is.
   */
  plan(
    runId: RunId,
    recordClass: string,
    records: readonly { sourceId: SourceId; byHash: boolean }[],
  ): Promise<void>;
  /** Deals the class's records out to chunks of at most this many, in id order. @returns records in each chunk's turn */
  divide(runId: RunId, recordClass: string, recordsPerChunk: number): Promise<number[]>;
  /** Records of a chunk's stretch: same class, dealt to that ordinal. In id order. */
  entries(runId: RunId, recordClass: string, ordinal: number): Promise<LedgerEntry[]>;
  /** Which of these are on the run's ledger, in whatever state? */
  among(runId: RunId, recordClass: string, sourceIds: readonly SourceId[]): Promise<Set<SourceId>>;
  /** Intent before effect: planned → sending, with the identity that will be used. */
  intend(
    runId: RunId,
    recordClass: string,
    intents: readonly { sourceId: SourceId; identity: string }[],
  ): Promise<void>;
  /** What became of them; 'moved' also writes the cross-reference, 'quarantined' the quarantine. */
  settle(run: { id: RunId } & Scope, recordClass: string, settlements: readonly Settlement[]): Promise<void>;
  /** Records per class and state, with how many were chosen by the hash. */
  counts(
    runId: RunId,
  ): Promise<{ recordClass: string; state: RecordState; records: number; byHash: number }[]>;
  /** What the source held of each class when the records were chosen. */
  notePopulation(runId: RunId, recordClass: string, records: number): Promise<void>;
  populations(runId: RunId): Promise<Map<string, number>>;
}

export interface CrossReference {
  readonly sourceId: SourceId;
  readonly destinationId: DestinationId;
  readonly createdByUs: boolean;
  readonly place: RecordPlace;
}

/** Cross-references of one class that lead to one place. */
export interface PlaceCount extends Omit<RecordPlace, 'identity'> {
  readonly recordClass: string;
  readonly records: number;
}

export interface CrossReferenceRepository {
  /** Destination ids of these source records; what is not there is not in the map. */
  resolve(
    scope: Scope,
    recordClass: string,
    sourceIds: readonly SourceId[],
  ): Promise<Map<SourceId, DestinationId>>;
  /** Cross-references of a class, in id order, in pages. */
  page(scope: Scope, recordClass: string, after: SourceId | null, limit: number): Promise<CrossReference[]>;
  /** Which of these source records did this plan create in the destination? Others were there before. */
  created(scope: Scope, recordClass: string, sourceIds: readonly SourceId[]): Promise<Set<SourceId>>;
  /**
   * Whose these destination records are; those that are nobody's are not in the map. Whoever asks about the same class in
   * another transaction waits until this one ends, so that the answer still holds when it is acted on.
   */
  owners(
    scope: Scope,
    recordClass: string,
    destinationIds: readonly DestinationId[],
  ): Promise<Map<DestinationId, SourceId>>;
  /** Notes that this plan created these destination records, whichever source record they now stand for. */
  noteCreated(scope: Scope, recordClass: string, destinationIds: readonly DestinationId[]): Promise<void>;
  /** Every place that the scope's records are in, whatever the plan says now. */
  places(scope: Scope): Promise<PlaceCount[]>;
  forget(scope: Scope, recordClass: string, sourceIds: readonly SourceId[]): Promise<void>;
  /** Records per class in the scope. */
  counts(scope: Scope): Promise<Map<string, number>>;
}

export interface QuarantineGroup {
  readonly recordClass: string;
  readonly code: QuarantineReason['code'];
  readonly field: string | null;
  readonly records: number;
}
export interface QuarantinedRecord {
  readonly recordClass: string;
  readonly sourceId: SourceId;
  readonly reasons: readonly QuarantineReason[];
}

/** Open quarantine of a plan in an environment: the newest reasons of records that are not moved. */
export interface QuarantineRepository {
  groups(scope: Scope): Promise<QuarantineGroup[]>;
  /** All of it, streamed in class and id order. */
  records(scope: Scope): AsyncIterable<QuarantinedRecord>;
  /** Closes all of it: the records it speaks of are about to be chosen anew, or no longer wanted. */
  clear(scope: Scope): Promise<void>;
  /** Which of these records are in quarantine? */
  among(scope: Scope, recordClass: string, sourceIds: readonly SourceId[]): Promise<Set<SourceId>>;
}
