import { LockstepError, type ErrorFacts } from '#domain/errors.ts';
import type { ErrorCode } from '#domain/error-codes.ts';

/**
 * What PostgreSQL and its driver say, in our words: the one place that reads an SQLSTATE. Their own messages quote
 * values of records, so nothing of them is kept but code, table and constraint.
 */
interface Reaction {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint: string;
}

const UNREACHABLE: Reaction = {
  code: 'DATABASE_UNREACHABLE',
  message: "Lockstep's own database cannot be reached.",
  hint: 'Work goes on by itself once it is back. Check that PostgreSQL runs and that DATABASE_URL points at it.',
};
const BUSY: Reaction = {
  code: 'DATABASE_BUSY',
  message: "Lockstep's own database did not answer in time.",
  hint: 'It is tried again. If it stays so, look for long transactions, a full disk or too few connections.',
};
const UNSUITABLE: Reaction = {
  code: 'DATABASE_UNSUITABLE',
  message: "Lockstep's own database refuses what Lockstep needs.",
  hint: 'Check user, password, privileges and that `lockstep` tables are of this version; then start again.',
};
const BROKEN: Reaction = {
  code: 'INVARIANT_BROKEN',
  message: "Lockstep's own database refused a write that should have been fine.",
  hint: 'This is our fault; nothing was written. Please report it with the code in the details.',
};

/** By whole SQLSTATE first, then by its class (two characters), then by the driver's code. */
const REACTIONS: Readonly<Record<string, Reaction>> = {
  '40001': BUSY, // serialization failure
  '40P01': BUSY, // deadlock
  '55P03': BUSY, // lock timeout
  '57014': BUSY, // statement timeout
  '25P03': BUSY, // idle in transaction
  '25006': UNREACHABLE, // read-only: a standby, or a failover under way
  '57P01': UNREACHABLE, // shut down
  '57P02': UNREACHABLE,
  '57P03': UNREACHABLE, // starting up
  '08': UNREACHABLE,
  '53': BUSY, // out of disk, memory, connections
  '58': UNREACHABLE, // I/O error
  '28': UNSUITABLE, // who are you
  '3D': UNSUITABLE, // no such database
  '3F': UNSUITABLE, // no such schema
  '42501': UNSUITABLE, // not allowed
  '42P01': UNSUITABLE, // no such table
  '42703': UNSUITABLE, // no such column
  ECONNREFUSED: UNREACHABLE,
  ECONNRESET: UNREACHABLE,
  EPIPE: UNREACHABLE,
  ENOTFOUND: UNREACHABLE,
  EAI_AGAIN: UNREACHABLE,
  ETIMEDOUT: UNREACHABLE,
  EHOSTUNREACH: UNREACHABLE,
  ENETUNREACH: UNREACHABLE,
};

/** The driver gives these no code, only a text. */
const DRIVER_TEXTS: readonly [RegExp, Reaction][] = [
  [/^Query read timeout/u, BUSY],
  [/timeout exceeded when trying to connect/u, BUSY],
  [/^Connection terminated|^Client has encountered a connection error|not queryable/u, UNREACHABLE],
  [/^Cannot use a pool after calling end/u, UNREACHABLE],
  [/^The server does not support SSL|certificate|password must be a string/u, UNSUITABLE],
];

interface DriverError {
  readonly code: string;
  readonly message: string;
  readonly table: string;
  readonly constraint: string;
}

const textOf = (value: object, key: string): string => {
  const found: unknown = Reflect.get(value, key);
  return typeof found === 'string' ? found : '';
};

/** The driver's error under the wrappers that drizzle and AggregateError put around it. */
const driverError = (error: unknown): DriverError => {
  let current: unknown = error;
  for (let depth = 0; depth < 5 && current instanceof Error; depth += 1) {
    const inner: unknown = current instanceof AggregateError ? current.errors[0] : current.cause;
    if (textOf(current, 'code') !== '' || !(inner instanceof Error)) break;
    current = inner;
  }
  if (!(current instanceof Error)) return { code: '', message: '', table: '', constraint: '' };
  return {
    code: textOf(current, 'code'),
    message: current.message,
    table: textOf(current, 'table'),
    constraint: textOf(current, 'constraint'),
  };
};

const reactionTo = (error: DriverError): Reaction =>
  REACTIONS[error.code] ??
  REACTIONS[error.code.slice(0, 2)] ??
  DRIVER_TEXTS.find(([pattern]) => pattern.test(error.message))?.[1] ??
  BROKEN;

/** Constraint that a failed write ran into; empty if it was none. */
export const brokenConstraint = (error: unknown): string => driverError(error).constraint;

/** Any error, as one of ours. One that is ours already stays as it is. */
export const translateError = (error: unknown): LockstepError => {
  if (error instanceof LockstepError) return error;
  const driver = driverError(error);
  const reaction = reactionTo(driver);
  const details: Record<string, string> = {};
  if (driver.code) details['sqlstate'] = driver.code;
  if (driver.table) details['table'] = driver.table;
  if (driver.constraint) details['constraint'] = driver.constraint;
  // A stack says where, and holds no values as long as the message is left out.
  const where =
    error instanceof Error ? (error.stack ?? '').split('\n    at ').slice(1, 12).join('\n    at ') : '';
  const cause = new Error(driver.code || 'database driver');
  cause.stack = `${cause.message}\n    at ${where}`;
  const facts: ErrorFacts = { message: reaction.message, hint: reaction.hint, details, cause };
  return new LockstepError(reaction.code, facts);
};
