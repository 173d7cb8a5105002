import { isDeepStrictEqual } from 'node:util';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPostgres } from '#connectors/postgres/open-postgres.ts';
import { CHARLOTTE_CLASSES, type CharlotteClass } from '#practice/charlotte/app-table.ts';
import { createCast } from '#practice/charlotte/cast.ts';
import { writeCharlottePlan } from '#practice/charlotte/charlotte-plan.ts';
import { charlotteOracle } from '#practice/charlotte/charlotte-tables.ts';
import { generateCharlotte } from '#practice/charlotte/generate-charlotte.ts';
import { CHARLOTTE_SCHEMA, installCharlotteDestination } from '#practice/charlotte/install-destination.ts';
import type { SystemSchema } from '#domain/system-schema.ts';
import { createDatabase } from '#test/support/database.ts';
import { mapAll, type Outcome } from './map-all.ts';

/**
 * The mapping of every record of the export, read by the real connectors, against what the generator knows each record must
 * become. The two share no code, so where they agree the sample plan is right, and so is the sample.
 */
const log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const SCALE = 0.2;

let database: Awaited<ReturnType<typeof createDatabase>>;
let folder: string;
let destination: SystemSchema;

beforeAll(async () => {
  database = await createDatabase();
  folder = await mkdtemp(join(tmpdir(), 'charlotte-oracle-'));
  const client = new pg.Client(database.url);
  await client.connect();
  await installCharlotteDestination(async (sql) => void (await client.query(sql)));
  await client.end();
  const connector = await openPostgres({ url: database.url, schema: CHARLOTTE_SCHEMA, log });
  destination = await connector.describe();
  await connector.close();
});
afterAll(async () => {
  await database.drop();
  await rm(folder, { recursive: true, force: true });
});

const expectedOf = (recordClass: CharlotteClass): Map<string, Outcome> => {
  const cast = createCast({ seed: 'charlotte', scale: SCALE });
  const expected = new Map<string, Outcome>();
  for (const { id, reasons, truth } of charlotteOracle(cast, recordClass)) {
    expected.set(id, { values: reasons.length > 0 ? null : truth, reasons });
  }
  return expected;
};

describe('the clean Charlotte plan', () => {
  it.each(['csv', 'xlsx', 'jsonl'] as const)(
    'makes of every record of the %s export what the generator says, and quarantines exactly what it says [R22] [R32]',
    async (format) => {
      const exported = join(folder, `export-${format}`);
      await generateCharlotte({ folder: exported, format, scale: SCALE });
      const planFile = await writeCharlottePlan({
        folder: join(folder, `plan-${format}`),
        variant: 'clean',
        format,
      });
      const outcomes = await mapAll({ planFile, bundleFolder: exported, workFolder: folder, destination });
      for (const recordClass of CHARLOTTE_CLASSES) {
        const found = outcomes.get(recordClass) ?? new Map<string, Outcome>();
        const wrong: unknown[] = [];
        const expected = expectedOf(recordClass);
        for (const [id, outcome] of expected) {
          const now = found.get(id);
          const same = isDeepStrictEqual(outcome, now);
          // A file's content is too long to print; its checksum stands beside it.
          const shown = (of: Outcome | undefined) => ({ ...of, values: { ...of?.values, content: null } });
          if (!same) wrong.push({ id, expected: shown(outcome), now: shown(now) });
        }
        expect({ recordClass, records: found.size, wrong: wrong.slice(0, 3), count: wrong.length }).toEqual({
          recordClass,
          records: expected.size,
          wrong: [],
          count: 0,
        });
      }
    },
  );
});
