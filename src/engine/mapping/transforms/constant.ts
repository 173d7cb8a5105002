import type { TransformKind } from '../transform.ts';

const isEmpty = (value: string | null | readonly string[]): boolean => value === null || value.length === 0;

/** A fixed text; with `when: empty` only where the source has nothing. */
export const constantTransform: TransformKind<'constant'> = {
  compile: ({ value: fixed, when }) =>
    when === 'always' ? () => fixed : (value) => (isEmpty(value) ? fixed : value),
  reverse: ({ when }) => ({
    reversible: false,
    because:
      when === 'always'
        ? 'a constant carries nothing of the source'
        : 'a value that was filled in cannot be told from one that was there',
  }),
};
