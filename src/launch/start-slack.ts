import type { Config } from '#config.ts';
import { startBot } from '#bot/start-bot.ts';
import type { OpenStore } from '#db/open-store.ts';
import { createDesk } from '#engine/create-desk.ts';
import type { Clock, Log } from '#engine/ports.ts';
import type { PracticeControl } from '#practice/control/practice-control.ts';
import type { Closers } from './closers.ts';
import { openPractice } from './open-practice.ts';
import { planFiles } from './plan-files.ts';
import type { StatePaths } from './state-paths.ts';

export interface SlackParts {
  readonly config: Config;
  readonly paths: StatePaths;
  readonly opened: OpenStore;
  readonly clock: Clock;
  readonly log: Log;
}

/** What a person needs to know about the Slack side. */
export type SlackSide =
  | { readonly kind: 'practice'; readonly url: string; readonly control: PracticeControl }
  | { readonly kind: 'socket' }
  | { readonly kind: 'http'; readonly port: number | null };

type BotSettings = Parameters<typeof startBot>[0]['settings'];

const botSettings = async (parts: SlackParts, closers: Closers): Promise<[BotSettings, SlackSide]> => {
  const { slack, practicePort } = parts.config;
  if (slack.mode === 'practice') {
    const practice = await openPractice({ ...parts, slack, port: practicePort });
    closers.add('practice workspace', () => practice.stop());
    const { botToken, appToken, apiUrl, url, control } = practice;
    return [
      { botToken, appToken, apiUrl },
      { kind: 'practice', url, control },
    ];
  }
  const apiUrl = slack.apiUrl ?? undefined;
  if (slack.mode === 'socket')
    return [{ botToken: slack.botToken, appToken: slack.appToken, apiUrl }, { kind: 'socket' }];
  return [
    {
      botToken: slack.botToken,
      signingSecret: slack.signingSecret,
      port: slack.port,
      apiUrl,
    },
    { kind: 'http', port: slack.port },
  ];
};

/** The desk, and the bot before it: in the real workspace or in the practice one. */
export const startSlack = async (parts: SlackParts, closers: Closers): Promise<SlackSide> => {
  const { config, opened, clock, log } = parts;
  const desk = createDesk({ store: opened.store, plans: planFiles(config.plansFolder), clock });
  const [settings, side] = await botSettings(parts, closers);
  const bot = await startBot({
    desk,
    outbox: opened.outbox,
    messages: opened.messages,
    deliveries: opened.deliveries,
    buttons: opened.buttons,
    settings,
    clock,
    log,
  });
  closers.add('bot', () => bot.stop());
  const deafen = opened.onDue('announcement', () => bot.nudge());
  closers.add('bell of the announcements', deafen);
  return side.kind === 'http' ? { kind: 'http', port: bot.port } : side;
};
