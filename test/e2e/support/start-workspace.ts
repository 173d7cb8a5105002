import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '#launch/free-port.ts';
import { descendantsOf, survivors } from '#test/launch/support/processes.ts';
import { type Started, startProgram } from '#test/launch/support/started.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');

export interface StartedWorkspace {
  /** The page. */
  readonly url: string;
  /** Folder that holds the program's state. */
  readonly state: string;
  output(): string;
  stop(): Promise<void>;
}

/** Ends it as Ctrl-C would, and makes sure that nothing stays behind. */
const end = async ({ child, pid }: Started): Promise<void> => {
  const all = [pid, ...descendantsOf(pid)];
  child.kill('SIGINT');
  for (const left of await survivors(all, 20_000)) process.kill(left, 'SIGKILL');
};

/** The real program with its practice workspace and the Charlotte sample, as `npm start` runs it, on a port and a state of its own. */
export const startWorkspace = async (): Promise<StartedWorkspace> => {
  const folder = await mkdtemp(join(tmpdir(), 'lockstep-e2e-'));
  const state = join(folder, 'state');
  const started = startProgram([process.execPath, join(ROOT, 'src/main.ts'), 'start'], {
    cwd: ROOT,
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: process.env['HOME'] ?? '/',
      LOCKSTEP_LOG: 'warn',
      LOCKSTEP_STATE: state,
      LOCKSTEP_PRACTICE_PORT: String(await freePort()),
    },
  });
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    const [url] = await started.says(/http:\/\/127\.0\.0\.1:\d+\//, 110_000);
    return {
      url,
      state,
      output: () => started.output(),
      stop: async () => {
        await end(started);
        await remove();
      },
    };
  } catch (error) {
    await end(started);
    await remove();
    throw error;
  }
};
