import { LockstepError } from '#domain/errors.ts';

export const queueUnreachable = (what: string, cause?: unknown): LockstepError =>
  new LockstepError('QUEUE_UNREACHABLE', {
    message: `The job queue ${what}.`,
    hint: 'Nothing is lost: work waits in the database and goes on by itself. Check that Redis (or PostgreSQL, where no Redis is given) runs.',
    ...(cause === undefined ? {} : { details: { reason: reasonOf(cause) } }),
  });

export const queueUnsuitable = (message: string, hint: string): LockstepError =>
  new LockstepError('QUEUE_UNSUITABLE', { message, hint });

/** A short name for what a queue's driver fails with. Its own message may hold what must not be logged. */
export const reasonOf = (error: unknown): string => {
  if (error instanceof LockstepError) return error.code;
  if (error instanceof AggregateError && error.errors.length > 0) return reasonOf(error.errors[0]);
  if (!(error instanceof Error)) return 'unknown';
  const code: unknown = Reflect.get(error, 'code');
  return typeof code === 'string' ? code : error.name;
};

/** Where an error came from, without its text. */
export const placeOf = (error: unknown): string =>
  (error instanceof Error ? (error.stack ?? '') : '')
    .split('\n')
    .filter((line) => line.startsWith('    at '))
    .slice(0, 8)
    .join('\n');

/** Signs that the server refuses us for good, by SQLSTATE or by the first word of Redis's answer. */
const REFUSALS = /^(?:28|3D|3F|42501|0A000)|^(?:NOAUTH|WRONGPASS|NOPERM)/u;

/** What opening a queue failed with, as one of our errors. */
export const openingError = (error: unknown): LockstepError => {
  if (error instanceof LockstepError) return error;
  const word = error instanceof Error ? (error.message.split(' ')[0] ?? '') : '';
  if (REFUSALS.test(reasonOf(error)) || REFUSALS.test(word)) {
    return queueUnsuitable(
      'The server of the job queue refuses Lockstep.',
      'Check user, password and privileges in REDIS_URL, or in DATABASE_URL where no Redis is given.',
    );
  }
  return queueUnreachable('cannot be reached', error);
};
