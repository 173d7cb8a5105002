import type { QuarantineReason } from '#domain/quarantine.ts';
import type { FieldValue } from '#domain/record.ts';
import type { Transform, TransformName } from '#domain/plan/transform-schema.ts';
import type { ResolveReference } from './compiled-mapping.ts';
import type { CustomTransform } from './load-custom.ts';

/** What travels through a chain: a text, nothing, or several texts. */
export type ChainValue = string | null | readonly string[];

/** Why a transform gives no value. The field's name is added where the chain is run. Holds nothing of the record. */
export type Refusal = QuarantineReason;

export const isRefusal = (value: ChainValue | Refusal): value is Refusal =>
  typeof value === 'object' && value !== null && !isList(value);

const isList = (value: ChainValue | Refusal): value is readonly string[] => Array.isArray(value);

/** The record at hand. One object serves every record of a mapping, so nothing may keep it. */
export interface RowContext {
  /** Parallel to the source fields the mapping was compiled for. */
  values: readonly FieldValue[];
  resolve: ResolveReference;
}

/** One compiled transform. Never throws, never keeps anything of a record. */
export type Step = (value: ChainValue, row: RowContext) => ChainValue | Refusal;

/**
 * The way back, for a value the destination holds. What comes out means the same to the source, though it may be written
 * in another way. A transform without one says why in a sentence.
 */
export type Reverse =
  | { readonly reversible: true; readonly run: (value: string, row?: ReverseContext) => ChainValue | Refusal }
  | { readonly reversible: false; readonly because: string };

export interface ReverseContext {
  /** Source id of a destination record, by the cross-reference; null if Lockstep did not move it. */
  readonly sourceOf: (recordClass: string, destinationId: string) => string | null;
}

/** What a transform may ask while it is compiled. */
export interface CompileContext {
  /** Place of a source field in every record; an unknown name is noted as a fault of the plan and gives -1. */
  fieldIndex(name: string): number;
  custom(spec: string): CustomTransform;
  /** Source fields this mapping names. */
  readonly from: readonly string[];
}

export type ParametersOf<Use extends TransformName> = Extract<Transform, { use: Use }>;

/** One named function of the plan. */
export interface TransformKind<Use extends TransformName> {
  compile(parameters: ParametersOf<Use>, context: CompileContext): Step;
  reverse(parameters: ParametersOf<Use>): Reverse;
}
