import { basename } from 'node:path/posix';
import { isLockstepError } from '#domain/errors.ts';
import type { BundleFile } from '../bundle-files.ts';
import type { RowBatch, RowProblem, TableField } from '../table-row.ts';
import { hashFile } from '../hash-file.ts';

export const CONTENT: TableField = { name: 'content', type: 'bytes' };

/** Fields of a file as a record that are staged. `content` is read when it is asked for. */
export const FILE_FIELDS: readonly TableField[] = [
  { name: 'path', type: 'text' },
  { name: 'name', type: 'text' },
  { name: 'parent', type: 'text' },
  { name: 'bytes', type: 'integer' },
  { name: 'sha256', type: 'text' },
];

const unreadableFile: RowProblem = {
  field: null,
  code: 'file-unreadable',
  detail: 'the file is damaged, encrypted or may not be read',
};

/** Null: it cannot be read. */
const tryHash = async (file: BundleFile): Promise<string | null> => {
  try {
    return await hashFile(file);
  } catch (error) {
    if (isLockstepError(error, 'BUNDLE_UNREADABLE')) return null;
    throw error;
  }
};

/**
 * A record for each file under a folder. `path` is relative to that folder, `parent` the first folder in it, or nothing. A
 * file that cannot be read has no checksum and a problem; what is unsafe ends the listing.
 * @param folder ends in '/'
 */
export async function* readFileList(folder: string, files: readonly BundleFile[]): AsyncGenerator<RowBatch> {
  yield { fields: FILE_FIELDS, rows: [] };
  for (const [at, file] of files.entries()) {
    const path = file.path.slice(folder.length);
    const slash = path.indexOf('/');
    const parent = slash === -1 ? null : path.slice(0, slash);
    const sha256 = await tryHash(file);
    const values = [path, basename(path), parent, String(file.bytes), sha256];
    const problems = sha256 === null ? [unreadableFile] : undefined;
    yield { fields: FILE_FIELDS, rows: [{ line: at + 1, values, problems }] };
  }
}
