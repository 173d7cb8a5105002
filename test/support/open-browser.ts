import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium, type Page } from 'playwright-core';
import { findProgram } from './requires.ts';

type ContextOptions = Parameters<typeof chromium.launchPersistentContext>[1];

export interface OpenBrowser {
  newPage(): Promise<Page>;
  /** What went wrong on any page so far: errors in the console, uncaught errors, refusals of the page's policy. */
  troubles(): readonly string[];
  close(): Promise<void>;
}

const watch = (page: Page, troubles: string[]): void => {
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning')
      troubles.push(`${message.type()}: ${message.text()} (${message.location().url})`);
  });
  page.on('pageerror', (error) => troubles.push(`uncaught: ${error.message}`));
  page.on('request', (request) => {
    const { hostname, protocol } = new URL(request.url());
    if (protocol !== 'data:' && hostname !== '127.0.0.1') troubles.push(`asked ${request.url()}`);
  });
};

/** The system's Chromium with an empty profile, quiet on the network. Needs `requireProgram('chromium')`. */
export const openBrowser = async (options: ContextOptions = {}): Promise<OpenBrowser> => {
  const profile = await mkdtemp(join(tmpdir(), 'lockstep-browser-'));
  const context: BrowserContext = await chromium.launchPersistentContext(profile, {
    executablePath: findProgram('chromium') ?? 'chromium',
    headless: true,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
    viewport: { width: 1280, height: 800 },
    colorScheme: 'light',
    ...options,
  });
  const troubles: string[] = [];
  context.on('page', (page) => watch(page, troubles));
  for (const page of context.pages()) watch(page, troubles);
  return {
    newPage: () => context.newPage(),
    troubles: () => troubles,
    close: async () => {
      await context.close();
      await rm(profile, { recursive: true, force: true });
    },
  };
};
