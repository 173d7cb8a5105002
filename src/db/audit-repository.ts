import { sql } from 'drizzle-orm';
import { LockstepError } from '#domain/errors.ts';
import type { AuditRepository } from '#engine/ports.ts';
import { chainHash } from './audit-chain.ts';
import { auditEntries, auditHead } from './schema/audit.ts';
import type { Session } from './session.ts';
import { readStored, storable } from './stored.ts';
import { actorShape, auditDetailsShape } from './stored-shapes.ts';

type Entry = Parameters<AuditRepository['append']>[0];

/** The head is held from here to the commit, so this comes last in its transaction (Session.finally). */
const append = async ({ db }: Session, entry: Entry): Promise<void> => {
  const { rows } = await db.execute<{ sequence: string; hash: string; at: string }>(sql`
    select sequence, hash, date_trunc('milliseconds', clock_timestamp()) as at
    from lockstep.audit_head for update`);
  const [head] = rows;
  if (!head) {
    throw new LockstepError('DATABASE_UNSUITABLE', {
      message: 'The audit log has no head.',
      hint: 'Somebody emptied `lockstep.audit_head`. Restore the database from a backup.',
    });
  }
  const next = {
    sequence: Number(head.sequence) + 1,
    at: new Date(head.at),
    // As it will be read back: hashed is what is stored.
    actor: readStored('actor', actorShape, storable(entry.actor)),
    action: entry.action,
    planId: entry.planId ?? null,
    runId: entry.runId ?? null,
    details: readStored('audit details', auditDetailsShape, storable(entry.details)),
    previousHash: head.hash,
  };
  const hash = chainHash(next);
  await db.insert(auditEntries).values({ ...next, hash });
  await db.update(auditHead).set({ sequence: next.sequence, hash });
};

export const createAuditRepository = (session: Session): AuditRepository => ({
  append: (entry) =>
    session.finally({ rank: 'audit', key: entry.action, write: (last) => append(last, entry) }),
});
