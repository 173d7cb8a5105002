import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PlanContent } from '#domain/plan/plan-content.ts';
import type { Run } from '#domain/run.ts';
import type { SourceConnector } from '#engine/connector.ts';
import type { Systems } from '#engine/ports.ts';
import { createDatabase } from '#test/support/database.ts';
import { openEngineBench, operator, type EngineBench } from '#test/support/engine-bench.ts';
import { TINY_DESTINATION, writeTinyPlan } from '#test/support/tiny-plan.ts';

interface Asked {
  readonly recordClass: string;
  readonly fields: readonly string[];
  readonly byIds: boolean;
}

let folder: string;
let sandbox: Awaited<ReturnType<typeof createDatabase>>;
let client: pg.Client;
let bench: EngineBench;
let content: PlanContent;
let asked: Asked[];

/** The real source, with a note of what it was asked for. */
const noting = (systems: Systems): Systems => ({
  openSource: async (plan, environment): Promise<SourceConnector> => {
    const source = await systems.openSource(plan, environment);
    return {
      ...source,
      read: (recordClass, query) => {
        asked.push({ recordClass, fields: query.fields, byIds: query.ids !== undefined });
        return source.read(recordClass, query);
      },
    };
  },
  openDestination: (plan, environment) => systems.openDestination(plan, environment),
});

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lockstep-choose-'));
  sandbox = await createDatabase();
  client = new pg.Client(sandbox.url);
  await client.connect();
  await client.query(TINY_DESTINATION);
  asked = [];
  const read = await writeTinyPlan(folder);
  content = { ...read, plan: { ...read.plan, sample: { ...read.plan.sample, minimum: 1 } } };
  bench = await openEngineBench({
    plans: () => [content],
    secrets: { TINY_URL: sandbox.url },
    systems: noting,
  });
});

afterEach(async () => {
  await bench.close();
  await client.end();
  await sandbox.drop();
  await rm(folder, { recursive: true, force: true });
});

const sample = async (percent: number): Promise<Run> => {
  const { id: planId } = await bench.desk.plan('tiny');
  const started = await bench.desk.startTestSample({ planId, environment: 'sandbox', percent }, operator);
  return bench.drain(started.id);
};

const chosen = async (run: Run, recordClass: string): Promise<Set<string>> => {
  const ids = ['1', '2', '3', '4', '10', '11', '12', '13', '14', '15', '99'] as never[];
  return new Set<string>(await bench.open.store.ledger.among(run.id, recordClass, ids));
};

describe('choosing a sample', () => {
  it('reads each class once, and of it the references and what must be covered, nothing else', async () => {
    await sample(100);
    expect(asked.filter(({ byIds }) => !byIds)).toEqual([
      { recordClass: 'companies', fields: ['parent'], byIds: false },
      { recordClass: 'people', fields: ['company', 'phone', 'kind'], byIds: false },
    ]);
    // Everything is chosen, so there is nothing to complete: the next to read is the load, with every field.
    expect(asked[2]).toEqual({ recordClass: 'companies', fields: ['id', 'name', 'parent'], byIds: true });
  });

  it('brings along whatever the chosen records refer to, and nothing that does not exist [R23]', async () => {
    const companyOf = new Map([
      ['10', '1'],
      ['11', '2'],
      ['12', '2'],
      ['14', '4'],
      ['15', '4'],
    ]);
    const parentOf = new Map([
      ['1', '3'],
      ['2', '1'],
      ['3', '1'],
    ]);
    for (const percent of [1, 40, 75]) {
      const run = await sample(percent);
      const companies = await chosen(run, 'companies');
      const people = await chosen(run, 'people');
      expect(people.size).toBeGreaterThan(0);
      const needed = [...people].flatMap((id) => companyOf.get(id) ?? []);
      expect([...companies]).toEqual(expect.arrayContaining(needed));
      expect([...companies]).toEqual(
        expect.arrayContaining([...companies].flatMap((id) => parentOf.get(id) ?? [])),
      );
      expect(companies).not.toContain('99');
    }
  });
});
