import type { z } from 'zod';
import { LockstepError } from '#domain/errors.ts';

/** PostgreSQL stores neither NUL nor half a surrogate pair; such characters become U+FFFD. */
export const storableText = (text: string): string => text.toWellFormed().replaceAll('\0', '\uFFFD');

/** The same for every text inside a JSON value. */
export const storable = (value: unknown): unknown => {
  if (typeof value === 'string') return storableText(value);
  if (Array.isArray(value)) return value.map(storable);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [storableText(key), storable(part)]));
};

/** Text of a JSON value that PostgreSQL will take. */
export const storableJson = (value: unknown): string => JSON.stringify(storable(value));

/** What was stored, parsed. @throws INVARIANT_BROKEN when it is not what we once wrote */
export const readStored = <Schema extends z.ZodType>(
  name: string,
  schema: Schema,
  value: unknown,
): z.output<Schema> => {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const paths = parsed.error.issues.map((issue) => issue.path.join('.')).slice(0, 5);
  throw new LockstepError('INVARIANT_BROKEN', {
    message: `Lockstep cannot read "${name}" from its own database: ${paths.join(', ') || 'wrong shape'}.`,
    hint: 'Was the row edited by hand, or written by a newer Lockstep? Run the version that wrote it.',
  });
};
