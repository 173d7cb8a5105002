import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LockstepError } from '#domain/errors.ts';
import type { PlanContent } from '#domain/plan/plan-content.ts';
import type { Run } from '#domain/run.ts';
import { createDatabase } from '#test/support/database.ts';
import { openEngineBench, operator, type EngineBench } from '#test/support/engine-bench.ts';
import { TINY_DESTINATION, writeTinyPlan } from '#test/support/tiny-plan.ts';

const PEOPLE = 12_000;

/** A store that shifts a digit of every phone number it is given. */
const SHIFTING = `
  create function crm.shift() returns trigger language plpgsql as $$
    begin new.phone := overlay(new.phone placing '99' from 3 for 2); return new; end $$;
  create trigger shift before insert on crm.persons for each row execute function crm.shift();`;

let folder: string;
let sandbox: Awaited<ReturnType<typeof createDatabase>>;
let client: pg.Client;
let bench: EngineBench;
let content: PlanContent;
/** Which save a worker does not live to see; 0: it sees all. */
let endAt: number;
let saves: number;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lockstep-fidelity-'));
  sandbox = await createDatabase();
  client = new pg.Client(sandbox.url);
  await client.connect();
  await client.query(TINY_DESTINATION + SHIFTING);
  const read = await writeTinyPlan(folder);
  const rows = Array.from({ length: PEOPLE }, (_, index) => {
    const phone = `704-555-${String(index % 10_000).padStart(4, '0')}`;
    return `${100 + index},Person ${index},1,${phone},buyer`;
  });
  await writeFile(join(folder, 'export', 'people.csv'), `id,name,company,phone,kind\n${rows.join('\n')}\n`);
  content = { ...read, plan: { ...read.plan, chunkRecords: 50_000 } };
  [saves, endAt] = [0, 0];
  bench = await openEngineBench({
    plans: () => [content],
    secrets: { TINY_URL: sandbox.url },
    reach: (point) => {
      if (point !== 'fidelity.before-save') return;
      saves += 1;
      if (saves !== endAt) return;
      throw new LockstepError('CHUNK_STOPPED', { message: 'The worker ends.', hint: '-', retryAfterMs: 0 });
    },
  });
});

afterEach(async () => {
  await bench.close();
  await client.end();
  await sandbox.drop();
  await rm(folder, { recursive: true, force: true });
});

const testSample = async (): Promise<Run> => {
  const { id: planId } = await bench.desk.plan('tiny');
  const started = await bench.desk.startTestSample(
    { planId, environment: 'sandbox', percent: 100 },
    operator,
  );
  return bench.drain(started.id);
};

/** Every finding about a record, by the record. */
const told = async (run: Run): Promise<string[]> => {
  const ids: string[] = [];
  for await (const found of bench.open.store.findings.discrepancies(run.id))
    if (found.check === 'fidelity' && found.sourceId !== null) ids.push(found.sourceId);
  return ids;
};

describe('the fidelity of a class in which everything is wrong', () => {
  it('is told to the last record, in pages that memory can hold [R26]', async () => {
    const run = await testSample();
    const people = run.verdict?.classes.find(({ recordClass }) => recordClass === 'people');
    expect(people?.groups.find(({ kind }) => kind === 'digits-changed')).toMatchObject({
      field: 'phone',
      records: PEOPLE,
    });
    expect(new Set(await told(run)).size).toBe(PEOPLE);
    // One save for the companies; the people's come in more than one.
    expect(saves).toBeGreaterThan(2);
  });

  it('is told once, when a worker ends between two pages [R32]', async () => {
    endAt = 3;
    const run = await testSample();
    expect(run.status).toBe('finished');
    expect(saves).toBeGreaterThan(endAt);
    const ids = await told(run);
    expect(ids).toHaveLength(PEOPLE);
    expect(new Set(ids).size).toBe(PEOPLE);
  });
});
