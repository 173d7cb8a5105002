import { randomBytes } from 'node:crypto';
import { chown, mkdir, readFile, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LockstepError } from '#domain/errors.ts';
import { runAs } from './account.ts';
import type { Place } from './place.ts';

export const SUPERUSER = 'lockstep';

const isInitialised = async (data: string): Promise<boolean> =>
  (await stat(join(data, 'PG_VERSION')).catch(() => null)) !== null;

const makeCluster = async (place: Place, password: string, durable: boolean): Promise<void> => {
  // A start that was cut short leaves its draft behind; the cluster appears under its name only when it is complete.
  for (const name of await readdir(place.folder))
    if (name.startsWith('data.new-'))
      await rm(join(place.folder, name), { recursive: true, force: true, maxRetries: 3 });
  const draft = join(place.folder, `data.new-${randomBytes(4).toString('hex')}`);
  const passwordFile = `${draft}.password`;
  await mkdir(draft, { mode: 0o700 });
  await writeFile(passwordFile, password, { mode: 0o600, flag: 'wx' });
  if (place.account !== null)
    for (const path of [draft, passwordFile]) await chown(path, place.account.uid, place.account.gid);
  try {
    const made = await runAs(
      place.account,
      [
        join(place.programs, 'bin', 'initdb'),
        `--pgdata=${draft}`,
        `--username=${SUPERUSER}`,
        '--auth=scram-sha-256',
        `--pwfile=${passwordFile}`,
        // Text sorts and changes case the same on every machine, whatever its locales are.
        '--encoding=UTF8',
        '--locale=C',
        '--locale-provider=builtin',
        '--builtin-locale=C.UTF-8',
        ...(durable ? [] : ['--no-sync']),
      ],
      place.folder,
    );
    if (made.code !== 0)
      throw new LockstepError('EMBEDDED_POSTGRES_FAILED', {
        message: `PostgreSQL's files could not be made in ${place.folder} (initdb ended with ${made.code}).\n${made.output.trim()}`,
        hint: 'Look at the lines above: a full disk and a folder on a network share are the usual causes.',
      });
    await rename(draft, place.data);
  } finally {
    await rm(passwordFile, { force: true });
    await rm(draft, { recursive: true, force: true, maxRetries: 3 });
  }
};

/**
 * Makes the cluster if there is none.
 * @returns the superuser's password, which is kept in `home`
 */
export const initialise = async (home: string, place: Place, durable: boolean): Promise<string> => {
  const passwordFile = join(home, 'password');
  if (await isInitialised(place.data)) {
    const password = await readFile(passwordFile, 'utf8').catch(() => null);
    if (password !== null) return password;
    throw new LockstepError('EMBEDDED_POSTGRES_FAILED', {
      message: `The password of the embedded PostgreSQL is missing: ${passwordFile}.`,
      hint: `Put the file back, or remove ${place.data} to start with an empty database.`,
    });
  }
  const password = randomBytes(24).toString('hex');
  await rm(passwordFile, { force: true });
  await writeFile(passwordFile, password, { mode: 0o600, flag: 'wx' });
  await makeCluster(place, password, durable);
  return password;
};
