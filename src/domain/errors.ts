import { ERROR_CODES, type ErrorCode, type ErrorKind } from './error-codes.ts';

export interface ErrorFacts {
  /** What happened, and which one. Never a value out of a record, never a secret. */
  readonly message: string;
  /** What the reader can do now. */
  readonly hint: string;
  /** Ids and counts that help to find the place. Never values out of records. */
  readonly details?: Readonly<Record<string, string | number>>;
  /** Only for transient errors: when a retry makes sense. */
  readonly retryAfterMs?: number;
  readonly cause?: unknown;
}

/**
 * Every error Lockstep raises on purpose. The code decides the kind, the kind decides the reaction (jobs retry or stop,
 * Slack tells or stays silent, the logger picks a level). Nothing ever decides by message text.
 */
export class LockstepError extends Error {
  readonly code: ErrorCode;
  readonly kind: ErrorKind;
  readonly hint: string;
  readonly details: Readonly<Record<string, string | number>>;
  readonly retryAfterMs: number | undefined;

  constructor(code: ErrorCode, facts: ErrorFacts) {
    super(facts.message, { cause: facts.cause });
    this.name = 'LockstepError';
    this.code = code;
    this.kind = ERROR_CODES[code];
    this.hint = facts.hint;
    this.details = facts.details ?? {};
    this.retryAfterMs = facts.retryAfterMs;
  }
}

/** What is thrown and not ours is a bug until an adapter has translated it. */
export const kindOf = (error: unknown): ErrorKind => (error instanceof LockstepError ? error.kind : 'bug');

/** Is it this error? */
export const isLockstepError = (error: unknown, code: ErrorCode): error is LockstepError =>
  error instanceof LockstepError && error.code === code;
