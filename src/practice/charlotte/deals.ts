import type { QuarantineCode } from '#domain/quarantine.ts';
import { type AppTable, date, datetime, type GeneratedRecord, number, text } from './app-table.ts';
import { canonicalInstant, dayOf, dayText, wallClock } from './calendar.ts';
import { type Cast, deadId } from './cast.ts';
import { DEAL_MESS } from './mess.ts';
import { moment } from './moment.ts';
import { decimal, phrases, street, textOfLength, typedMoney } from './phrases.ts';
import { createPrng, type Prng } from './prng.ts';
import { OWNERS } from './words.ts';

/**
 * The nine stages, in the source's words and the destination's, with how many of every 800 deals stand in each. The five
 * in the middle are the active pipeline: 42 deals, the ones that had to be put together again from memory.
 */
const DEAL_STAGES = [
  { source: 'New Lead', destination: 'new lead', of800: 60 },
  { source: 'Contacted', destination: 'contacted', of800: 98 },
  { source: 'Appointment Set', destination: 'appointment', of800: 12 },
  { source: 'Offer Made', destination: 'offer', of800: 10 },
  { source: 'Negotiating', destination: 'negotiation', of800: 8 },
  { source: 'Under Contract', destination: 'contract', of800: 7 },
  { source: 'Title & Escrow', destination: 'closing', of800: 5 },
  { source: 'Closed Won', destination: 'won', of800: 326 },
  { source: 'Closed Lost', destination: 'lost', of800: 270 },
] as const;

type Stage = (typeof DEAL_STAGES)[number];

/** One stage for each deal whose stage is not odd: exactly as many of each as the table says, at full size. */
const stageDeck = (cast: Cast): ReadonlyMap<number, Stage> => {
  const deck: Stage[] = DEAL_STAGES.flatMap((stage) =>
    Array.from({ length: Math.max(1, Math.round(stage.of800 * cast.scale)) }, () => stage),
  );
  const prng = createPrng(`${cast.seed}/deals/stages`);
  const shuffled = prng.shuffle(deck);
  const stages = new Map<number, Stage>();
  for (let ordinal = 1; ordinal <= cast.deals.count; ordinal += 1) {
    if (cast.deals.mess.get(ordinal) === 'stage-odd') continue;
    stages.set(ordinal, shuffled.pop() ?? DEAL_STAGES[8]);
  }
  return stages;
};

/** The lead a deal came from, by item id. */
export const leadOfDeal = (cast: Cast, ordinal: number): string => {
  const mess = cast.deals.mess.get(ordinal);
  const prng = createPrng(`${cast.seed}/deals/${ordinal}/lead`);
  if (mess === 'lead-dead') return deadId('leads', ordinal);
  return cast.leads.id(prng.pick(mess === 'lead-quarantined' ? cast.leads.quarantined : cast.leads.clean));
};

/** Who takes part in a deal: item ids of contacts, in the order of the cell 'id; id'. */
const contactsOfDeal = (cast: Cast, ordinal: number): readonly string[] => {
  const mess = cast.deals.mess.get(ordinal);
  if (mess === 'no-contact') return [];
  const prng = createPrng(`${cast.seed}/deals/${ordinal}/contacts`);
  const first = prng.int(0, cast.contacts.clean.length - 1);
  const cleanId = (place: number): string =>
    cast.contacts.id(cast.contacts.clean[place % cast.contacts.clean.length] ?? 1);
  if (mess === 'second-contact-dead') return [cleanId(first), deadId('contacts', 50_000 + ordinal)];
  if (mess === 'second-contact-quarantined') {
    return [cleanId(first), cast.contacts.id(prng.pick(cast.contacts.quarantined))];
  }
  if (mess === 'two-contacts') return [cleanId(first), cleanId(first + prng.int(1, 50))];
  return [cleanId(first)];
};

