import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

it(
  'plays the clean sample and a faulty one, and finds everything as it must be [R25] [R26]',
  { timeout: 400_000 },
  async () => {
    // Ends non-zero, and so rejects, if anything differs.
    const { stdout } = await promisify(execFile)(process.execPath, ['src/main.ts', 'demo'], {
      env: { PATH: process.env['PATH'] },
      timeout: 380_000,
      maxBuffer: 10_000_000,
    });
    expect(stdout).toContain('✅ PASSED: Run 1');
    expect(stdout).toContain('❌ FAILED: Run 2');
    expect(stdout).toMatch(/leads: the digits of phone are not the ones of the source in \d+ records/);
    expect(stdout).toContain('Everything is as it must be.');
  },
);
