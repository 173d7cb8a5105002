import type { DestinationId, SourceId } from '#domain/ids.ts';
import type { FieldValue, RecordBatch } from '#domain/record.ts';
import type { SystemSchema } from '#domain/system-schema.ts';

/** A stretch of a class in key order: after (exclusive) up to through (inclusive). Either end may be open. */
export interface KeyRange<Id extends string = string> {
  readonly after?: Id | undefined;
  readonly through?: Id | undefined;
}

export interface ReadQuery<Id extends string = string> {
  /** Which fields, in this order. */
  readonly fields: readonly string[];
  /** Only these records. Ids that do not exist are left out. Excludes `range`. */
  readonly ids?: readonly Id[] | undefined;
  readonly range?: KeyRange<Id> | undefined;
  /** Largest batch, in records. The connector's own choice if not given. */
  readonly batchRecords?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface WriteRecord {
  /** Value of the identity field: the text that makes the record findable and unique in the destination. */
  readonly identity: string;
  readonly values: readonly FieldValue[];
}

export interface WriteBatch {
  /** Destination fields, parallel to each record's values. Holds the identity field. */
  readonly fields: readonly string[];
  readonly identityField: string;
  readonly records: readonly WriteRecord[];
}

/**
 * insert  a record whose identity exists already is left alone ('existed')
 * update  only records that exist; one that does not is 'rejected'
 */
export type WriteMode = 'insert' | 'update';

/**
 * One for each record of a batch, matched by identity, never by position.
 * created, existed, updated  the destination holds the record under this id
 * absent    the destination reported success and holds no such record
 * rejected  the destination refused it, and will again; `detail` holds no value of the record
 * unknown   no clear answer: it may be there or not. Only a look-up leaves this state
 */
export type WriteOutcome =
  | {
      readonly identity: string;
      readonly status: 'created' | 'existed' | 'updated';
      readonly id: DestinationId;
    }
  | { readonly identity: string; readonly status: 'absent' | 'unknown' }
  | {
      readonly identity: string;
      readonly status: 'rejected';
      readonly field: string | null;
      readonly detail: string;
    };

/**
 * A system at one end of a plan. Every connector passes test/conformance. What a system cannot do is absent here, and a
 * run that needs it is refused before it starts. Ids are branded by the end the connector stands at.
 */
export interface Connector<Id extends string = string> {
  describe(): Promise<SystemSchema>;
  count(recordClass: string, range?: KeyRange<Id>): Promise<number>;
  /** Batches in key order, flat in memory. The order is the connector's own, the same at every call. */
  read(recordClass: string, query: ReadQuery<Id>): AsyncIterable<RecordBatch<Id>>;
  /**
   * @param beforeCommit called when all is written and nothing is final yet; if it throws, nothing of the batch stays.
   *   Lets the caller refuse its own late effect (fencing).
   */
  write?(
    recordClass: string,
    batch: WriteBatch,
    options: { readonly mode: WriteMode; readonly beforeCommit: () => Promise<void> },
  ): Promise<WriteOutcome[]>;
  /** Records by the value of one field. A value found twice has two ids: a duplicate. */
  lookup?(recordClass: string, field: string, values: readonly string[]): Promise<Map<string, Id[]>>;
  /** @returns how many of these records were there and are gone now */
  remove?(recordClass: string, ids: readonly Id[], beforeCommit: () => Promise<void>): Promise<number>;
  /**
   * Which system this is, the same from whatever machine it is opened, and not the same as that of any other system. It
   * lets a removal tell the place it wrote to from a place that has the same class names and ids.
   */
  fingerprint?(): Promise<string>;
  close(): Promise<void>;
}

export type SourceConnector = Connector<SourceId>;
export type DestinationConnector = Connector<DestinationId>;
export type WritableDestination = DestinationConnector &
  Required<Pick<DestinationConnector, 'write' | 'lookup' | 'remove' | 'fingerprint'>>;
