import type { FieldMapping } from '#domain/plan/plan-schema.ts';
import type { FieldSchema } from '#domain/system-schema.ts';
import { destinationRule, type DestinationRule } from './destination-rules.ts';
import {
  isRefusal,
  type ChainValue,
  type CompileContext,
  type Refusal,
  type RowContext,
  type Step,
} from './transform.ts';
import { compileTransform } from './transforms.ts';

/** One destination field with everything that makes its value. */
export interface CompiledField {
  readonly name: string;
  /** Where the chain begins: one source field, several, or none. */
  readonly from: number | readonly number[] | null;
  /** The chain up to a reference. */
  readonly steps: readonly Step[];
  /** The class whose record the value names, and the look-up; the last transform of its chain. */
  readonly reference: { readonly recordClass: string; readonly step: Step } | null;
  readonly deferred: boolean;
  readonly rule: DestinationRule;
}

/** Runs the chain up to a reference: what comes out is the source's own value or id. */
export const runChain = (field: CompiledField, row: RowContext): ChainValue | Refusal => {
  let value: ChainValue | Refusal;
  if (field.from === null) value = null;
  else if (typeof field.from === 'number') value = row.values[field.from] ?? null;
  else value = gather(field.from, row);
  for (const step of field.steps) {
    value = step(value, row);
    if (isRefusal(value)) return value;
  }
  return value;
};

/** Several source fields become a list; empty ones have nothing to give. */
const gather = (places: readonly number[], row: RowContext): ChainValue => {
  const texts: string[] = [];
  for (const place of places) {
    const text = row.values[place];
    if (typeof text === 'string') texts.push(text);
  }
  return texts.length === 0 ? null : texts;
};

export const compileField = (
  mapping: FieldMapping,
  options: { readonly schema: FieldSchema; readonly deferred: boolean; readonly context: CompileContext },
): CompiledField => {
  const { schema, deferred, context } = options;
  const last = mapping.transforms.at(-1);
  const reference =
    last?.use === 'reference' ? { recordClass: last.class, step: compileTransform(last, context) } : null;
  const chain = reference ? mapping.transforms.slice(0, -1) : mapping.transforms;
  const { from } = mapping;
  return {
    name: schema.name,
    from:
      from === undefined
        ? null
        : typeof from === 'string'
          ? context.fieldIndex(from)
          : from.map((field) => context.fieldIndex(field)),
    steps: chain.map((transform) => compileTransform(transform, context)),
    reference,
    deferred,
    rule: destinationRule(schema, { mayBeEmpty: deferred }),
  };
};
