import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readConfig, type Role } from '#config.ts';
import { LockstepError } from '#domain/errors.ts';
import { redactConfig } from '#launch/redact-config.ts';

const BOT = 'xoxb-1-secret-bot-token';
const APP = 'xapp-1-secret-app-token';
const SIGNING = 'secret-signing-secret';

const refusalOf = (environment: Record<string, string>, role: Role = 'start'): LockstepError => {
  try {
    readConfig(environment, role);
  } catch (error) {
    if (error instanceof LockstepError) return error;
    throw error;
  }
  throw new Error('the settings were accepted');
};

describe('the settings', () => {
  it('are complete without a single variable: practice, everything embedded', () => {
    expect(readConfig({})).toMatchObject({
      slack: { mode: 'practice' },
      databaseUrl: null,
      redisUrl: null,
      plansFolder: 'plans',
      stateFolder: '.lockstep',
      practicePort: 3210,
      logLevel: 'info',
      leaseMs: 20_000,
      crashAt: null,
    });
  });

  it('take an empty variable for one that is not set', () => {
    expect(readConfig({ SLACK_BOT_TOKEN: '', PORT: '  ' }).slack).toEqual({ mode: 'practice' });
  });

  it('choose Socket Mode when an app token is there, also beside a signing secret', () => {
    const settings = { SLACK_BOT_TOKEN: BOT, SLACK_APP_TOKEN: APP, SLACK_SIGNING_SECRET: SIGNING };
    expect(readConfig(settings).slack).toEqual({
      mode: 'socket',
      botToken: BOT,
      appToken: APP,
      apiUrl: null,
    });
  });

  it('choose HTTP with a signing secret and a port', () => {
    const settings = { SLACK_BOT_TOKEN: BOT, SLACK_SIGNING_SECRET: SIGNING, PORT: '8080' };
    expect(readConfig(settings).slack).toMatchObject({ mode: 'http', port: 8080, signingSecret: SIGNING });
  });

  it.each([
    [{ SLACK_BOT_TOKEN: BOT }, ['SLACK_APP_TOKEN', 'SLACK_SIGNING_SECRET']],
    [{ SLACK_APP_TOKEN: APP }, ['SLACK_BOT_TOKEN']],
    [{ SLACK_SIGNING_SECRET: SIGNING }, ['SLACK_BOT_TOKEN', 'PORT']],
    [{ SLACK_BOT_TOKEN: BOT, SLACK_SIGNING_SECRET: SIGNING }, ['PORT']],
    [{ SLACK_API_URL: 'https://slack-gov.com/api/' }, ['SLACK_BOT_TOKEN']],
  ])('say which half is missing: %o', (environment, missing) => {
    const { message } = refusalOf(environment);
    for (const name of missing) expect(message).toContain(`${name} is missing`);
    expect(message.split('\n')).toHaveLength(missing.length + 1);
  });

  it('name everything that is wrong at once, each with what it is for', () => {
    const error = refusalOf({
      SLACK_BOT_TOKEN: 'xoxp-a-user-token',
      SLACK_APP_TOKEN: APP,
      DATABASE_URL: 'mysql://host/db',
      REDIS_URL: 'not a url',
      LOCKSTEP_PRACTICE_PORT: '99999',
      LOCKSTEP_LOG: 'loud',
      LOCKSTEP_WORKERS: '0',
    });
    expect(error.code).toBe('CONFIG_INVALID');
    for (const name of [
      'SLACK_BOT_TOKEN must begin with xoxb-',
      'DATABASE_URL must be a URL that begins with postgres://',
      'REDIS_URL must be a URL',
      'LOCKSTEP_PRACTICE_PORT must be a whole number from 1 to 65535',
      'LOCKSTEP_LOG',
      'LOCKSTEP_WORKERS must be a whole number from 1 to 64',
    ])
      expect(error.message).toContain(name);
    expect(error.message).toContain('6 settings');
    expect(error.message).toContain('a PostgreSQL server of yours');
  });

  it('never repeat what stands in a wrong variable, for it may be a secret', () => {
    const { message, hint, details } = refusalOf({
      SLACK_BOT_TOKEN: 'hunter2-token',
      DATABASE_URL: 'hunter2-url',
      LOCKSTEP_LOG: 'hunter2-log',
      LOCKSTEP_CRASH_AT: 'hunter2-crash',
      PORT: 'hunter2-port',
    });
    expect(JSON.stringify({ message, hint, details })).not.toContain('hunter2');
  });

  it('ask for a database when a role runs alone', () => {
    expect(refusalOf({}, 'worker').message).toContain('DATABASE_URL is missing');
    const alone = refusalOf({}, 'bot').message;
    expect(alone).toContain('DATABASE_URL is missing');
    expect(alone).toContain('SLACK_BOT_TOKEN is missing');
    expect(readConfig({ DATABASE_URL: 'postgres://u@h/d' }, 'worker').slack.mode).toBe('practice');
  });

  it('take a crash point only where no real Slack is meant', () => {
    expect(readConfig({ LOCKSTEP_CRASH_AT: 'load.after-write:3' }).crashAt).toMatchObject({
      point: 'load.after-write',
      hit: 3,
    });
    const slack = { SLACK_BOT_TOKEN: BOT, SLACK_APP_TOKEN: APP, LOCKSTEP_CRASH_AT: 'claim.after:1' };
    expect(refusalOf(slack).message).toContain('refused together with real Slack credentials');
    expect(readConfig({ ...slack, SLACK_API_URL: 'http://127.0.0.1:9/api/' }).crashAt).not.toBeNull();
    for (const wrong of ['nowhere:1', 'claim.after', 'claim.after:0', 'claim.after:x'])
      expect(refusalOf({ LOCKSTEP_CRASH_AT: wrong }).message).toContain('LOCKSTEP_CRASH_AT must be');
  });

  it('stand in docs/settings.md, every one', () => {
    const root = join(import.meta.dirname, '..');
    const source = readFileSync(join(root, 'src/config.ts'), 'utf8');
    const docs = readFileSync(join(root, 'docs/settings.md'), 'utf8');
    const names = [...source.matchAll(/^  ([A-Z][A-Z_]+): \[/gm)].map(([, name = '']) => name);
    expect(names.length).toBeGreaterThan(12);
    expect(names.filter((name) => !docs.includes(`\`${name}\``))).toEqual([]);
  });

  it('hand a plan the variables it names', () => {
    expect(readConfig({ CRM_URL: 'postgres://crm' }).secret('CRM_URL')).toBe('postgres://crm');
    expect(readConfig({}).secret('CRM_URL')).toBeNull();
  });

  it('can be printed without a secret in them', () => {
    const shown = JSON.stringify(
      redactConfig(
        readConfig({
          SLACK_BOT_TOKEN: BOT,
          SLACK_APP_TOKEN: APP,
          DATABASE_URL: 'postgres://lockstep:secret-password@db:5432/lockstep?sslkey=secret-key',
          REDIS_URL: 'rediss://:secret-password@cache:6380/1',
        }),
      ),
    );
    expect(shown).not.toContain('secret');
    expect(shown).toContain('postgres://lockstep@db:5432/lockstep');
    expect(shown).toContain('rediss://cache:6380/1');
    const http = redactConfig(
      readConfig({ SLACK_BOT_TOKEN: BOT, SLACK_SIGNING_SECRET: SIGNING, PORT: '80' }),
    );
    expect(JSON.stringify(http)).not.toContain('secret-');
    expect(http).toMatchObject({ slack: 'http', port: 80 });
  });
});
