import { textStep } from '../text-step.ts';
import type { TransformKind } from '../transform.ts';

/** Takes white space off both ends, line breaks too; what is inside stays. Text of nothing else becomes nothing. */
export const trimTransform: TransformKind<'trim'> = {
  compile: () =>
    textStep((text) => {
      const trimmed = text.trim();
      return trimmed === '' ? null : trimmed;
    }),
  reverse: () => ({ reversible: false, because: 'the white space that was taken off is gone' }),
};
