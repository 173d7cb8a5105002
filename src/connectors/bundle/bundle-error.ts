import { LockstepError, type ErrorFacts } from '#domain/errors.ts';

/** The bundle cannot be read as it stands: a damaged file, a wrong setting. Names places, never cell contents. */
export const unreadable = (message: string, hint: string, more?: Omit<ErrorFacts, 'message' | 'hint'>) =>
  new LockstepError('BUNDLE_UNREADABLE', { message, hint, ...more });

/** The bundle could do harm if it were read: paths that escape, bombs, links. Names the entry. */
export const unsafe = (message: string, hint?: string) =>
  new LockstepError('BUNDLE_UNSAFE', {
    message,
    hint: hint ?? 'Ask whoever made the bundle for a new export, or take this entry out of it.',
  });

/** The plan names something that the bundle does not have. */
export const mismatch = (message: string, hint: string) =>
  new LockstepError('PLAN_MISMATCH', { message, hint });
