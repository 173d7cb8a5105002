import { LockstepError } from '#domain/errors.ts';

/** What may be written down about an error. Messages of other people's errors can hold values out of records. */
export interface LoggedError {
  readonly type: string;
  readonly code?: string;
  readonly message?: string;
  readonly details?: LockstepError['details'];
  readonly frames: readonly string[];
  readonly cause?: LoggedError;
}

/** Errors of the language and the system speak of names and paths, not of values. */
const SPEAKS_OF_NAMES = new Set(['TypeError', 'ReferenceError', 'AssertionError']);

const isSystemError = (error: Error): boolean => 'syscall' in error && 'errno' in error;

const codeOf = (error: Error): string | undefined =>
  'code' in error && typeof error.code === 'string' && /^[A-Z0-9_]{2,40}$/.test(error.code)
    ? error.code
    : undefined;

const mayBeQuoted = (error: Error): boolean =>
  error instanceof LockstepError || SPEAKS_OF_NAMES.has(error.name) || isSystemError(error);

/**
 * An error as it may be logged: our own words in full, of others only type, code and where it happened, because
 * PostgreSQL, parsers and HTTP clients quote what they could not digest.
 */
export const errorFacts = (error: unknown, depth = 0): LoggedError => {
  if (!(error instanceof Error)) return { type: typeof error, frames: [] };
  const code = codeOf(error);
  return {
    type: error.name,
    ...(code === undefined ? {} : { code }),
    ...(mayBeQuoted(error) ? { message: error.message } : {}),
    ...(error instanceof LockstepError ? { details: error.details } : {}),
    frames: (error.stack ?? '')
      .split('\n')
      .filter((line) => line.startsWith('    at '))
      .slice(0, 12)
      .map((line) => line.trim()),
    ...(error.cause === undefined || depth >= 4 ? {} : { cause: errorFacts(error.cause, depth + 1) }),
  };
};
