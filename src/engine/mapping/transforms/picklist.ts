import { textStep } from '../text-step.ts';
import type { Refusal, TransformKind } from '../transform.ts';

const UNMAPPED: Refusal = {
  code: 'picklist-unmapped',
  detail: "a value that the plan's picklist table does not name",
};

/** A value by the plan's table. What the table does not name is never guessed. */
export const picklistTransform: TransformKind<'picklist'> = {
  compile: ({ values, ignoreCase }) => {
    const fold = (text: string): string => (ignoreCase ? text.toLowerCase() : text);
    const table = new Map(Object.entries(values).map(([from, to]) => [fold(from), to]));
    return textStep((text) => {
      const found = table.get(fold(text));
      if (found !== undefined) return found;
      const trimmed = text.trim();
      return trimmed === '' ? null : (table.get(fold(trimmed)) ?? UNMAPPED);
    });
  },
  reverse: ({ values }) => {
    const back = new Map(Object.entries(values).map(([from, to]) => [to, from]));
    if (back.size < Object.keys(values).length) {
      return { reversible: false, because: 'several source values become the same destination value' };
    }
    return { reversible: true, run: (value) => back.get(value) ?? UNMAPPED };
  },
};
