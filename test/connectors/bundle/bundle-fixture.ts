import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { SourceConnector } from '#engine/connector.ts';
import type { Log } from '#engine/ports.ts';
import { sourceId } from '#domain/ids.ts';
import type { BatchRecord, FieldValue } from '#domain/record.ts';
import type { SourceId } from '#domain/ids.ts';
import { systemSchema, type BundleSettings } from '#domain/plan/plan-schema.ts';
import type { BundleLimits } from '#connectors/bundle/bundle-limits.ts';
import { openBundle } from '#connectors/bundle/open-bundle.ts';

interface LogEntry {
  readonly level: string;
  readonly facts: Record<string, unknown>;
  readonly message: string;
}

const recordingLog = (): Log & { entries: LogEntry[] } => {
  const entries: LogEntry[] = [];
  const at = (level: string) => (facts: object, message: string) => {
    entries.push({ level, facts: { ...facts }, message });
  };
  return { entries, debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
};

/** A folder of its own under the system's temporary folder, gone after use. */
const temporaryFolder = async () => {
  const path = await mkdtemp(join(tmpdir(), 'lockstep-bundle-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
};

const writeBundle = async (root: string, files: Record<string, string | Uint8Array>): Promise<void> => {
  for (const [name, content] of Object.entries(files)) {
    const path = join(root, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
  }
};

type ClassInput = Partial<BundleSettings['classes'][string]> & { file: string };

/** Settings as the plan schema leaves them, defaults filled in. */
const bundleSettings = (classes: Record<string, ClassInput>): BundleSettings => {
  const parsed = systemSchema.parse({
    kind: 'bundle',
    path: 'bundle',
    classes: Object.fromEntries(
      Object.entries(classes).map(([name, settings]) => [name, { key: 'id', ...settings }]),
    ),
  });
  if (parsed.kind !== 'bundle') throw new Error('not a bundle');
  return parsed;
};

interface OpenInput {
  readonly classes: Record<string, ClassInput>;
  readonly files?: Record<string, string | Uint8Array>;
  /** A file that is the bundle, instead of a folder with `files`. */
  readonly zip?: Uint8Array;
  readonly limits?: BundleLimits;
}

/** A bundle on disk and its connector; both go when it is disposed of. */
export const openTestBundle = async ({ classes, files = {}, zip, limits }: OpenInput) => {
  const folder = await temporaryFolder();
  const path = join(folder.path, zip === undefined ? 'bundle' : 'bundle.zip');
  await mkdir(join(folder.path, 'bundle'), { recursive: true });
  await writeBundle(join(folder.path, 'bundle'), files);
  if (zip !== undefined) await writeFile(path, zip);
  const log = recordingLog();
  const workFolder = join(folder.path, 'work');
  const options = { settings: bundleSettings(classes), path, workFolder, log, ...(limits && { limits }) };
  let connector: SourceConnector;
  try {
    connector = await openBundle(options);
  } catch (error) {
    await folder[Symbol.asyncDispose]();
    throw error;
  }
  return {
    connector,
    log,
    path,
    workFolder,
    again: () => openBundle(options),
    [Symbol.asyncDispose]: async () => {
      await connector.close();
      await folder[Symbol.asyncDispose]();
    },
  };
};

/** All records of a class, with the fields named or all of them. */
export const readAll = async (
  connector: SourceConnector,
  recordClass: string,
  query: {
    fields?: readonly string[];
    ids?: readonly string[];
    after?: string;
    through?: string;
    batchRecords?: number;
  } = {},
): Promise<BatchRecord<SourceId>[]> => {
  const schema = (await connector.describe()).classes.find((candidate) => candidate.name === recordClass);
  const fields = query.fields ?? schema?.fields.map((field) => field.name) ?? [];
  const records: BatchRecord<SourceId>[] = [];
  const batches = connector.read(recordClass, {
    fields,
    ids: query.ids?.map(sourceId),
    range: {
      after: query.after === undefined ? undefined : sourceId(query.after),
      through: query.through === undefined ? undefined : sourceId(query.through),
    },
    batchRecords: query.batchRecords,
  });
  for await (const batch of batches) records.push(...batch.records);
  return records;
};

/** Values of one bundle with one table, in the order of ids; for tests of a format. */
export const readTable = async (
  file: string,
  content: string | Uint8Array,
  settings: Partial<ClassInput> = {},
): Promise<{ fields: string[]; types: string[]; rows: (readonly FieldValue[])[] }> => {
  await using bundle = await openTestBundle({
    files: { [file]: content },
    classes: { rows: { file, ...settings } },
  });
  const schema = (await bundle.connector.describe()).classes[0];
  const records = await readAll(bundle.connector, 'rows');
  return {
    fields: schema?.fields.map((field) => field.name) ?? [],
    types: schema?.fields.map((field) => field.type) ?? [],
    rows: records.map((record) => record.values),
  };
};

/** The error a promise must end in. */
export const failureOf = async (work: Promise<unknown>): Promise<unknown> => {
  try {
    await work;
  } catch (error) {
    return error;
  }
  throw new Error('expected a failure');
};
