import { type AppTable, type GeneratedRecord, number, text } from './app-table.ts';
import { dayOf, dayText, HISTORY_END, HISTORY_START } from './calendar.ts';
import { type Cast, deadId, isCountryCodeLead } from './cast.ts';
import { LEAD_MESS } from './mess.ts';
import { phoneDigits, PHONE_FORMATS, PHONE_FORMATS_WITH_1, writePhone } from './phones.ts';
import { decimal, phrases, street, textOfLength, typedMoney } from './phrases.ts';
import type { Prng } from './prng.ts';
import {
  APOSTROPHE_NAMES,
  EMOJI_NAMES,
  FIRST_NAMES,
  LAST_NAMES,
  PLACES,
  RIGHT_TO_LEFT_NAMES,
  SLACK_MARKUP_NAMES,
} from './words.ts';

const STATUSES = [
  ['New', 'new'],
  ['Working', 'working'],
  ['Hot', 'hot'],
  ['Warm', 'warm'],
  ['Cold', 'cold'],
  ['Do Not Contact', 'blocked'],
] as const;
const SOURCES = [
  ['Direct Mail', 'direct_mail'],
  ['Cold Call', 'cold_call'],
  ['PPC', 'ppc'],
  ['SMS Blast', 'sms'],
  ['Referral', 'referral'],
  ['Driving for Dollars', 'driving'],
  ['Bandit Sign', 'bandit_sign'],
  ['Website', 'website'],
] as const;

/** Who the lead is: what a duplicate shares with the lead it repeats. */
const personOf = (cast: Cast, ordinal: number): { name: string; digits: string; email: string } => {
  const prng = cast.leads.prng(ordinal);
  const [first, last] = [prng.pick(FIRST_NAMES), prng.pick(LAST_NAMES)];
  return {
    name: `${first} ${last}`,
    digits: phoneDigits(ordinal),
    email: `${first}.${last}.${ordinal}@example.com`.toLowerCase(),
  };
};

/** The nearest earlier lead without a mess: whom a duplicate repeats. */
const original = (cast: Cast, ordinal: number): number => {
  let candidate = ordinal - 1;
  while (candidate > 1 && cast.leads.mess.has(candidate)) candidate -= 1;
  return candidate;
};

type LeadMess = keyof typeof LEAD_MESS | undefined;

const nameCell = (prng: Prng, mess: LeadMess, name: string): string | null => {
  const first = name.split(' ')[0] ?? '';
  if (mess === 'name-empty') return null;
  if (mess === 'emoji-name') return `${first} ${prng.pick(EMOJI_NAMES)}`;
  if (mess === 'apostrophe-name') return `${first} ${prng.pick(APOSTROPHE_NAMES)}`;
  if (mess === 'right-to-left-name') return prng.pick(RIGHT_TO_LEFT_NAMES);
  if (mess === 'slack-markup-name') return prng.pick(SLACK_MARKUP_NAMES);
  if (mess === 'spaces-around-name') return prng.pick([` ${name}`, `${name} `, `  ${name}  `]);
  return name;
};

const phoneCell = (
  prng: Prng,
  options: { ordinal: number; mess: LeadMess; digits: string },
): string | null => {
  const { ordinal, mess, digits } = options;
  if (isCountryCodeLead(ordinal)) return writePhone(digits, prng.pick(PHONE_FORMATS_WITH_1));
  if (mess === 'phone-invalid')
    return prng.pick(['call office', '555-0123', 'n/a', '704-555-01', '(000) 000-0000']);
  if (mess === 'phone-with-extension')
    return `${writePhone(digits, prng.pick(PHONE_FORMATS)).trim()} x${prng.int(2, 99)}`;
  return mess === undefined && prng.chance(0.06) ? null : writePhone(digits, prng.pick(PHONE_FORMATS));
};

const receivedCell = (prng: Prng, mess: LeadMess): { cell: string; day: string } => {
  let day = prng.int(dayOf(HISTORY_START), dayOf(HISTORY_END));
  if (mess !== 'received-day-first') {
    const write = prng.pick([dayText.iso, dayText.us, dayText.us, dayText.words]);
    return { cell: write(day), day: dayText.iso(day) };
  }
  // A day after the twelfth: there is no thirteenth month, so it cannot be read with the month first.
  while (Number(dayText.iso(day).slice(8)) <= 12) day += 1;
  return { cell: dayText.dayFirst(day), day: dayText.iso(day) };
};

