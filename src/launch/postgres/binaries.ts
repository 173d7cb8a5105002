import { readFile, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { z } from 'zod';
import { LockstepError } from '#domain/errors.ts';

/** PostgreSQL's programs, as an npm package brought them. */
export interface Binaries {
  /** Folder with bin, lib and share. */
  readonly folder: string;
  /** Package version and platform: '18.4.0-beta.17-linux-x64'. */
  readonly version: string;
}

const linksSchema = z.array(z.object({ source: z.string(), target: z.string() }));

/** npm packages hold no symbolic links; the package's install script makes them, unless npm was told to run none. */
const completeLinks = async (packageFolder: string): Promise<void> => {
  const text = await readFile(join(packageFolder, 'native', 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const { source, target } of linksSchema.parse(JSON.parse(text))) {
    const path = join(packageFolder, target);
    await symlink(relative(dirname(target), source), path).catch((error: unknown) => {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    });
  }
};

/** @throws EMBEDDED_POSTGRES_FAILED where there are none for this kind of machine */
export const findBinaries = async (): Promise<Binaries> => {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  const require = createRequire(import.meta.url);
  let packageFolder: string;
  try {
    packageFolder = dirname(dirname(require.resolve(`@embedded-postgres/${platform}`)));
  } catch (error) {
    throw new LockstepError('EMBEDDED_POSTGRES_FAILED', {
      message: `There is no embedded PostgreSQL for this machine (${platform}).`,
      hint: 'Set DATABASE_URL to a PostgreSQL server of your own.',
      cause: error,
    });
  }
  await completeLinks(packageFolder);
  const manifest = z
    .object({ version: z.string() })
    .parse(JSON.parse(await readFile(join(packageFolder, 'package.json'), 'utf8')));
  return { folder: join(packageFolder, 'native'), version: `${manifest.version}-${platform}` };
};
