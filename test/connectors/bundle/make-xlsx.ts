import { makeZip, type MadeEntry } from './make-zip.ts';

const TRANSITIONAL = {
  main: 'http://schemas.openxmlformats.org/spreadsheetml/2006/main',
  relationships: 'http://schemas.openxmlformats.org/officeDocument/2006/relationships',
};
const STRICT = {
  main: 'http://purl.oclc.org/ooxml/spreadsheetml/main',
  relationships: 'http://purl.oclc.org/ooxml/officeDocument/relationships',
};
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006/relationships';

export interface MadeWorkbook {
  /** XML inside `worksheet`, by sheet name. */
  readonly sheets: Readonly<Record<string, string>>;
  /** XML of each shared string, inside `si`. */
  readonly strings?: readonly string[];
  /** Format codes; a cell's style n+1 is the n-th. */
  readonly formats?: readonly string[];
  readonly date1904?: boolean;
  readonly strict?: boolean;
  /** Prefix of the main namespace. */
  readonly prefix?: string;
  /** Parts to add, or to have instead. */
  readonly parts?: Readonly<Record<string, string | Uint8Array>>;
}

const escapeAttribute = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

/** The smallest workbook that holds these sheets. */
export const makeXlsx = (book: MadeWorkbook): Buffer => {
  const ns = book.strict === true ? STRICT : TRANSITIONAL;
  const prefix = book.prefix === undefined ? '' : `${book.prefix}:`;
  const declare = `xmlns${book.prefix === undefined ? '' : `:${book.prefix}`}="${ns.main}"`;
  const prefixed = (xml: string) => xml.replaceAll(/<(\/?)(?=[a-zA-Z])/g, `<$1${prefix}`);
  const wrap = (name: string, inner: string) =>
    `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<${prefix}${name} ${declare} xmlns:r="${ns.relationships}">${prefixed(inner)}</${prefix}${name}>`;
  const names = Object.keys(book.sheets);
  const relationship = (id: string, type: string, target: string) =>
    `<Relationship Id="${id}" Type="${ns.relationships}/${type}" Target="${target}"/>`;
  const rels = (inner: string) => `<Relationships xmlns="${PACKAGE}">${inner}</Relationships>`;
  const formats = book.formats ?? [];
  const parts: Record<string, string | Uint8Array> = {
    '[Content_Types].xml': '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
    '_rels/.rels': rels(relationship('rId1', 'officeDocument', 'xl/workbook.xml')),
    'xl/_rels/workbook.xml.rels': rels(
      names
        .map((_name, at) => relationship(`s${at}`, 'worksheet', `/xl/worksheets/sheet${at}.xml`))
        .join('') +
        relationship('st', 'styles', 'styles.xml') +
        relationship('ss', 'sharedStrings', 'sharedStrings.xml'),
    ),
    'xl/workbook.xml': wrap(
      'workbook',
      `<workbookPr${book.date1904 === true ? ' date1904="1"' : ''}/><sheets>${names
        .map((name, at) => `<sheet name="${escapeAttribute(name)}" sheetId="${at + 1}" r:id="s${at}"/>`)
        .join('')}</sheets>`,
    ),
    'xl/styles.xml': wrap(
      'styleSheet',
      `<numFmts>${formats.map((code, at) => `<numFmt numFmtId="${200 + at}" formatCode="${escapeAttribute(code)}"/>`).join('')}</numFmts>` +
        `<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/>${formats.map((_code, at) => `<xf numFmtId="${200 + at}"/>`).join('')}</cellXfs>`,
    ),
    'xl/sharedStrings.xml': wrap('sst', (book.strings ?? []).map((xml) => `<si>${xml}</si>`).join('')),
    ...Object.fromEntries(
      names.map((name, at) => [`xl/worksheets/sheet${at}.xml`, wrap('worksheet', book.sheets[name] ?? '')]),
    ),
    ...book.parts,
  };
  const entries = Object.entries(parts).map(([name, data]): MadeEntry => ({ name, data, deflate: true }));
  return makeZip(entries);
};

/** Rows of cells' XML, each cell with its place: `<c r="A1" …>`. */
export const sheetData = (rows: readonly (readonly string[])[]): string =>
  `<sheetData>${rows.map((cells, at) => `<row r="${at + 1}">${cells.join('')}</row>`).join('')}</sheetData>`;

/** A cell with text of its own. */
export const textCell = (reference: string, xml: string): string =>
  `<c r="${reference}" t="inlineStr"><is><t xml:space="preserve">${xml}</t></is></c>`;
