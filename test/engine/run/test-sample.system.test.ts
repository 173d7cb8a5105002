import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LockstepError } from '#domain/errors.ts';
import type { PlanContent } from '#domain/plan/plan-content.ts';
import type { Run } from '#domain/run.ts';
import type { Systems } from '#engine/ports.ts';
import { createDatabase } from '#test/support/database.ts';
import { openEngineBench, operator, type EngineBench } from '#test/support/engine-bench.ts';
import { TINY_DESTINATION, TINY_PEOPLE, writeTinyPlan } from '#test/support/tiny-plan.ts';

let folder: string;
let sandbox: Awaited<ReturnType<typeof createDatabase>>;
let client: pg.Client;
let bench: EngineBench;
let content: PlanContent;
let failing: LockstepError | null;

/** The real systems, whose destination refuses to open while `failing` is set. */
const breakable = (systems: Systems): Systems => ({
  openSource: (plan, environment) => systems.openSource(plan, environment),
  openDestination: async (plan, environment) => {
    if (failing) throw failing;
    return systems.openDestination(plan, environment);
  },
});

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lockstep-tiny-'));
  sandbox = await createDatabase();
  client = new pg.Client(sandbox.url);
  await client.connect();
  await client.query(TINY_DESTINATION);
  content = await writeTinyPlan(folder);
  failing = null;
  bench = await openEngineBench({
    plans: () => [content],
    secrets: { TINY_URL: sandbox.url },
    systems: breakable,
  });
});

afterEach(async () => {
  await bench.close();
  await client.end();
  await sandbox.drop();
  await rm(folder, { recursive: true, force: true });
});

const lead = { userId: 'U0LEAD', via: 'slack', groups: new Set<string>() } as const;
const stranger = { userId: 'U0OTHER', via: 'slack', groups: new Set<string>() } as const;

const request = async () => ({
  planId: (await bench.desk.plan('tiny')).id,
  environment: 'sandbox' as const,
  percent: null,
});
const testSample = async (): Promise<Run> =>
  bench.drain((await bench.desk.startTestSample(await request(), operator)).id);
const rows = async (sql: string): Promise<unknown[]> =>
  (await client.query({ text: sql, rowMode: 'array' })).rows;
const states = async (run: Run): Promise<Record<string, number>> =>
  Object.fromEntries(
    (await bench.open.store.ledger.counts(run.id)).map((count) => [
      `${count.recordClass}.${count.state}`,
      count.records,
    ]),
  );

describe('a test sample', () => {
  it('moves records with their relationships, circles included, and quarantines the rest with reasons [R23] [R24] [R32]', async () => {
    const run = await testSample();
    expect(run.verdict?.passed).toBe(true);
    expect(
      await rows(
        'select f.ref, f.name, p.ref from crm.firms f left join crm.firms p on p.id = f.parent_id order by 1',
      ),
    ).toEqual([
      ['1', 'Holding', '3'],
      ['2', 'Daughter', '1'],
      ['3', 'Grandmother', '1'],
      ['4', "O'Brien <!channel>", null],
    ]);
    expect(
      await rows(
        'select p.ref, p.name, p.phone, f.ref from crm.persons p join crm.firms f on f.id = p.firm_id order by 1',
      ),
    ).toEqual([
      ['10', 'Ann', '+17045550123', '1'],
      ['11', 'Bob 🎉', '+17045550124', '2'],
      ['15', 'Line\nbreak', null, '4'],
    ]);
    expect(await bench.desk.quarantine(run.planId, 'sandbox')).toEqual(
      expect.arrayContaining([
        { recordClass: 'people', code: 'required-empty', field: 'name', records: 1 },
        { recordClass: 'people', code: 'reference-missing', field: 'firm_id', records: 1 },
        { recordClass: 'people', code: 'picklist-unmapped', field: 'kind', records: 1 },
      ]),
    );
  });

  it('ends every record of the source in exactly one state [R32]', async () => {
    expect(await states(await testSample())).toEqual({
      'companies.moved': 4,
      'people.moved': 3,
      'people.quarantined': 3,
    });
  });

  it('can be run again and again without a record lost or doubled [R25]', async () => {
    await testSample();
    const run = await testSample();
    expect(run.verdict?.passed).toBe(true);
    expect(await rows('select count(*)::int, count(distinct ref)::int from crm.persons')).toEqual([[3, 3]]);
  });

  it('moves from quarantine what a mapping fix has freed, and only that [R32]', async () => {
    await testSample();
    content = await writeTinyPlan(folder, { withLawyers: true });
    const started = await bench.desk.startRetry(await request(), operator);
    const run = await bench.drain(started.id);
    expect(await states(run)).toEqual({ 'people.moved': 1, 'people.quarantined': 2 });
    expect(await rows("select name, kind from crm.persons where ref = '14'")).toEqual([['Émile', 'lawyer']]);
    expect(
      (await bench.desk.quarantine(run.planId, 'sandbox')).map((group) => group.code).toSorted(),
    ).toEqual(['reference-missing', 'required-empty']);
  });

  it('says of a record that left the source meanwhile that it is gone [R32]', async () => {
    await testSample();
    content = await writeTinyPlan(folder, { withLawyers: true });
    const people = TINY_PEOPLE.split('\n').filter((line) => !line.startsWith('14,'));
    await writeFile(join(folder, 'export', 'people.csv'), people.join('\n'));
    const run = await bench.drain((await bench.desk.startRetry(await request(), operator)).id);
    expect(await bench.desk.quarantine(run.planId, 'sandbox')).toContainEqual(
      expect.objectContaining({ recordClass: 'people', code: 'source-record-gone', records: 1 }),
    );
  });

  it('is removed with everything it wrote and nothing that others wrote [R25]', async () => {
    await client.query("insert into crm.firms (ref, name) values ('own', 'Was here before')");
    await testSample();
    await client.query("insert into crm.firms (ref, name) values ('own2', 'Came later')");
    const started = await bench.desk.startRemoveSample(await request(), operator);
    const run = await bench.drain(started.id);
    expect(run.status).toBe('finished');
    expect(await rows('select ref from crm.firms order by 1')).toEqual([['own'], ['own2']]);
    expect(await rows('select ref from crm.persons')).toEqual([]);
    expect(await bench.desk.quarantine(run.planId, 'sandbox')).toEqual([]);
  });

  it('leaves alone a record that the destination had before, and says that it differs [R26]', async () => {
    await client.query("insert into crm.firms (ref, name) values ('4', 'Somebody else')");
    const run = await testSample();
    expect(run.verdict?.passed).toBe(false);
    expect(run.verdict?.classes.flatMap((each) => each.groups)).toContainEqual(
      expect.objectContaining({ recordClass: 'companies', field: 'name', kind: 'mismatch', records: 1 }),
    );
    const removed = await bench.desk.startRemoveSample(await request(), operator);
    await bench.drain(removed.id);
    expect(await rows('select ref, name from crm.firms')).toEqual([['4', 'Somebody else']]);
  });

  it('finds a record that somebody changed after the load [R26]', async () => {
    await client.query(`
      create function crm.lie() returns trigger language plpgsql as
        $$ begin new.name := upper(new.name); return new; end $$;
      create trigger lie before insert on crm.firms for each row execute function crm.lie()`);
    const run = await testSample();
    expect(run.verdict?.classes[0]?.groups[0]).toMatchObject({ kind: 'mismatch', field: 'name', records: 4 });
  });
});

