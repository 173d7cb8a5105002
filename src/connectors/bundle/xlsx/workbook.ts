import { posix } from 'node:path';
import type { OpenZip } from '../zip-files.ts';
import type { BundleLimits } from '../bundle-limits.ts';
import { unreadable } from '../bundle-error.ts';
import { showName } from '../entry-name.ts';
import { decodeEscapes } from './decode-escapes.ts';
import { kindOfFormat, type NumberKind } from './number-format.ts';
import { readXml, type XmlHandler } from './read-xml.ts';
import { sharedStrings, type SharedStrings } from './shared-strings.ts';

export interface Workbook {
  readonly file: string;
  /** Part of the sheet that is read. */
  readonly sheetPart: string;
  readonly sheetName: string;
  readonly date1904: boolean;
  /** By the number a cell names as its style. */
  readonly kinds: readonly NumberKind[];
  readonly strings: SharedStrings;
}

interface Relationship {
  readonly id: string;
  /** Last word of the type: 'worksheet', 'styles' … */
  readonly type: string;
  readonly part: string;
}

interface Source {
  readonly zip: OpenZip;
  readonly file: string;
}

/** The zip's entry for a part: '/xl/workbook.xml'. Names of parts do not tell upper from lower case. */
const findPart = ({ zip }: Source, part: string): string | undefined => {
  const lower = part.slice(1).toLowerCase();
  return [...zip.entries.keys()].find((each) => each.toLowerCase() === lower);
};

const noWorkbook = (file: string, cause?: unknown) =>
  unreadable(
    `The bundle's file ${showName(file)} is no XLSX workbook.`,
    'Save it as .xlsx and export again.',
    { cause },
  );

const readPart = async (source: Source, part: string, handler: XmlHandler): Promise<void> => {
  const name = findPart(source, part);
  if (name === undefined) throw noWorkbook(source.file);
  for await (const _ of readXml(await source.zip.open(name), { part, file: source.file }, handler)) {
    // The handler does all.
  }
};

const readRelationships = async (source: Source, part: string): Promise<Relationship[]> => {
  const folder = posix.dirname(part);
  const found: Relationship[] = [];
  await readPart(source, posix.join(folder, '_rels', `${posix.basename(part)}.rels`), {
    open: (name, attributes) => {
      if (name !== 'Relationship' || attributes['TargetMode'] === 'External') return;
      found.push({
        id: attributes['Id'] ?? '',
        type: posix.basename(attributes['Type'] ?? ''),
        part: posix.resolve(folder, attributes['Target'] ?? ''),
      });
    },
  });
  return found;
};

interface SheetEntry {
  readonly name: string;
  readonly id: string;
}

const readSheetList = async (source: Source, part: string) => {
  const sheets: SheetEntry[] = [];
  let date1904 = false;
  await readPart(source, part, {
    open: (name, attributes) => {
      if (name === 'sheet') {
        sheets.push({
          name: decodeEscapes(attributes['name'] ?? ''),
          // `r:id` in whatever prefix; never the plain sheetId.
          id: Object.entries(attributes).find(([key]) => key.endsWith(':id'))?.[1] ?? '',
        });
      }
      if (name === 'workbookPr') date1904 = ['1', 'true'].includes(attributes['date1904'] ?? '');
    },
  });
  return { sheets, date1904 };
};

const readKinds = async (source: Source, part: string): Promise<NumberKind[]> => {
  const custom = new Map<number, string>();
  const ids: number[] = [];
  let inCellFormats = false;
  await readPart(source, part, {
    open: (name, attributes) => {
      if (name === 'numFmt') {
        custom.set(Number(attributes['numFmtId']), attributes['formatCode'] ?? '');
      }
      if (name === 'cellXfs') inCellFormats = true;
      if (name === 'xf' && inCellFormats) ids.push(Number(attributes['numFmtId'] ?? 0));
    },
    close: (name) => {
      if (name === 'cellXfs') inCellFormats = false;
    },
  });
  return ids.map((id) => kindOfFormat(id, custom));
};

const readStrings = async (source: Source, part: string, strings: SharedStrings): Promise<void> => {
  let text = '';
  let inText = false;
  let phonetic = 0; // how a word is spoken stands beside it and is no part of it
  await readPart(source, part, {
    open: (name) => {
      if (name === 'si') text = '';
      if (name === 'rPh') phonetic += 1;
      if (name === 't') inText = phonetic === 0;
    },
    text: (piece) => {
      if (inText) text += piece;
    },
    close: (name) => {
      if (name === 't') inText = false;
      if (name === 'rPh') phonetic -= 1;
      if (name === 'si') strings.add(decodeEscapes(text));
    },
  });
};

const chooseSheet = (file: string, sheets: readonly SheetEntry[], wanted: string | undefined): SheetEntry => {
  const chosen = wanted === undefined ? sheets[0] : sheets.find((sheet) => sheet.name === wanted);
  if (chosen !== undefined) return chosen;
  throw unreadable(
    wanted === undefined
      ? `The bundle's file ${showName(file)} has no sheet.`
      : `The bundle's file ${showName(file)} has no sheet ${showName(wanted)}.`,
    `Its sheets: ${sheets
      .map((sheet) => showName(sheet.name))
      .slice(0, 20)
      .join(', ')}.`,
  );
};

/** Relationships of the workbook's own part, and its sheets that hold a table, in their order. */
const readSheets = async (source: Source) => {
  const root = (await readRelationships(source, '/')).find(({ type }) => type === 'officeDocument');
  if (root === undefined) throw noWorkbook(source.file);
  const relationships = await readRelationships(source, root.part);
  const { sheets, date1904 } = await readSheetList(source, root.part);
  const isTable = ({ id }: SheetEntry) =>
    relationships.some((each) => each.id === id && each.type === 'worksheet');
  return { relationships, sheets: sheets.filter(isTable), date1904 };
};

/** Names of the sheets that hold a table. @throws BUNDLE_UNREADABLE, BUNDLE_UNSAFE */
export const sheetNames = async (source: Source): Promise<string[]> =>
  (await readSheets(source)).sheets.map(({ name }) => name);

/**
 * Opens a workbook for one of its sheets: which part that is, and what its cells refer to.
 * @throws BUNDLE_UNREADABLE, BUNDLE_UNSAFE
 */
export const openWorkbook = async (
  source: Source,
  sheet: string | undefined,
  { workFolder, limits }: { workFolder: string; limits: BundleLimits },
): Promise<Workbook> => {
  const { file } = source;
  const { relationships, sheets, date1904 } = await readSheets(source);
  const partOf = (type: string) => relationships.find((each) => each.type === type)?.part;
  const chosen = chooseSheet(file, sheets, sheet);
  const sheetPart = relationships.find(({ id }) => id === chosen.id)?.part ?? '';
  const stylesPart = partOf('styles');
  const stringsPart = partOf('sharedStrings');
  const strings = sharedStrings(workFolder, limits.sharedStringCharacters);
  try {
    const kinds = stylesPart === undefined ? [] : await readKinds(source, stylesPart);
    if (stringsPart !== undefined) await readStrings(source, stringsPart, strings);
    const sheetFound = findPart(source, sheetPart);
    if (sheetFound === undefined) throw noWorkbook(file);
    return { file, sheetPart: sheetFound, sheetName: chosen.name, date1904, kinds, strings };
  } catch (error) {
    await strings.close();
    throw error;
  }
};
