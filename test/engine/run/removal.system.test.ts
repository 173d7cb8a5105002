import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PlanContent } from '#domain/plan/plan-content.ts';
import type { Run } from '#domain/run.ts';
import { readPlan } from '#engine/plan/read-plan.ts';
import { createDatabase } from '#test/support/database.ts';
import { openEngineBench, operator, type EngineBench } from '#test/support/engine-bench.ts';
import { TINY_DESTINATION, writeTinyPlan } from '#test/support/tiny-plan.ts';

let folder: string;
let sandbox: Awaited<ReturnType<typeof createDatabase>>;
let client: pg.Client;
let bench: EngineBench;
let content: PlanContent;
let secrets: Record<string, string>;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lockstep-removal-'));
  sandbox = await createDatabase();
  client = new pg.Client(sandbox.url);
  await client.connect();
  await client.query(TINY_DESTINATION);
  content = await writeTinyPlan(folder);
  secrets = { TINY_URL: sandbox.url };
  bench = await openEngineBench({ plans: () => [content], secrets });
});

afterEach(async () => {
  await bench.close();
  await client.end();
  await sandbox.drop();
  await rm(folder, { recursive: true, force: true });
});

const request = async () => ({
  planId: (await bench.desk.plan('tiny')).id,
  environment: 'sandbox' as const,
  percent: null,
});
const testSample = async (): Promise<Run> =>
  bench.drain((await bench.desk.startTestSample(await request(), operator)).id);
const remove = async (): Promise<Run> =>
  bench.drain((await bench.desk.startRemoveSample(await request(), operator)).id);
const rows = async (sql: string): Promise<unknown[]> =>
  (await client.query({ text: sql, rowMode: 'array' })).rows;
const counts = async (): Promise<unknown> =>
  (await rows('select (select count(*)::int from crm.firms), (select count(*)::int from crm.persons)'))[0];
/** Corrects the plan file as a person would, and reads it again. */
const editPlan = async (edit: (text: string) => string): Promise<void> => {
  const path = join(folder, 'plan.yml');
  await writeFile(path, edit(await readFile(path, 'utf8')));
  content = await readPlan(path);
};
const OWN_FIRMS = "insert into FIRMS (ref, name) select 'own' || n, 'Own' from generate_series(1, 10) n";

describe('what is removed', () => {
  it('goes although the plan names code that cannot be loaded', async () => {
    await testSample();
    await writeFile(join(folder, 'broken.ts'), 'export const shift = (: string) => ;');
    await editPlan((text) =>
      text.replace(
        'name: { from: name }',
        "name: { from: name, transforms: [{ use: custom, function: './broken.ts#shift' }] }",
      ),
    );
    expect(await testSample()).toMatchObject({ status: 'failed', problem: { code: 'PLAN_MISMATCH' } });
    expect(await remove()).toMatchObject({ status: 'finished', problem: null });
    expect(await counts()).toEqual([0, 0]);
  });

  it('is never somebody else’s, when the plan points at another schema now', async () => {
    await testSample();
    await client.query(TINY_DESTINATION.replaceAll('crm', 'crm2'));
    await client.query(OWN_FIRMS.replace('FIRMS', 'crm2.firms'));
    const before = content;
    await editPlan((text) => text.replace('schema: crm', 'schema: crm2'));
    for (const run of [await remove(), await testSample()]) {
      expect(run).toMatchObject({ status: 'failed', problem: { code: 'SAMPLE_ELSEWHERE' } });
      expect(run.problem?.message).toContain("companies (in 'firms')");
    }
    expect(await rows('select count(*)::int from crm2.firms')).toEqual([[10]]);
    expect(await counts()).toEqual([4, 3]);
    content = before;
    expect((await remove()).status).toBe('finished');
    expect(await counts()).toEqual([0, 0]);
  });

  it('is never somebody else’s, when the address names another database now', async () => {
    await testSample();
    const other = await createDatabase();
    const there = new pg.Client(other.url);
    await there.connect();
    try {
      await there.query(TINY_DESTINATION);
      await there.query(OWN_FIRMS.replace('FIRMS', 'crm.firms'));
      secrets['TINY_URL'] = other.url;
      await editPlan((text) => `${text}# reread\n`);
      expect((await remove()).problem?.code).toBe('SAMPLE_ELSEWHERE');
      expect((await there.query('select from crm.firms')).rowCount).toBe(10);
    } finally {
      await there.end();
      await other.drop();
    }
  });

  it('is in the class where it was put, when the plan moves the class to another', async () => {
    await testSample();
    await client.query(`
      create table crm.partners (id bigint generated always as identity primary key, ref text not null unique,
        name text not null, parent_id bigint references crm.partners (id));
      alter table crm.persons add partner_id bigint references crm.partners (id)`);
    await client.query(OWN_FIRMS.replace('FIRMS', 'crm.partners'));
    await editPlan((text) =>
      text.replace('destination: firms', 'destination: partners').replaceAll('firm_id', 'partner_id'),
    );
    expect((await remove()).status).toBe('finished');
    expect(await counts()).toEqual([0, 0]);
    expect(await rows('select count(*)::int from crm.partners')).toEqual([[10]]);
  });

  it('leaves a row that has another identity under our id', async () => {
    await testSample();
    await client.query("update crm.firms set ref = 'theirs' where ref = '4'; delete from crm.persons");
    expect((await remove()).status).toBe('finished');
    expect(await rows('select ref from crm.firms')).toEqual([['theirs']]);
    const left = await bench.open.store.crossReferences.counts({
      planId: (await request()).planId,
      environment: 'sandbox',
    });
    expect(left.size).toBe(0);
  });

  it('holds classes that left the plan many runs ago', async () => {
    await testSample();
    await editPlan((text) => text.slice(0, text.indexOf('  people:\n    source: people\n    destination')));
    await client.query('alter table crm.firms rename column name to title');
    for (let run = 0; run < 6; run += 1) expect((await testSample()).status).toBe('failed');
    expect(await counts()).toEqual([4, 3]);
    expect((await remove()).status).toBe('finished');
    expect(await counts()).toEqual([0, 0]);
  });

  it('needs neither a mapping that fits nor the source', async () => {
    await testSample();
    await client.query('alter table crm.firms rename column name to title');
    await rm(join(folder, 'export'), { recursive: true });
    expect((await remove()).status).toBe('finished');
    expect(await counts()).toEqual([0, 0]);
  });
});

