import pg from 'pg';
import type { Config } from '#config.ts';
import type { Log } from '#engine/ports.ts';
import { requirePractice } from './open-practice.ts';
import { planFiles } from './plan-files.ts';
import type { StatePaths } from './state-paths.ts';

/** The variables that the sample plan names; set by its user, they are left alone. */
const EXPORT = 'CHARLOTTE_EXPORT';
const SANDBOX = 'CHARLOTTE_SANDBOX_URL';
const SANDBOX_DATABASE = 'charlotte_sandbox';

const runSqlOn =
  (url: string) =>
  async (text: string): Promise<void> => {
    const client = new pg.Client({ connectionString: url, application_name: 'lockstep sample' });
    await client.connect();
    try {
      await client.query(text);
    } finally {
      await client.end();
    }
  };

const isWanted = async (plansFolder: string): Promise<boolean> => {
  const { contents } = await planFiles(plansFolder).read();
  return contents.some(({ text }) => text.includes(EXPORT) || text.includes(SANDBOX));
};

/**
 * Makes both ends of the sample plan, if a plan asks for them: its export in the state folder and its destination in a
 * database beside Lockstep's own.
 * @param settings.ensureDatabase makes a database on Lockstep's server, returns its connection string
 * @returns where plans find the variables they name
 */
export const prepareSampleData = async (settings: {
  readonly config: Config;
  readonly paths: StatePaths;
  readonly log: Log;
  readonly ensureDatabase: (name: string) => Promise<string>;
}): Promise<(name: string) => string | null> => {
  const { config, paths, log, ensureDatabase } = settings;
  requirePractice(config.slack);
  if (!(await isWanted(config.plansFolder))) return config.secret;
  const ownExport = config.secret(EXPORT);
  const ownSandbox = config.secret(SANDBOX);
  const url = ownSandbox ?? (await ensureDatabase(SANDBOX_DATABASE));
  // A destination that somebody named is theirs: nothing is made there.
  const runSql = ownSandbox === null ? runSqlOn(url) : () => Promise.resolve();
  const exportFolder = ownExport ?? paths.charlotte;
  if (ownExport === null) {
    const { prepareCharlotte } = await import('#practice/charlotte/prepare-charlotte.ts');
    await prepareCharlotte({ exportFolder, runSql, log });
  } else {
    const { installCharlotteDestination } = await import('#practice/charlotte/install-destination.ts');
    await installCharlotteDestination(runSql);
  }
  const values: Readonly<Record<string, string>> = { [SANDBOX]: url, [EXPORT]: exportFolder };
  return (name) => config.secret(name) ?? values[name] ?? null;
};
