import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '#launch/free-port.ts';
import { descendantsOf, survivors } from '#test/launch/support/processes.ts';
import { type Started, startProgram } from '#test/launch/support/started.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');

export interface StartedWorkspace {
  /** The page. */
  readonly url: string;
  stop(): Promise<void>;
}

/** Ends it as Ctrl-C would, and makes sure that nothing stays behind. */
const end = async ({ child, pid }: Started): Promise<void> => {
  const all = [pid, ...descendantsOf(pid)];
  child.kill('SIGINT');
  for (const left of await survivors(all, 20_000)) process.kill(left, 'SIGKILL');
};

/** With the data of a PostgreSQL that had to live elsewhere: started by root, from a folder its user may not enter. */
const removeFolder = async (folder: string): Promise<void> => {
  const outside = await readFile(join(folder, 'state', 'postgres-home'), 'utf8').catch(() => '');
  if (outside.trim() !== '') await rm(outside.trim(), { recursive: true, force: true });
  await rm(folder, { recursive: true, force: true });
};

/**
 * The real program with its practice workspace and the Charlotte sample, as `npm start` runs it, on a port and a state of its own.
 * @param settings further environment variables
 */
export const startWorkspace = async (settings: Record<string, string> = {}): Promise<StartedWorkspace> => {
  const folder = await mkdtemp(join(tmpdir(), 'lockstep-e2e-'));
  await chmod(folder, 0o755);
  const started = startProgram([process.execPath, join(ROOT, 'src/main.ts'), 'start'], {
    cwd: ROOT,
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: process.env['HOME'] ?? '/',
      LOCKSTEP_LOG: 'warn',
      LOCKSTEP_STATE: join(folder, 'state'),
      LOCKSTEP_PRACTICE_PORT: String(await freePort()),
      ...settings,
    },
  });
  try {
    const [url] = await started.says(/http:\/\/127\.0\.0\.1:\d+\//, 110_000);
    return {
      url,
      stop: async () => {
        await end(started);
        await removeFolder(folder);
      },
    };
  } catch (error) {
    await end(started);
    await removeFolder(folder);
    throw error;
  }
};
