import type { KnownBlock, RawNumberElement, RawTextElement } from '@slack/types';
import { LIMITS } from './limits.ts';
import { figure, markup, plain } from './markup.ts';
import { context, section } from './message.ts';

/** How a workspace gets tables: Slack's own block, or, where that is rejected, the same figures as monospace text. */
export type TableStyle = 'data-table' | 'monospace';

export interface Table {
  readonly caption: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number)[])[];
}

/** Widest cell of text. */
const CELL = 60;

const cellText = (value: string | number): string =>
  typeof value === 'number' ? figure(value) : plain(value, CELL);

const cell = (value: string | number): RawTextElement | RawNumberElement =>
  typeof value === 'number' && Number.isFinite(value)
    ? { type: 'raw_number', value, text: figure(value) }
    : { type: 'raw_text', text: cellText(value) };

/** As many rows, from the first, as Slack takes. */
const fittingRows = (table: Table): (string | number)[][] => {
  const width = Math.min(table.columns.length, LIMITS.tableColumns);
  const rows: (string | number)[][] = [];
  let characters = table.columns.slice(0, width).reduce((sum, title) => sum + title.length, 0);
  for (const row of table.rows.slice(0, LIMITS.tableRows - 1)) {
    const fitting = row.slice(0, width);
    characters += fitting.reduce<number>((sum, value) => sum + cellText(value).length, 0);
    if (characters > LIMITS.tableCharacters) break;
    rows.push(fitting);
  }
  return rows;
};

const dataTable = (table: Table, rows: readonly (readonly (string | number)[])[]): KnownBlock => ({
  type: 'data_table',
  caption: plain(table.caption, LIMITS.headerText),
  page_size: Math.min(Math.max(rows.length, 1), 20),
  rows: [
    table.columns
      .slice(0, LIMITS.tableColumns)
      .map((title) => ({ type: 'raw_text', text: plain(title, CELL) })),
    ...rows.map((row) => row.map(cell)),
  ],
});

const monospaceLines = (table: Table, rows: readonly (readonly (string | number)[])[]): string[] => {
  const text = [
    table.columns.slice(0, LIMITS.tableColumns).map((title) => plain(title, CELL)),
    ...rows.map((row) => row.map(cellText)),
  ];
  const isNumber = (column: number): boolean => typeof rows[0]?.[column] === 'number';
  const widths = (text[0] ?? []).map((_, column) => Math.max(...text.map((row) => row[column]?.length ?? 0)));
  return text.map((row) =>
    row
      .map((value, column) => {
        const width = widths[column] ?? 0;
        return isNumber(column) ? value.padStart(width) : value.padEnd(width);
      })
      .join('  ')
      .replaceAll('`', '´')
      .trimEnd(),
  );
};

/** Whole lines in as few sections as hold them, each a monospace block of its own under the same heading line. */
const monospaceSections = (all: readonly string[]): KnownBlock[] => {
  const [heading = '', ...body] = all;
  const room = LIMITS.sectionText - 20;
  const groups: string[][] = [];
  let length = Infinity;
  for (const line of body) {
    // & is the only character of a cleaned cell that grows when it is escaped.
    const size = line.replaceAll('&', '&amp;').length + 1;
    if (length + size > room) {
      groups.push([heading]);
      length = heading.replaceAll('&', '&amp;').length + 1;
    }
    groups.at(-1)?.push(line);
    length += size;
  }
  return groups.map((group) =>
    section({ markup: `\`\`\`\n${group.join('\n').replaceAll('&', '&amp;')}\n\`\`\`` }),
  );
};

/** @returns no block at all for a table without rows */
export const tableBlocks = (table: Table, style: TableStyle): KnownBlock[] => {
  const rows = fittingRows(table);
  if (rows.length === 0) return [];
  const left = table.rows.length - rows.length;
  return [
    ...(style === 'data-table' ? [dataTable(table, rows)] : monospaceSections(monospaceLines(table, rows))),
    ...(left > 0 ? [context(markup`${left} more rows are in the CSV.`)] : []),
  ];
};
