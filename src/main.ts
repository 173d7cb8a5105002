/** The program: reads the command line, does it, and ends with an exit code that says how it went. */
import type { ErrorKind } from '#domain/error-codes.ts';
import { LockstepError } from '#domain/errors.ts';
import { errorFacts } from '#launch/error-facts.ts';
import { guardFaults } from '#launch/fault-guard.ts';
import { parseCommandLine } from '#launch/parse-command-line.ts';
import { runCommand } from '#launch/run-command.ts';

const EXIT_CODES: Readonly<Record<ErrorKind, number>> = {
  input: 2,
  refused: 3,
  record: 1,
  transient: 1,
  external: 1,
  bug: 1,
};

/** Says what went wrong, for a person: what happened, which one, what now. Errors that are not ours may quote records. */
const explain = (error: unknown): string =>
  error instanceof LockstepError
    ? `${error.message}\n${error.hint}\n(${error.code}, see docs/errors.md)`
    : `Something in Lockstep itself went wrong. This is our fault.\n${JSON.stringify(errorFacts(error), null, 2)}`;

const fail = (error: unknown): void => {
  process.stderr.write(`${explain(error)}\n`);
  process.exitCode = error instanceof LockstepError ? EXIT_CODES[error.kind] : 1;
};

const faults = guardFaults((error) => {
  fail(error);
  process.exit(1);
});

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

try {
  process.exitCode = await runCommand(parseCommandLine(process.argv.slice(2)), { say, faults });
} catch (error) {
  fail(error);
}
// What a library left open (a socket, a timer) must not keep an ended program alive.
setTimeout(() => process.exit(), 2_000).unref();
