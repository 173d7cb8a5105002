import type { DestinationId, SourceId } from '#domain/ids.ts';
import type { QuarantineReason } from '#domain/quarantine.ts';
import type { BatchRecord, FieldValue } from '#domain/record.ts';

// What load, link and parity need of a mapping; compile-mapping.ts makes it.

/** Where a referred record is now: its id in the destination, in quarantine, or nowhere. */
export type ResolveReference = (
  recordClass: string,
  sourceId: SourceId,
) => DestinationId | 'quarantined' | null;

export interface Reference {
  /** Class of the plan. */
  readonly recordClass: string;
  readonly sourceId: SourceId;
  /** Destination field that holds the reference. */
  readonly field: string;
}

export interface MappedRecord {
  readonly identity: string;
  /** Parallel to `CompiledMapping.fields`. */
  readonly values: readonly FieldValue[];
}

export type MappingResult =
  | { readonly ok: true; readonly record: MappedRecord }
  | { readonly ok: false; readonly reasons: readonly QuarantineReason[] };

/** A class's mapping, with every name resolved once. */
export interface CompiledMapping {
  /** Destination fields that are written, the identity and (empty at first) the deferred ones included. */
  readonly fields: readonly string[];
  /** Destination fields that are references filled in the second pass. */
  readonly deferredFields: readonly string[];
  identityOf(record: BatchRecord<SourceId>): string;
  /** Every record that this one refers to, deferred references included. */
  referencesOf(record: BatchRecord<SourceId>): readonly Reference[];
  /** Only those that are filled in the second pass. */
  deferredReferencesOf(record: BatchRecord<SourceId>): readonly Reference[];
  /** Deferred fields come out as null. All reasons are given, not only the first. */
  mapRecord(record: BatchRecord<SourceId>, resolve: ResolveReference): MappingResult;
  /** Values of `deferredFields`, in order; null where the reference is empty or resolves to nothing. */
  mapDeferred(record: BatchRecord<SourceId>, resolve: ResolveReference): readonly FieldValue[];
}
