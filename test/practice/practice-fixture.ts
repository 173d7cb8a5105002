/** A practice workspace and a real Slack client or Bolt app on it. */
import { App, LogLevel } from '@slack/bolt';
import { WebClient } from '@slack/web-api';
import { appFromManifest } from '#practice/app-from-manifest.ts';
import { charlotteWorkspace } from '#practice/charlotte-workspace.ts';
import { type Practice, type PracticeOptions, startPractice } from '#practice/start-practice.ts';
import type { PracticeLog } from '#practice/world.ts';

export const MAYA = 'U0OPSLEAD1';
export const BEN = 'U0SALES001';
export const CHANNEL = 'C0MIGRATE1';
export const GENERAL = 'C0GENERAL1';

export const SCOPES = [
  'app_mentions:read',
  'bookmarks:write',
  'channels:join',
  'channels:read',
  'chat:write',
  'commands',
  'files:write',
  'im:write',
  'pins:write',
  'reactions:write',
  'team:read',
  'usergroups:read',
  'users:read',
];

export const MANIFEST = {
  display_information: { name: 'Lockstep' },
  features: {
    app_home: { home_tab_enabled: true, messages_tab_enabled: true },
    bot_user: { display_name: 'Lockstep' },
    slash_commands: [{ command: '/migrate', description: 'Run a migration', usage_hint: 'status' }],
    shortcuts: [
      { name: 'Add to timeline', type: 'message', callback_id: 'add_to_timeline' },
      { name: 'Status', type: 'global', callback_id: 'show_status' },
    ],
  },
  oauth_config: { scopes: { bot: SCOPES } },
  settings: {
    event_subscriptions: { bot_events: ['app_mention', 'app_home_opened', 'message.im'] },
    interactivity: { is_enabled: true },
  },
};

export const quietLog: PracticeLog = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

/** Settings whose scopes can be narrowed. */
export const practiceOptions = (changes: Partial<PracticeOptions> = {}): PracticeOptions => ({
  port: 0,
  stateFile: null,
  workspace: charlotteWorkspace(appFromManifest(MANIFEST)),
  clock: { now: () => new Date() },
  log: quietLog,
  ...changes,
});

export const startTestPractice = (changes: Partial<PracticeOptions> = {}): Promise<Practice> =>
  startPractice(practiceOptions(changes));

export const silentLogger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  setLevel: () => undefined,
  getLevel: () => LogLevel.ERROR,
  setName: () => undefined,
};

/** A client that says what went wrong at once: no retries, 429 as an error. */
export const clientOf = (practice: Practice, token = practice.botToken): WebClient =>
  new WebClient(token, {
    slackApiUrl: practice.apiUrl,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    logger: silentLogger,
  });

/**
 * A real Bolt app in Socket Mode, not started. It does not check its token by itself: that check runs on in the background of a test that
 * is already over.
 */
export const boltApp = (practice: Practice): App =>
  new App({
    token: practice.botToken,
    tokenVerificationEnabled: false,
    botId: 'B0LOCKSTEP',
    botUserId: 'U0LOCKSTEP',
    appToken: practice.appToken,
    socketMode: true,
    logger: silentLogger,
    clientOptions: { slackApiUrl: practice.apiUrl, retryConfig: { retries: 0 } },
    installerOptions: { clientOptions: { slackApiUrl: practice.apiUrl } },
  });
