import { meaningStep } from '../text-step.ts';
import type { Refusal, TransformKind } from '../transform.ts';

const INVALID: Refusal = { code: 'email-invalid', detail: 'not one plain e-mail address' };

const LOCAL = /^[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]+(?:\.[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]+)*$/u;
const LABEL = /^[\p{L}\p{M}\p{N}](?:[\p{L}\p{M}\p{N}-]{0,61}[\p{L}\p{M}\p{N}])?$/u;

/** Lengths of RFC 5321, section 4.5.3.1. */
const LOCAL_MAX = 64;
const ADDRESS_MAX = 254;

/** One address with its domain in lower case. The part before the @ is the owner's business and stays as it is. */
export const emailTransform: TransformKind<'email'> = {
  compile: () =>
    meaningStep((text) => {
      const at = text.lastIndexOf('@');
      const local = text.slice(0, at);
      const domain = text.slice(at + 1).toLowerCase();
      if (at < 1 || text.length > ADDRESS_MAX || local.length > LOCAL_MAX || !LOCAL.test(local))
        return INVALID;
      const labels = domain.split('.');
      return labels.length > 1 && labels.every((label) => LABEL.test(label)) ? `${local}@${domain}` : INVALID;
    }),
  reverse: () => ({ reversible: true, run: (value) => value }),
};
