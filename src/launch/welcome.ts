import type { Config } from '#config.ts';
import type { SlackSide } from './start-slack.ts';
import type { StatePaths } from './state-paths.ts';

const practice = (url: string, paths: StatePaths): string => `
Lockstep runs, with a practice workspace in place of Slack:

    ${url}

Type there, as Maya Okafor (operations lead), in #crm-migration:

    /migrate                where things stand, and the next step
    /migrate test-sample    moves 5% of the records into the sandbox and checks each of them
    /migrate quarantine     what could not be moved, and why

State is kept in ${paths.folder}, the log is ${paths.log}.
Ctrl-C stops everything.`;

/** What is printed when all is up. */
export const welcome = (facts: {
  readonly side: SlackSide | null;
  readonly paths: StatePaths;
  readonly config: Config;
}): string => {
  const { side, paths, config } = facts;
  if (side === null) return `Lockstep works on jobs, ${config.workers} at a time. Ctrl-C stops it.`;
  if (side.kind === 'practice') return practice(side.url, paths);
  const where =
    side.kind === 'socket'
      ? 'Lockstep is connected to Slack (Socket Mode).'
      : `Lockstep waits for requests from Slack on port ${side.port ?? '?'}.`;
  return `${where} In a plan's channel, type /migrate. Ctrl-C stops it.`;
};
