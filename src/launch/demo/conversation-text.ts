import type { Block, PageMessage } from '#practice/page-api.ts';

/** A conversation as plain text, for people without a browser: every block of a message in words and aligned columns. */

const record = (value: unknown): Block =>
  value !== null && typeof value === 'object' ? (value as Block) : {};
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const textOf = (value: unknown): string => {
  const { text } = record(value);
  return typeof text === 'string' ? text : '';
};

const tableLines = (block: Block): string[] => {
  const rows = list(block['rows']).map((row) => list(row).map(textOf));
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length)),
  );
  const isNumber = (cell: string): boolean => /^[\d,.%-]+$/.test(cell);
  return rows.map((row) =>
    row
      .map((cell, column) =>
        isNumber(cell) ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  );
};

const buttonLine = (block: Block): string[] => {
  const labels = list(block['elements']).map((element) => textOf(record(element)['text']));
  return labels.length === 0 ? [] : [labels.map((label) => `[ ${label} ]`).join(' ')];
};

const blockLines = (block: Block): string[] => {
  switch (block['type']) {
    case 'header':
    case 'section':
      return [textOf(block['text']), ...list(block['fields']).map(textOf)].filter((line) => line !== '');
    case 'context':
      return [list(block['elements']).map(textOf).join(' ')];
    case 'actions':
      return buttonLine(block);
    case 'data_table':
    case 'table':
      return tableLines(block);
    case 'divider':
      return ['—'];
    default:
      return [];
  }
};

/** Slack's own signs, for reading: mentions by name, dates by their fallback, links by their label. */
const readable = (text: string, names: ReadonlyMap<string, string>): string =>
  text
    .replace(/<!date\^[^|>]*\|([^>]*)>/g, '$1')
    .replace(/<[@#]([A-Z0-9]+)(?:\|[^>]*)?>/g, (_, id: string) => names.get(id) ?? id)
    .replace(/<(https?:[^|>]*)\|([^>]*)>/g, '$2')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');

/** One message, indented under its author, its thread behind it. */
export const messageText = (message: PageMessage, names: ReadonlyMap<string, string>): string => {
  const body = message.blocks.length > 0 ? message.blocks.flatMap(blockLines) : [message.text];
  const files = message.files.map(
    (file) => `📎 ${file.name} (${file.sizeBytes.toLocaleString('en-US')} bytes)`,
  );
  const marks = `${message.isEphemeral ? ' (only visible to them)' : ''}${message.isEdited ? ' (edited)' : ''}`;
  const lines = [...body, ...files]
    .flatMap((line) => readable(line, names).split('\n'))
    .map((line) => `    ${line}`);
  const replies = message.replies.map((reply) => messageText(reply, names).replace(/^/gm, '    │ '));
  return [`${message.author.displayName}${marks}`, ...lines, ...replies].join('\n');
};
