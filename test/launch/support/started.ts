import { type ChildProcess, spawn, type SpawnOptions } from 'node:child_process';

/** A program under test: what it printed, when it said something, how it ended. */
export interface Started {
  readonly child: ChildProcess;
  readonly pid: number;
  output(): string;
  /** Resolves with the match when the output holds it. Rejects when the program ends or the time is up first. */
  says(pattern: RegExp, waitMs?: number): Promise<RegExpExecArray>;
  readonly ended: Promise<{ code: number | null; signal: string | null }>;
}

export const startProgram = (command: readonly [string, ...string[]], options: SpawnOptions): Started => {
  const [program, ...args] = command;
  const child = spawn(program, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  let text = '';
  const listeners = new Set<() => void>();
  const keep = (part: Buffer): void => {
    text += part.toString();
    for (const listener of listeners) listener();
  };
  child.stdout?.on('data', keep);
  child.stderr?.on('data', keep);
  const ended = new Promise<{ code: number | null; signal: string | null }>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal }));
  });
  ended.catch(() => undefined);
  const says = (pattern: RegExp, waitMs = 40_000): Promise<RegExpExecArray> =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(() => fail(`did not say ${pattern} in ${waitMs} ms`), waitMs);
      const finish = (): void => {
        clearTimeout(timer);
        listeners.delete(look);
      };
      const fail = (why: string): void => {
        finish();
        reject(new Error(`${command.join(' ')} ${why}. It said:\n${text}`));
      };
      const look = (): void => {
        const match = pattern.exec(text);
        if (match === null) return;
        finish();
        resolve(match);
      };
      listeners.add(look);
      look();
      ended.then(
        ({ code, signal }) => {
          look();
          fail(`ended with ${signal ?? code} before it said ${pattern}`);
        },
        (error: unknown) => fail(`could not be started: ${String(error)}`),
      );
    });
  return { child, pid: child.pid ?? 0, output: () => text, says, ended };
};
