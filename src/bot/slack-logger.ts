import type { Log } from '#engine/ports.ts';
import { type Logger, LogLevel } from '@slack/bolt';

/** At most this much of one line of Slack's libraries. */
const LONGEST_LINE = 500;

const lineOf = (parts: readonly unknown[]): string =>
  parts
    .map((part) => (part instanceof Error ? part.message : String(part)))
    .join(' ')
    // Whatever a library logs, a token never reaches our log.
    .replaceAll(/xox[a-z]-[\w-]+|xapp-[\w-]+/g, 'xox…')
    .slice(0, LONGEST_LINE);

/** Slack's libraries log through ours. Their debug lines hold whole payloads, so they are never asked for. */
export const slackLogger = (log: Log): Logger => ({
  debug: () => undefined,
  info: (...parts: unknown[]) => log.debug({ from: 'slack-library' }, lineOf(parts)),
  warn: (...parts: unknown[]) => log.warn({ from: 'slack-library' }, lineOf(parts)),
  error: (...parts: unknown[]) => log.error({ from: 'slack-library' }, lineOf(parts)),
  setLevel: () => undefined,
  getLevel: () => LogLevel.INFO,
  setName: () => undefined,
});
