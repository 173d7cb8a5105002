import { parseAddress } from '../parse-address.ts';
import { meaningStep } from '../text-step.ts';
import type { TransformKind } from '../transform.ts';

/** One part of an address written in one line (or several). What cannot be told apart for sure is a reason. */
export const addressTransform: TransformKind<'address'> = {
  compile: ({ part, country }) =>
    meaningStep((text) => {
      const address = parseAddress(text, country);
      return 'code' in address ? address : address[part];
    }),
  reverse: () => ({ reversible: false, because: 'a part is not the whole address' }),
};
