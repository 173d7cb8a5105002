import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PlanContent } from '#domain/plan/plan-content.ts';
import type { Run } from '#domain/run.ts';
import { readPlan } from '#engine/plan/read-plan.ts';
import { writeCharlottePlan } from '#practice/charlotte/charlotte-plan.ts';
import { prepareCharlotte } from '#practice/charlotte/prepare-charlotte.ts';
import { createDatabase } from '#test/support/database.ts';
import { openEngineBench, operator, quietLog, type EngineBench } from '#test/support/engine-bench.ts';

let sandbox: Awaited<ReturnType<typeof createDatabase>>;
let client: pg.Client;
let folder: string;
let bench: EngineBench;
let content: PlanContent;
let clean: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lockstep-charlotte-'));
  sandbox = await createDatabase();
  client = new pg.Client(sandbox.url);
  await client.connect();
  await prepareCharlotte({
    exportFolder: join(folder, 'export'),
    runSql: async (sql) => {
      await client.query(sql);
    },
    variant: 'clean',
    format: 'csv',
    log: quietLog,
  });
  clean = await writeCharlottePlan({ folder: join(folder, 'clean'), variant: 'clean', format: 'csv' });
  bench = await openEngineBench({
    plans: () => [content],
    secrets: { CHARLOTTE_EXPORT: join(folder, 'export'), CHARLOTTE_SANDBOX_URL: sandbox.url },
  });
}, 120_000);

afterAll(async () => {
  await bench.close();
  await client.end();
  await sandbox.drop();
  await rm(folder, { recursive: true, force: true });
});

/** A sample under the clean plan with one thing in its mapping changed; the fidelity section stays as it is. */
const sampleWith = async (change: (plan: string) => string): Promise<Run> => {
  const before = await readFile(clean, 'utf8');
  const after = change(before);
  expect(after).not.toBe(before);
  await writeFile(clean, after);
  content = await readPlan(clean);
  await writeFile(clean, before);
  const { id: planId } = await bench.desk.plan('charlotte');
  const run = await bench.desk.startTestSample({ planId, environment: 'sandbox', percent: null }, operator);
  return bench.drain(run.id);
};

const fidelityOf = (run: Run): string[] => [
  ...new Set(
    run.verdict?.classes.flatMap((each) =>
      each.groups.map((group) => `${group.recordClass}.${group.field}: ${group.kind}`),
    ),
  ),
];

describe('a mapping that is wrong in a way that keeps days and counts', { timeout: 120_000 }, () => {
  it('is found when it reads the wall clock of Charlotte as that of Chicago [R26] [R29]', async () => {
    const run = await sampleWith((plan) =>
      plan.replace(/(happened_at:[\s\S]*?zone: )America\/New_York/, '$1America/Chicago'),
    );
    expect(run.verdict?.passed).toBe(false);
    expect(fidelityOf(run)).toContain('communications.happened_at: time-shift');
  });

  it('is found when it puts eight of nine stages into one [R26]', async () => {
    const stages = /: (contacted|appointment|offer|negotiation|contract|closing|won)$/gm;
    const run = await sampleWith((plan) => plan.replace(stages, ': new lead'));
    expect(run.verdict?.passed).toBe(false);
    expect(fidelityOf(run)).toEqual(['deals.stage: values-collapsed']);
  });

  it('is found when it takes won for lost and lost for won [R26]', async () => {
    const run = await sampleWith((plan) =>
      plan.replace('Closed Won: won', 'Closed Won: lost').replace('Closed Lost: lost', 'Closed Lost: won'),
    );
    expect(run.verdict?.passed).toBe(false);
    expect(fidelityOf(run)).toEqual(['deals.stage: values-swapped']);
  });
});
