import { LockstepError } from '#domain/errors.ts';
import type { ClassSchema, SystemSchema } from '#domain/system-schema.ts';
import { findClass } from '#domain/system-schema.ts';
import type { PlanContent } from '#domain/plan/plan-content.ts';
import type { Environment } from '#domain/plan/plan-schema.ts';
import type { Run, RunLayout } from '#domain/run.ts';
import type { DestinationConnector, SourceConnector, WritableDestination } from '../connector.ts';
import type { ChunkClaim, Clock, Log, Reach, Store, Systems } from '../ports.ts';
import type { Scope } from '../ledger-ports.ts';
import type { CustomTransforms } from '../mapping/load-custom.ts';

/** What the worker of a machine brings along for every chunk. */
export interface WorkerDeps {
  readonly store: Store;
  readonly systems: Systems;
  readonly clock: Clock;
  readonly log: Log;
  readonly reach: Reach;
  /** host and process, for people */
  readonly owner: string;
  /** Folder for staged exports and plan code. */
  readonly workFolder: string;
  /** How long a claim lasts without a sign of life. A frozen worker is replaced after this. */
  readonly leaseMs: number;
}

/** Both ends of a plan, opened and described. */
export interface OpenSystems {
  readonly source: SourceConnector;
  readonly sourceSchema: SystemSchema;
  readonly destination: DestinationConnector;
  readonly destinationSchema: SystemSchema;
}

/** A chunk under way. `progress` is read by the heartbeat that holds the claim. */
export interface ChunkWork extends WorkerDeps {
  readonly claim: ChunkClaim;
  readonly run: Run;
  readonly content: PlanContent;
  readonly scope: Scope;
  readonly custom: CustomTransforms;
  readonly signal: AbortSignal;
  readonly progress: { done: number; total: number };
  systemsOpen(): Promise<OpenSystems>;
}

/** Records in one batch between source, mapping and destination. Bounds memory, and what one crash leaves unknown. */
export const BATCH_RECORDS = 1_000;

export const requireClass = (schema: SystemSchema, name: string, environment: Environment): ClassSchema => {
  const found = findClass(schema, name);
  if (found) return found;
  throw new LockstepError('PLAN_MISMATCH', {
    message: `The ${schema.kind} system (${environment}) has no class '${name}'. It has: ${schema.classes.map((each) => each.name).join(', ')}.`,
    hint: 'Correct the class name in plan.yml, or the schema or path of the system.',
  });
};

const isWritable = (destination: DestinationConnector): destination is WritableDestination =>
  destination.write !== undefined &&
  destination.lookup !== undefined &&
  destination.remove !== undefined &&
  destination.fingerprint !== undefined;

export const requireWritable = (destination: DestinationConnector): WritableDestination => {
  if (isWritable(destination)) return destination;
  throw new LockstepError('CAPABILITY_MISSING', {
    message: 'The destination cannot write, look up and remove records, and a sample needs all three.',
    hint: 'Choose another destination in plan.yml for this environment.',
  });
};

export const requireLayout = (run: Run): RunLayout => {
  if (run.layout) return run.layout;
  throw new LockstepError('INVARIANT_BROKEN', {
    message: `Run ${run.number} has come past its check step without a load order.`,
    hint: 'Please report this with the run number. Nothing was written.',
  });
};

/** Splits into stretches of at most `size`. */
export const batchesOf = <T>(items: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
