import { type AppTable, type GeneratedRecord, number, text } from './app-table.ts';
import { canonicalInstant } from './calendar.ts';
import { type Cast, deadId } from './cast.ts';
import { NOTE_MESS } from './mess.ts';
import { moment } from './moment.ts';
import { phrases } from './phrases.ts';
import { OWNERS } from './words.ts';

const noteRecord = (cast: Cast, ordinal: number): GeneratedRecord => {
  const mess = cast.notes.mess.get(ordinal);
  const prng = cast.notes.prng(ordinal);
  const id = cast.notes.id(ordinal);
  const leads = mess === 'lead-quarantined' ? cast.leads.quarantined : cast.leads.clean;
  const lead = mess === 'lead-dead' ? deadId('leads', 200_000 + ordinal) : cast.leads.id(prng.pick(leads));
  const author = prng.pick(OWNERS);
  const written = canonicalInstant(moment(prng));
  const body = `${phrases(prng, prng.int(1, 5))}${prng.chance(0.2) ? '\n\n– ' + author : ''}`;
  const becomes = mess === undefined ? null : NOTE_MESS[mess].becomes;
  return {
    id,
    cells: [id, lead, author, written, mess === 'text-empty' ? null : body],
    reasons: becomes === null ? [] : [becomes],
    truth: { podio_item_id: id, lead_id: lead, author_name: author, written_at: written, body },
  };
};

export const notesTable = (cast: Cast): AppTable => ({
  recordClass: 'notes',
  title: 'Notes',
  columns: [number('Item ID'), number('Lead'), text('Author'), text('Written On (UTC)'), text('Text')],
  *records() {
    for (let ordinal = 1; ordinal <= cast.notes.count; ordinal += 1) yield noteRecord(cast, ordinal);
  },
});
