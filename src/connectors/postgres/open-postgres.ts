import type { Connector } from '#engine/connector.ts';
import type { Log } from '#engine/ports.ts';
import { LockstepError } from '#domain/errors.ts';
import type { Catalog, Table } from './catalog.ts';
import { countRecords } from './count-records.ts';
import { describeSystem } from './describe-system.ts';
import { findTable } from './find-columns.ts';
import { loadCatalog } from './load-catalog.ts';
import { lookupRecords } from './lookup-records.ts';
import { readFingerprint } from './read-fingerprint.ts';
import { readRecords } from './read-records.ts';
import { removeRecords } from './remove-records.ts';
import { ask, BEGIN_READ, createSession, DEFAULT_TIMEOUTS, type Session, type Timeouts } from './session.ts';
import { translateError } from './translate-error.ts';
import { writeRecords } from './write-records.ts';

/** Partition roots and triggers are described as of this version; older ones are out of support. */
const OLDEST_SERVER = 130_000;

/** All a connector can do, `write`, `lookup` and `remove` included. */
export type PostgresConnector<Id extends string> = Required<Connector<Id>>;

export interface PostgresSettings {
  /** Connection string. Use `sslmode=verify-full` outside a machine of your own. */
  readonly url: string;
  readonly schema: string;
  readonly log: Log;
  /** Shown in pg_stat_activity. */
  readonly applicationName?: string | undefined;
  readonly timeouts?: Partial<Timeouts> | undefined;
}

const loadFresh = (session: Session, schema: string): Promise<Catalog> =>
  session.transaction(BEGIN_READ, async (client) => {
    const version = await ask(client, "SELECT current_setting('server_version_num')");
    if (Number(version.rows[0]?.[0]) < OLDEST_SERVER)
      throw new LockstepError('SYSTEM_REFUSED', {
        message: 'The PostgreSQL server is older than version 13.',
        hint: 'Move from a copy of the database on a newer server.',
      });
    return loadCatalog(client, schema);
  });

const translating = async <T>(doing: string, work: () => Promise<T>): Promise<T> => {
  try {
    return await work();
  } catch (error) {
    throw translateError(error, doing);
  }
};

/** An abort ends a read with the reason the caller gave, whatever broke off for it. */
async function* translatingEach<T>(
  doing: string,
  items: AsyncIterable<T>,
  signal: AbortSignal | undefined,
): AsyncGenerator<T> {
  try {
    yield* items;
  } catch (error) {
    signal?.throwIfAborted();
    throw translateError(error, doing);
  }
}

/**
 * Opens one schema of a PostgreSQL database as a system. Tables are record classes, columns are fields; an id is the key's
 * text. It needs session pooling: a pooler that hands out connections by transaction loses the pinned settings.
 *
 * @throws SYSTEM_UNREACHABLE no server there · SYSTEM_REFUSED credentials, privileges, too old · PLAN_MISMATCH no such schema
 */
export const openPostgres = async <Id extends string>(
  settings: PostgresSettings,
): Promise<PostgresConnector<Id>> => {
  const session = createSession({
    url: settings.url,
    applicationName: settings.applicationName ?? 'lockstep',
    timeouts: { ...DEFAULT_TIMEOUTS, ...settings.timeouts },
    log: settings.log,
  });
  const load = (): Promise<Catalog> => loadFresh(session, settings.schema);
  let catalog: Catalog;
  try {
    catalog = await load();
  } catch (error) {
    await session.close();
    throw translateError(error, 'opening the database');
  }
  /** A table made since the last look is found by looking again. */
  const tableOf = async (recordClass: string): Promise<Table> => {
    if (!catalog.tables.has(recordClass)) catalog = await load();
    return findTable(catalog, recordClass);
  };
  async function* read(
    ...[recordClass, query]: Parameters<Connector<Id>['read']>
  ): ReturnType<typeof readRecords<Id>> {
    yield* readRecords<Id>(session, await tableOf(recordClass), query);
  }
  let closing: Promise<void> | null = null;
  return {
    describe: () =>
      translating('describing the schema', async () => {
        catalog = await load();
        return describeSystem(catalog);
      }),
    count: (recordClass, range) =>
      translating(`counting ${recordClass}`, async () =>
        countRecords(session, await tableOf(recordClass), range),
      ),
    read: (recordClass, query) =>
      translatingEach(`reading ${recordClass}`, read(recordClass, query), query.signal),
    write: (recordClass, batch, options) =>
      translating(`writing ${recordClass}`, async () =>
        writeRecords(session, await tableOf(recordClass), { batch, ...options }),
      ),
    lookup: (recordClass, field, values) =>
      translating(`looking up ${recordClass}`, async () =>
        lookupRecords<Id>(session, await tableOf(recordClass), { field, values }),
      ),
    remove: (recordClass, ids, beforeCommit) =>
      translating(`removing ${recordClass}`, async () =>
        removeRecords(session, await tableOf(recordClass), { ids, beforeCommit }),
      ),
    fingerprint: () =>
      translating('asking which server this is', () => readFingerprint(session, settings.schema)),
    close: () => (closing ??= session.close()),
  };
};
