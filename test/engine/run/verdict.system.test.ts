import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PlanContent } from '#domain/plan/plan-content.ts';
import type { Run } from '#domain/run.ts';
import { createDatabase } from '#test/support/database.ts';
import { openEngineBench, operator, type EngineBench } from '#test/support/engine-bench.ts';
import { TINY_DESTINATION, writeTinyPlan } from '#test/support/tiny-plan.ts';

let folder: string;
let sandbox: Awaited<ReturnType<typeof createDatabase>>;
let client: pg.Client;
let bench: EngineBench;
let content: PlanContent;
/** Done in the destination after the load, before anything is compared. */
let meanwhile: string | null;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lockstep-verdict-'));
  sandbox = await createDatabase();
  client = new pg.Client(sandbox.url);
  await client.connect();
  await client.query(TINY_DESTINATION);
  content = await writeTinyPlan(folder);
  meanwhile = null;
  bench = await openEngineBench({
    plans: () => [content],
    secrets: { TINY_URL: sandbox.url },
    systems: (systems) => ({
      openSource: (plan, environment) => systems.openSource(plan, environment),
      openDestination: async (plan, environment) => {
        const destination = await systems.openDestination(plan, environment);
        return {
          ...destination,
          write: async (...call) => {
            const outcomes = await destination.write?.(...call);
            if (meanwhile !== null && call[0] === 'persons') {
              await client.query(meanwhile);
              meanwhile = null;
            }
            return outcomes ?? [];
          },
        };
      },
    }),
  });
});

afterEach(async () => {
  await bench.close();
  await client.end();
  await sandbox.drop();
  await rm(folder, { recursive: true, force: true });
});

const testSample = async (percent = 100): Promise<Run> => {
  const { id: planId } = await bench.desk.plan('tiny');
  const started = await bench.desk.startTestSample({ planId, environment: 'sandbox', percent }, operator);
  return bench.drain(started.id);
};

const verdictOf = (run: Run) => {
  if (!run.verdict) throw new Error(`no verdict: ${run.problem?.message}`);
  return run.verdict;
};

const reasons = (run: Run): Record<string, readonly string[]> =>
  Object.fromEntries(verdictOf(run).classes.map((each) => [each.recordClass, each.reasons]));

describe('a verdict', () => {
  it('does not pass exports without a record [R26]', async () => {
    await writeFile(join(folder, 'export', 'companies.csv'), 'id,name,parent\n');
    await writeFile(join(folder, 'export', 'people.csv'), 'id,name,company,phone,kind\n');
    const run = await testSample();
    expect(verdictOf(run).passed).toBe(false);
    expect(reasons(run)['people']?.[0]).toContain("The source holds no record of 'people'");
  });

  it('passes an export without a record of one class if the plan says that it may be empty', async () => {
    await writeFile(join(folder, 'export', 'people.csv'), 'id,name,company,phone,kind\n');
    const people = content.plan.classes['people'];
    if (people?.scope !== 'migrate') throw new Error('no class people');
    const classes = { ...content.plan.classes, people: { ...people, mayBeEmpty: true } };
    content = { ...content, plan: { ...content.plan, classes } };
    expect(verdictOf(await testSample()).passed).toBe(true);
  });

  it('names files that the plan does not name, and nothing that is no data [R4] [R26]', async () => {
    await writeFile(join(folder, 'export', 'calls.csv'), 'id\n1\n');
    await writeFile(join(folder, 'export', 'README.txt'), 'Exported on Monday');
    await writeFile(join(folder, 'export', '.hidden.json'), '{}');
    const verdict = verdictOf(await testSample());
    expect(verdict.passed).toBe(false);
    expect(verdict.planFindings).toMatchObject([
      { kind: 'class-missing', recordClass: 'calls.csv', records: 0 },
    ]);
  });

  it('tells a record of others from one that was there before [R26]', async () => {
    await client.query(
      "insert into crm.firms (ref, name) values ('4', 'O''Brien <!channel>'), ('own', 'Was here')",
    );
    const calm = verdictOf(await testSample());
    expect(calm.passed).toBe(true);
    expect(calm.classes.find((each) => each.recordClass === 'companies')).toMatchObject({
      moved: 4,
      existed: 1,
    });
    meanwhile = "insert into crm.firms (ref, name) values ('other', 'Not ours')";
    const run = await testSample();
    expect(reasons(run)['companies']).toEqual(['1 record are there that nobody moved.']);
  });

  it('says that records of others are gone [R26]', async () => {
    await client.query("insert into crm.firms (ref, name) values ('own', 'Was here'), ('own2', 'Here too')");
    meanwhile = "delete from crm.firms where ref like 'own%'";
    const run = await testSample();
    expect(reasons(run)['companies']).toEqual(['2 records that were here before are gone.']);
  });

  it('is not reached with a fidelity check of a field that the source does not have [R26]', async () => {
    const people = content.plan.classes['people'];
    if (people?.scope !== 'migrate') throw new Error('no class people');
    const wrong = {
      ...people,
      fidelity: [{ check: 'digits', source: 'phnoe', destination: 'phone' } as const],
    };
    content = { ...content, plan: { ...content.plan, classes: { ...content.plan.classes, people: wrong } } };
    const run = await testSample();
    expect(run).toMatchObject({ status: 'failed', problem: { code: 'PLAN_MISMATCH' } });
    expect(run.problem?.message).toContain("a fidelity check names 'phnoe', which the source does not have");
  });

  it('takes a field for unchecked where its check has seen no record [R26]', async () => {
    await writeFile(
      join(folder, 'export', 'people.csv'),
      'id,name,company,phone,kind\n10,,1,704-555-0123,buyer\n',
    );
    const run = await testSample();
    const people = verdictOf(run).classes.find((each) => each.recordClass === 'people');
    expect(people?.uncheckedFields).toContain('phone');
    expect(people?.passed).toBe(false);
  });
});
