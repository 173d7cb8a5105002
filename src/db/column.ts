import { sql, type Param } from 'drizzle-orm';

/**
 * A whole column of values as one parameter, for `unnest`: thousands of rows in one statement that PostgreSQL plans
 * once. Written bare into `sql`, an array would become one parameter per value.
 */
export const column = <Value>(values: readonly Value[]): Param<readonly Value[], readonly Value[]> =>
  sql.param(values);
