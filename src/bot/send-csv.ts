import type { Markup } from './blocks/markup.ts';
import type { BotParts } from './bot-parts.ts';
import { neutraliseFormulas } from './neutralise-formulas.ts';
import type { Place } from './slack-api.ts';

/** Larger files are cut, and say so in their last line: nobody reads more in Slack. */
const LARGEST_BYTES = 20_000_000;

const BYTE_ORDER_MARK = '\uFEFF';

/** Collects CSV lines into one file for spreadsheets: UTF-8 with a mark, CRLF, nothing that runs. */
export const csvFile = async (
  lines: AsyncIterable<string>,
  largestBytes = LARGEST_BYTES,
): Promise<Buffer> => {
  const pieces: Buffer[] = [Buffer.from(BYTE_ORDER_MARK)];
  let bytes = 0;
  let left = 0;
  for await (const line of lines) {
    const text = `${neutraliseFormulas(line.replace(/\r?\n$/, ''))}\r\n`;
    const size = Buffer.byteLength(text);
    if (left > 0 || bytes + size > largestBytes) left += 1;
    else {
      pieces.push(Buffer.from(text));
      bytes += size;
    }
  }
  if (left > 0) pieces.push(Buffer.from(`cut here: ${left} more lines\r\n`));
  return Buffer.concat(pieces);
};

/** Uploads CSV lines into a channel or thread. @returns the file's id */
export const sendCsv = async (
  parts: Pick<BotParts, 'slack'>,
  place: Place,
  file: { name: string; title: string; comment: Markup; lines: AsyncIterable<string> },
): Promise<string> =>
  parts.slack.upload(place, {
    name: file.name,
    title: file.title,
    comment: file.comment.markup,
    bytes: await csvFile(file.lines),
  });
