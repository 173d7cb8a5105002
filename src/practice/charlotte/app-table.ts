import type { QuarantineCode } from '#domain/quarantine.ts';

/** The record classes of the Charlotte plan, as the export names its apps. */
export const CHARLOTTE_CLASSES = [
  'companies',
  'contacts',
  'leads',
  'deals',
  'deal-contacts',
  'communications',
  'notes',
  'invoices',
  'attachments',
] as const;
export type CharlotteClass = (typeof CHARLOTTE_CLASSES)[number];

/** What an export writes into a cell. Numbers and dates are typed cells in XLSX and plain text elsewhere. */
export interface Column {
  readonly name: string;
  readonly kind: 'text' | 'number' | 'date' | 'datetime';
}

export interface GeneratedRecord {
  /** The source id: 'Item ID', the path of a file under files/, or '<deal>#<contact>' for one of a deal's contacts. */
  readonly id: string;
  /** Parallel to the app's columns. Null is an empty cell. */
  readonly cells: readonly (string | null)[];
  /** Why the record must end in quarantine; empty: it must arrive. Known because it was put in, not worked out. */
  readonly reasons: readonly QuarantineCode[];
  /**
   * What the destination must hold, by destination column, in canonical text (domain/record.ts). A column that refers to
   * another record holds its source id. Meaningless where `reasons` is not empty.
   */
  readonly truth: Readonly<Record<string, string | null>>;
}

/** One Podio app: a sheet of the export. */
export interface AppTable {
  readonly recordClass: CharlotteClass;
  /** Name of its file, without extension. */
  readonly title: string;
  readonly columns: readonly Column[];
  readonly records: () => Iterable<GeneratedRecord>;
}

export const text = (name: string): Column => ({ name, kind: 'text' });
export const number = (name: string): Column => ({ name, kind: 'number' });
export const date = (name: string): Column => ({ name, kind: 'date' });
export const datetime = (name: string): Column => ({ name, kind: 'datetime' });
