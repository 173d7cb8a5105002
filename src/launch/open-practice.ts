/**
 * The practice workspace. Everything of it is loaded with import() after the check of the settings, so that a process with
 * real Slack credentials never holds its code.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { Config } from '#config.ts';
import { LockstepError } from '#domain/errors.ts';
import type { Clock, Log } from '#engine/ports.ts';
import type { Practice } from '#practice/start-practice.ts';
import type { StatePaths } from './state-paths.ts';

const MANIFEST = join(import.meta.dirname, '..', '..', 'manifest.yml');

/** @throws INVARIANT_BROKEN where real Slack credentials are set */
export const requirePractice = (slack: Config['slack']): void => {
  if (slack.mode === 'practice') return;
  throw new LockstepError('INVARIANT_BROKEN', {
    message: 'The practice workspace was about to be opened although real Slack credentials are set.',
    hint: 'This is our fault. Nothing was opened.',
  });
};

/** @throws PORT_TAKEN */
export const openPractice = async (settings: {
  readonly slack: Config['slack'];
  readonly port: number;
  readonly paths: StatePaths;
  readonly clock: Clock;
  readonly log: Log;
}): Promise<Practice> => {
  requirePractice(settings.slack);
  const [{ startPractice }, { charlotteWorkspace }, { appFromManifest }] = await Promise.all([
    import('#practice/start-practice.ts'),
    import('#practice/charlotte-workspace.ts'),
    import('#practice/app-from-manifest.ts'),
  ]);
  const app = appFromManifest(parse(await readFile(MANIFEST, 'utf8')));
  return startPractice({
    port: settings.port,
    stateFile: settings.paths.practice,
    workspace: charlotteWorkspace(app),
    clock: settings.clock,
    log: settings.log,
    page: async () => (await import('#practice/page/bundle-page.ts')).bundlePage(),
  });
};
