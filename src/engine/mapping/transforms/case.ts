import { textStep } from '../text-step.ts';
import type { ParametersOf, TransformKind } from '../transform.ts';

const WORD = /(\p{L})([\p{L}\p{M}\p{N}'’]*)/gu;

const CHANGES: Readonly<Record<ParametersOf<'case'>['to'], (text: string) => string>> = {
  lower: (text) => text.toLowerCase(),
  upper: (text) => text.toUpperCase(),
  title: (text) =>
    text.replace(WORD, (_, first: string, rest: string) => first.toUpperCase() + rest.toLowerCase()),
};

export const caseTransform: TransformKind<'case'> = {
  compile: ({ to }) => textStep(CHANGES[to]),
  reverse: () => ({ reversible: false, because: 'which letters were capitals is gone' }),
};
