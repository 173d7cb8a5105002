/**
 * `npm test`: everything `npm run check` does, then the tests with real servers, processes and a browser.
 * With CI=true a test that was skipped is a failure: a suite that cannot run proves nothing.
 */
import { runChecks, runTests } from './run-checks.ts';

const checks = await runChecks();
const system = await runTests('system', true);

const isCi = process.env['CI'] === 'true';
const skipped = checks.skipped + system.counts.skipped;
const passed = checks.passed + system.counts.passed;
const failed = checks.failed + system.counts.failed + (isCi ? skipped : 0);
if (isCi && skipped > 0) console.log(`\n${skipped} skipped, which counts as failed with CI=true.`);
console.log(`\n${passed} passed, ${failed} failed${skipped > 0 && !isCi ? `, ${skipped} skipped` : ''}`);
if (failed > 0) process.exitCode = 1;
