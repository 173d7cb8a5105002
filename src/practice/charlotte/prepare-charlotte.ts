import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { LockstepError } from '#domain/errors.ts';
import type { CharlotteVariant } from './charlotte-variants.ts';
import { CHARLOTTE_SEED, type ExportFormat, generateCharlotte } from './generate-charlotte.ts';
import {
  CHARLOTTE_SCHEMA,
  installCharlotteDestination,
  type RunSql,
  setCharlotteLies,
} from './install-destination.ts';

/** Raised whenever the generator writes other bytes for the same seed: an export of an older version is made anew. */
const GENERATOR_VERSION = 1;
const MARKER = '.lockstep-sample.json';

export interface CharlotteSettings {
  /** Where the export is, or is made: what CHARLOTTE_EXPORT names. */
  readonly exportFolder: string;
  /** Runs SQL in the database that CHARLOTTE_SANDBOX_URL names. */
  readonly runSql: RunSql;
  readonly variant?: CharlotteVariant | undefined;
  readonly scale?: number | undefined;
  readonly format?: ExportFormat | undefined;
  readonly seed?: string | undefined;
  readonly schema?: string | undefined;
  readonly log: { info(facts: object, message: string): void };
}

const readMarker = async (folder: string): Promise<string | null> => {
  try {
    return await readFile(join(folder, MARKER), 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
};

/** @throws CONFIG_INVALID if the folder holds something that is not ours to replace */
const assertReplaceable = async (folder: string): Promise<void> => {
  const entries: string[] = await readdir(folder).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  });
  if (entries.length === 0 || entries.includes(MARKER)) return;
  throw new LockstepError('CONFIG_INVALID', {
    message: `The folder for the Charlotte sample export holds other files: ${folder}.`,
    hint: 'Name an empty folder in CHARLOTTE_EXPORT, or one that does not exist yet.',
  });
};

const prepareExport = async (settings: CharlotteSettings): Promise<void> => {
  const { exportFolder, scale = 1, format = 'xlsx', seed = CHARLOTTE_SEED } = settings;
  const marker = JSON.stringify({ version: GENERATOR_VERSION, seed, scale, format });
  if ((await readMarker(exportFolder)) === marker) return;
  await assertReplaceable(exportFolder);
  await mkdir(dirname(exportFolder), { recursive: true });
  // Made beside it and renamed, so that a half-written export is never taken for a whole one.
  const unfinished = `${exportFolder}.unfinished-${process.pid}`;
  await rm(unfinished, { recursive: true, force: true });
  await generateCharlotte({ folder: unfinished, format, seed, scale });
  await writeFile(join(unfinished, MARKER), marker);
  await rm(exportFolder, { recursive: true, force: true });
  await rename(unfinished, exportFolder);
  settings.log.info({ folder: exportFolder, scale, format }, 'The Charlotte sample export is made.');
};

/**
 * Makes both ends of the Charlotte plan ready: the export if it is missing or of another make, the store's tables if they are missing, and the store's
 * lies as the variant wants them. Calling it again changes nothing.
 *
 * @throws CONFIG_INVALID if the export's folder holds other files
 */
export const prepareCharlotte = async (settings: CharlotteSettings): Promise<void> => {
  const { runSql, variant = 'clean', schema = CHARLOTTE_SCHEMA } = settings;
  await prepareExport(settings);
  await installCharlotteDestination(runSql, schema);
  await setCharlotteLies(runSql, variant, schema);
};
