import pg from 'pg';
import type { ErrorCode } from '#domain/error-codes.ts';
import { LockstepError } from '#domain/errors.ts';
import { CallerError } from './call-before-commit.ts';

/**
 * What PostgreSQL's SQLSTATE codes mean to Lockstep. The longest prefix that fits decides.
 * 'RECORD' marks what one record's values bring about: a batch is searched for the record that does.
 * https://www.postgresql.org/docs/18/errcodes-appendix.html (looked up 2026-11)
 */
const MEANING: Readonly<Record<string, ErrorCode | 'RECORD'>> = {
  '08': 'SYSTEM_UNREACHABLE', // connection
  '0A': 'SYSTEM_REFUSED', // a feature this server or table does not have
  '0L': 'SYSTEM_REFUSED', // grantor
  '25': 'INVARIANT_BROKEN', // transaction state: ours to keep right, but for the two below
  '25006': 'SYSTEM_REFUSED', // a read-only server
  '25P03': 'SYSTEM_BUSY', // we waited too long inside a transaction
  '25P04': 'SYSTEM_BUSY',
  '26': 'INVARIANT_BROKEN',
  '28': 'SYSTEM_REFUSED', // credentials
  '34': 'INVARIANT_BROKEN',
  '3B': 'INVARIANT_BROKEN',
  '3D': 'SYSTEM_REFUSED', // no such database
  '3F': 'PLAN_MISMATCH', // no such schema
  '40': 'SYSTEM_BUSY', // deadlock, serialization
  '40002': 'RECORD', // an integrity constraint undid the transaction
  '42': 'INVARIANT_BROKEN', // syntax: our SQL is wrong
  '42501': 'SYSTEM_REFUSED', // privilege, or row security hides rows
  '42P01': 'PLAN_MISMATCH', // no such table: it went after it was described
  '42703': 'PLAN_MISMATCH', // no such column
  '42704': 'PLAN_MISMATCH', // no such type
  '428C9': 'PLAN_MISMATCH', // a generated column cannot be written
  '53': 'SYSTEM_BUSY', // memory, connections
  '53100': 'SYSTEM_REFUSED', // disk full: waiting does not help
  '54': 'RECORD', // a value too large for an index, for one
  '55': 'SYSTEM_BUSY', // object in use, lock not available
  '57': 'SYSTEM_UNREACHABLE', // shutdown, restart
  '57014': 'SYSTEM_BUSY', // cancelled, or the statement took too long
  '57P04': 'SYSTEM_REFUSED', // database dropped
  '58': 'SYSTEM_REFUSED', // input or output of the server
  F0: 'SYSTEM_REFUSED',
  XX: 'SYSTEM_REFUSED', // corruption, internal error
};

/** Node's codes for a certificate that cannot be trusted: trying again does not help. */
const TLS_CODES = /^(ERR_TLS_|CERT_|DEPTH_ZERO_SELF_SIGNED|SELF_SIGNED_|UNABLE_TO_)/;

const HINTS: Partial<Record<ErrorCode, string>> = {
  SYSTEM_UNREACHABLE:
    'It is tried again by itself. If it stays, check that the server runs and its address is right.',
  SYSTEM_BUSY:
    'It is tried again by itself. If it stays, look for long transactions and locks on that server.',
  SYSTEM_REFUSED: "Look up the SQLSTATE in PostgreSQL's manual, mend it on that server, then resume the run.",
  PLAN_MISMATCH: 'Compare the plan with the schema as it is now.',
  INVARIANT_BROKEN: 'This is a fault in Lockstep. Report it with the SQLSTATE.',
};

const meaningOf = (sqlState: string): ErrorCode | 'RECORD' =>
  // Classes not named, 22 and 23 and those a trigger makes up among them, come from what the record holds.
  MEANING[sqlState] ?? MEANING[sqlState.slice(0, 2)] ?? 'RECORD';

/** The five characters; '' where the error is no answer of a server. */
export const sqlStateOf = (error: unknown): string =>
  error instanceof pg.DatabaseError && /^[0-9A-Z]{5}$/.test(error.code ?? '') ? (error.code ?? '') : '';

/** Did the server answer? If not, what was asked may have happened or not. */
export const isAnswer = (error: unknown): boolean =>
  sqlStateOf(error) !== '' && meaningOf(sqlStateOf(error)) !== 'SYSTEM_UNREACHABLE';

/** Did the values of one record bring this about, so that the other records of the batch can still be written? */
export const isRecordFault = (error: unknown): error is pg.DatabaseError =>
  sqlStateOf(error) !== '' && meaningOf(sqlStateOf(error)) === 'RECORD';

const isOwn = (error: unknown): boolean =>
  error instanceof LockstepError ||
  error instanceof TypeError ||
  error instanceof RangeError ||
  error instanceof ReferenceError;

/**
 * Turns what `pg` throws into an error of ours; errors of ours pass. PostgreSQL's own message is not kept, because it
 * quotes values out of records.
 * @param doing what was being done, for the message: 'reading leads'
 */
export const translateError = (error: unknown, doing: string): unknown => {
  if (error instanceof CallerError) return error.cause;
  if (isOwn(error)) return error;
  if (error instanceof Error && error.name === 'AbortError') return error;
  const sqlState = sqlStateOf(error);
  if (sqlState === '') {
    const nodeCode = error instanceof Error && 'code' in error ? String(error.code) : 'connection lost';
    const code = TLS_CODES.test(nodeCode) ? 'SYSTEM_REFUSED' : 'SYSTEM_UNREACHABLE';
    const what = code === 'SYSTEM_REFUSED' ? 'Its certificate is not trusted' : 'PostgreSQL did not answer';
    return new LockstepError(code, {
      message: `${what} while ${doing} (${nodeCode}).`,
      hint: HINTS[code] ?? '',
    });
  }
  const meaning = meaningOf(sqlState);
  const code = meaning === 'RECORD' ? 'SYSTEM_REFUSED' : meaning;
  return new LockstepError(code, {
    message: `PostgreSQL refused or broke off while ${doing} (SQLSTATE ${sqlState}).`,
    hint: HINTS[code] ?? '',
    details: { sqlState },
  });
};
