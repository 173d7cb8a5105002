import { createHash } from 'node:crypto';
import type { BundleFile } from './bundle-files.ts';

/** SHA-256 of a file, lower-case hex. */
export const hashFile = async (file: BundleFile): Promise<string> => {
  const hash = createHash('sha256');
  for await (const piece of await file.open()) hash.update(piece);
  return hash.digest('hex');
};
