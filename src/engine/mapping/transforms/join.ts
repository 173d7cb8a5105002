import type { TransformKind } from '../transform.ts';

/** Several texts into one. Empty ones are left out, and so is the separator beside them. */
export const joinTransform: TransformKind<'join'> = {
  compile:
    ({ separator }) =>
    (value) => {
      if (value === null || typeof value === 'string') return value;
      const filled = value.filter((text) => text !== '');
      return filled.length === 0 ? null : filled.join(separator);
    },
  reverse: () => ({
    reversible: false,
    because: 'a part may hold the separator itself, and empty parts are left out',
  }),
};
