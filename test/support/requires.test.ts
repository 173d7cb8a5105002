import { afterEach, expect, it, vi } from 'vitest';
import { requireProgram } from './requires.ts';

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

it('a program that is there is found', () => {
  expect(requireProgram('sh')).toBe(true);
});

it('a program that is missing is named, and its suite skipped', () => {
  vi.stubEnv('CI', '');
  const said = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  expect(requireProgram('no-such-program')).toBe(false);
  expect(said.mock.calls.join('')).toContain('no-such-program');
});

it('a program that is missing fails the suite in CI', () => {
  vi.stubEnv('CI', 'true');
  expect(() => requireProgram('no-such-program')).toThrow(/no-such-program/u);
});
