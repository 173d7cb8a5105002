import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { renderHelp } from '#bot/blocks/help.ts';
import { COMMAND_TABLE, COMMAND_VERBS, SLASH_COMMAND, TYPED_VERBS, usageHint } from '#bot/command-table.ts';
import { parseCommand } from '#bot/parse-command.ts';
import { registerHandlers } from '#bot/register-handlers.ts';
import { BUTTON_ACTIONS } from '#engine/delivery-ports.ts';
import { BUTTON_PREFIX } from '#bot/blocks/message.ts';
import { manifest } from './support/bot-world.ts';
import { commandsDocument } from './support/commands-document.ts';

const manifestSchema = z.object({
  features: z.object({
    slash_commands: z.array(z.object({ command: z.string(), usage_hint: z.string() })),
    shortcuts: z.array(z.object({ callback_id: z.string() })).default([]),
    app_home: z.object({ home_tab_enabled: z.boolean(), messages_tab_enabled: z.boolean() }),
  }),
  oauth_config: z.object({ scopes: z.object({ bot: z.array(z.string()) }) }),
  settings: z.object({
    event_subscriptions: z.object({ bot_events: z.array(z.string()) }),
    interactivity: z.object({ is_enabled: z.boolean() }),
  }),
});
const app = manifestSchema.parse(manifest);

/** What each method of the Web API that we may use needs (docs.slack.dev/reference/methods, November 2026). */
const SCOPE_OF: Record<string, string | null> = {
  'auth.test': null,
  'chat.postMessage': 'chat:write',
  'chat.postEphemeral': 'chat:write',
  'chat.update': 'chat:write',
  'chat.getPermalink': null,
  'files.getUploadURLExternal': 'files:write',
  'files.completeUploadExternal': 'files:write',
  'usergroups.users.list': 'usergroups:read',
  'users.info': 'users:read',
  'views.open': null,
  'views.publish': null,
  'views.update': null,
};
const SCOPE_OF_EVENT: Record<string, string | null> = {
  app_home_opened: null,
  app_mention: 'app_mentions:read',
};

const sources = readdirSync('src/bot', { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts'))
  .map((path) => readFileSync(join('src/bot', path), 'utf8'));

const methodsCalled = new Set(
  sources.flatMap((text) =>
    [...text.matchAll(/\bclient\.((?:\w+\.)+\w+)\(/g)].flatMap((found) =>
      found[1] === undefined ? [] : [found[1]],
    ),
  ),
);

/** Registers everything with a listener that only writes down what is asked for. */
const registered = (): { kind: string; what: string }[] => {
  const seen: { kind: string; what: string }[] = [];
  const note =
    (kind: string) =>
    (constraint: unknown): void => {
      seen.push({
        kind,
        what:
          typeof constraint === 'string'
            ? constraint
            : JSON.stringify(constraint, (_, value: unknown) =>
                value instanceof RegExp ? value.source : value,
              ),
      });
    };
  const listener = {
    command: note('command'),
    event: note('event'),
    action: note('action'),
    view: note('view'),
    shortcut: note('shortcut'),
  };
  // Registering only calls these five; nothing else of an App or of the parts is touched.
  registerHandlers(
    listener as unknown as Parameters<typeof registerHandlers>[0],
    {} as Parameters<typeof registerHandlers>[1],
  );
  return seen;
};
const of = (kind: string): string[] =>
  registered().flatMap((entry) => (entry.kind === kind ? [entry.what] : []));

describe('the command table', () => {
  it('has one row for each verb, in the order in which they are told', () => {
    expect(COMMAND_TABLE.map((spec) => spec.verb)).toEqual(COMMAND_VERBS);
  });

  it.each(COMMAND_TABLE.flatMap((spec) => spec.examples.map((example) => [example, spec.verb] as const)))(
    'gives an example that the parser understands: %s',
    (example, verb) => {
      expect(example.startsWith(SLASH_COMMAND)).toBe(true);
      expect(parseCommand(example.slice(SLASH_COMMAND.length)).verb).toBe(verb);
    },
  );

  it.each(COMMAND_TABLE.map((spec) => [spec.verb, spec] as const))(
    'promises for %s what the parser keeps',
    (verb, spec) => {
      const typed = verb === 'overview' ? '' : verb;
      const values = { env: 'sandbox', plan: 'charlotte' };
      for (const flag of ['env', 'plan'] as const) {
        const parse = (): unknown => parseCommand(`${typed} --${flag} ${values[flag]}`);
        const isTold = verb === 'overview' || spec.usage.includes(`--${flag}`);
        expect(spec.flags.includes(flag) ? 'taken' : 'refused').toBe(attempt(parse));
        expect(isTold || !spec.flags.includes(flag)).toBe(true);
      }
    },
  );

  it('is what help tells, whole', () => {
    const help = renderHelp(null).text;
    for (const spec of COMMAND_TABLE) {
      expect(help).toContain(spec.summary);
      expect(renderHelp(spec.verb).text).toContain(spec.summary);
    }
  });

  it('is what docs/commands.md tells', async () => {
    await expect(commandsDocument()).toMatchFileSnapshot('../../docs/commands.md');
  });

  it('is what Slack shows while somebody types', () => {
    expect(app.features.slash_commands).toEqual([
      expect.objectContaining({ command: SLASH_COMMAND, usage_hint: usageHint() }),
    ]);
    for (const verb of TYPED_VERBS) expect(usageHint()).toContain(verb);
  });
});

const attempt = (parse: () => unknown): 'taken' | 'refused' => {
  try {
    parse();
    return 'taken';
  } catch {
    return 'refused';
  }
};

describe('the manifest', () => {
  it('declares the commands, events and shortcuts that are listened to, and no others', () => {
    expect(of('command')).toEqual(app.features.slash_commands.map((entry) => entry.command));
    expect(of('event').toSorted()).toEqual(app.settings.event_subscriptions.bot_events.toSorted());
    expect(of('shortcut')).toEqual(app.features.shortcuts.map((entry) => entry.callback_id));
    expect(app.settings.interactivity.is_enabled).toBe(true);
    expect(app.features.app_home).toMatchObject({ home_tab_enabled: true, messages_tab_enabled: true });
  });

  it('asks for the scopes that the methods called and the events heard need, and no others', () => {
    expect(methodsCalled.size).toBeGreaterThan(8);
    expect([...methodsCalled].filter((method) => SCOPE_OF[method] === undefined)).toEqual([]);
    const needed = new Set<string>(['commands']);
    for (const method of methodsCalled)
      if (typeof SCOPE_OF[method] === 'string') needed.add(SCOPE_OF[method]);
    for (const event of of('event'))
      if (typeof SCOPE_OF_EVENT[event] === 'string') needed.add(SCOPE_OF_EVENT[event]);
    expect(app.oauth_config.scopes.bot.toSorted()).toEqual([...needed].toSorted());
  });

  it('leaves every call to Slack to one file', () => {
    const calling = sources.filter((text) => /\bclient\.(?:\w+\.)+\w+\(/.test(text));
    expect(calling).toHaveLength(1);
  });

  it('has a handler for every button there can be', () => {
    const [constraint = ''] = of('action');
    const pattern = z.object({ action_id: z.string() }).parse(JSON.parse(constraint)).action_id;
    for (const action of BUTTON_ACTIONS) expect(`${BUTTON_PREFIX}${action}`).toMatch(new RegExp(pattern));
    expect(of('view')).toHaveLength(2);
  });
});
