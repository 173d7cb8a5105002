import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { readConfig } from '#config.ts';
import { checkDatabase } from '#launch/doctor/check-database.ts';
import { checkQueue } from '#launch/doctor/check-queue.ts';
import { checkSlack } from '#launch/doctor/check-slack.ts';
import { runDoctor } from '#launch/doctor/run-doctor.ts';
import { freePort } from '#launch/free-port.ts';
import { planFiles } from '#launch/plan-files.ts';
import { appFromManifest } from '#practice/app-from-manifest.ts';
import { charlotteWorkspace } from '#practice/charlotte-workspace.ts';
import { type Practice, startPractice } from '#practice/start-practice.ts';
import { createDatabase } from '#test/support/database.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');
const log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

describe('the doctor, of the database', () => {
  let database: Awaited<ReturnType<typeof createDatabase>>;
  beforeAll(async () => {
    database = await createDatabase();
  });
  afterAll(() => database.drop());

  const sql = async (text: string): Promise<void> => {
    const client = new pg.Client(database.url);
    await client.connect();
    try {
      await client.query(text);
    } finally {
      await client.end();
    }
  };

  it('finds a server that is fit, but for the fsync that the tests have switched off', async () => {
    const findings = await checkDatabase(database.url);
    expect(findings.filter(({ state }) => state === 'wrong')).toMatchObject([
      { what: expect.stringContaining('fsync') },
    ]);
    expect(findings.map(({ what }) => what).join('\n')).toMatch(/PostgreSQL 18.*may create.*clocks agree/s);
  });

  it('names a role that may not create the tables, with the statement that helps', async () => {
    const role = `doctor_${process.pid}`;
    await sql(`create role ${role} login password 'pw'`);
    const url = new URL(database.url);
    url.username = role;
    url.password = 'pw';
    try {
      const findings = await checkDatabase(url.href);
      expect(findings).toContainEqual(
        expect.objectContaining({ state: 'wrong', advice: expect.stringContaining(`to ${role};`) }),
      );
      url.password = 'not-the-password';
      expect(await checkDatabase(url.href)).toMatchObject([
        { state: 'wrong', what: expect.stringContaining('refuses these credentials') },
      ]);
    } finally {
      await sql(`drop role ${role}`);
    }
  });

  it('tells a server that is not there from a database that is not there', async () => {
    const missing = new URL(database.url);
    missing.pathname = '/no_such_database';
    expect(await checkDatabase(missing.href)).toMatchObject([
      { what: expect.stringContaining('does not exist') },
    ]);
    const nobody = `postgres://lockstep:secret-password@127.0.0.1:${await freePort()}/x`;
    const findings = await checkDatabase(nobody);
    expect(findings).toMatchObject([{ what: expect.stringContaining('ECONNREFUSED') }]);
    expect(JSON.stringify(findings)).not.toContain('secret-password');
  });
});

describe('the doctor, of Redis', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lockstep-redis-'));
  let server: ChildProcess;
  let url: string;
  beforeAll(async () => {
    const port = await freePort();
    url = `redis://127.0.0.1:${port}`;
    server = spawn(
      'redis-server',
      ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', folder],
      {
        stdio: ['ignore', 'pipe', 'ignore'],
      },
    );
    await new Promise<void>((resolve, reject) => {
      server.on('error', reject);
      server.stdout?.on('data', (part: Buffer) => {
        if (part.toString().includes('Ready to accept connections')) resolve();
      });
    });
  });
  afterAll(async () => {
    const ended = new Promise((resolve) => server.once('exit', resolve));
    server.kill();
    await ended;
    rmSync(folder, { recursive: true, force: true });
  });

  it('accepts noeviction and refuses every other policy', async () => {
    expect((await checkQueue(url)).filter(({ state }) => state === 'wrong')).toEqual([]);
    const { Redis } = await import('ioredis');
    const client = new Redis(url);
    await client.config('SET', 'maxmemory-policy', 'allkeys-lru');
    expect(await checkQueue(url)).toContainEqual(
      expect.objectContaining({ state: 'wrong', what: expect.stringContaining('allkeys-lru') }),
    );
    await client.config('SET', 'maxmemory-policy', 'noeviction');
    client.disconnect();
  });

  it('says when nobody answers', async () => {
    expect(await checkQueue(`redis://:secret-password@127.0.0.1:${await freePort()}`)).toMatchObject([
      { state: 'wrong', what: expect.stringContaining('ECONNREFUSED') },
    ]);
  });
});

