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

/**
 * Is this program on the machine? A suite that needs it is skipped without, and says so; in CI its absence is a failure,
 * because a suite that never runs proves nothing. Use: `describe.skipIf(!requireProgram('redis-server'))`.
 */
export const requireProgram = (name: string): boolean => {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  if (folders.some((folder) => isExecutable(join(folder, name)))) return true;
  const message = `"${name}" is not installed: the tests that need it cannot run`;
  if (process.env['CI']) throw new Error(message);
  process.stderr.write(`skipped: ${message}\n`);
  return false;
};
