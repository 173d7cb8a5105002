import { execFile } from 'node:child_process';
import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { requireProgram } from '#test/support/requires.ts';

const run = promisify(execFile);
const BENCH = join(import.meta.dirname, 'bench.ts');
const NUMBER: unknown = expect.any(Number);

let temporary: string;
beforeEach(async () => {
  temporary = await mkdtemp(join(tmpdir(), 'lockstep-bench-test-'));
  await chmod(temporary, 0o755);
});
afterEach(() => rm(temporary, { recursive: true, force: true }));

describe.skipIf(!requireProgram('psql'))('the bench', () => {
  it('ends with one line of figures, each beside its reference, and leaves nothing behind', async () => {
    const { stdout } = await run(process.execPath, [BENCH, '--rows', '2000', '--json'], {
      env: { ...process.env, TMPDIR: temporary },
      timeout: 170_000,
    });
    const lines = stdout.trimEnd().split('\n');
    expect(lines).toHaveLength(1);
    const printed: unknown = JSON.parse(lines[0] ?? '');
    const figure = {
      seconds: NUMBER,
      referenceSeconds: NUMBER,
      ratio: NUMBER,
      rowsPerSecond: NUMBER,
      peakMb: NUMBER,
    };
    const names = ['parse', 'stage', 'map', 'choose', 'load', 'parity', 'fidelity', 'endToEnd'];
    expect(printed).toEqual({ figures: Object.fromEntries(names.map((name) => [name, figure])) });
    for (const [, number] of stdout.matchAll(/:([\d.]+)/gu)) expect(Number(number)).toBeGreaterThan(0);
    expect(await readdir(temporary)).toEqual([]);
  }, 180_000);

  it('prints a table of the same figures for people', async () => {
    const { stdout } = await run(process.execPath, [BENCH, '--rows', '200'], {
      env: { ...process.env, TMPDIR: temporary },
      timeout: 170_000,
    });
    const lines = stdout.trimEnd().split('\n');
    expect(lines.find((line) => line.startsWith('parity'))).toMatch(/^parity +[\d.]+ +[\d.]+ +[\d,]+ +\d+$/u);
    expect(lines.at(-1)).toMatch(/^\{"figures":\{.+\}\}$/u);
  }, 180_000);
});

it('the bench without psql says what is missing and fails', async () => {
  const failed = run(process.execPath, [BENCH, '--rows', '200'], {
    env: { PATH: temporary, TMPDIR: temporary },
  });
  await expect(failed).rejects.toMatchObject({
    code: 1,
    stdout: '',
    stderr: expect.stringContaining("there is no 'psql' on the PATH") as string,
  });
});
