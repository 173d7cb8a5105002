import { extname } from 'node:path';
import type { BundleSettings } from '#domain/plan/plan-schema.ts';

/** Endings of files that hold records, whether or not they can be read here. */
const DATA: ReadonlySet<string> = new Set([
  '.csv',
  '.tsv',
  '.xlsx',
  '.xlsm',
  '.xls',
  '.jsonl',
  '.ndjson',
  '.json',
]);

const isData = (path: string): boolean => DATA.has(extname(path).toLowerCase());

/** What an export brings along that is nobody's data: hidden files, what systems leave behind, texts about the export. */
const isAside = (path: string): boolean =>
  path
    .split('/')
    .some(
      (part) => part.startsWith('.') || part.startsWith('~$') || part === '__MACOSX' || part === 'Thumbs.db',
    ) ||
  (/(?:^|\/)(?:readme|licen[cs]e|copying|notice|changelog)[^/]*$/i.test(path) && !isData(path));

const foldersOf = (path: string): string[] => {
  const parts = path.split('/').slice(0, -1);
  return parts.map((_, index) => `${parts.slice(0, index + 1).join('/')}/`);
};

/**
 * Files of a bundle that may hold records and belong to no class: data files by name, and whole folders in which nothing is
 * declared. A loose file of another kind, such as a picture, holds no class.
 *
 * @param paths every file of the bundle
 */
export const unnamedFiles = (paths: readonly string[], settings: BundleSettings): string[] => {
  const declared = Object.values(settings.classes).map(({ file }) => file);
  const tables = new Set(declared);
  const folders = declared.filter((file) => file.endsWith('/'));
  // Folders on the way to something declared.
  const shared = new Set(declared.flatMap((file) => foldersOf(file)));
  const found = new Set<string>();
  for (const path of paths) {
    if (isAside(path) || tables.has(path) || folders.some((folder) => path.startsWith(folder))) continue;
    const folder = foldersOf(path).find((each) => !shared.has(each));
    if (folder !== undefined) found.add(folder);
    else if (isData(path)) found.add(path);
  }
  return [...found].toSorted();
};
