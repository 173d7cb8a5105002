/** `npm run check`: types, lint, format, dead code, boundaries and unit tests. Seconds, no server needed. */
import { runChecks } from './run-checks.ts';

const { failed } = await runChecks();
if (failed > 0) process.exitCode = 1;
