import {
  ATTACHMENT_MESS,
  COMMUNICATION_MESS,
  COMPANY_MESS,
  CONTACT_MESS,
  dealOut,
  DEAL_MESS,
  INVOICE_MESS,
  LEAD_MESS,
  type Mess,
  NOTE_MESS,
} from './mess.ts';
import { createPrng, type Prng } from './prng.ts';

/** Who is who in one class: how many, under which ids, and which of them are messy. Settled before any record is made. */
interface ClassCast<MessName extends string = string> {
  readonly count: number;
  /** Podio's item id of the n-th record, counted from 1. */
  readonly id: (ordinal: number) => string;
  readonly mess: ReadonlyMap<number, MessName>;
  /** Ordinals of records that must arrive, and of those that must not. */
  readonly clean: readonly number[];
  readonly quarantined: readonly number[];
  /** Random numbers of one record: any record can be made without those before it. */
  readonly prng: (ordinal: number) => Prng;
}

/** Records at full size. */
const FULL_SIZE = {
  companies: 600,
  contacts: 3_000,
  leads: 15_000,
  deals: 800,
  communications: 62_400,
  notes: 6_000,
  invoices: 900,
  attachments: 300,
} as const;
type CastClass = keyof typeof FULL_SIZE;

const FIRST_ID: Readonly<Record<CastClass, number>> = {
  companies: 411_000_000,
  contacts: 412_000_000,
  leads: 413_000_000,
  deals: 414_000_000,
  communications: 415_000_000,
  notes: 416_000_000,
  invoices: 417_000_000,
  attachments: 418_000_000,
};

/**
 * The 2,400: leads whose phone number was typed with the country code 1 in front. Four of every 25, by their number; at
 * full size 15,000 × 4 / 25. A destination that lies about the same leads can tell them by the number alone.
 */
const COUNTRY_CODE_LEADS = { of: 25, remainders: [3, 9, 14, 20] } as const;
export const isCountryCodeLead = (leadNumber: number): boolean =>
  COUNTRY_CODE_LEADS.remainders.some((remainder) => leadNumber % COUNTRY_CODE_LEADS.of === remainder);

/** Companies come in four levels; only the lowest has messes, so that no parent ends in quarantine. */
export const companyLevel = (ordinal: number, count: number): 1 | 2 | 3 | 4 => {
  const place = (ordinal - 1) / count;
  if (place < 0.1) return 1;
  if (place < 0.25) return 2;
  return place < 0.5 ? 3 : 4;
};

/** An id that no record of the class has. */
export const deadId = (recordClass: CastClass, n: number): string =>
  String(FIRST_ID[recordClass] + 900_000 + n);

export interface Cast {
  readonly seed: string;
  readonly scale: number;
  readonly companies: ClassCast<keyof typeof COMPANY_MESS>;
  readonly contacts: ClassCast<keyof typeof CONTACT_MESS>;
  readonly leads: ClassCast<keyof typeof LEAD_MESS>;
  readonly deals: ClassCast<keyof typeof DEAL_MESS>;
  readonly communications: ClassCast<keyof typeof COMMUNICATION_MESS>;
  readonly notes: ClassCast<keyof typeof NOTE_MESS>;
  readonly invoices: ClassCast<keyof typeof INVOICE_MESS>;
  readonly attachments: ClassCast<keyof typeof ATTACHMENT_MESS>;
}

const ordinalsThrough = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);

/** @param options.scale share of the full size, 0.05 to 1 */
export const createCast = (options: { readonly seed: string; readonly scale: number }): Cast => {
  const { seed, scale } = options;
  if (!(scale >= 0.05 && scale <= 1)) throw new RangeError('scale must lie between 0.05 and 1.');

  const castOf = <Name extends string>(
    recordClass: CastClass,
    table: Readonly<Record<Name, Mess>>,
    mayBeMessy: (ordinal: number, count: number) => boolean = () => true,
  ): ClassCast<Name> => {
    const count = Math.round((FULL_SIZE[recordClass] * scale) / 25) * 25;
    const ordinals = ordinalsThrough(count);
    const mess = dealOut(table, {
      eligible: ordinals.filter((ordinal) => mayBeMessy(ordinal, count)),
      scale,
      prng: createPrng(`${seed}/${recordClass}/mess`),
    });
    const isQuarantined = (ordinal: number): boolean => {
      const name = mess.get(ordinal);
      return name !== undefined && table[name].becomes !== null;
    };
    return {
      count,
      mess,
      id: (ordinal) => String(FIRST_ID[recordClass] + ordinal),
      clean: ordinals.filter((ordinal) => !isQuarantined(ordinal)),
      quarantined: ordinals.filter(isQuarantined),
      prng: (ordinal) => createPrng(`${seed}/${recordClass}/${ordinal}`),
    };
  };

  return {
    seed,
    scale,
    companies: castOf('companies', COMPANY_MESS, (ordinal, count) => companyLevel(ordinal, count) === 4),
    contacts: castOf('contacts', CONTACT_MESS, (ordinal) => ordinal > 10),
    leads: castOf('leads', LEAD_MESS, (ordinal) => ordinal > 10 && !isCountryCodeLead(ordinal)),
    deals: castOf('deals', DEAL_MESS),
    communications: castOf('communications', COMMUNICATION_MESS),
    notes: castOf('notes', NOTE_MESS),
    invoices: castOf('invoices', INVOICE_MESS),
    attachments: castOf('attachments', ATTACHMENT_MESS),
  };
};
