import type { Config } from '#config.ts';
import { isLockstepError, LockstepError } from '#domain/errors.ts';
import type { Log } from '#engine/ports.ts';
import { startEmbeddedPostgres } from '../embedded-postgres.ts';
import { planFiles } from '../plan-files.ts';
import { statePaths } from '../state-paths.ts';
import { checkDatabase } from './check-database.ts';
import { checkPlans } from './check-plans.ts';
import { checkQueue } from './check-queue.ts';
import { checkSlack } from './check-slack.ts';
import type { Finding } from './finding.ts';
import { findingLines } from './finding.ts';

/** The embedded server is ours: it is started to see that it starts. One that a running copy uses is left alone. */
const checkEmbedded = async (home: string, log: Log): Promise<Finding[]> => {
  try {
    const server = await startEmbeddedPostgres({ home, log });
    try {
      return await checkDatabase(server.url('postgres'));
    } finally {
      await server.stop();
    }
  } catch (error) {
    if (isLockstepError(error, 'STATE_TAKEN'))
      return [{ area: 'Database', state: 'ok', what: 'embedded, in use by a running copy of Lockstep' }];
    if (!(error instanceof LockstepError)) throw error;
    return [{ area: 'Database', state: 'wrong', what: error.message, advice: error.hint }];
  }
};

const readPlans = async (
  folder: string,
): Promise<Awaited<ReturnType<ReturnType<typeof planFiles>['read']>>> => {
  try {
    return await planFiles(folder).read();
  } catch (error) {
    if (error instanceof LockstepError) return { contents: [], faults: [{ folder, error }] };
    throw error;
  }
};

/** In practice, Lockstep itself supplies what the sample plan names. */
const practiceSecret = (config: Config) => (name: string) =>
  config.secret(name) ??
  (config.slack.mode === 'practice' && name.startsWith('CHARLOTTE_') ? 'supplied in practice' : null);

/**
 * Checks everything Lockstep needs, and says of each what is wrong and what to do. Every fault, not just the first.
 * @returns what to print, and whether all is well
 */
export const runDoctor = async (config: Config, log: Log): Promise<{ lines: string[]; isWell: boolean }> => {
  const { contents, faults } = await readPlans(config.plansFolder);
  const plans = contents.map(({ plan }) => plan);
  const checks = await Promise.all([
    config.databaseUrl === null
      ? checkEmbedded(statePaths(config.stateFolder).postgres, log)
      : checkDatabase(config.databaseUrl),
    checkQueue(config.redisUrl),
    checkSlack(config.slack, plans),
  ]);
  const secret = practiceSecret(config);
  const findings = [
    ...checks.flat(),
    ...checkPlans({
      plans,
      faults: faults.map(({ error }) => error),
      secret,
      isPractice: config.slack.mode === 'practice',
    }),
  ];
  const wrong = findings.filter(({ state }) => state === 'wrong').length;
  return {
    lines: [
      ...findings.flatMap(findingLines),
      '',
      wrong === 0 ? 'All is well.' : `${wrong} ${wrong === 1 ? 'thing is' : 'things are'} wrong.`,
    ],
    isWell: wrong === 0,
  };
};
