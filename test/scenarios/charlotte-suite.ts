import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PlanContent } from '#domain/plan/plan-content.ts';
import type { Run } from '#domain/run.ts';
import type { DiscrepancyGroup } from '#domain/verdict.ts';
import { readPlan } from '#engine/plan/read-plan.ts';
import { writeCharlottePlan } from '#practice/charlotte/charlotte-plan.ts';
import type { CharlotteVariant } from '#practice/charlotte/charlotte-variants.ts';
import { prepareCharlotte } from '#practice/charlotte/prepare-charlotte.ts';
import { createDatabase } from '#test/support/database.ts';
import {
  openEngineBench,
  operator,
  quietLog,
  type BenchQueue,
  type EngineBench,
} from '#test/support/engine-bench.ts';

const FAULTS = [
  ['phones-by-mapping', 'leads', 'phone', ['digits-changed']],
  ['phones-by-destination', 'leads', 'phone', ['digits-changed', 'mismatch']],
  ['stages-by-mapping', 'deals', 'stage', ['values-collapsed']],
  ['stages-by-destination', 'deals', 'stage', ['mismatch', 'values-collapsed']],
  ['communications-by-mapping', 'communications', null, ['class-missing']],
  ['communications-by-destination', 'communications', null, ['class-missing', 'missing']],
  ['communications-by-destination-later', 'communications', null, ['class-missing', 'missing']],
] as const;

const findings = (run: Run): DiscrepancyGroup[] => [
  ...(run.verdict?.planFindings ?? []),
  ...(run.verdict?.classes.flatMap((each) => each.groups) ?? []),
];

/** The case behind this product, replayed: each fault must be named and nothing else blamed, and the clean plan must pass. */
export const describeCharlotte = (name: string, queue: () => BenchQueue): void => {
  describe(`the Charlotte sample over ${name}`, { timeout: 300_000 }, () => {
    let sandbox: Awaited<ReturnType<typeof createDatabase>>;
    let client: pg.Client;
    let folder: string;
    let bench: EngineBench;
    let content: PlanContent;

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'lockstep-charlotte-'));
      sandbox = await createDatabase();
      client = new pg.Client(sandbox.url);
      await client.connect();
      bench = await openEngineBench({
        plans: () => [content],
        secrets: { CHARLOTTE_EXPORT: join(folder, 'export'), CHARLOTTE_SANDBOX_URL: sandbox.url },
        queue: queue(),
      });
    }, 120_000);

    afterAll(async () => {
      await bench.close();
      await client.end();
      await sandbox.drop();
      await rm(folder, { recursive: true, force: true });
    });

    const prepare = async (variant: CharlotteVariant): Promise<void> => {
      const runSql = async (sql: string): Promise<void> => {
        await client.query(sql);
      };
      await prepareCharlotte({
        exportFolder: join(folder, 'export'),
        runSql,
        variant,
        format: 'csv',
        log: quietLog,
      });
      content = await readPlan(
        await writeCharlottePlan({ folder: join(folder, variant), variant, format: 'csv' }),
      );
    };

    const testSample = async (): Promise<Run> => {
      const { id: planId } = await bench.desk.plan('charlotte');
      const run = await bench.desk.startTestSample(
        { planId, environment: 'sandbox', percent: null },
        operator,
      );
      return bench.drain(run.id);
    };

    /** Counted in the destination itself: what the sample moved of the 2,400 leads with a country code. */
    const spoiledLeads = async (): Promise<number> => {
      const { rows } = await client.query<{ n: number }>(
        'select count(*)::int n from resimpli.leads where lead_number % 25 in (3, 9, 14, 20)',
      );
      return rows[0]?.n ?? 0;
    };

    it('passes when nothing is wrong: no false alarm [R25] [R26]', async () => {
      await prepare('clean');
      const run = await testSample();
      expect(run.problem).toBeNull();
      expect(run.verdict?.classes.flatMap((each) => each.reasons)).toEqual([]);
      expect(findings(run)).toEqual([]);
      expect(run.verdict?.passed).toBe(true);
      expect(run.verdict?.classes.map((each) => each.recordClass).toSorted()).toEqual(
        Object.keys(content.plan.classes).toSorted(),
      );
      for (const each of run.verdict?.classes ?? []) expect(each.parity.equal).toBeGreaterThan(0);
    });

    it.each(FAULTS)(
      'fails and names the fault: %s [R25] [R26]',
      async (variant, recordClass, field, kinds) => {
        await prepare(variant);
        const run = await testSample();
        expect(run.problem).toBeNull();
        expect(run.verdict?.passed).toBe(false);
        const found = findings(run);
        expect(new Set(found.map((group) => group.recordClass))).toEqual(new Set([recordClass]));
        expect([...new Set(found.map((group) => group.kind))].toSorted()).toEqual(kinds);
        expect(new Set(found.map((group) => group.field))).toEqual(new Set([field]));
        const counted = variant.startsWith('phones') ? await spoiledLeads() : null;
        for (const group of found) expect(group.records).toBe(counted ?? group.records);
        expect(found.every((group) => group.records > 0)).toBe(true);
      },
    );
  });
};
