import { createHash } from 'node:crypto';
import { isLockstepError } from '#domain/errors.ts';
import type { FieldValue } from '#domain/record.ts';
import type { QuarantineReason } from '#domain/quarantine.ts';
import type { BundleFile } from '../bundle-files.ts';
import {
  DEFAULT_BATCH_RECORDS,
  assertFields,
  type BundleClass,
  type BundleContext,
} from '../bundle-class.ts';
import type { BundleClassSettings } from '../read-rows.ts';
import { stageClass, type StageSource } from '../staging/stage-class.ts';
import type { StagedRecord, StagedQuery, StagedTable } from '../staging/staged-table.ts';
import { unreadable } from '../bundle-error.ts';
import { showName } from '../entry-name.ts';
import { CONTENT, FILE_FIELDS, readFileList } from './read-file-list.ts';

/** Contents in one batch, in bytes, beyond which it is handed over; a single file may be larger. */
const BATCH_BYTES = 16 * 1024 * 1024;

const FACTS = ['path', 'bytes', 'sha256'] as const;

type Content = { readonly hex: string } | { readonly reason: QuarantineReason };

const fileReason = (detail: string): Content => ({
  reason: { code: 'file-unreadable', field: CONTENT.name, detail },
});

/** The content as hex, if it is still what was staged. */
const tryContent = async (file: BundleFile, sha256: string | null, maxBytes: number): Promise<Content> => {
  if (file.bytes > maxBytes)
    return fileReason(`${file.bytes} bytes; ${maxBytes} is the most that can be moved`);
  const hash = createHash('sha256');
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of await file.open()) {
    bytes += piece.length;
    if (bytes > maxBytes)
      return fileReason(`more than ${maxBytes} bytes, which is the most that can be moved`);
    hash.update(piece);
    pieces.push(piece);
  }
  if (hash.digest('hex') !== sha256) return fileReason('the file changed after it was listed');
  return { hex: Buffer.concat(pieces).toString('hex') };
};

const readContent = async (file: BundleFile, sha256: string | null, maxBytes: number): Promise<Content> => {
  try {
    return await tryContent(file, sha256, maxBytes);
  } catch (error) {
    if (!isLockstepError(error, 'BUNDLE_UNREADABLE')) throw error;
    return fileReason('the file cannot be read any more');
  }
};

/** Adds contents to staged records and puts the fields in the order asked for. */
const contentReader = (
  asked: readonly string[],
  { files, maxBytes }: { files: ReadonlyMap<string, BundleFile>; maxBytes: number },
) => {
  const staged = [...FACTS, ...asked.filter((name) => name !== CONTENT.name)];
  const contentOf = async ([path, , sha256]: readonly FieldValue[]): Promise<Content | null> => {
    // Staged without a checksum: it could not be read then, and its record says so already.
    if (typeof sha256 !== 'string') return null;
    const file = files.get(path ?? '');
    return file === undefined
      ? fileReason('the file is not there any more')
      : readContent(file, sha256, maxBytes);
  };
  const withContent = async (record: StagedRecord): Promise<StagedRecord> => {
    const content = await contentOf(record.values);
    const hex = content !== null && 'hex' in content ? content.hex : null;
    const values = asked.map((name) =>
      name === CONTENT.name ? hex : (record.values[staged.indexOf(name)] ?? null),
    );
    if (content === null || 'hex' in content) return { ...record, values };
    return { ...record, values, reasons: [...(record.reasons ?? []), content.reason] };
  };
  return { staged, withContent };
};

async function* readWithContent(
  table: StagedTable,
  query: StagedQuery,
  reader: ReturnType<typeof contentReader>,
): AsyncGenerator<StagedRecord[]> {
  for await (const records of table.read({ ...query, fields: reader.staged })) {
    let batch: StagedRecord[] = [];
    let bytes = 0;
    for (const record of records) {
      query.signal?.throwIfAborted();
      batch.push(await reader.withContent(record));
      bytes += Number(record.values[1]);
      if (bytes < BATCH_BYTES) continue;
      yield batch;
      batch = [];
      bytes = 0;
    }
    if (batch.length > 0) yield batch;
  }
}

const assertSettings = (name: string, { key, file }: BundleClassSettings): void => {
  if ([key].flat().join() === 'path') return;
  throw unreadable(
    `Class ${showName(name)} is the folder of files ${showName(file)}, and its key is not path.`,
    'Write `key: path` for it; its fields are path, name, parent, bytes, sha256 and content.',
  );
};

/** Which files there are, and their versions: a change is seen by its time and size, and again by its hash when read. */
const listVersion = async (files: readonly BundleFile[]): Promise<string> => {
  const hash = createHash('sha256');
  for (const file of files) hash.update(JSON.stringify([file.path, file.bytes, await file.version()]));
  return hash.digest('hex');
};

/**
 * A class that is a folder of files: a record for each, with its checksum. A content that cannot be had is a reason of its
 * record, given when `content` is asked for.
 */
export const classOfFiles = async (
  name: string,
  settings: BundleClassSettings,
  context: BundleContext,
): Promise<BundleClass> => {
  assertSettings(name, settings);
  const folder = settings.file;
  const files = await context.files.under(folder);
  const source: StageSource = {
    recordClass: name,
    key: ['path'],
    path: folder,
    fingerprint: async () => JSON.stringify(['files', folder, await listVersion(files)]),
    version: async () => listVersion(await context.files.under(folder)),
    rows: () => readFileList(folder, files),
  };
  const table = await stageClass(source, context);
  const fields = [...FILE_FIELDS, CONTENT];
  const byPath = new Map(files.map((file) => [file.path.slice(folder.length), file]));
  return {
    fields,
    count: (range) => table.count(range),
    read: (query) => {
      assertFields(name, query.fields, fields);
      const staged = { ...query, batchRecords: query.batchRecords ?? DEFAULT_BATCH_RECORDS };
      if (!query.fields.includes(CONTENT.name)) return table.read(staged);
      const maxBytes = context.limits.contentBytes;
      return readWithContent(table, staged, contentReader(query.fields, { files: byPath, maxBytes }));
    },
    close: () => table.close(),
  };
};
