import { readFile } from 'node:fs/promises';
import { CHARLOTTE_PLAN_FOLDER, type CharlotteVariant, isDestinationVariant } from './charlotte-variants.ts';

/** Runs SQL in the destination's database. Several statements in one text are one transaction. */
export type RunSql = (sql: string) => Promise<void>;

/** The schema that `plans/charlotte/plan.yml` names. */
export const CHARLOTTE_SCHEMA = 'resimpli';

const readSql = (name: string): Promise<string> => readFile(new URL(name, CHARLOTTE_PLAN_FOLDER), 'utf8');

/** One statement, so that it happens whole or not at all, and leaves no setting behind on a shared connection. */
const within = (schema: string, body: string): string => {
  if (!/^[a-z_][a-z0-9_]{0,62}$/u.test(schema)) {
    throw new RangeError('A schema name has lower-case letters, digits and underscores only.');
  }
  return `do $within$ begin
perform set_config('search_path', '${schema}', true);
${body}
end $within$;`;
};

/** The store with its tables, if it is not there yet. */
export const installCharlotteDestination = async (
  runSql: RunSql,
  schema = CHARLOTTE_SCHEMA,
): Promise<void> => {
  const tables = await readSql('destination.sql');
  await runSql(
    within(
      schema,
      `perform pg_advisory_xact_lock(hashtextextended('lockstep.charlotte', 0));
if to_regclass('${schema}.companies') is null then
create schema if not exists ${schema};
${tables}
end if;`,
    ),
  );
};

/** Takes out every lie, then puts in the variant's, so that the store lies in exactly this way, or not at all. */
export const setCharlotteLies = async (
  runSql: RunSql,
  variant: CharlotteVariant,
  schema = CHARLOTTE_SCHEMA,
): Promise<void> => {
  const lies = isDestinationVariant(variant) ? await readSql(`variants/${variant}.sql`) : '';
  await runSql(
    within(
      schema,
      `declare lie regprocedure;
begin
for lie in select oid::regprocedure from pg_proc
  where pronamespace = '${schema}'::regnamespace and proname like 'lie\\_about\\_%'
loop execute format('drop function %s cascade', lie); end loop;
end;
${lies}`,
    ),
  );
};
