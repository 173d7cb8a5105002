import type { QuarantineCode } from '#domain/quarantine.ts';
import type { Prng } from './prng.ts';

/**
 * Everything that is wrong or odd in the Charlotte export: how often at full size, and what must become of it.
 * `null`: the record must arrive all the same. A record has at most one mess, so the counts add up.
 */
export interface Mess {
  readonly count: number;
  readonly becomes: QuarantineCode | null;
}

export const COMPANY_MESS = {
  'name-too-long': { count: 3, becomes: 'too-long' },
  'country-unknown': { count: 2, becomes: 'country-unknown' },
  'right-to-left-name': { count: 6, becomes: null },
} as const satisfies Record<string, Mess>;

export const CONTACT_MESS = {
  'last-name-empty': { count: 24, becomes: 'required-empty' },
  'email-invalid': { count: 12, becomes: 'email-invalid' },
  'state-unknown': { count: 8, becomes: 'state-unknown' },
  'company-dead': { count: 6, becomes: 'reference-missing' },
  'company-quarantined': { count: 4, becomes: 'reference-quarantined' },
  'phone-international': { count: 20, becomes: null },
  duplicate: { count: 90, becomes: null },
} as const satisfies Record<string, Mess>;

export const LEAD_MESS = {
  'name-empty': { count: 60, becomes: 'required-empty' },
  'phone-invalid': { count: 30, becomes: 'phone-invalid' },
  'phone-with-extension': { count: 12, becomes: 'phone-invalid' },
  'email-invalid': { count: 25, becomes: 'email-invalid' },
  'received-day-first': { count: 18, becomes: 'date-invalid' },
  'motivation-too-long': { count: 40, becomes: 'too-long' },
  'status-odd': { count: 9, becomes: 'picklist-unmapped' },
  'contact-dead': { count: 10, becomes: 'reference-missing' },
  'contact-quarantined': { count: 14, becomes: 'reference-quarantined' },
  duplicate: { count: 180, becomes: null },
  'emoji-name': { count: 30, becomes: null },
  'apostrophe-name': { count: 75, becomes: null },
  'right-to-left-name': { count: 20, becomes: null },
  'slack-markup-name': { count: 3, becomes: null },
  'spaces-around-name': { count: 120, becomes: null },
} as const satisfies Record<string, Mess>;

export const DEAL_MESS = {
  'stage-odd': { count: 4, becomes: 'picklist-unmapped' },
  'name-empty': { count: 5, becomes: 'required-empty' },
  'description-too-long': { count: 7, becomes: 'too-long' },
  'offer-not-a-number': { count: 3, becomes: 'number-invalid' },
  'lead-dead': { count: 3, becomes: 'reference-missing' },
  'lead-quarantined': { count: 6, becomes: 'reference-quarantined' },
  'second-contact-dead': { count: 4, becomes: null },
  'second-contact-quarantined': { count: 5, becomes: null },
  'two-contacts': { count: 231, becomes: null },
  'no-contact': { count: 24, becomes: null },
} as const satisfies Record<string, Mess>;

export const COMMUNICATION_MESS = {
  'lead-dead': { count: 15, becomes: 'reference-missing' },
  'lead-quarantined': { count: 240, becomes: 'reference-quarantined' },
  'time-that-never-was': { count: 8, becomes: 'date-nonexistent' },
  'time-that-was-twice': { count: 8, becomes: 'date-ambiguous' },
  'subject-too-long': { count: 20, becomes: 'too-long' },
  'kind-odd': { count: 6, becomes: 'picklist-unmapped' },
  'around-clock-change': { count: 60, becomes: null },
} as const satisfies Record<string, Mess>;

export const NOTE_MESS = {
  'text-empty': { count: 15, becomes: 'required-empty' },
  'lead-dead': { count: 5, becomes: 'reference-missing' },
  'lead-quarantined': { count: 30, becomes: 'reference-quarantined' },
} as const satisfies Record<string, Mess>;

export const INVOICE_MESS = {
  'amount-in-euro': { count: 3, becomes: 'number-invalid' },
  'status-odd': { count: 2, becomes: 'picklist-unmapped' },
  'deal-quarantined': { count: 4, becomes: 'reference-quarantined' },
} as const satisfies Record<string, Mess>;

export const ATTACHMENT_MESS = {
  'deal-dead': { count: 2, becomes: 'reference-missing' },
  'deal-quarantined': { count: 3, becomes: 'reference-quarantined' },
} as const satisfies Record<string, Mess>;

/** Number of records at this scale: at least one of everything, so that a small export shows every mess too. */
const scaled = (count: number, scale: number): number => Math.max(1, Math.round(count * scale));

/** Deals the messes out: a different record for each, exactly as many as the table says. */
export const dealOut = <Name extends string>(
  table: Readonly<Record<Name, Mess>>,
  options: { readonly eligible: Iterable<number>; readonly scale: number; readonly prng: Prng },
): Map<number, Name> => {
  const ordinals = options.prng.shuffle(options.eligible);
  const dealt = new Map<number, Name>();
  // Object.keys loses the key type; the table's keys are its names.
  for (const name of Object.keys(table) as Name[]) {
    for (let left = scaled(table[name].count, options.scale); left > 0; left -= 1) {
      const ordinal = ordinals.pop();
      if (ordinal === undefined) throw new RangeError(`Too few records for the mess '${name}'.`);
      dealt.set(ordinal, name);
    }
  }
  return dealt;
};
