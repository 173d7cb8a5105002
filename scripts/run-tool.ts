import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';

export const ROOT = join(import.meta.dirname, '..');

export interface Tool {
  /** What it checks, for people. */
  readonly title: string;
  /** A JavaScript file under node_modules, and its arguments. */
  readonly command: readonly [string, ...string[]];
}

export interface ToolResult {
  readonly title: string;
  readonly passed: boolean;
  readonly seconds: number;
  readonly output: string;
}

const running = new Set<ChildProcess>();

const stop = (signal: 'SIGINT' | 'SIGTERM' | 'SIGHUP'): void => {
  for (const child of running) child.kill(signal);
  process.exitCode = 130;
};

// Whoever ends us ends the tools too, and so does the end of whoever started us.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
const starter = process.ppid;
setInterval(() => {
  if (process.ppid !== starter) stop('SIGTERM');
}, 500).unref();

/** The environment without what the wrapper tells this process alone: programs that tests start have another parent. */
const environment = (): NodeJS.ProcessEnv => {
  const { LOCKSTEP_STARTED_BY: _, ...rest } = process.env;
  return { ...rest, ...(process.stdout.isTTY === true ? { FORCE_COLOR: '1' } : { NO_COLOR: '1' }) };
};

/** Runs a tool to its end, under this Node. `show` lets its output through as it comes instead of collecting it. */
export const runTool = (tool: Tool, show = false): Promise<ToolResult> =>
  new Promise((resolve) => {
    const started = performance.now();
    const [file, ...args] = tool.command;
    const child = spawn(process.execPath, [join(ROOT, 'node_modules', file), ...args], {
      cwd: ROOT,
      stdio: ['ignore', show ? 'inherit' : 'pipe', show ? 'inherit' : 'pipe'],
      env: environment(),
    });
    running.add(child);
    let output = '';
    const keep = (part: Buffer): void => {
      output += part.toString();
    };
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);
    const end = (passed: boolean, more = ''): void => {
      running.delete(child);
      resolve({
        title: tool.title,
        passed,
        seconds: (performance.now() - started) / 1000,
        output: output + more,
      });
    };
    child.on('error', (error) => end(false, error.message));
    child.on('close', (code, signal) => end(code === 0, signal === null ? '' : `ended by ${signal}\n`));
  });
