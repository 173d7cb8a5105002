import { meaningStep } from '../text-step.ts';
import type { Refusal, TransformKind } from '../transform.ts';

const NEITHER: Refusal = {
  code: 'boolean-invalid',
  detail: 'neither one of the words for true nor one for false',
};

/** The plan's words for yes and no, in any case, into 'true' and 'false'. */
export const booleanTransform: TransformKind<'boolean'> = {
  compile: (parameters) => {
    const words = new Map<string, 'true' | 'false'>();
    for (const word of parameters.true) words.set(word.trim().toLowerCase(), 'true');
    for (const word of parameters.false) words.set(word.trim().toLowerCase(), 'false');
    return meaningStep((text) => words.get(text.toLowerCase()) ?? NEITHER);
  },
  reverse: (parameters) => ({
    reversible: true,
    run: (value) =>
      (value === 'true' ? parameters.true[0] : value === 'false' ? parameters.false[0] : undefined) ??
      NEITHER,
  }),
};
