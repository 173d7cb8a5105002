import type { LockstepError } from '#domain/errors.ts';

/** The promise's outcome, or this error after so many ms. What was begun may still happen: its outcome is unknown. */
export const within = async <T>(ms: number, promise: Promise<T>, late: () => LockstepError): Promise<T> => {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(late()), ms);
  });
  // Should it fail after the deadline, nobody is listening any more.
  promise.catch(() => undefined);
  try {
    return await Promise.race([promise, deadline]);
  } finally {
    clearTimeout(timer);
  }
};
