import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { BundleFile } from '../bundle-files.ts';
import type { BundleLimits } from '../bundle-limits.ts';
import type { RowBatch } from '../table-row.ts';
import { unreadable } from '../bundle-error.ts';
import { showName } from '../entry-name.ts';
import { openZip } from '../zip-files.ts';
import { readXml } from './read-xml.ts';
import { sheetCells } from './sheet-cells.ts';
import { sheetTable } from './sheet-table.ts';
import { openWorkbook, sheetNames } from './workbook.ts';

export interface XlsxSettings {
  readonly sheet?: string | undefined;
  readonly emptyIs: 'null' | 'text';
}

/** Password-protected and old workbooks are no zips: they begin like this. */
const COMPOUND_FILE = Buffer.from([0xd0, 0xcf, 0x11, 0xe0]);

const assertZip = (file: BundleFile, start: Buffer): void => {
  if (!start.subarray(0, 4).equals(COMPOUND_FILE)) return;
  throw unreadable(
    `The bundle's file ${showName(file.path)} is protected by a password, or an old .xls under another name.`,
    'Save it as .xlsx without a password.',
  );
};

/** A workbook is read from several places at once, so it is copied out of its zip, or of the reach of changes. */
async function* withCopy(file: BundleFile, workFolder: string): AsyncGenerator<string> {
  await mkdir(workFolder, { recursive: true });
  const copy = join(workFolder, `bundle-workbook-${randomUUID()}.partial`);
  try {
    let first = true;
    const check = async function* (bytes: AsyncIterable<Buffer>) {
      for await (const piece of bytes) {
        if (first) assertZip(file, piece);
        first = false;
        yield piece;
      }
    };
    await pipeline(await file.open(), check, createWriteStream(copy, { flags: 'wx' }));
    yield copy;
  } finally {
    await rm(copy, { force: true });
  }
}

/**
 * Rows of one sheet of an XLSX workbook, with memory that does not grow with the sheet. The first row with a value is the
 * header; rows without any value are none. Values are text: numbers in plain digits, dates 'YYYY-MM-DD' or
 * 'YYYY-MM-DDTHH:MM:SS', truth 'true' or 'false'. A cell with an error or a formula never computed is a problem of its
 * field. @throws BUNDLE_UNREADABLE with sheet and cell, BUNDLE_UNSAFE
 */
export async function* readXlsx(
  file: BundleFile,
  settings: XlsxSettings,
  context: { limits: BundleLimits; workFolder: string },
): AsyncGenerator<RowBatch> {
  for await (const path of withCopy(file, context.workFolder)) {
    const zip = await openZip(path, `The bundle's file ${showName(file.path)}`, context.limits);
    try {
      const workbook = await openWorkbook({ zip, file: file.path }, settings.sheet, context);
      try {
        const cells = sheetCells(file.path);
        const table = sheetTable(workbook, settings.emptyIs);
        const bytes = await zip.open(workbook.sheetPart);
        for await (const _ of readXml(bytes, { part: workbook.sheetPart, file: file.path }, cells.handler)) {
          const batch = table.take(cells.take());
          if (batch !== null) yield batch;
        }
        table.finish(cells.merged);
      } finally {
        await workbook.strings.close();
      }
    } finally {
      zip.close();
    }
  }
}

/** Names of a workbook's sheets that hold a table, in their order. @throws BUNDLE_UNREADABLE, BUNDLE_UNSAFE */
export const xlsxSheets = async (
  file: BundleFile,
  context: { limits: BundleLimits; workFolder: string },
): Promise<string[]> => {
  for await (const path of withCopy(file, context.workFolder)) {
    const zip = await openZip(path, `The bundle's file ${showName(file.path)}`, context.limits);
    try {
      return await sheetNames({ zip, file: file.path });
    } finally {
      zip.close();
    }
  }
  return [];
};
