import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { WriteBatch, WriteMode, WriteOutcome } from '#engine/connector.ts';
import { destinationId, type DestinationId } from '#domain/ids.ts';
import { LockstepError } from '#domain/errors.ts';
import { bisect } from './bisect.ts';
import type { Table } from './catalog.ts';
import { callBeforeCommit } from './call-before-commit.ts';
import { encodeCopyRow } from './copy-text.ts';
import { describeRefusal, type RecordRefusal } from './describe-refusal.ts';
import { inputType, planWrite, type StagedRecord, type WritePlan } from './plan-write.ts';
import { ask, BEGIN_WRITE, commit, rollBack, silenceLimit, type Session } from './session.ts';
import { isAnswer, isRecordFault } from './translate-error.ts';

const COPY_PART_CHARACTERS = 256 * 1024;
/** Foreign key: the record it points at may stand later in the same batch. */
const PARENT_MISSING = '23503';

/** @returns the fault where one record's values are to blame, having undone the attempt */
const attempt = async (
  client: pg.PoolClient,
  work: () => Promise<void>,
): Promise<pg.DatabaseError | null> => {
  await ask(client, 'SAVEPOINT attempt');
  try {
    await work();
  } catch (error) {
    if (!isRecordFault(error)) throw error;
    await ask(client, 'ROLLBACK TO SAVEPOINT attempt');
    await ask(client, 'RELEASE SAVEPOINT attempt');
    return error;
  }
  await ask(client, 'RELEASE SAVEPOINT attempt');
  return null;
};

function* copyParts(staged: readonly StagedRecord[], from: number, through: number): Generator<Buffer> {
  let text = '';
  for (let ord = from; ord <= through; ord += 1) {
    text += encodeCopyRow([String(ord), ...(staged[ord]?.cells ?? [])]);
    if (text.length >= COPY_PART_CHARACTERS) {
      yield Buffer.from(text, 'utf8');
      text = '';
    }
  }
  if (text !== '') yield Buffer.from(text, 'utf8');
}

const copyInto = (client: pg.PoolClient, sql: string): Writable =>
  // pg reads the time limit off the query it is given, stream or not.
  client.query(Object.assign(copyFrom(sql), { query_timeout: silenceLimit(client) }));

/** @returns what is not of its column's type, or cannot be held by the database's encoding, by ord */
const fillStage = (client: pg.PoolClient, plan: WritePlan): Promise<Map<number, pg.DatabaseError>> =>
  bisect(plan.staged.length, (from, through) =>
    attempt(client, () =>
      pipeline(Readable.from(copyParts(plan.staged, from, through)), copyInto(client, plan.copyToStage)),
    ),
  );

/** Ids by ord, out of rows of ord and key. */
const idsByOrd = (
  plan: WritePlan,
  rows: readonly (readonly (string | null)[])[],
): Map<number, DestinationId> =>
  new Map(
    rows.map(([ord, ...cells]) => {
      const parts = cells.map((cell, index) => {
        const toCanonical = plan.key.columns[index]?.codec.toCanonical;
        return toCanonical ? toCanonical(cell ?? '') : (cell ?? '');
      });
      return [Number(ord), destinationId(plan.key.toId(parts))] as const;
    }),
  );

interface Applied {
  readonly written: ReadonlyMap<number, DestinationId>;
  readonly faults: ReadonlyMap<number, pg.DatabaseError>;
}

/** Deferred constraints are checked with each attempt, so that nothing is left to fail at COMMIT. */
const applyStage = async (
  client: pg.PoolClient,
  plan: WritePlan,
  unstaged: ReadonlyMap<number, pg.DatabaseError>,
): Promise<Applied> => {
  const written = new Map<number, DestinationId>();
  const run = (from: number, through: number): Promise<pg.DatabaseError | null> =>
    attempt(client, async () => {
      const answer = await ask(client, plan.apply, [from, through]);
      await ask(client, 'SET CONSTRAINTS ALL IMMEDIATE');
      for (const [ord, id] of idsByOrd(plan, answer.rows)) written.set(ord, id);
    });
  const faults = await bisect(plan.staged.length, run);
  for (let isMoving = faults.size + unstaged.size < plan.staged.length; isMoving;) {
    isMoving = false;
    for (const [ord, fault] of faults) {
      if (fault.code !== PARENT_MISSING || (await run(ord, ord)) !== null) continue;
      faults.delete(ord);
      isMoving = true;
    }
  }
  return { written, faults };
};

/**
 * What the table holds now. PostgreSQL's word that a row is written stands, unless triggers or rules act on the table: then
 * every record is looked for. (No trigger can be added before COMMIT: our writing holds a lock against that.)
 */
