/** What the caller's own check threw. It passes through unchanged: it is no answer of PostgreSQL. */
export class CallerError extends Error {
  constructor(cause: unknown) {
    super('the caller refused to commit', { cause });
    this.name = 'CallerError';
  }
}

export const callBeforeCommit = async (beforeCommit: () => Promise<void>): Promise<void> => {
  try {
    await beforeCommit();
  } catch (error) {
    throw new CallerError(error);
  }
};
