import { extname } from 'node:path';
import { isLockstepError } from '#domain/errors.ts';
import type { BundleSettings } from '#domain/plan/plan-schema.ts';
import type { Unnamed } from '#domain/system-schema.ts';
import type { BundleContext } from './bundle-class.ts';
import { showName } from './entry-name.ts';
import { unnamedFiles } from './unnamed-files.ts';
import { readXlsx, xlsxSheets } from './xlsx/read-xlsx.ts';

type Context = Pick<BundleContext, 'files' | 'workFolder' | 'limits'>;

/** Does this sheet hold a record? A sheet that cannot be read may. */
const holdsRecords = async (path: string, sheet: string, context: Context): Promise<boolean> => {
  try {
    const rows = readXlsx(await context.files.file(path), { sheet, emptyIs: 'null' }, context);
    for await (const batch of rows) if (batch.rows.length > 0) return true;
    return false;
  } catch (error) {
    if (isLockstepError(error, 'BUNDLE_UNREADABLE')) return error.details?.['rows'] !== 0;
    throw error;
  }
};

/** Sheets of the declared workbooks that no class reads; empty ones, as new workbooks have them, left out. */
const unnamedSheets = async (settings: BundleSettings, context: Context): Promise<string[]> => {
  const read = new Map<string, Set<string | undefined>>();
  for (const { file, sheet } of Object.values(settings.classes)) {
    if (!['.xlsx', '.xlsm'].includes(extname(file).toLowerCase())) continue;
    read.set(file, (read.get(file) ?? new Set()).add(sheet));
  }
  const found: string[] = [];
  for (const [path, sheets] of read) {
    const names = await xlsxSheets(await context.files.file(path), context);
    // A class that names no sheet reads the first.
    const left = names.filter((name, index) => !sheets.has(name) && !(index === 0 && sheets.has(undefined)));
    for (const name of left) {
      if (await holdsRecords(path, name, context)) found.push(`${path}, sheet ${showName(name)}`);
    }
  }
  return found;
};

/** What the bundle holds and its plan does not name: files, folders of files, and sheets of workbooks. */
export const unnamedParts = async (settings: BundleSettings, context: Context): Promise<Unnamed[]> => {
  const folders = Object.values(settings.classes)
    .map(({ file }) => file)
    .filter((file) => file.endsWith('/'));
  const files = unnamedFiles(await context.files.names(new Set(folders)), settings);
  return [...files, ...(await unnamedSheets(settings, context))].map((name) => ({ name }));
};
