import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { type Lock, missingPlatformPackages } from '../../scripts/missing-platform-packages.ts';
import { ROOT } from './source-files.ts';

// npm's own format, as far as Lock describes it.
const lock = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as Lock;

it('names every platform package in package-lock.json, so that npm ci takes it (else: npm run lock:complete)', () => {
  expect(Object.keys(lock.packages).length).toBeGreaterThan(100);
  expect(missingPlatformPackages(lock)).toEqual({});
});

it('would be caught with one missing', () => {
  const { 'node_modules/@esbuild/win32-x64': gone, ...packages } = lock.packages;
  expect(gone).toBeDefined();
  expect(missingPlatformPackages({ packages })).toMatchObject({
    'node_modules/@esbuild/win32-x64': { os: ['win32'], cpu: ['x64'], optional: true },
  });
});
it('names no registry host in package-lock.json', () => {
  expect(Object.values(lock.packages).filter((entry) => 'resolved' in entry)).toEqual([]);
});