const contactOf = (cast: Cast, ordinal: number, prng: Prng): string | null => {
  const mess = cast.leads.mess.get(ordinal);
  if (mess === 'contact-dead') return deadId('contacts', ordinal);
  if (mess === 'contact-quarantined') return cast.contacts.id(prng.pick(cast.contacts.quarantined));
  return prng.chance(0.25) ? cast.contacts.id(prng.pick(cast.contacts.clean)) : null;
};

const motivationCell = (prng: Prng, mess: LeadMess): string | null => {
  if (mess === 'motivation-too-long') return textOfLength(prng, prng.int(501, 900));
  return prng.chance(0.3) ? phrases(prng, prng.int(1, 3)) : null;
};

const addressOf = (prng: Prng) => {
  const [city, state, zip] = prng.pick(PLACES);
  const line = street(prng);
  const postalCode = `${zip}${String(prng.int(1, 99)).padStart(2, '0')}`;
  const separator = prng.chance(0.15) ? '\n' : ', ';
  return { line, city, state, postalCode, cell: `${line}${separator}${city}, ${state} ${postalCode}` };
};

const leadRecord = (cast: Cast, ordinal: number): GeneratedRecord => {
  const mess = cast.leads.mess.get(ordinal);
  const prng = cast.leads.prng(ordinal + 1_000_000);
  const id = cast.leads.id(ordinal);
  const person = personOf(cast, mess === 'duplicate' ? original(cast, ordinal) : ordinal);
  const name = nameCell(prng, mess, person.name);
  const phone = phoneCell(prng, { ordinal, mess, digits: person.digits });
  const [status, statusCode] = prng.pick(STATUSES);
  const [source, sourceCode] = prng.pick(SOURCES);
  const contact = contactOf(cast, ordinal, prng);
  const company = prng.chance(0.08) ? cast.companies.id(prng.pick(cast.companies.clean)) : null;
  const address = addressOf(prng);
  const cents = prng.chance(0.8)
    ? prng.int(40, 900) * 100_000 + (prng.chance(0.1) ? prng.int(1, 99) : 0)
    : null;
  const received = receivedCell(prng, mess);
  const blocked = prng.chance(0.07);
  const motivation = motivationCell(prng, mess);
  const email = prng.chance(0.85) || mess === 'email-invalid' ? person.email : null;
  const becomes = mess === undefined ? null : LEAD_MESS[mess].becomes;
  const typedEmail =
    email !== null && prng.chance(0.2) ? email.replace(/^./u, (c) => c.toUpperCase()) : email;
  return {
    id,
    cells: [
      id,
      String(ordinal),
      name,
      phone,
      mess === 'email-invalid' ? 'nobody@' : typedEmail,
      mess === 'status-odd' ? 'Tire Kicker' : status,
      source,
      contact,
      company,
      address.cell,
      cents === null ? null : typedMoney(prng, cents),
      received.cell,
      blocked ? 'Yes' : 'No',
      motivation,
    ],
    reasons: becomes === null ? [] : [becomes],
    truth: {
      podio_item_id: id,
      lead_number: String(ordinal),
      name: name === null ? null : name.trim(),
      phone: phone === null ? null : `+1${person.digits}`,
      email,
      status: statusCode,
      source: sourceCode,
      contact_id: contact,
      company_id: company,
      property_street: address.line,
      property_city: address.city,
      property_state: address.state,
      property_zip: address.postalCode,
      asking_price: cents === null ? null : decimal(cents),
      received_on: received.day,
      do_not_call: blocked ? 'true' : 'false',
      motivation,
    },
  };
};

export const leadsTable = (cast: Cast): AppTable => ({
  recordClass: 'leads',
  title: 'Leads',
  columns: [
    number('Item ID'),
    number('Lead No'),
    text('Lead Name'),
    text('Phone'),
    text('E-mail'),
    text('Status'),
    text('Lead Source'),
    number('Contact'),
    number('Company'),
    text('Property Address'),
    text('Asking Price'),
    text('Received On'),
    text('Do Not Call'),
    text('Motivation'),
  ],
  *records() {
    for (let ordinal = 1; ordinal <= cast.leads.count; ordinal += 1) yield leadRecord(cast, ordinal);
  },
});
