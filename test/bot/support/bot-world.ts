/** A practice workspace with the real manifest, and the bot in it over a desk in memory. */
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { SlackSettings } from '#bot/slack-settings.ts';
import { type RunningBot, startBot } from '#bot/start-bot.ts';
import type { Log } from '#engine/ports.ts';
import { appFromManifest } from '#practice/app-from-manifest.ts';
import { charlotteWorkspace } from '#practice/charlotte-workspace.ts';
import { type Practice, startPractice } from '#practice/start-practice.ts';
import type { WorkspaceSeed } from '#practice/workspace-seed.ts';
import { createMemoryDesk, type MemoryDesk } from './memory-desk.ts';
import { createMemoryStore, type MemoryStore } from './memory-store.ts';

export interface LoggedLine {
  readonly level: keyof Log;
  readonly facts: object;
  readonly message: string;
}

export interface BotWorld {
  readonly practice: Practice;
  readonly desk: MemoryDesk;
  readonly store: MemoryStore;
  readonly logged: LoggedLine[];
  readonly bot: RunningBot;
  stop(): Promise<void>;
}

export const manifest: unknown = parse(readFileSync('manifest.yml', 'utf8'));

const quiet: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

export const recordingLog = (logged: LoggedLine[]): Log => ({
  debug: (facts, message) => void logged.push({ level: 'debug', facts, message }),
  info: (facts, message) => void logged.push({ level: 'info', facts, message }),
  warn: (facts, message) => void logged.push({ level: 'warn', facts, message }),
  error: (facts, message) => void logged.push({ level: 'error', facts, message }),
});

const clock = { now: () => new Date() };

export const startBotWorld = async (
  changes: {
    settings?: (practice: Practice) => SlackSettings;
    workspace?: (seed: WorkspaceSeed) => WorkspaceSeed;
  } = {},
): Promise<BotWorld> => {
  const seed = charlotteWorkspace(appFromManifest(manifest));
  const practice = await startPractice({
    port: 0,
    stateFile: null,
    workspace: changes.workspace?.(seed) ?? seed,
    clock,
    log: quiet,
  });
  const store = createMemoryStore(clock);
  const desk = createMemoryDesk(store);
  const logged: LoggedLine[] = [];
  const settings = changes.settings?.(practice) ?? {
    botToken: practice.botToken,
    appToken: practice.appToken,
    apiUrl: practice.apiUrl,
  };
  const bot = await startBot({
    desk,
    outbox: store.outbox,
    messages: store.messages,
    deliveries: store.deliveries,
    buttons: store.buttons,
    settings,
    clock,
    log: recordingLog(logged),
  });
  return {
    practice,
    desk,
    store,
    logged,
    bot,
    stop: async () => {
      await bot.stop();
      await practice.stop();
    },
  };
};
