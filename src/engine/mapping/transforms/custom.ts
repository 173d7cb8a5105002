import type { ChainValue, Refusal, RowContext, TransformKind } from '../transform.ts';

const reject = (detail: string): Refusal => ({ code: 'custom-rejected', detail });

const isTexts = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((item) => typeof item === 'string');

/** The author's words, unless they quote the record: reasons are read by people who may not see data. */
const wordsOf = (rejection: unknown, quoted: readonly (string | null)[]): string => {
  if (typeof rejection !== 'string' || rejection === '') return 'the custom transform rejected the value';
  const quotes = quoted.some((value) => value !== null && value.length > 1 && rejection.includes(value));
  return quotes
    ? 'the custom transform rejected the value (its words quote the record and are not shown)'
    : rejection;
};

const readResult = (result: unknown, quoted: readonly (string | null)[]): ChainValue | Refusal => {
  if (result === null || typeof result === 'string' || isTexts(result)) return result;
  if (typeof result === 'object' && 'reject' in result) return reject(wordsOf(result.reject, quoted));
  return reject('the custom transform gave neither text, null, a list of texts, nor { reject: why }');
};

/** A function of the plan's own, from a file beside it. Whatever it does, the record ends as moved or as quarantined. */
export const customTransform: TransformKind<'custom'> = {
  compile: ({ function: spec }, context) => {
    const run = context.custom(spec);
    const places = new Map(context.from.map((field) => [field, context.fieldIndex(field)]));
    let row: RowContext | null = null;
    const read = (field: string): string | null => {
      const place = places.get(field);
      if (place === undefined || !row) throw new RangeError('a field that the mapping does not name in from');
      return row.values[place] ?? null;
    };
    return (value, current) => {
      row = current;
      const quoted = (): (string | null)[] =>
        [value ?? [], ...[...places.keys()].map((field) => read(field))].flat();
      try {
        return readResult(run(value, read), quoted());
      } catch {
        // Its message may hold the record, and the record is what is at fault.
        return reject('the custom transform failed on this value');
      } finally {
        row = null;
      }
    };
  },
  reverse: () => ({
    reversible: false,
    because: 'a function of the plan has no reverse that Lockstep knows',
  }),
};
