import { sql } from 'drizzle-orm';
import type {
  ButtonRepository,
  DeliveryRepository,
  MessageRepository,
  OutboxQueue,
  UnfinishedWork,
} from '#engine/delivery-ports.ts';
import type { Log, Repositories, Store } from '#engine/ports.ts';
import { createAuditRepository } from './audit-repository.ts';
import { checkClaim, createChunkRepository } from './chunk-repository.ts';
import { createPool } from './connect.ts';
import { createCrossReferenceRepository } from './cross-reference-repository.ts';
import { createFindingsRepository } from './findings-repository.ts';
import { createLedgerRepository } from './ledger-repository.ts';
import { createOutboxBell } from './listen.ts';
import { createOutboxQueue } from './outbox-queue.ts';
import { createOutboxRepository } from './outbox-repository.ts';
import { createPlanRepository } from './plan-repository.ts';
import { createQuarantineRepository } from './quarantine-repository.ts';
import { createRunRepository } from './run-repository.ts';
import { checkSchema } from './schema-version.ts';
import { inTransaction, poolSession, type Session, type StoreFaults } from './session.ts';
import {
  createButtonRepository,
  createDeliveryRepository,
  createMessageRepository,
} from './slack-repositories.ts';
import { tidy } from './tidy.ts';
import { translated } from './translated.ts';
import { createUnfinishedWork } from './unfinished-work.ts';
import { readAuditHead, verifyAudit, type AuditHead, type AuditVerdict } from './verify-audit.ts';

export interface OpenStore {
  readonly store: Store;
  readonly outbox: OutboxQueue;
  readonly work: UnfinishedWork;
  readonly messages: MessageRepository;
  readonly deliveries: DeliveryRepository;
  readonly buttons: ButtonRepository;
  /** This machine's clock minus the database's, in ms, as exact as half a round trip. */
  readonly clockOffsetMs: () => Promise<number>;
  /** Calls `wake` soon after something of this kind has become due. A hint: look from time to time as well. */
  readonly onDue: (kind: 'job' | 'announcement', wake: () => void) => () => void;
  /** Removes delivered outbox rows and old deliveries. Call it every few minutes. */
  readonly tidy: () => Promise<void>;
  readonly auditHead: () => Promise<AuditHead>;
  readonly verifyAudit: (kept?: AuditHead) => Promise<AuditVerdict>;
  readonly close: () => Promise<void>;
}

const repositories = (session: Session): Repositories => ({
  plans: translated(createPlanRepository(session)),
  runs: translated(createRunRepository(session)),
  chunks: translated(createChunkRepository(session)),
  ledger: translated(createLedgerRepository(session)),
  crossReferences: translated(createCrossReferenceRepository(session)),
  quarantine: translated(createQuarantineRepository(session)),
  findings: translated(createFindingsRepository(session)),
  outbox: translated(createOutboxRepository(session)),
  audit: translated(createAuditRepository(session)),
});

const clockOffsetMs = async ({ db }: Session): Promise<number> => {
  const before = Date.now();
  const { rows } = await db.execute<{ ms: number }>(
    sql`select (extract(epoch from clock_timestamp()) * 1000)::float8 as ms`,
  );
  return (before + Date.now()) / 2 - (rows[0]?.ms ?? Number.NaN);
};

/**
 * Opens our own database. Its tables must be there (migrate-schema.ts).
 * @throws DATABASE_UNREACHABLE, DATABASE_UNSUITABLE within a few seconds
 */
export const openStore = async (settings: {
  readonly url: string;
  readonly log: Log;
  readonly faults?: StoreFaults;
  /** Connections at most, beside one that listens. */
  readonly connectionsMax?: number;
  /** Longest a statement may take; 5 s more if the server does not even say so. 30 s if not given. */
  readonly statementMs?: number;
}): Promise<OpenStore> => {
  const { url, log, faults, connectionsMax = 10, statementMs } = settings;
  const pool = createPool({ url, log, connectionsMax, statementMs });
  const session = poolSession(pool, faults);
  try {
    await translated({ checkSchema }).checkSchema(session);
  } catch (error) {
    await pool.end();
    throw error;
  }
  const bell = createOutboxBell({ url, log });
  const claims = translated({ check: checkClaim });
  const transactions: Pick<Store, 'transaction' | 'fenced' | 'assertHeld'> = {
    transaction: <T>(work: (tx: Repositories) => Promise<T>): Promise<T> =>
      inTransaction(pool, (inside) => work(repositories(inside)), faults),
    fenced: <T>(claim: Parameters<Store['fenced']>[0], work: (tx: Repositories) => Promise<T>): Promise<T> =>
      inTransaction(
        pool,
        async (inside) => {
          await claims.check(inside, claim, true);
          return work(repositories(inside));
        },
        faults,
      ),
    assertHeld: (claim) => claims.check(session, claim, false),
  };
  return {
    store: { ...repositories(session), ...transactions },
    outbox: translated(createOutboxQueue(session)),
    work: translated(createUnfinishedWork(session)),
    messages: translated(createMessageRepository(session)),
    deliveries: translated(createDeliveryRepository(session)),
    buttons: translated(createButtonRepository(session)),
    onDue: (kind, wake) => bell.onDue(kind, wake),
    ...translated({
      clockOffsetMs: () => clockOffsetMs(session),
      tidy: () => tidy(session),
      auditHead: () => readAuditHead(session),
      verifyAudit: (kept?: AuditHead) => verifyAudit(session, kept),
      close: async () => {
        await bell.close();
        await pool.end();
      },
    }),
  };
};
