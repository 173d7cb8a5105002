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

// Whoever ends us ends the tools too.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(signal, () => {
    for (const child of running) child.kill(signal);
    process.exitCode = 130;
  });

/** Runs a tool to its end, under this Node. `show` lets its output through as it comes instead of collecting it. */
export const runTool = (tool: Tool, show = false): Promise<ToolResult> =>
  new Promise((resolve) => {
    const started = performance.now();
    const [file, ...args] = tool.command;
    const child = spawn(process.execPath, [join(ROOT, 'node_modules', file), ...args], {
      cwd: ROOT,
      stdio: ['ignore', show ? 'inherit' : 'pipe', show ? 'inherit' : 'pipe'],
      env: { ...process.env, ...(process.stdout.isTTY === true ? { FORCE_COLOR: '1' } : { NO_COLOR: '1' }) },
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
