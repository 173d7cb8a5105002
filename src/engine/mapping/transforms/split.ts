import type { ChainValue, ParametersOf, TransformKind } from '../transform.ts';
import { parseList } from '../list-text.ts';

const orNothing = (text: string | undefined): string | null =>
  text === undefined || text === '' ? null : text;

const take = (text: string, { separator, take: which }: ParametersOf<'split'>): ChainValue => {
  const parts = text.split(separator);
  switch (which) {
    case 'all':
      return parts;
    case 'first':
      return orNothing(parts[0]);
    case 'last':
      return orNothing(parts.at(-1));
    case 'rest':
      return orNothing(parts.slice(1).join(separator));
    default:
      return orNothing(parts[which]);
  }
};

/** One text into parts, exactly at the separator. Parts keep their white space; a part that is not there is nothing. */
export const splitTransform: TransformKind<'split'> = {
  compile: (parameters) => (value) => {
    if (typeof value === 'string') return take(value, parameters);
    if (value === null) return null;
    return value.flatMap((text) => {
      const parts = take(text, parameters);
      return parts === null ? [] : parts;
    });
  },
  reverse: ({ separator, take: which }) =>
    which === 'all'
      ? {
          reversible: true,
          run: (value) => {
            const parts = parseList(value);
            return parts ? parts.join(separator) : { code: 'value-invalid', detail: 'not a list of texts' };
          },
        }
      : { reversible: false, because: 'the parts that were not taken are gone' },
};
