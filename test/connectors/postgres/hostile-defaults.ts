import pg from 'pg';

/** Defaults of a database that would change what comes out and what is kept, if the connector relied on them. */
const HOSTILE_DEFAULTS = [
  "timezone = 'Asia/Kolkata'",
  "datestyle = 'German, DMY'",
  "intervalstyle = 'sql_standard'",
  'extra_float_digits = -15',
  "bytea_output = 'escape'",
  'standard_conforming_strings = off',
  "default_transaction_isolation = 'serializable'",
  'default_transaction_read_only = on',
  'synchronous_commit = off',
];

/** Every session that opens from now on begins with them. */
export const spoilDefaults = async (admin: pg.Client): Promise<void> => {
  const { rows } = await admin.query<{ name: string }>('SELECT current_database() AS name');
  for (const setting of HOSTILE_DEFAULTS)
    await admin.query(`ALTER DATABASE ${pg.escapeIdentifier(rows[0]?.name ?? '')} SET ${setting}`);
};
