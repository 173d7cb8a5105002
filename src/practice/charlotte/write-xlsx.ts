import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import type { AppTable, Column } from './app-table.ts';
import { textStream } from './write-lines.ts';

/**
 * Writes one sheet as XLSX, row by row: text inline, whole numbers and amounts as number cells, dates as serial numbers
 * with a number format, as Excel and Podio do it. Memory does not grow with the rows.
 */

const DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const SHEET_TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

/** Every entry carries this time, so that the same rows give the same bytes. */
const ENTRY_TIME = new Date(2025, 10, 1, 9, 0, 0);
const ENTRY_OPTIONS = { mtime: ENTRY_TIME, forceDosTimestamp: true, compressionLevel: 3 } as const;

const escapeXml = (value: string): string =>
  value.replaceAll(/[&<>]/gu, (found) => (found === '&' ? '&amp;' : found === '<' ? '&lt;' : '&gt;'));

/** Days since 30 December 1899, Excel's day zero (right from March 1900 on). */
const serialDate = (isoDate: string): number => Date.parse(`${isoDate}T00:00:00Z`) / 86_400_000 + 25_569;
const serialDateTime = (value: string): string =>
  (Date.parse(`${value.replace(' ', 'T')}Z`) / 86_400_000 + 25_569).toFixed(10);

/** Number formats by style index; see styles.xml below. */
const STYLE = { whole: 1, amount: 2, date: 3, datetime: 4 } as const;

const cellXml = (value: string | null, { kind }: Column): string => {
  if (value === null) return '<c/>';
  if (kind === 'date') return `<c s="${STYLE.date}"><v>${serialDate(value)}</v></c>`;
  if (kind === 'datetime') return `<c s="${STYLE.datetime}"><v>${serialDateTime(value)}</v></c>`;
  if (kind === 'number' && /^-?\d{1,15}$/u.test(value)) return `<c s="${STYLE.whole}"><v>${value}</v></c>`;
  if (kind === 'number' && /^-?\d{1,12}\.\d{1,2}$/u.test(value)) {
    return `<c s="${STYLE.amount}"><v>${value}</v></c>`;
  }
  return `<c t="inlineStr"><is><t xml:space="preserve">${escapeXml(value)}</t></is></c>`;
};

function* sheetXml(table: AppTable): Generator<string> {
  yield `${DECLARATION}<worksheet xmlns="${MAIN}"><sheetData><row>`;
  for (const { name } of table.columns) yield cellXml(name, { name, kind: 'text' });
  yield '</row>';
  for (const { cells } of table.records()) {
    yield `<row>${table.columns.map((column, index) => cellXml(cells[index] ?? null, column)).join('')}</row>`;
  }
  yield '</sheetData></worksheet>';
}

const contentTypes = `${DECLARATION}<Types xmlns="${PACKAGE}/content-types">\
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>\
<Default Extension="xml" ContentType="application/xml"/>\
<Override PartName="/xl/workbook.xml" ContentType="${SHEET_TYPE}.sheet.main+xml"/>\
<Override PartName="/xl/styles.xml" ContentType="${SHEET_TYPE}.styles+xml"/>\
<Override PartName="/xl/worksheets/sheet1.xml" ContentType="${SHEET_TYPE}.worksheet+xml"/></Types>`;
const packageLinks = `${DECLARATION}<Relationships xmlns="${PACKAGE}/relationships">\
<Relationship Id="rId1" Type="${OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>`;
const workbookLinks = `${DECLARATION}<Relationships xmlns="${PACKAGE}/relationships">\
<Relationship Id="rId1" Type="${OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>\
<Relationship Id="rId2" Type="${OFFICE}/styles" Target="styles.xml"/></Relationships>`;
const workbook = (title: string): string => `${DECLARATION}<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}">\
<sheets><sheet name="${escapeXml(title)}" sheetId="1" r:id="rId1"/></sheets></workbook>`;
const styles = `${DECLARATION}<styleSheet xmlns="${MAIN}">\
<numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/>\
<numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss"/></numFmts>\
<fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>\
<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>\
<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>\
<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>\
<cellXfs count="5"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>\
${['1', '4', '164', '165'].map((id) => `<xf numFmtId="${id}" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>`).join('')}\
</cellXfs></styleSheet>`;

export const writeXlsx = async (table: AppTable, path: string): Promise<void> => {
  const zip = new ZipFile();
  const written = pipeline(zip.outputStream, createWriteStream(path));
  const parts: readonly (readonly [string, string])[] = [
    ['[Content_Types].xml', contentTypes],
    ['_rels/.rels', packageLinks],
    ['xl/workbook.xml', workbook(table.title)],
    ['xl/_rels/workbook.xml.rels', workbookLinks],
    ['xl/styles.xml', styles],
  ];
  for (const [name, xml] of parts) zip.addBuffer(Buffer.from(xml), name, ENTRY_OPTIONS);
  zip.addReadStream(textStream(sheetXml(table)), 'xl/worksheets/sheet1.xml', ENTRY_OPTIONS);
  zip.end();
  await written;
};
