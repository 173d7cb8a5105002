import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

const isExecutable = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

/** Where a program is. Null when it is not on the machine. */
export const findProgram = (name: string): string | null => {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return folders.map((folder) => join(folder, name)).find(isExecutable) ?? null;
};

/**
 * Is this program on the machine? A suite that needs it is skipped without, and says so; in CI its absence is a failure,
 * because a suite that never runs proves nothing. Use: `describe.skipIf(!requireProgram('redis-server'))`.
 */
export const requireProgram = (name: string): boolean => {
  if (findProgram(name) !== null) return true;
  const message = `"${name}" is not installed: the tests that need it cannot run`;
  if (process.env['CI']) throw new Error(message);
  process.stderr.write(`skipped: ${message}\n`);
  return false;
};