describe('a run', () => {
  it('is refused to whoever the plan does not name, and says who may', async () => {
    await expect(bench.desk.startTestSample(await request(), stranger)).rejects.toMatchObject({
      code: 'NOT_ALLOWED',
      message: expect.stringContaining('Lead'),
    });
    await expect(bench.desk.startTestSample(await request(), lead)).resolves.toMatchObject({ number: 1 });
  });

  it('is the only open one in its environment', async () => {
    await bench.desk.startTestSample(await request(), operator);
    await expect(bench.desk.startTestSample(await request(), operator)).rejects.toMatchObject({
      code: 'RUN_ALREADY_OPEN',
    });
  });

  it('does nothing while it is paused, and goes on where it stopped', async () => {
    const started = await bench.desk.startTestSample(await request(), operator);
    await bench.desk.pause(started.id, 'lunch', lead);
    expect((await bench.drain(started.id)).status).toBe('paused');
    expect(await rows('select * from crm.firms')).toEqual([]);
    await expect(bench.desk.pause(started.id, 'again', lead)).rejects.toMatchObject({
      code: 'ALREADY_DECIDED',
      message: expect.stringContaining('U0LEAD'),
    });
    await bench.desk.resume(started.id, operator);
    expect((await bench.drain(started.id)).verdict?.passed).toBe(true);
  });

  it('ends at once when it is cancelled with nothing under way, and can follow another', async () => {
    const started = await bench.desk.startTestSample(await request(), operator);
    expect(await bench.desk.cancel(started.id, operator)).toMatchObject({
      status: 'cancelled',
      cancelledBy: { kind: 'cli', name: 'test' },
    });
    await expect(bench.desk.resume(started.id, operator)).rejects.toMatchObject({ code: 'RUN_NOT_OPEN' });
    expect((await testSample()).verdict?.passed).toBe(true);
  });

  it('pauses itself and names the system that refused, then goes on', async () => {
    failing = new LockstepError('SYSTEM_REFUSED', {
      message: 'The destination refused the login.',
      hint: 'Ask its admin.',
    });
    const paused = await testSample();
    expect(paused.status).toBe('paused');
    expect(paused.pause).toEqual({
      reason: 'The destination refused the login. Ask its admin.',
      by: { kind: 'lockstep' },
    });
    failing = null;
    await bench.desk.resume(paused.id, operator);
    expect((await bench.drain(paused.id)).verdict?.passed).toBe(true);
  });

  it('fails with every fault at once when the plan does not fit the systems', async () => {
    await client.query(
      'alter table crm.firms rename column name to title; alter table crm.persons drop column phone',
    );
    const run = await testSample();
    expect(run).toMatchObject({ status: 'failed', problem: { code: 'PLAN_MISMATCH' } });
    expect(run.problem?.message).toMatch(/companies.*name/);
    expect(run.problem?.message).toMatch(/people.*phone/);
  });

  it('is refused where the identity is not unique: a repeat could double a record', async () => {
    await client.query('alter table crm.persons drop constraint persons_ref_key');
    expect((await testSample()).problem?.message).toContain("the identity 'ref' is not unique");
  });

  it('uses the plan as it was when it began, whatever the file says later', async () => {
    const started = await bench.desk.startTestSample(await request(), operator);
    const before = content.hash;
    content = await writeTinyPlan(folder, { withLawyers: true });
    expect(content.hash).not.toBe(before);
    expect(await states(await bench.drain(started.id))).toEqual({
      'companies.moved': 4,
      'people.moved': 3,
      'people.quarantined': 3,
    });
  });
});