const findStored = async (
  client: pg.PoolClient,
  plan: WritePlan,
  written: ReadonlyMap<number, DestinationId>,
): Promise<Map<number, DestinationId>> => {
  const automation = await ask(client, plan.findAutomation);
  const isTrusted = automation.rows.length === 0;
  const stored = new Map(isTrusted ? written : []);
  const sought = plan.staged.flatMap((_, ord) => (stored.has(ord) ? [] : [ord]));
  if (sought.length === 0) return stored;
  const answer = await ask(client, plan.find, [sought]);
  for (const [ord, id] of idsByOrd(plan, answer.rows)) stored.set(ord, id);
  return stored;
};

/** PostgreSQL does not say which value it could not read; each is asked about in turn. */
const explainFault = async (
  client: pg.PoolClient,
  table: Table,
  record: { plan: WritePlan; ord: number; fault: pg.DatabaseError },
): Promise<RecordRefusal> => {
  const refusal = describeRefusal(record.fault, table);
  if (refusal.field !== null || !record.fault.code?.startsWith('22')) return refusal;
  const cells = record.plan.staged[record.ord]?.cells ?? [];
  for (const [index, column] of record.plan.columns.entries()) {
    const fault = await attempt(client, async () => {
      await ask(client, `SELECT $1::${inputType(column)}`, [cells[index] ?? null]);
    });
    if (fault) return { ...refusal, field: column.name };
  }
  return refusal;
};

const outcomesOf = (
  plan: WritePlan,
  mode: WriteMode,
  facts: {
    written: ReadonlyMap<number, DestinationId>;
    stored: ReadonlyMap<number, DestinationId>;
    refusals: ReadonlyMap<number, RecordRefusal>;
  },
): WriteOutcome[] => {
  const created = new Set<DestinationId>();
  return plan.staged.map(({ identity }, ord): WriteOutcome => {
    const refusal = facts.refusals.get(ord);
    if (refusal) return { identity, status: 'rejected', ...refusal };
    const id = facts.stored.get(ord);
    if (id === undefined) {
      if (mode === 'insert' || facts.written.has(ord)) return { identity, status: 'absent' };
      return { identity, status: 'rejected', field: null, detail: 'no record with this identity' };
    }
    if (mode === 'update') return { identity, status: 'updated', id };
    // An identity that stands in the batch twice is created once, by the first.
    const isFirst = facts.written.has(ord) && !created.has(id);
    created.add(id);
    return { identity, status: isFirst ? 'created' : 'existed', id };
  });
};

const writeStaged = async (
  client: pg.PoolClient,
  table: Table,
  { plan, mode }: { plan: WritePlan; mode: WriteMode },
): Promise<WriteOutcome[]> => {
  const unstaged = await fillStage(client, plan);
  // The stage has no statistics; joined by a scan of the whole table, every small batch would cost as much as a large one.
  if (mode === 'update') {
    await ask(client, 'SET LOCAL enable_hashjoin = off');
    await ask(client, 'SET LOCAL enable_mergejoin = off');
  }
  const { written, faults } = await applyStage(client, plan, unstaged);
  const stored = await findStored(client, plan, written);
  const refusals = new Map<number, RecordRefusal>();
  for (const [ord, fault] of [...faults, ...unstaged])
    refusals.set(ord, await explainFault(client, table, { plan, ord, fault }));
  return [...outcomesOf(plan, mode, { written, stored, refusals }), ...plan.rejected];
};

/** The answer to COMMIT did not come: what was refused stays refused, of all else nobody knows. */
const uncertain = (outcomes: readonly WriteOutcome[]): WriteOutcome[] =>
  outcomes.map((outcome) =>
    outcome.status === 'rejected' ? outcome : { identity: outcome.identity, status: 'unknown' },
  );

/**
 * Writes a batch in one transaction: COPY to a stage, from there to the table, then a look at what the table holds now.
 * A record the table refuses does not hold up the others. What triggers make of a record once it is stored is not looked at
 * here; parity does that.
 *
 * @returns 'unknown' for every record not refused, when the connection is lost while COMMIT is under way
 * @throws PLAN_MISMATCH before anything is done; what `beforeCommit` or `pg` throws, nothing having been written
 */
export const writeRecords = async (
  session: Session,
  table: Table,
  write: { batch: WriteBatch; mode: WriteMode; beforeCommit: () => Promise<void> },
): Promise<WriteOutcome[]> => {
  const plan = planWrite(table, write.batch, write.mode);
  if (plan.staged.length === 0) return [...plan.rejected];
  const client = await session.acquire();
  let outcomes: WriteOutcome[];
  try {
    await ask(client, BEGIN_WRITE);
    await ask(client, plan.createStage);
    outcomes = await writeStaged(client, table, { plan, mode: write.mode });
    await callBeforeCommit(write.beforeCommit);
  } catch (error) {
    await rollBack(client, error);
    throw error;
  }
  try {
    await commit(client);
    client.release();
    return outcomes;
  } catch (error) {
    client.release(true);
    if (error instanceof LockstepError || isAnswer(error)) throw error;
    return uncertain(outcomes);
  }
};
