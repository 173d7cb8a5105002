import { createHash } from 'node:crypto';
import { ask, BEGIN_READ, type Session } from './session.ts';

/**
 * The server cluster's own identifier, which outlives restarts, upgrades of the address and failovers to a replica. Where a
 * host does not let us ask for it, address, port and the database's number stand in: then the same server under another
 * address counts as another one, which refuses too much rather than too little.
 */
const CLUSTER = `
  SELECT CASE WHEN has_function_privilege('pg_catalog.pg_control_system()', 'EXECUTE') THEN 'cluster' ELSE 'address' END`;
const BY_CLUSTER = `SELECT system_identifier::text, current_database() FROM pg_catalog.pg_control_system()`;
const BY_ADDRESS = `
  SELECT concat_ws(' ', host(inet_server_addr()), inet_server_port(), oid), current_database()
  FROM pg_catalog.pg_database WHERE datname = current_database()`;

/** Server, database and schema in one: 32 hexadecimal digits. Names are not told from it. */
export const readFingerprint = async (session: Session, schema: string): Promise<string> =>
  session.transaction(BEGIN_READ, async (client) => {
    const way = (await ask(client, CLUSTER)).rows[0]?.[0];
    const found = await ask(client, way === 'cluster' ? BY_CLUSTER : BY_ADDRESS);
    return createHash('sha256')
      .update(JSON.stringify(['postgres', way, ...(found.rows[0] ?? []), schema]))
      .digest('hex')
      .slice(0, 32);
  });
