/**
 * Completes package-lock.json for platforms other than this one.
 *
 * npm leaves a platform package out of the lock when the registry did not offer it at that moment, and then `npm ci`
 * refuses the lock on every machine. The missing entries are written from what their parent asks for: name, exact
 * version, platform. Run it when test/architecture/lock.test.ts says so.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { missingPlatformPackages, type Lock } from './missing-platform-packages.ts';

const path = join(import.meta.dirname, '..', 'package-lock.json');
// The file's shape is npm's; only the parts named in Lock are touched.
const lock = JSON.parse(await readFile(path, 'utf8')) as Lock;
const missing = missingPlatformPackages(lock);
const sorted = Object.entries({ ...lock.packages, ...missing }).toSorted(([a], [b]) =>
  a < b ? -1 : a > b ? 1 : 0,
);
await writeFile(path, `${JSON.stringify({ ...lock, packages: Object.fromEntries(sorted) }, null, 2)}\n`);
console.log(`${Object.keys(missing).length} entries added to package-lock.json.`);
