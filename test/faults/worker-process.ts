import { spawn, type ChildProcess } from 'node:child_process';

export interface WorkerProcess {
  readonly pid: number;
  /** Resolves when the process has ended. */
  readonly ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  /** What it has written so far: its log. */
  output(): string;
  signal(name: NodeJS.Signals): void;
  /** Ends it in good order, or the hard way if it does not. */
  stop(): Promise<void>;
}

/** A real worker: `node src/main.ts worker`, with the settings an operator would give it, and a short lease. */
export const startWorkerProcess = (settings: {
  readonly databaseUrl: string;
  readonly redisUrl: string | null;
  readonly stateFolder: string;
  /** 'load.after-write:2', 'load.after-write:2:freeze' or nothing. */
  readonly crashAt?: string;
  /** Variables that the plan names. */
  readonly secrets: Readonly<Record<string, string>>;
}): WorkerProcess => {
  const child: ChildProcess = spawn(process.execPath, ['src/main.ts', 'worker'], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env['PATH'] ?? '',
      DATABASE_URL: settings.databaseUrl,
      ...(settings.redisUrl === null ? {} : { REDIS_URL: settings.redisUrl }),
      LOCKSTEP_STATE: settings.stateFolder,
      LOCKSTEP_LEASE: '1',
      LOCKSTEP_WORKERS: '2',
      ...(settings.crashAt === undefined ? {} : { LOCKSTEP_CRASH_AT: settings.crashAt }),
      ...settings.secrets,
    },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (part: Buffer) => {
      output = (output + part.toString()).slice(-50_000);
    });
  }
  const ended = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code, signal) => resolve({ code, signal }));
  });
  return {
    pid: child.pid ?? 0,
    ended,
    output: () => output,
    signal: (name) => void child.kill(name),
    stop: async () => {
      child.kill('SIGCONT');
      child.kill('SIGTERM');
      const hard = setTimeout(() => child.kill('SIGKILL'), 15_000);
      await ended;
      clearTimeout(hard);
    },
  };
};
