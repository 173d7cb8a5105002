import type { FidelityCheck } from '#domain/plan/fidelity-schema.ts';
import type { FieldType } from '#domain/system-schema.ts';
import { checkChecksum } from './check-checksum.ts';
import { checkChildren } from './check-children.ts';
import { checkDay } from './check-day.ts';
import { checkDigits } from './check-digits.ts';
import { checkFilled } from './check-filled.ts';
import { checkPicklist } from './check-picklist.ts';
import { checkSum } from './check-sum.ts';
import { checkText } from './check-text.ts';
import type { FidelityObserver } from './fidelity-observer.ts';

export const createObserver = (
  check: FidelityCheck,
  types: { readonly source: FieldType; readonly destination: FieldType },
): FidelityObserver => {
  switch (check.check) {
    case 'digits':
      return checkDigits(check.phone);
    case 'text':
      return checkText();
    case 'filled':
      return checkFilled();
    case 'picklist':
      return checkPicklist(check.merges?.map(String));
    case 'sum':
      return checkSum();
    case 'day':
      return checkDay(check.zone ?? 'UTC');
    case 'children':
      return checkChildren();
    case 'checksum':
      return checkChecksum(types);
  }
};
