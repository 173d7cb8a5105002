import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { AppTable } from './app-table.ts';
import { attachmentFiles } from './attachments.ts';
import { createCast } from './cast.ts';
import { charlotteManifest, type CharlotteManifest } from './charlotte-manifest.ts';
import { charlotteTables } from './charlotte-tables.ts';
import { writeCsv, writeJsonLines } from './write-lines.ts';
import { writeXlsx } from './write-xlsx.ts';

export const EXPORT_FORMATS = ['xlsx', 'csv', 'jsonl'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** The seed of the export that `npm start`, the demo and the scenarios use. */
export const CHARLOTTE_SEED = 'charlotte';

const WRITERS: Readonly<Record<ExportFormat, (table: AppTable, path: string) => Promise<void>>> = {
  xlsx: writeXlsx,
  csv: writeCsv,
  jsonl: writeJsonLines,
};

/**
 * Writes the Charlotte export as Podio does it: one file per app, and a folder `files/<deal>/…`. The same seed and scale
 * give the same bytes.
 *
 * @param options.scale share of the full size, 0.05 to 1 (the default)
 * @returns what it holds and what must become of it
 */
export const generateCharlotte = async (options: {
  readonly folder: string;
  readonly format: ExportFormat;
  readonly seed?: string | undefined;
  readonly scale?: number | undefined;
}): Promise<CharlotteManifest> => {
  const cast = createCast({ seed: options.seed ?? CHARLOTTE_SEED, scale: options.scale ?? 1 });
  await mkdir(options.folder, { recursive: true });
  for (const table of charlotteTables(cast)) {
    await WRITERS[options.format](table, join(options.folder, `${table.title}.${options.format}`));
  }
  for (const { file } of attachmentFiles(cast)) {
    const path = join(options.folder, file.path);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, file.bytes);
  }
  return charlotteManifest(cast);
};
