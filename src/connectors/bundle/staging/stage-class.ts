import { createHash } from 'node:crypto';
import { access, mkdir, opendir, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import type { Log } from '#engine/ports.ts';
import type { RowBatch } from '../table-row.ts';
import { mismatch, unreadable } from '../bundle-error.ts';
import { showName } from '../entry-name.ts';
import { STAGE_VERSION, type StageFacts } from './stage-schema.ts';
import { openStage, type StagedTable } from './staged-table.ts';
import { writeStage } from './write-stage.ts';

/** A source of rows that can be told apart from what it was before. */
export interface StageSource {
  readonly recordClass: string;
  readonly key: readonly string[];
  /** Where the rows come from, for errors. */
  readonly path: string;
  /** Says what the rows depend on: hash of the file, settings. Equal text, equal rows. */
  fingerprint(): Promise<string>;
  /** Changes when the source does, as far as can be seen without reading it. */
  version(): Promise<string>;
  rows(): AsyncIterable<RowBatch>;
}

const DAY_MS = 24 * 60 * 60 * 1000;
/** Stages that nobody has opened for so long are taken away; they can be made again. */
const KEEP_DAYS = 14;
const PARTIAL_KEEP_DAYS = 1;

const sweep = async (folder: string): Promise<void> => {
  for await (const entry of await opendir(folder)) {
    const days = entry.name.endsWith('.partial') ? PARTIAL_KEEP_DAYS : KEEP_DAYS;
    if (!/^bundle-.+\.(sqlite|partial)$/.test(entry.name)) continue;
    const path = join(folder, entry.name);
    const facts = await stat(path).catch(() => null); // another process may sweep as well
    if (facts !== null && Date.now() - facts.mtimeMs > days * DAY_MS) await rm(path, { force: true });
  }
};

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

const assertKey = (source: StageSource, facts: StageFacts): void => {
  const absent = source.key.filter((name) => !facts.fields.some((field) => field.name === name));
  // A JSON Lines file without a line has no fields at all.
  if (absent.length === 0 || facts.fields.length === 0) return;
  throw mismatch(
    `The key ${absent.map(showName).join(', ')} of class ${showName(source.recordClass)} is no column of the bundle's file ${showName(source.path)}.`,
    'Name the column that identifies a record, as the file spells it.',
  );
};

/** A stage that is there and whole. One that is damaged (a disk that filled up, a crash of the machine) is made again. */
const openExisting = async (
  target: string,
  { recordClass }: StageSource,
  log: Log,
): Promise<StagedTable | null> => {
  if (!(await exists(target))) return null;
  try {
    const now = new Date();
    await utimes(target, now, now);
    return openStage(target);
  } catch (error) {
    log.warn({ recordClass, error: String(error) }, 'a stage of the bundle cannot be used and is made again');
    return null;
  }
};

/**
 * The rows of a class, indexed by id. Staged on first use into a file in the work folder, named by the source's
 * fingerprint; the next open finds it there, and a changed source gets a new one.
 */
export const stageClass = async (
  source: StageSource,
  { workFolder, log }: { workFolder: string; log: Log },
): Promise<StagedTable> => {
  const version = await source.version();
  const fingerprint = createHash('sha256')
    .update(`${STAGE_VERSION}\n${JSON.stringify(source.key)}\n${await source.fingerprint()}`)
    .digest('hex');
  await mkdir(workFolder, { recursive: true });
  const target = join(workFolder, `bundle-${fingerprint}.sqlite`);
  const existing = await openExisting(target, source, log);
  if (existing !== null) return existing;
  await sweep(workFolder);
  const begun = performance.now();
  const { fields, ...counts } = await writeStage(
    target,
    { batches: source.rows(), key: source.key },
    async (facts) => {
      assertKey(source, facts);
      if ((await source.version()) !== version) {
        throw unreadable(
          `The bundle's file ${showName(source.path)} changed while it was read.`,
          'Wait until the export is complete, then try again.',
        );
      }
    },
  );
  const facts = { recordClass: source.recordClass, path: source.path, fields: fields.length, ...counts };
  log.info({ ...facts, ms: Math.round(performance.now() - begun) }, 'staged a class of the bundle');
  return openStage(target);
};
