import type { FieldValue } from '#domain/record.ts';
import type { BundleFile } from '../bundle-files.ts';
import type { BundleLimits } from '../bundle-limits.ts';
import type { RowBatch, TableRow } from '../table-row.ts';
import { unreadable } from '../bundle-error.ts';
import { decodeText } from '../decode-text.ts';
import { showName } from '../entry-name.ts';
import { commonKind, jsonField, type JsonKind } from './json-value.ts';
import { objectMembers, type Member } from './object-members.ts';
import { textLines, type TextLine } from './text-lines.ts';

const badLine = (path: string, line: number, what: string) =>
  unreadable(
    `Line ${line} of the bundle's file ${showName(path)} ${what}.`,
    'JSON Lines has one whole JSON object on each line. Check that line, or export the file again.',
    { details: { line } },
  );

// The parser's own message quotes the line, so it is not passed on.
const parseLine = (path: string, { line, text }: TextLine): Member[] => {
  try {
    JSON.parse(text);
  } catch {
    throw badLine(path, line, 'is no valid JSON');
  }
  if (!text.trimStart().startsWith('{')) throw badLine(path, line, 'is no JSON object');
  const members = objectMembers(text);
  if (new Set(members.map(({ name }) => name)).size < members.length) {
    throw badLine(path, line, 'has a name twice');
  }
  return members;
};

/** Fields in the order in which they first appear, with the kind that fits all their values so far. */
const fieldRegister = () => {
  const places = new Map<string, number>();
  const kinds: (JsonKind | null)[] = [];
  return {
    row: (line: number, members: readonly Member[]): TableRow => {
      const values: FieldValue[] = Array.from<FieldValue>({ length: places.size }).fill(null);
      for (const { name, raw } of members) {
        const place = places.get(name) ?? places.size;
        places.set(name, place);
        const { value, kind } = jsonField(raw);
        kinds[place] = commonKind(kinds[place] ?? null, kind);
        values[place] = value;
      }
      return { line, values };
    },
    fields: () => [...places].map(([name, place]) => ({ name, type: kinds[place] ?? 'text' })),
  };
};

/**
 * Rows of a JSON Lines file, with flat memory: one object a line, its names the fields, all lines' together. Numbers are
 * kept to the last digit; nested values are JSON text, arrays of plain values lists. Empty text is told from nothing here,
 * so a class's `emptyIs` does not apply. @throws BUNDLE_UNREADABLE with the line
 */
export async function* readJsonLines(
  file: BundleFile,
  { encoding }: { encoding: string },
  limits: BundleLimits,
): AsyncGenerator<RowBatch> {
  const register = fieldRegister();
  const pieces = decodeText(await file.open(), { path: file.path, encoding });
  const lines = textLines(pieces, {
    maxCharacters: limits.recordCharacters,
    tooLong: (line) => badLine(file.path, line, `is longer than ${limits.recordCharacters} characters`),
  });
  for await (const some of lines) {
    const rows = some
      .filter(({ text }) => text.trim() !== '')
      .map((line) => register.row(line.line, parseLine(file.path, line)));
    yield { fields: register.fields(), rows };
  }
  yield { fields: register.fields(), rows: [] };
}
