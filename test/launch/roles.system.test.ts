import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { appFromManifest } from '#practice/app-from-manifest.ts';
import { charlotteWorkspace } from '#practice/charlotte-workspace.ts';
import { type Practice, startPractice } from '#practice/start-practice.ts';
import { createDatabase } from '#test/support/database.ts';
import { descendantsOf, survivors } from './support/processes.ts';
import { ROOT } from './support/reachable-project.ts';
import { type Started, startProgram } from './support/started.ts';

const quiet = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

describe('bot and worker as processes of their own, on one database', () => {
  let database: Awaited<ReturnType<typeof createDatabase>>;
  let practice: Practice;
  let folder: string;
  const programs: Started[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lockstep-roles-'));
    database = await createDatabase();
    practice = await startPractice({
      port: 0,
      stateFile: null,
      workspace: charlotteWorkspace(appFromManifest(parse(readFileSync(join(ROOT, 'manifest.yml'), 'utf8')))),
      clock: { now: () => new Date() },
      log: quiet,
    });
  });
  afterAll(async () => {
    for (const { child, pid } of programs) {
      child.kill('SIGTERM');
      if ((await survivors([pid])).length > 0) child.kill('SIGKILL');
    }
    await practice.stop();
    await database.drop();
    await rm(folder, { recursive: true, force: true });
  });

  const main = (role: string, more: Record<string, string> = {}): Started => {
    const started = startProgram([process.execPath, join(ROOT, 'src/main.ts'), role], {
      cwd: ROOT,
      env: {
        PATH: process.env['PATH'],
        DATABASE_URL: database.url,
        LOCKSTEP_STATE: join(folder, 'state'),
        LOCKSTEP_PLANS: join(ROOT, 'plans'),
        ...more,
      },
    });
    programs.push(started);
    return started;
  };

  it('start side by side, answer in Slack and end with 0 when they are told to', async () => {
    const worker = main('worker');
    const bot = main('bot', {
      SLACK_BOT_TOKEN: practice.botToken,
      SLACK_APP_TOKEN: practice.appToken,
      SLACK_API_URL: practice.apiUrl,
    });
    await worker.says(/works on jobs, 2 at a time/);
    await bot.says(/connected to Slack \(Socket Mode\)/);
    const maya = practice.control.as('U0OPSLEAD1');
    expect(await maya.command('C0MIGRATE1', '/migrate')).toMatchObject({ ok: true });
    const answer = await practice.control.waitFor(
      () => maya.messages('C0MIGRATE1').find(({ text }) => text.includes('Charlotte wholesale')),
      20_000,
    );
    expect(answer.isEphemeral).toBe(true);
    for (const { child, ended } of [bot, worker]) {
      child.kill('SIGTERM');
      expect(await ended).toEqual({ code: 0, signal: null });
    }
    // Neither secrets nor passwords in what they logged.
    const said = bot.output() + worker.output();
    expect(said).not.toContain(practice.botToken);
    expect(said).not.toContain(new URL(database.url).password);
  });

  it('end with 1 and the system’s name when the database is not the one it should be', async () => {
    const wrong = new URL(database.url);
    wrong.password = 'not-the-password';
    const worker = main('worker', { DATABASE_URL: wrong.href });
    expect((await worker.ended).code).toBe(1);
    expect(worker.output()).toContain('DATABASE_UN');
    expect(worker.output()).not.toContain('not-the-password');
  });
});

it('a demo that is stopped leaves no process behind', async () => {
  const demo = startProgram([process.execPath, join(ROOT, 'src/main.ts'), 'demo'], {
    cwd: ROOT,
    env: { PATH: process.env['PATH'] },
  });
  await demo.says(/The sample as it is/);
  const below = descendantsOf(demo.pid);
  expect(below.length).toBeGreaterThan(1);
  demo.child.kill('SIGINT');
  expect(await survivors([demo.pid, ...below], 25_000)).toEqual([]);
  expect((await demo.ended).code).toBe(3);
});
