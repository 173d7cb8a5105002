import { describe, expect, it } from 'vitest';
import { AREAS, boundaryFaults } from './boundary-faults.ts';
import { importsOf } from './imports-of.ts';
import { sourceFiles } from './source-files.ts';

describe('the table of folders', () => {
  const files = sourceFiles('src');

  it('is kept by every file', () => {
    expect(boundaryFaults(files)).toEqual([]);
  });

  it('was held against real files, and their imports were seen', () => {
    const unseen = AREAS.filter((area) => !files.some((file) => file.path.startsWith(`src/${area}`)));
    expect(unseen).toEqual([]);
    const seen = files.flatMap(importsOf);
    expect(seen.filter((found) => !found.isPackage).length).toBeGreaterThan(files.length);
    expect(new Set(seen.map((found) => found.how))).toEqual(new Set(['static', 'type', 'dynamic']));
  });

  it.each([
    ['src/domain/run.ts', `import { desk } from '#engine/desk.ts';`],
    ['src/domain/run.ts', `import type { Desk } from '#engine/desk.ts';`],
    ['src/domain/run.ts', `import { readFile } from 'node:fs/promises';`],
    ['src/domain/plan/plan.ts', `export * from '../../engine/desk.ts';`],
    ['src/engine/run.ts', `import { Queue } from 'bullmq';`],
    ['src/engine/run.ts', `const { schema } = await import('../db/schema.ts');`],
    ['src/engine/run.ts', `import {\n  one,\n  two,\n} from '#jobs/open-queue.ts';`],
    ['src/engine/run.ts', `let store: import('#db/open-store.ts').OpenStore;`],
    ['src/db/plans.ts', `import { createDesk } from '#engine/create-desk.ts';`],
    ['src/db/plans.ts', `import '#bot/start-bot.ts';`],
    ['src/connectors/bundle/open.ts', `import { open } from '../postgres/open-postgres.ts';`],
    ['src/connectors/bundle/open.ts', `import { open } from '#connectors/postgres/open-postgres.ts';`],
    ['src/connectors/bundle/open.ts', `import pg from 'pg';`],
    ['src/jobs/worker.ts', `export { openStore } from '#db/open-store.ts';`],
    ['src/bot/start-bot.ts', `import { Redis } from 'ioredis';`],
    ['src/bot/start-bot.ts', `import { sql } from 'drizzle-orm/pg-core';`],
    ['src/practice/page.ts', `import { App } from '@slack/bolt';`],
    ['src/practice/page.ts', `import type { Desk } from '#engine/desk.ts';`],
    ['src/launch/practice.ts', `import { startPractice } from '#practice/start-practice.ts';`],
    ['src/launch/practice.ts', `import { prepare } from '../practice/charlotte/prepare.ts';`],
    ['src/bot/start-bot.ts', `const require = 1; require('../db/open-store.ts');`],
    ['src/bot/start-bot.ts', `import { createDatabase } from '#test/support/database.ts';`],
    ['src/utils/text.ts', `import { mask } from '#domain/mask.ts';`],
  ])('finds a planted fault: %s, %s', (path, text) => {
    expect(boundaryFaults([{ path, text }])).toHaveLength(1);
  });

  it.each([
    ['src/engine/run.ts', `import { mask } from '#domain/mask.ts';`],
    ['src/engine/steps/load.ts', `import { run } from '../run/run.ts';`],
    [
      'src/connectors/postgres/open.ts',
      `import pg from 'pg'; import type { Connector } from '#engine/connector.ts';`,
    ],
    ['src/launch/practice.ts', `await import('#practice/start-practice.ts');`],
    ['src/domain/run.ts', `// import { desk } from '#engine/desk.ts';`],
    ['src/domain/run.ts', `/* import { desk } from '#engine/desk.ts'; */`],
  ])('leaves alone what is allowed: %s, %s', (path, text) => {
    expect(boundaryFaults([{ path, text }])).toEqual([]);
  });
});
