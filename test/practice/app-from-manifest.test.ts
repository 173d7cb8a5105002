import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { describe, expect, it } from 'vitest';
import { appFromManifest } from '#practice/app-from-manifest.ts';

describe('the app of the practice workspace', () => {
  it('is the one of manifest.yml', async () => {
    const manifest: unknown = parse(await readFile(new URL('../../manifest.yml', import.meta.url), 'utf8'));
    const app = appFromManifest(manifest);
    expect(app).toMatchObject({ name: 'Lockstep', isInteractive: true, hasHomeTab: true, requestUrl: null });
    expect(app.commands.map((each) => each.command)).toContain('/migrate');
    expect(app.scopes).toContain('chat:write');
    expect(app.events).toContain('app_mention');
  });

  it.each([
    ['a name that is too long', { display_information: { name: 'x'.repeat(36) } }, /display_information/],
    [
      'a command without its slash',
      {
        features: {
          bot_user: { display_name: 'B' },
          slash_commands: [{ command: 'migrate', description: '' }],
        },
      },
      /slash_commands/,
    ],
    ['no scopes', { oauth_config: {} }, /scopes/],
  ])('is not made from a manifest with %s', (_name, changes, problem) => {
    const manifest = {
      display_information: { name: 'Lockstep' },
      features: { bot_user: { display_name: 'Lockstep' } },
      oauth_config: { scopes: { bot: [] } },
    };
    expect(appFromManifest(manifest)).toMatchObject({ commands: [], events: [], hasHomeTab: false });
    expect(() => appFromManifest({ ...manifest, ...changes })).toThrow(problem);
  });
});
