import { mkdtemp, rm, chmod } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { startEmbeddedPostgres } from '#launch/embedded-postgres.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Superuser's connection string of the suite's PostgreSQL, without a database name at its end. */
    postgresUrl: string;
  }
}

/** One real PostgreSQL for the whole suite; each test file makes a database of its own (test/support/database.ts). */
export const setup = async (project: TestProject): Promise<() => Promise<void>> => {
  const home = await mkdtemp(join(tmpdir(), 'lockstep-test-'));
  await chmod(home, 0o755);
  const server = await startEmbeddedPostgres({
    home,
    extra: ['fsync=off', 'max_connections=200', 'max_prepared_transactions=10'],
  });
  project.provide('postgresUrl', server.url(''));
  return async () => {
    await server.stop();
    await rm(home, { recursive: true, force: true });
  };
};
