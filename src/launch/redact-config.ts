import type { Config } from '#config.ts';

const HIDDEN = '(set, not shown)';

/** A connection string without its password and parameters: who connects, and where. */
const withoutPassword = (text: string | null): string | null => {
  if (text === null) return null;
  const url = URL.parse(text);
  if (url === null) return HIDDEN;
  const user = url.username === '' ? '' : `${url.username}@`;
  return `${url.protocol}//${user}${url.host}${url.pathname}`;
};

/** The settings as they may be printed and logged. */
export const redactConfig = (config: Config): Record<string, string | number | null> => {
  const { slack } = config;
  return {
    slack: slack.mode,
    ...(slack.mode === 'practice' ? {} : { botToken: HIDDEN, apiUrl: slack.apiUrl }),
    ...(slack.mode === 'socket' ? { appToken: HIDDEN } : {}),
    ...(slack.mode === 'http' ? { signingSecret: HIDDEN, port: slack.port } : {}),
    databaseUrl: withoutPassword(config.databaseUrl),
    redisUrl: withoutPassword(config.redisUrl),
    plansFolder: config.plansFolder,
    stateFolder: config.stateFolder,
    practicePort: config.practicePort,
    logLevel: config.logLevel,
    workers: config.workers,
  };
};
