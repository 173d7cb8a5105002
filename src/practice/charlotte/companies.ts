import { type AppTable, type GeneratedRecord, number, text } from './app-table.ts';
import { type Cast, companyLevel } from './cast.ts';
import { COMPANY_MESS } from './mess.ts';
import { phoneDigits, PHONE_FORMATS, writePhone } from './phones.ts';
import { street, textOfLength } from './phrases.ts';
import type { Prng } from './prng.ts';
import { FIRM_FORMS, FIRM_KINDS, FIRM_WORDS, PLACES, RIGHT_TO_LEFT_NAMES } from './words.ts';

/** Company kinds as Podio lists them, with the destination's own words. */
const COMPANY_KINDS = [
  ['Title Company', 'title'],
  ['Cash Buyer', 'buyer'],
  ['Lender', 'lender'],
  ['Contractor', 'contractor'],
  ['Agency', 'agency'],
] as const;
const COUNTRY_SPELLINGS = ['United States', 'USA', 'US', 'United States of America'] as const;

/** The cycle: three holdings that own each other, as people really entered them. */
const COMPANY_CYCLE = [2, 3, 4] as const;

const parentOf = (cast: Cast, ordinal: number, prng: Prng): number | null => {
  const { count } = cast.companies;
  const inCycle = COMPANY_CYCLE.findIndex((member) => member === ordinal);
  if (inCycle >= 0) return COMPANY_CYCLE[(inCycle + 1) % COMPANY_CYCLE.length] ?? null;
  const level = companyLevel(ordinal, count);
  if (level === 1 || (level === 4 && prng.chance(0.4))) return null;
  const above = Array.from({ length: count }, (_, index) => index + 1).filter(
    (candidate) =>
      companyLevel(candidate, count) === level - 1 && !COMPANY_CYCLE.some((c) => c === candidate),
  );
  return prng.pick(above);
};

const companyRecord = (cast: Cast, ordinal: number): GeneratedRecord => {
  const prng = cast.companies.prng(ordinal);
  const mess = cast.companies.mess.get(ordinal);
  const id = cast.companies.id(ordinal);
  const [kind, kindCode] = prng.pick(COMPANY_KINDS);
  const plainName = `${prng.pick(FIRM_WORDS)} ${prng.pick(FIRM_KINDS)} ${prng.pick(FIRM_FORMS)}`;
  const parent = parentOf(cast, ordinal, prng);
  const digits = phoneDigits(40_000 + ordinal);
  const [city, state, zip] = prng.pick(PLACES);
  const line = street(prng);
  const postalCode = `${zip}${String(prng.int(1, 99)).padStart(2, '0')}`;
  const country = mess === 'country-unknown' ? 'Cascadia' : prng.pick(COUNTRY_SPELLINGS);
  let name = plainName;
  if (mess === 'name-too-long') name = textOfLength(prng, prng.int(101, 140));
  if (mess === 'right-to-left-name') name = `${prng.pick(RIGHT_TO_LEFT_NAMES)} ${prng.pick(FIRM_FORMS)}`;
  const parentId = parent === null ? null : cast.companies.id(parent);
  const becomes = mess === undefined ? null : COMPANY_MESS[mess].becomes;
  return {
    id,
    cells: [
      id,
      name,
      kind,
      parentId,
      writePhone(digits, prng.pick(PHONE_FORMATS)),
      line,
      city,
      state,
      postalCode,
      country,
    ],
    reasons: becomes === null ? [] : [becomes],
    truth: {
      podio_item_id: id,
      name,
      kind: kindCode,
      parent_id: parentId,
      phone: `+1${digits}`,
      street: line,
      city,
      state,
      postal_code: postalCode,
      country: 'US',
    },
  };
};

export const companiesTable = (cast: Cast): AppTable => ({
  recordClass: 'companies',
  title: 'Companies',
  columns: [
    number('Item ID'),
    text('Company Name'),
    text('Company Type'),
    number('Parent Company'),
    text('Phone'),
    text('Street Address'),
    text('City'),
    text('State'),
    text('ZIP'),
    text('Country'),
  ],
  *records() {
    for (let ordinal = 1; ordinal <= cast.companies.count; ordinal += 1) yield companyRecord(cast, ordinal);
  },
});
