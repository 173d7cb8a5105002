import pg from 'pg';
import type { Finding } from './finding.ts';

const OLDEST = 150_000;
const OFFSET_MAX_MS = 2_000;
/** Lockstep's own pools, the queue's, and one for each system of a plan. */
const CONNECTIONS_MIN = 40;

const ok = (what: string): Finding => ({ area: 'Database', state: 'ok', what });
const wrong = (what: string, advice: string): Finding => ({ area: 'Database', state: 'wrong', what, advice });

interface Facts {
  readonly version: string;
  readonly number: number;
  readonly user: string;
  readonly database: string;
  readonly mayCreate: boolean;
  readonly ownsTables: boolean | null;
  readonly encoding: string;
  readonly connections: number;
  readonly readOnly: boolean;
  readonly fsync: string;
}

const FACTS = `
  select current_setting('server_version') as version,
         current_setting('server_version_num')::int as number,
         current_user::text as "user",
         current_database()::text as database,
         has_database_privilege(current_database(), 'CREATE') as "mayCreate",
         (select pg_has_role(current_user, nspowner, 'USAGE') from pg_namespace where nspname = 'lockstep') as "ownsTables",
         pg_encoding_to_char((select encoding from pg_database where datname = current_database()))::text as encoding,
         current_setting('max_connections')::int as connections,
         (pg_is_in_recovery() or current_setting('default_transaction_read_only')::bool) as "readOnly",
         current_setting('fsync') as fsync`;

const findingsOf = (facts: Facts): Finding[] => [
  facts.number >= OLDEST
    ? ok(`PostgreSQL ${facts.version}`)
    : wrong(`PostgreSQL ${facts.version} is too old.`, 'Move to version 15 or newer.'),
  facts.mayCreate || facts.ownsTables === true
    ? ok(`${facts.user} may create Lockstep's tables in ${facts.database}`)
    : wrong(
        `${facts.user} may not create Lockstep's tables in ${facts.database}.`,
        `As its owner: grant create on database ${facts.database} to ${facts.user};`,
      ),
  ...(facts.readOnly
    ? [wrong('The server takes no writes (a standby, or read-only).', 'Point DATABASE_URL at the primary.')]
    : []),
  ...(facts.encoding === 'UTF8'
    ? []
    : [wrong(`The database's encoding is ${facts.encoding}.`, 'Create the database with encoding UTF8.')]),
  ...(facts.connections < CONNECTIONS_MIN
    ? [
        wrong(
          `The server allows ${facts.connections} connections; Lockstep may use ${CONNECTIONS_MIN}.`,
          'Raise max_connections.',
        ),
      ]
    : []),
  ...(facts.fsync === 'on'
    ? []
    : [wrong('fsync is off: a power failure can lose what was decided.', 'Set fsync = on.')]),
];

const clockFinding = async (client: pg.Client): Promise<Finding> => {
  let offset = Number.POSITIVE_INFINITY;
  for (let tries = 0; tries < 3; tries += 1) {
    const before = Date.now();
    const { rows } = await client.query<{ ms: number }>(
      'select extract(epoch from clock_timestamp())::float8 * 1000 as ms',
    );
    const measured = (before + Date.now()) / 2 - (rows[0]?.ms ?? Number.NaN);
    if (Math.abs(measured) < Math.abs(offset)) offset = measured;
  }
  return Math.abs(offset) <= OFFSET_MAX_MS
    ? ok(`clocks agree to ${Math.max(1, Math.round(Math.abs(offset)))} ms`)
    : wrong(
        `This machine's clock is ${(Math.abs(offset) / 1000).toFixed(1)} s ${offset > 0 ? 'ahead of' : 'behind'} the database's.`,
        'Let both machines take their time from a time server (NTP).',
      );
};

/** Why a connection failed, in words without the connection string. */
const unreachable = (error: unknown): Finding => {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === '28P01' || code === '28000')
    return wrong(
      `The server refuses these credentials (${code}).`,
      'Check user and password in DATABASE_URL.',
    );
  if (code === '3D000')
    return wrong('The database named in DATABASE_URL does not exist.', 'Create it, or correct its name.');
  return wrong(
    `The server cannot be reached${code === '' ? '' : ` (${code})`}.`,
    'Check host and port in DATABASE_URL, and that the server runs.',
  );
};

/** Version, rights, encoding, room and clock of the database server. */
export const checkDatabase = async (url: string): Promise<Finding[]> => {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: 5_000,
    query_timeout: 10_000,
    application_name: 'lockstep doctor',
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<Facts>(FACTS);
    return [...rows.flatMap(findingsOf), await clockFinding(client)];
  } catch (error) {
    return [unreachable(error)];
  } finally {
    await client.end().catch(() => undefined);
  }
};
