import { asc, gt } from 'drizzle-orm';
import { CHAIN_START, chainHash } from './audit-chain.ts';
import { auditEntries, auditHead } from './schema/audit.ts';
import type { Session } from './session.ts';

/** The end of the chain, to be kept where nobody who can write to the database can write. */
export interface AuditHead {
  readonly count: number;
  readonly hash: string;
}

export type AuditVerdict =
  | { readonly sound: true; readonly head: AuditHead }
  | { readonly sound: false; readonly firstBad: number; readonly sentence: string };

const PAGE_ENTRIES = 1_000;

export const readAuditHead = async ({ db }: Session): Promise<AuditHead> => {
  const [head] = await db.select().from(auditHead);
  return head ? { count: head.sequence, hash: head.hash } : { count: 0, hash: CHAIN_START };
};

async function* entries({ db }: Session): AsyncGenerator<typeof auditEntries.$inferSelect> {
  let last = Number.MIN_SAFE_INTEGER;
  for (;;) {
    const rows = await db
      .select()
      .from(auditEntries)
      .where(gt(auditEntries.sequence, last))
      .orderBy(asc(auditEntries.sequence))
      .limit(PAGE_ENTRIES);
    for (const row of rows) {
      last = row.sequence;
      yield row;
    }
    if (rows.length < PAGE_ENTRIES) return;
  }
}

const bad = (firstBad: number, sentence: string): AuditVerdict => ({ sound: false, firstBad, sentence });

/**
 * Reads the whole audit log and checks every link.
 *
 * A chain that was rewritten from some entry on is sound in itself: only a head kept elsewhere shows it.
 * @param kept a head noted earlier, outside the database
 * @returns the first entry that was edited, removed, inserted or moved; and for a shortened log the first one missing
 */
export const verifyAudit = async (session: Session, kept?: AuditHead): Promise<AuditVerdict> => {
  let end: AuditHead = { count: 0, hash: CHAIN_START };
  // First, so that entries added while we read are no reason to doubt.
  const head = await readAuditHead(session);
  for await (const { hash, ...entry } of entries(session)) {
    const expected = end.count + 1;
    if (entry.sequence !== expected) {
      return bad(
        Math.min(expected, entry.sequence),
        `Entry ${expected} is missing, or one was put in before the first.`,
      );
    }
    if (entry.previousHash !== end.hash)
      return bad(expected, `Entry ${expected} does not follow the one before it.`);
    if (chainHash(entry) !== hash)
      return bad(expected, `Entry ${expected} was changed after it was written.`);
    end = { count: expected, hash };
    if (kept?.count === expected && kept.hash !== hash) {
      return bad(expected, `The log was rewritten: entry ${expected} is not the one whose hash was kept.`);
    }
    if (head.count === expected && head.hash !== hash) {
      return bad(expected, `Entry ${expected} is not the one that was last noted as the end of the log.`);
    }
  }
  const least = Math.max(head.count, kept?.count ?? 0);
  if (end.count < least)
    return bad(end.count + 1, `The log was cut: entries ${end.count + 1} to ${least} are missing.`);
  return { sound: true, head: end };
};
