import type { LookedAtRecord, RunView } from '#engine/desk.ts';
import { joined, markup } from './markup.ts';
import { type Message, message, section } from './message.ts';
import { runTitle } from './run-words.ts';
import { tableBlocks, type TableStyle } from './table.ts';

/** Ids of some records of the sample, to open them in both systems. Ids only, no values. */
export const renderLook = (view: RunView, looked: readonly LookedAtRecord[], style: TableStyle): Message => {
  if (looked.length === 0) {
    const none = markup`Nothing of ${runTitle(view)} is in the destination to look at.`;
    return message(none, [section(none)]);
  }
  const said = markup`Some records of ${runTitle(view)}. Open them in both systems by these ids.`;
  const [first] = looked;
  const example =
    first === undefined
      ? markup``
      : markup`First: ${first.recordClass} ${first.sourceId} → ${first.destinationId ?? 'nothing'}`;
  const table = {
    caption: 'Records of the sample',
    columns: ['Class', 'Source id', 'Destination id', 'State'],
    rows: looked.map((entry) => [entry.recordClass, entry.sourceId, entry.destinationId ?? '–', entry.state]),
  };
  return message(joined([said, example], ' '), [section(said), ...tableBlocks(table, style)]);
};