describe('the doctor, of Slack', () => {
  const app = appFromManifest(parse(readFileSync(join(ROOT, 'manifest.yml'), 'utf8')));
  const running: Practice[] = [];
  const open = async (
    change: (seed: ReturnType<typeof charlotteWorkspace>) => ReturnType<typeof charlotteWorkspace>,
  ) => {
    const practice = await startPractice({
      port: 0,
      stateFile: null,
      workspace: change(charlotteWorkspace(app)),
      clock: { now: () => new Date() },
      log,
    });
    running.push(practice);
    return practice;
  };
  const plans = async () =>
    (await planFiles(join(ROOT, 'plans')).read()).contents
      .map(({ plan }) => plan)
      .filter(({ name }) => name === 'charlotte');
  const settings = ({ botToken, appToken, apiUrl }: Practice) =>
    ({ mode: 'socket', botToken, appToken, apiUrl }) as const;
  afterAll(async () => {
    for (const practice of running) await practice.stop();
  });

  it('finds token, scopes, connection, channel and user groups in order', async () => {
    const practice = await open((seed) => seed);
    const findings = await checkSlack(settings(practice), await plans());
    expect(findings.map(({ state }) => state)).toEqual(['ok', 'ok', 'ok', 'ok', 'ok']);
    expect(findings.map(({ what }) => what).join('\n')).toContain('in C0MIGRATE1');
  });

  it('names missing scopes, a channel without the bot and a user group that is gone, all at once', async () => {
    const practice = await open((seed) => ({
      ...seed,
      app: { ...seed.app, scopes: seed.app.scopes.filter((scope) => scope !== 'files:write') },
      userGroups: [],
      channels: seed.channels.map((channel) => ({ ...channel, botIsMember: false })),
    }));
    const wrong = (await checkSlack(settings(practice), await plans())).filter(
      ({ state }) => state === 'wrong',
    );
    const words = wrong.map(({ what }) => what).join('\n');
    expect(words).toContain('files:write');
    expect(words).toContain('C0MIGRATE1 of plan charlotte: the bot is not in it');
    expect(words).toContain('S0STEWARDS');
    expect(wrong.every(({ advice }) => advice !== undefined)).toBe(true);
  });

  it('names a token that Slack refuses, without showing it', async () => {
    const practice = await open((seed) => seed);
    const findings = await checkSlack(
      { ...settings(practice), botToken: 'xoxb-hunter2', appToken: 'xapp-hunter2' },
      await plans(),
    );
    expect(findings).toMatchObject([
      { state: 'wrong', what: expect.stringContaining('SLACK_BOT_TOKEN (invalid_auth)') },
      { state: 'wrong', what: expect.stringContaining('Socket Mode does not open') },
    ]);
    expect(JSON.stringify(findings)).not.toContain('hunter2');
  });
});

describe('the doctor', () => {
  it('goes on after the first fault and counts them all', async () => {
    const state = mkdtempSync(join(tmpdir(), 'lockstep-doctor-'));
    const config = readConfig({
      LOCKSTEP_STATE: state,
      LOCKSTEP_PLANS: join(state, 'none'),
      DATABASE_URL: `postgres://x@127.0.0.1:${await freePort()}/x`,
      REDIS_URL: `redis://127.0.0.1:${await freePort()}`,
    });
    const { lines, isWell } = await runDoctor(config, log);
    expect(isWell).toBe(false);
    expect(lines.filter((line) => line.startsWith('WRONG'))).toHaveLength(3);
    expect(lines.at(-1)).toBe('3 things are wrong.');
    rmSync(state, { recursive: true, force: true });
  });
});