describe('a load', () => {
  it('never links a record that was there before', async () => {
    await client.query("insert into crm.firms (ref, name) values ('2', 'Daughter')");
    const run = await testSample();
    expect(await rows("select parent_id from crm.firms where ref = '2'")).toEqual([[null]]);
    expect(run).toMatchObject({ problem: null, verdict: { passed: false } });
  });

  it('quarantines the second of two records with one identity, whatever their chunks', async () => {
    await editPlan((text) =>
      text.replace(
        'ref: { from: id }\n      name: { from: name }\n      firm',
        'ref: { from: kind }\n      name: { from: name }\n      firm',
      ),
    );
    const run = await testSample();
    expect(run).toMatchObject({ status: 'finished', problem: null });
    expect(await bench.desk.quarantine(run.planId, 'sandbox')).toContainEqual(
      expect.objectContaining({ recordClass: 'people', code: 'duplicate-source-id', records: 1 }),
    );
  });

  it('quarantines it too when both chunks come to it at the same moment', async () => {
    await bench.close();
    bench = await openEngineBench({ plans: () => [content], secrets, queue: 'postgres' });
    await writeTinyPlan(folder, { people: 400 });
    // Each of 200 identities twice, far apart in the order of ids.
    const path = join(folder, 'export', 'people.csv');
    const text = await readFile(path, 'utf8');
    await writeFile(
      path,
      text
        .replace('id,name', 'id,code,name')
        .replaceAll(
          /^(\d+),/gmu,
          (_, id: string) => `${id},${id.length < 4 ? id : 1_000 + (Number(id) % 200)},`,
        ),
    );
    await editPlan((plan) =>
      plan.replace(
        'destination: persons\n    identity: ref\n    limits: { quarantine: 0.5 }\n    fields:\n      ref: { from: id }',
        'destination: persons\n    identity: ref\n    limits: { quarantine: 0.5 }\n    fields:\n      ref: { from: code }',
      ),
    );
    const run = await testSample();
    expect(run).toMatchObject({ status: 'finished', problem: null });
    expect(await bench.desk.quarantine(run.planId, 'sandbox')).toContainEqual(
      expect.objectContaining({ recordClass: 'people', code: 'duplicate-source-id', records: 200 }),
    );
    expect(await rows('select count(*)::int from crm.persons')).toEqual([[203]]);
    expect((await remove()).status).toBe('finished');
    expect(await counts()).toEqual([0, 0]);
  });
});
