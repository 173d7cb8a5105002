import { type AppTable, date, type GeneratedRecord, number, text } from './app-table.ts';
import { dayOf, dayText, HISTORY_END, HISTORY_START } from './calendar.ts';
import type { Cast } from './cast.ts';
import { INVOICE_MESS } from './mess.ts';
import { decimal, typedMoney } from './phrases.ts';

const STATUSES = [
  ['Draft', 'draft'],
  ['Sent', 'sent'],
  ['Paid', 'paid'],
  ['Refunded', 'refunded'],
  ['Void', 'void'],
] as const;

const invoiceRecord = (cast: Cast, ordinal: number): GeneratedRecord => {
  const mess = cast.invoices.mess.get(ordinal);
  const prng = cast.invoices.prng(ordinal);
  const id = cast.invoices.id(ordinal);
  const deals = mess === 'deal-quarantined' ? cast.deals.quarantined : cast.deals.clean;
  const deal = cast.deals.id(prng.pick(deals));
  const invoiceNumber = `INV-${String(ordinal).padStart(5, '0')}`;
  const issued = prng.int(dayOf(HISTORY_START), dayOf(HISTORY_END) - 40);
  const [status, statusCode] = prng.pick(STATUSES);
  const cents = prng.int(250, 45_000) * 100 + prng.int(0, 99);
  const amountCents = statusCode === 'refunded' ? -cents : cents;
  const taxCents = Math.round((amountCents * 7) / 100);
  const paid =
    statusCode === 'paid' || statusCode === 'refunded' ? dayText.iso(issued + prng.int(1, 40)) : null;
  const becomes = mess === undefined ? null : INVOICE_MESS[mess].becomes;
  return {
    id,
    cells: [
      id,
      invoiceNumber,
      deal,
      dayText.iso(issued),
      mess === 'amount-in-euro' ? `€${decimal(cents)}` : typedMoney(prng, amountCents),
      decimal(taxCents),
      mess === 'status-odd' ? 'Lost in the Mail' : status,
      paid,
    ],
    reasons: becomes === null ? [] : [becomes],
    truth: {
      podio_item_id: id,
      invoice_number: invoiceNumber,
      deal_id: deal,
      issued_on: dayText.iso(issued),
      amount: decimal(amountCents),
      tax: decimal(taxCents),
      status: statusCode,
      paid_on: paid,
    },
  };
};

export const invoicesTable = (cast: Cast): AppTable => ({
  recordClass: 'invoices',
  title: 'Invoices',
  columns: [
    number('Item ID'),
    text('Invoice No'),
    number('Deal'),
    date('Issued On'),
    text('Amount'),
    number('Tax'),
    text('Status'),
    date('Paid On'),
  ],
  *records() {
    for (let ordinal = 1; ordinal <= cast.invoices.count; ordinal += 1) yield invoiceRecord(cast, ordinal);
  },
});
