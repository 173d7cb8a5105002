import { customType, pgSchema } from 'drizzle-orm/pg-core';
import type { z } from 'zod';
import { readStored, storable } from '../stored.ts';

/** All our tables live here, so that a shared database stays tidy and one role can own them. */
export const lockstep = pgSchema('lockstep');

/** Text in byte order whatever the database's collation: record ids sort the same everywhere, and faster. */
export const keyText = customType<{ data: string; driverData: string }>({
  dataType: () => 'text collate "C"',
});

/** jsonb that is parsed on its way out: a stored value we cannot read stops us instead of misleading us. */
export const parsedJson = <Schema extends z.ZodType>(name: string, schema: Schema) =>
  customType<{ data: z.output<Schema>; driverData: unknown }>({
    dataType: () => 'jsonb',
    toDriver: (value) => JSON.stringify(storable(value)),
    fromDriver: (value) => readStored(name, schema, value),
  })(name);
