import { transformSchema } from '#domain/plan/transform-schema.ts';
import { compileTransform, reverseTransform } from '#engine/mapping/transforms.ts';
import { isRefusal, type ChainValue, type Refusal, type Reverse } from '#engine/mapping/transform.ts';

/** A transform as a plan writes it, compiled; its source record has the fields A, B, C. */
export const transformOf = (
  written: object,
): { run: (value: ChainValue, ...fields: (string | null)[]) => ChainValue | Refusal; reverse: Reverse } => {
  const parameters = transformSchema.parse(written);
  const step = compileTransform(parameters, {
    from: ['A', 'B', 'C'],
    fieldIndex: (name) => ['A', 'B', 'C'].indexOf(name),
    custom: () => (value) => value,
  });
  return {
    run: (value, ...fields) => step(value, { values: fields, resolve: () => null }),
    reverse: reverseTransform(parameters),
  };
};

/** The value, or the code of the reason. */
export const outcome = (value: ChainValue | Refusal): ChainValue =>
  isRefusal(value) ? `!${value.code}` : value;
