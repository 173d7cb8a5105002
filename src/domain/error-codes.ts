/**
 * Six kinds, one reaction each:
 * input     the person typed or configured something wrong: told what, where, and an example
 * refused   a rule said no: told the rule and who can change it
 * record    this one record cannot be moved: quarantined, the run goes on
 * transient rate limit, timeout, restart: retried with back-off, told only when attempts run out
 * external  the other side refused for good (credentials, permission, quota): the run pauses, told which system
 * bug       our promise is broken: the run stops, told it is our fault, with an id to report
 */
export type ErrorKind = 'input' | 'refused' | 'record' | 'transient' | 'external' | 'bug';

/** Every code there is. `docs/errors.md` has an entry for each; a test compares the two. */
export const ERROR_CODES = {
  // settings
  CONFIG_INVALID: 'input',
  // plans
  PLAN_INVALID: 'input',
  PLAN_UNKNOWN: 'input',
  PLAN_MISMATCH: 'input',
  // commands
  COMMAND_UNKNOWN: 'input',
  ARGUMENT_INVALID: 'input',
  DIALOG_EXPIRED: 'input',
  NOT_ALLOWED: 'refused',
  RUN_ALREADY_OPEN: 'refused',
  RUN_NOT_OPEN: 'refused',
  RUN_UNKNOWN: 'input',
  NOTHING_TO_DO: 'refused',
  ALREADY_DECIDED: 'refused',
  // engine
  CHUNK_FENCED: 'transient',
  CHUNK_STOPPED: 'transient',
  CHUNK_ABANDONED: 'external',
  CAPABILITY_MISSING: 'refused',
  SAMPLE_ELSEWHERE: 'refused',
  INVARIANT_BROKEN: 'bug',
  RECORD_ID_UNUSABLE: 'input',
  // systems
  BUNDLE_UNREADABLE: 'input',
  BUNDLE_UNSAFE: 'refused',
  SYSTEM_UNREACHABLE: 'transient',
  SYSTEM_BUSY: 'transient',
  SYSTEM_REFUSED: 'external',
  // our own servers
  STATE_TAKEN: 'refused',
  STATE_UNUSABLE: 'external',
  PORT_TAKEN: 'refused',
  EMBEDDED_POSTGRES_FAILED: 'external',
  DATABASE_UNREACHABLE: 'transient',
  DATABASE_BUSY: 'transient',
  DATABASE_UNSUITABLE: 'external',
  QUEUE_UNREACHABLE: 'transient',
  QUEUE_UNSUITABLE: 'external',
  SLACK_UNREACHABLE: 'transient',
  SLACK_BUSY: 'transient',
  SLACK_REFUSED: 'external',
  // practice workspace
  PRACTICE_REFUSED: 'input',
  PRACTICE_TIMED_OUT: 'transient',
} as const satisfies Record<string, ErrorKind>;

export type ErrorCode = keyof typeof ERROR_CODES;
