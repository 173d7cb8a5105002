import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import iconv from 'iconv-lite';
import Papa from 'papaparse';
import { systemSchema, type BundleSettings } from '#domain/plan/plan-schema.ts';
import type { FieldValue } from '#domain/record.ts';
import { openBundle } from '#connectors/bundle/open-bundle.ts';
import { makeXlsx, sheetData, textCell } from '../connectors/bundle/make-xlsx.ts';
import { makeZip } from '../connectors/bundle/make-zip.ts';
import type { ConnectorCase, SystemUnderTest } from './connector-case.ts';
import { describeConnector } from './connector-suite.ts';
import type { DatasetClass } from './hostile-dataset.ts';

const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** How a class is written as a file, by means that share nothing with the reader. */
interface Format {
  readonly extension: string;
  readonly write: (recordClass: DatasetClass) => Buffer;
  readonly settings?: Partial<BundleSettings['classes'][string]>;
  readonly zipped?: boolean;
}

const names = ({ fields }: DatasetClass): string[] => fields.map(({ name }) => name);

const csv = (recordClass: DatasetClass): string =>
  Papa.unparse({ fields: names(recordClass), data: recordClass.rows.map((row) => [...row]) });

const jsonLines = (recordClass: DatasetClass): string =>
  recordClass.rows
    .map((row) => {
      const pairs = names(recordClass).map(
        (name, at) => `${JSON.stringify(name)}:${JSON.stringify(row[at] ?? null)}`,
      );
      return `{${pairs.join(',')}}`;
    })
    .join('\n');

const letter = (at: number): string => String.fromCharCode(65 + at);

/** What XML cannot hold is escaped as Excel does it. */
const xmlText = (text: string): string =>
  text
    .replaceAll(/[^\t\n\u0020-\uFFFD]/gu, (character) =>
      character.length > 1 ? character : `_x${character.charCodeAt(0).toString(16).padStart(4, '0')}_`,
    )
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');

const xlsx = (recordClass: DatasetClass): Buffer => {
  const rows: (readonly FieldValue[])[] = [names(recordClass), ...recordClass.rows];
  const cells = rows.map((row, at) =>
    row.flatMap((value, column) =>
      value === null ? [] : [textCell(`${letter(column)}${at + 1}`, xmlText(value))],
    ),
  );
  return makeXlsx({ sheets: { [recordClass.name]: sheetData(cells) } });
};

const settingsFor = (classes: readonly DatasetClass[], format: Format): BundleSettings => {
  const parsed = systemSchema.parse({
    kind: 'bundle',
    path: 'bundle',
    classes: Object.fromEntries(
      classes.map(({ name, key, references }) => [
        name,
        {
          file: `export/${name}.${format.extension}`,
          key,
          ...(references && { references: { [references.field]: references.toClass } }),
          ...format.settings,
        },
      ]),
    ),
  });
  if (parsed.kind !== 'bundle') throw new Error('not a bundle');
  return parsed;
};

const create =
  (format: Format): ConnectorCase['create'] =>
  async (classes): Promise<SystemUnderTest> => {
    const folder = await mkdtemp(join(tmpdir(), 'lockstep-conformance-'));
    const files = classes.map((recordClass) => ({
      name: `export/${recordClass.name}.${format.extension}`,
      data: format.write(recordClass),
      deflate: true,
    }));
    const path = join(folder, format.zipped === true ? 'bundle.zip' : 'bundle');
    if (format.zipped === true) {
      await writeFile(path, makeZip(files));
    } else {
      await mkdir(join(path, 'export'), { recursive: true });
      for (const { name, data } of files) await writeFile(join(path, name), data);
    }
    const settings = settingsFor(classes, format);
    return {
      open: () => openBundle({ settings, path, workFolder: join(folder, 'work'), log: silent }),
      close: () => rm(folder, { recursive: true, force: true }),
    };
  };

const can = { write: false, grow: false, lie: false };
/** Files of text have one type, and an empty cell means nothing. */
const typeOf = () => 'text' as const;
const emptyIsNull = (value: FieldValue): FieldValue => (value === '' ? null : value);

const FORMATS: readonly (readonly [string, Format, ConnectorCase['kept']?])[] = [
  ['CSV bundle', { extension: 'csv', write: (each) => Buffer.from(csv(each)) }, emptyIsNull],
  [
    'zipped CSV bundle (UTF-16)',
    {
      extension: 'csv',
      write: (each) => iconv.encode(csv(each), 'utf-16le', { addBOM: true }),
      zipped: true,
    },
    emptyIsNull,
  ],
  ['JSON Lines bundle', { extension: 'jsonl', write: (each) => Buffer.from(jsonLines(each)) }],
  ['XLSX bundle', { extension: 'xlsx', write: xlsx }, emptyIsNull],
  ['zipped XLSX bundle', { extension: 'xlsx', write: xlsx, zipped: true }, emptyIsNull],
];

for (const [name, format, kept] of FORMATS) {
  describeConnector(name, { can, create: create(format), typeOf, ...(kept && { kept }) });
}
