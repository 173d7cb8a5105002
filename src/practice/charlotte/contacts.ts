import { type AppTable, datetime, type GeneratedRecord, number, text } from './app-table.ts';
import { canonicalInstant, wallClock } from './calendar.ts';
import { type Cast, deadId } from './cast.ts';
import { CONTACT_MESS } from './mess.ts';
import { moment } from './moment.ts';
import { phoneDigits, PHONE_FORMATS, PHONE_FORMATS_WITH_1, writePhone } from './phones.ts';
import type { Prng } from './prng.ts';
import { APOSTROPHE_NAMES, FIRST_NAMES, LAST_NAMES, PLACES, STATE_NAMES } from './words.ts';

interface Person {
  readonly first: string;
  readonly last: string;
  readonly digits: string;
  readonly email: string;
}

const personOf = (cast: Cast, ordinal: number): Person => {
  const prng = cast.contacts.prng(ordinal);
  const first = prng.pick(FIRST_NAMES);
  const last = prng.chance(0.02) ? prng.pick(APOSTROPHE_NAMES) : prng.pick(LAST_NAMES);
  const mailbox = `${first}.${last}`.toLowerCase().replaceAll(/[^a-z.]/gu, '');
  return { first, last, digits: phoneDigits(20_000 + ordinal), email: `${mailbox}.${ordinal}@example.org` };
};

/** The nearest earlier contact without a mess: whom a duplicate repeats. */
const original = (cast: Cast, ordinal: number): number => {
  let candidate = ordinal - 1;
  while (candidate > 1 && cast.contacts.mess.has(candidate)) candidate -= 1;
  return candidate;
};

/** Numbers kept free for films and a town hall's own range; three digits are missing. */
const INTERNATIONAL = ['+44 20 7946 0', '+49 30 90182'] as const;

const phoneOf = (prng: Prng, digits: string, abroad: boolean): { cell: string; truth: string } => {
  if (!abroad) {
    const formats = prng.chance(0.2) ? PHONE_FORMATS_WITH_1 : PHONE_FORMATS;
    return { cell: writePhone(digits, prng.pick(formats)), truth: `+1${digits}` };
  }
  const cell = `${prng.pick(INTERNATIONAL)}${String(prng.int(100, 999))}`;
  return { cell, truth: `+${cell.replaceAll(/\D/gu, '')}` };
};

const companyOf = (cast: Cast, ordinal: number, prng: Prng): string | null => {
  const mess = cast.contacts.mess.get(ordinal);
  if (mess === 'company-dead') return deadId('companies', ordinal);
  if (mess === 'company-quarantined') return cast.companies.id(prng.pick(cast.companies.quarantined));
  return prng.chance(0.45) ? cast.companies.id(prng.pick(cast.companies.clean)) : null;
};

const contactRecord = (cast: Cast, ordinal: number): GeneratedRecord => {
  const mess = cast.contacts.mess.get(ordinal);
  const prng = cast.contacts.prng(ordinal + 1_000_000);
  const id = cast.contacts.id(ordinal);
  const person = personOf(cast, mess === 'duplicate' ? original(cast, ordinal) : ordinal);
  const phone = phoneOf(prng, person.digits, mess === 'phone-international');
  const company = companyOf(cast, ordinal, prng);
  const [city, state] = prng.pick(PLACES);
  const created = moment(prng);
  const email = prng.chance(0.2) ? person.email.toUpperCase() : person.email;
  const becomes = mess === undefined ? null : CONTACT_MESS[mess].becomes;
  return {
    id,
    cells: [
      id,
      person.first,
      mess === 'last-name-empty' ? null : person.last,
      company,
      phone.cell,
      mess === 'email-invalid' ? `${person.first} at example dot org` : email,
      city,
      mess === 'state-unknown' ? 'Franklin' : prng.pick(STATE_NAMES[state] ?? [state]),
      wallClock(created),
    ],
    reasons: becomes === null ? [] : [becomes],
    truth: {
      podio_item_id: id,
      first_name: person.first,
      last_name: person.last,
      company_id: company,
      phone: phone.truth,
      email: person.email,
      city,
      state,
      created_at: canonicalInstant(created),
    },
  };
};

export const contactsTable = (cast: Cast): AppTable => ({
  recordClass: 'contacts',
  title: 'Contacts',
  columns: [
    number('Item ID'),
    text('First Name'),
    text('Last Name'),
    number('Company'),
    text('Phone'),
    text('E-mail'),
    text('City'),
    text('State'),
    datetime('Created On'),
  ],
  *records() {
    for (let ordinal = 1; ordinal <= cast.contacts.count; ordinal += 1) yield contactRecord(cast, ordinal);
  },
});
