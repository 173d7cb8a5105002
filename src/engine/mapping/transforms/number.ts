import { decimalReader, fitScale, writeDecimal } from '../decimal-text.ts';
import { meaningStep } from '../text-step.ts';
import type { TransformKind } from '../transform.ts';

/** A number as the source writes it into plain digits. Grouping must be in threes; leading zeros are never dropped. */
export const numberTransform: TransformKind<'number'> = {
  compile: ({ decimal, group, scale, rounding }) => {
    const read = decimalReader({ decimal, group });
    if (scale === undefined) return meaningStep(read);
    return meaningStep((text) => {
      const plain = read(text);
      return typeof plain === 'string' ? fitScale(plain, { scale, rounding }) : plain;
    });
  },
  reverse: ({ decimal, scale, rounding }) =>
    scale !== undefined && rounding !== 'refuse'
      ? { reversible: false, because: 'digits that were rounded away are gone' }
      : { reversible: true, run: (value) => writeDecimal(value, decimal) },
};
