import { planHash, type PlanHash, type RunId } from '#domain/ids.ts';
import type { PlanContent } from '#domain/plan/plan-content.ts';
import { planSchema } from '#domain/plan/plan-schema.ts';
import type { Actor, Chunk, Run } from '#domain/run.ts';
import type { ChunkClaim, Log, NewRun, PlanRecord, Store } from '#engine/ports.ts';
import { migrateSchema } from '#db/migrate-schema.ts';
import { openStore, type OpenStore } from '#db/open-store.ts';
import type { StoreFaults } from '#db/session.ts';
import { createDatabase } from '../support/database.ts';

export const lockstepActor: Actor = { kind: 'lockstep' };
export const quiet: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

/** A database with our tables, and the store on it. */
export const openTestStore = async (
  faults: StoreFaults = {},
): Promise<OpenStore & { url: string; drop: () => Promise<void> }> => {
  const database = await createDatabase();
  await migrateSchema(database.url);
  const open = await openStore({ url: database.url, log: quiet, faults, connectionsMax: 20 });
  const drop = async (): Promise<void> => {
    await open.close();
    await database.drop();
  };
  return { ...open, url: database.url, drop };
};

/** The smallest content a plan can have, under a hash that is made up. */
export const contentOf = (name: string, hash = `${name}-1`): PlanContent => ({
  hash: planHash(hash),
  plan: planSchema.parse({
    lockstep: 1,
    name,
    title: `Plan ${name}`,
    slack: { channel: 'C0123456' },
    source: { sandbox: { kind: 'postgres', url: 'postgres://source' } },
    destination: { sandbox: { kind: 'postgres', url: 'postgres://destination' } },
    roles: { lead: { title: 'Lead', members: ['U0123456'] } },
    classes: {
      leads: { source: 'leads', destination: 'leads', identity: 'legacy_id', fields: {} },
      deals: { source: 'deals', destination: 'deals', identity: 'legacy_id', fields: {} },
      audit: { scope: 'archive', source: 'audit', reason: 'kept in the archive' },
    },
  }),
  text: `name: ${name}`,
  files: { './shift.ts': 'export const shift = 1;' },
  folder: '/plans/one',
});

let plansMade = 0;
export const savePlan = (store: Store): Promise<PlanRecord> => {
  plansMade += 1;
  return store.plans.save(contentOf(`plan-${plansMade}`), lockstepActor);
};

export const newRun = (
  plan: { id: PlanRecord['id']; hash: PlanHash },
  change: Partial<NewRun> = {},
): NewRun => ({
  planId: plan.id,
  planHash: plan.hash,
  kind: 'test-sample',
  environment: 'sandbox',
  requestedBy: { kind: 'slack', userId: 'U0123456' },
  samplePercent: 5,
  ...change,
});

export const startRun = async (store: Store): Promise<Run> =>
  store.runs.create(newRun(await savePlan(store)));

const firstOf = <T>(items: readonly T[]): T => {
  const [first] = items;
  if (first === undefined) throw new Error('nothing there');
  return first;
};

export const addChunk = async (store: Store, runId: RunId): Promise<Chunk> =>
  firstOf(await store.chunks.create([{ runId, step: 'load', recordClass: 'leads', ordinal: 0 }]));

export const claimed = async (store: Store, chunk: Chunk, leaseMs = 60_000): Promise<ChunkClaim> => {
  const claim = await store.chunks.claim(chunk.id, 'test', leaseMs);
  if (!claim) throw new Error('not claimed');
  return claim;
};

export const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
