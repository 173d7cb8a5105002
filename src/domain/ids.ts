/**
 * Ids as types. Mixing up a source id and a destination id is the classic fault of a data migration, so the compiler
 * refuses it. At run time each is a plain string.
 */
declare const brand: unique symbol;
type Branded<Name extends string> = string & { readonly [brand]: Name };

/** Id of a record in the source system. Composite keys are the JSON array of their parts. */
export type SourceId = Branded<'SourceId'>;
/** Id of a record in the destination system. Composite keys are the JSON array of their parts. */
export type DestinationId = Branded<'DestinationId'>;
export type RunId = Branded<'RunId'>;
export type ChunkId = Branded<'ChunkId'>;
export type PlanId = Branded<'PlanId'>;
/** SHA-256, lower-case hex, over a plan's text and every file it uses. */
export type PlanHash = Branded<'PlanHash'>;

// The only casts: an id is whatever string its owner says it is.
export const sourceId = (text: string): SourceId => text as SourceId;
export const destinationId = (text: string): DestinationId => text as DestinationId;
export const runId = (text: string): RunId => text as RunId;
export const chunkId = (text: string): ChunkId => text as ChunkId;
export const planId = (text: string): PlanId => text as PlanId;
export const planHash = (text: string): PlanHash => text as PlanHash;