const offerCell = (prng: Prng, mess: string | undefined, cents: number): string =>
  mess === 'offer-not-a-number' ? 'make me an offer' : typedMoney(prng, cents);

const dealRecord = (cast: Cast, ordinal: number, stage: Stage | undefined): GeneratedRecord => {
  const mess = cast.deals.mess.get(ordinal);
  const prng = cast.deals.prng(ordinal);
  const id = cast.deals.id(ordinal);
  const lead = leadOfDeal(cast, ordinal);
  const created = moment(prng);
  const closes = prng.chance(0.8) ? dayText.iso(dayOf(created) + prng.int(14, 90)) : null;
  const offerCents = prng.int(40, 600) * 100_000;
  const feeCents = prng.chance(0.7) ? prng.int(300, 4_500) * 1000 + prng.int(0, 99) : null;
  const name = `${street(prng)} #${ordinal}`;
  const buyer = prng.chance(0.6) ? cast.companies.id(prng.pick(cast.companies.clean)) : null;
  const owner = prng.pick(OWNERS);
  const description =
    mess === 'description-too-long'
      ? textOfLength(prng, prng.int(2_001, 2_600))
      : phrases(prng, prng.int(1, 6));
  const becomes = mess === undefined ? null : DEAL_MESS[mess].becomes;
  return {
    id,
    cells: [
      id,
      mess === 'name-empty' ? null : name,
      lead,
      contactsOfDeal(cast, ordinal).join('; ') || null,
      buyer,
      stage?.source ?? 'Ghosted?',
      offerCell(prng, mess, offerCents),
      feeCents === null ? null : typedMoney(prng, feeCents),
      closes,
      wallClock(created),
      owner,
      description,
    ],
    reasons: becomes === null ? [] : [becomes],
    truth: {
      podio_item_id: id,
      name,
      lead_id: lead,
      buyer_company_id: buyer,
      stage: stage?.destination ?? null,
      offer_price: decimal(offerCents),
      assignment_fee: feeCents === null ? null : decimal(feeCents),
      closing_on: closes,
      created_at: canonicalInstant(created),
      owner_name: owner,
      description,
    },
  };
};

export const dealsTable = (cast: Cast): AppTable => ({
  recordClass: 'deals',
  title: 'Deals',
  columns: [
    number('Item ID'),
    text('Deal Name'),
    number('Lead'),
    text('Contacts'),
    number('Buyer'),
    text('Stage'),
    text('Offer Price'),
    text('Assignment Fee'),
    date('Closing Date'),
    datetime('Created On'),
    text('Owner'),
    text('Description'),
  ],
  *records() {
    const stages = stageDeck(cast);
    for (let ordinal = 1; ordinal <= cast.deals.count; ordinal += 1) {
      yield dealRecord(cast, ordinal, stages.get(ordinal));
    }
  },
});

/** One for each contact of each deal: what becomes of the cells 'id; id'. The id is the deal's, '#', and the part. */
export function* dealContactRecords(cast: Cast): Generator<GeneratedRecord> {
  const moved = new Set(cast.contacts.clean.map((ordinal) => cast.contacts.id(ordinal)));
  for (let ordinal = 1; ordinal <= cast.deals.count; ordinal += 1) {
    const mess = cast.deals.mess.get(ordinal);
    const dealArrives = mess === undefined || DEAL_MESS[mess].becomes === null;
    for (const contact of contactsOfDeal(cast, ordinal)) {
      const reasons: QuarantineCode[] = [];
      if (!dealArrives) reasons.push('reference-quarantined');
      if (!moved.has(contact)) {
        reasons.push(mess === 'second-contact-dead' ? 'reference-missing' : 'reference-quarantined');
      }
      const deal = cast.deals.id(ordinal);
      const truth = { podio_link_id: `${deal}:${contact}`, deal_id: deal, contact_id: contact };
      yield { id: `${deal}#${contact}`, cells: [], reasons, truth };
    }
  }
}
