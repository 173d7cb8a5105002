import { type AppTable, type GeneratedRecord, number, text } from './app-table.ts';
import {
  AUTUMN_DAYS,
  canonicalInstant,
  CHANGES_IN_HISTORY,
  SPRING_DAYS,
  wallClock,
  wallClockUs,
  withOffset,
} from './calendar.ts';
import { type Cast, deadId } from './cast.ts';
import { leadOfDeal } from './deals.ts';
import { COMMUNICATION_MESS } from './mess.ts';
import { moment } from './moment.ts';
import { phrases, textOfLength } from './phrases.ts';
import type { Prng } from './prng.ts';
import { OWNERS } from './words.ts';

const KINDS = [
  ['Phone Call', 'call'],
  ['Text Message', 'sms'],
  ['E-mail', 'email'],
] as const;
type Kind = (typeof KINDS)[number];
const [CALL, SMS, EMAIL] = KINDS;

interface HappenedAt {
  readonly kind: Kind;
  /** As the source writes it: calls and texts on the wall clock of Charlotte, e-mails with an offset. */
  readonly cell: string;
  /** Null for a moment that never was, or that cannot be told. */
  readonly instant: number | null;
}

const onTheWall = (kind: Kind, instant: number): HappenedAt => {
  if (kind === EMAIL) return { kind, cell: withOffset(instant), instant };
  if (kind === CALL) return { kind, cell: wallClock(instant), instant };
  const minute = Math.floor(instant / 60_000) * 60_000;
  return { kind, cell: wallClockUs(minute), instant: minute };
};

/** Within two hours of a clock change; in the hour that was twice only with an offset. */
const aroundClockChange = (prng: Prng): HappenedAt => {
  const change = prng.pick(CHANGES_IN_HISTORY);
  const instant = change + prng.int(-7199, 7199) * 1000;
  const isAutumn = new Date(change).getUTCMonth() > 8;
  const wasTwice = isAutumn && Math.abs(instant - change) <= 3_600_000;
  return onTheWall(wasTwice ? EMAIL : prng.pick(KINDS), instant);
};

const happenedAt = (prng: Prng, mess: keyof typeof COMMUNICATION_MESS | undefined): HappenedAt => {
  const clock = `:${String(prng.int(10, 59))}:${String(prng.int(10, 59))}`;
  if (mess === 'time-that-never-was') {
    return { kind: CALL, cell: `${prng.pick(SPRING_DAYS)} 02${clock}`, instant: null };
  }
  if (mess === 'time-that-was-twice') {
    return { kind: CALL, cell: `${prng.pick(AUTUMN_DAYS)} 01${clock}`, instant: null };
  }
  if (mess === 'around-clock-change') return aroundClockChange(prng);
  const draw = prng.next();
  const kind = draw < 0.45 ? CALL : draw < 0.8 ? SMS : EMAIL;
  return onTheWall(kind, moment(prng));
};

const about = (cast: Cast, ordinal: number, prng: Prng): { lead: string; deal: string | null } => {
  const mess = cast.communications.mess.get(ordinal);
  if (mess === 'lead-dead') return { lead: deadId('leads', 100_000 - (ordinal % 1000)), deal: null };
  if (mess === 'lead-quarantined')
    return { lead: cast.leads.id(prng.pick(cast.leads.quarantined)), deal: null };
  if (prng.chance(0.12)) {
    const deal = prng.pick(cast.deals.clean);
    return { lead: leadOfDeal(cast, deal), deal: cast.deals.id(deal) };
  }
  return { lead: cast.leads.id(prng.pick(cast.leads.clean)), deal: null };
};

const bodyOf = (prng: Prng, kind: Kind, agent: string): string | null => {
  if (kind === CALL) return prng.chance(0.3) ? null : phrases(prng, prng.int(1, 2));
  if (kind === SMS) return phrases(prng, 1);
  return `Hello,\n\n${phrases(prng, prng.int(1, 4))}\n\nBest regards\n${agent}\n`;
};

const subjectOf = (prng: Prng, kind: Kind, isTooLong: boolean): string | null => {
  if (isTooLong) return textOfLength(prng, prng.int(201, 260));
  return kind === EMAIL ? `${prng.chance(0.4) ? 'Re: ' : ''}Your property — offer ${prng.int(1, 9)}` : null;
};

const communicationRecord = (cast: Cast, ordinal: number): GeneratedRecord => {
  const mess = cast.communications.mess.get(ordinal);
  const prng = cast.communications.prng(ordinal);
  const id = cast.communications.id(ordinal);
  const { lead, deal } = about(cast, ordinal, prng);
  const at = happenedAt(prng, mess);
  const isInbound = prng.chance(0.4);
  const agent = prng.pick(OWNERS);
  const subject = subjectOf(prng, at.kind, mess === 'subject-too-long');
  const body = bodyOf(prng, at.kind, agent);
  const seconds = at.kind === CALL ? String(prng.int(0, 2_700)) : null;
  const becomes = mess === undefined ? null : COMMUNICATION_MESS[mess].becomes;
  return {
    id,
    cells: [
      id,
      mess === 'kind-odd' ? 'Carrier Pigeon' : at.kind[0],
      isInbound ? 'Inbound' : 'Outbound',
      lead,
      deal,
      at.cell,
      subject,
      body,
      seconds,
      agent,
    ],
    reasons: becomes === null ? [] : [becomes],
    truth: {
      podio_item_id: id,
      kind: at.kind[1],
      direction: isInbound ? 'in' : 'out',
      lead_id: lead,
      deal_id: deal,
      happened_at: at.instant === null ? null : canonicalInstant(at.instant),
      subject,
      body,
      duration_seconds: seconds,
      agent_name: agent,
    },
  };
};

export const communicationsTable = (cast: Cast): AppTable => ({
  recordClass: 'communications',
  title: 'Communications',
  columns: [
    number('Item ID'),
    text('Kind'),
    text('Direction'),
    number('Lead'),
    number('Deal'),
    text('Happened At'),
    text('Subject'),
    text('Body'),
    number('Duration (s)'),
    text('Agent'),
  ],
  *records() {
    for (let ordinal = 1; ordinal <= cast.communications.count; ordinal += 1) {
      yield communicationRecord(cast, ordinal);
    }
  },
});
