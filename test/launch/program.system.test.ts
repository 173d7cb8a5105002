import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { describeWhere } from '#test/support/describe-where.ts';
import { freePort } from '#launch/free-port.ts';
import { commandLine, descendantsOf, survivors } from './support/processes.ts';
import { copyProject, isRoot, NOBODY, reachableProject, ROOT } from './support/reachable-project.ts';
import { type Started, startProgram } from './support/started.ts';

const folders: string[] = [];
const programs: Started[] = [];

const folder = (mode = 0o755): string => {
  const made = mkdtempSync(join(tmpdir(), 'lockstep-program-'));
  chmodSync(made, mode);
  folders.push(made);
  return made;
};

/** Nothing of the tester's own settings gets through. */
const environment = (settings: Record<string, string>): Record<string, string> => ({
  PATH: process.env['PATH'] ?? '',
  HOME: process.env['HOME'] ?? '/',
  LOCKSTEP_LOG: 'warn',
  ...settings,
});

/** A program with an empty plans folder: without sample data it is up in a second or two. */
const quick = async (state: string, more: Record<string, string> = {}): Promise<Record<string, string>> => {
  const plans = join(state, '..', 'plans');
  mkdirSync(plans, { recursive: true });
  return environment({
    LOCKSTEP_STATE: state,
    LOCKSTEP_PLANS: plans,
    LOCKSTEP_PRACTICE_PORT: String(await freePort()),
    ...more,
  });
};

const npmStart = (
  env: Record<string, string>,
  as: { uid?: number; gid?: number; root?: string } = {},
): Started => {
  const { root = ROOT, ...user } = as;
  const started = startProgram(['npm', 'start'], { cwd: root, env, detached: true, ...user });
  programs.push(started);
  return started;
};

const main = (args: readonly string[], env: Record<string, string>): Started => {
  const started = startProgram([process.execPath, join(ROOT, 'src/main.ts'), ...args], { cwd: ROOT, env });
  programs.push(started);
  return started;
};

const address = async (started: Started): Promise<string> =>
  (await started.says(/http:\/\/127\.0\.0\.1:\d+\//, 110_000))[0];

const pageAnswers = async (url: string): Promise<boolean> => (await fetch(url)).ok;

const PROGRAM = /\/src\/main\.ts start/;
const WRAPPER = /^node .*with-node24/;
const SERVER = /bin\/postgres -D/;

const find = (pids: readonly number[], part: RegExp): number => {
  const found = pids.find((pid) => part.test(commandLine(pid)));
  if (found === undefined) throw new Error(`no process ${part} among ${pids.map(commandLine).join('\n')}`);
  return found;
};

afterEach(async () => {
  for (const { child, pid } of programs.splice(0)) {
    const below = descendantsOf(pid);
    child.kill('SIGTERM');
    if ((await survivors([pid, ...below], 20_000)).length > 0) child.kill('SIGKILL');
  }
});
afterAll(() => {
  for (const made of folders) {
    for (const place of ['state', join('checkout', '.lockstep')]) {
      const record = join(made, place, 'postgres-home');
      if (existsSync(record)) rmSync(readFileSync(record, 'utf8').trim(), { recursive: true, force: true });
    }
    rmSync(made, { recursive: true, force: true });
  }
});

describe('npm start', () => {
  const state = (): string => join(folder(), 'state');
  const shared = state();

  // What npm makes of a signal to the whole group is npm's own affair: there the program's own words are the proof.
  it.each([
    ['Ctrl-C in the terminal', (_: number[], top: number) => process.kill(-top, 'SIGINT'), {}, /Stopping/],
    ['kill', (pids: number[]) => process.kill(find(pids, PROGRAM), 'SIGTERM'), { code: 0 }, /Stopping/],
    ['kill of npm', (_: number[], top: number) => process.kill(top, 'SIGTERM'), {}, /Stopping/],
    ['kill -9 of npm', (_: number[], top: number) => process.kill(top, 'SIGKILL'), {}, /Stopping/],
    [
      'kill -9 of the wrapper',
      (pids: number[]) => process.kill(find(pids, WRAPPER), 'SIGKILL'),
      {},
      /Stopping/,
    ],
    ['kill -9 of the program', (pids: number[]) => process.kill(find(pids, PROGRAM), 'SIGKILL'), {}, /runs/],
    [
      'kill -9 of the guardian',
      (pids: number[]) => process.kill(find(pids, /guardian\.ts/), 'SIGKILL'),
      { code: 4 },
      /PostgreSQL is gone: the guardian/,
    ],
    [
      'kill -9 of PostgreSQL',
      (pids: number[]) => process.kill(find(pids, SERVER), 'SIGKILL'),
      { code: 4 },
      /PostgreSQL is gone: PostgreSQL was ended by SIGKILL/,
    ],
  ])('leaves no process behind after %s, and starts again', async (...[, end, ending, words]) => {
    const started = npmStart(await quick(shared));
    expect(await pageAnswers(await address(started))).toBe(true);
    const below = descendantsOf(started.pid);
    expect(below.length).toBeGreaterThanOrEqual(4);
    end(below, started.pid);
    expect(await survivors([started.pid, ...below], 25_000)).toEqual([]);
    expect(await started.ended).toMatchObject(ending);
    expect(started.output()).toMatch(words);
  });

  it('is up within ten seconds the second time, sample data and all', async () => {
    const env = environment({
      LOCKSTEP_STATE: state(),
      LOCKSTEP_PRACTICE_PORT: String(await freePort()),
    });
    const first = npmStart(env);
    await address(first);
    expect(first.output()).toContain('/migrate test-sample');
    process.kill(-first.pid, 'SIGINT');
    await first.ended;
    expect(first.output()).toContain('Stopping');
    const begun = performance.now();
    const second = npmStart(env);
    expect(await pageAnswers(await address(second))).toBe(true);
    expect(performance.now() - begun).toBeLessThan(10_000);
  });

  it('refuses a state folder that a running copy uses, and says so', async () => {
    const folderInUse = state();
    const first = npmStart(await quick(folderInUse));
    const url = await address(first);
    const second = main(['start'], await quick(folderInUse));
    expect((await second.ended).code).toBe(3);
    expect(second.output()).toContain('in use by another copy of Lockstep');
    expect(second.output()).toContain(folderInUse);
    expect(await pageAnswers(url)).toBe(true);
  });

  it('says when the port is taken, and by what setting another is chosen', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const taken = server.address();
    const port = typeof taken === 'object' && taken !== null ? taken.port : 0;
    const env = await quick(state(), { LOCKSTEP_PRACTICE_PORT: String(port) });
    const started = main(['start'], env);
    expect((await started.ended).code).toBe(3);
    expect(started.output()).toContain(`Port ${port}`);
    expect(started.output()).toContain('LOCKSTEP_PRACTICE_PORT=');
    server.close();
  });

  it('names every wrong setting at once and ends with 2', async () => {
    const started = main(
      ['start'],
      await quick(state(), { SLACK_APP_TOKEN: 'wrong', DATABASE_URL: 'wrong', LOCKSTEP_WORKERS: 'many' }),
    );
    expect((await started.ended).code).toBe(2);
    for (const name of ['SLACK_APP_TOKEN', 'SLACK_BOT_TOKEN', 'DATABASE_URL', 'LOCKSTEP_WORKERS'])
      expect(started.output()).toContain(name);
  });

  it('never loads the practice workspace where Slack credentials are set', async () => {
    const hook = `--import=${new URL('support/loaded-files.mjs', import.meta.url).href}`;
    const practice = main(['start'], await quick(state(), { NODE_OPTIONS: hook }));
    await address(practice);
    expect(practice.output()).toMatch(/loaded file:.*\/src\/practice\/start-practice\.ts/);

    const real = main(
      ['start'],
      await quick(state(), {
        NODE_OPTIONS: hook,
        SLACK_BOT_TOKEN: 'xoxb-not-a-real-one',
        SLACK_APP_TOKEN: 'xapp-not-a-real-one',
        SLACK_API_URL: `http://127.0.0.1:${await freePort()}/api/`,
      }),
    );
    await real.says(/Lockstep is|Lockstep cannot|Socket Mode/, 60_000);
    expect(real.output()).toMatch(/loaded file:.*\/src\/bot\/start-bot\.ts/);
    expect(real.output()).not.toContain('/src/practice/');
  });

  it('works as an ordinary user', async () => {
    const project = reachableProject();
    try {
      const home = folder();
      const user = isRoot ? NOBODY : {};
      if (isRoot) chownSync(home, NOBODY.uid, NOBODY.gid);
      const env = environment({
        HOME: home,
        LOCKSTEP_STATE: join(home, 'state'),
        LOCKSTEP_PRACTICE_PORT: String(await freePort()),
      });
      const started = npmStart(env, { root: project.root, ...user });
      expect(await pageAnswers(await address(started))).toBe(true);
      const below = descendantsOf(started.pid);
      process.kill(-started.pid, 'SIGINT');
      expect(await survivors([started.pid, ...below])).toEqual([]);
    } finally {
      project.remove();
    }
  });
});

describeWhere(isRoot)('npm start as root, from a checkout that nobody else may enter', () => {
  it('moves the database to where its user may enter, says so in the log, and starts again', async () => {
    const closed = folder(0o700);
    const checkout = join(closed, 'checkout');
    mkdirSync(checkout);
    copyProject(checkout);
    const env = environment({ LOCKSTEP_PRACTICE_PORT: String(await freePort()), LOCKSTEP_LOG: 'info' });
    for (let round = 0; round < 2; round += 1) {
      const started = npmStart(env, { root: checkout });
      expect(await pageAnswers(await address(started))).toBe(true);
      const below = descendantsOf(started.pid);
      const server = find(below, SERVER);
      expect(commandLine(server)).not.toContain(closed);
      expect(Number(execFileSync('ps', ['-o', 'uid=', '-p', String(server)], { encoding: 'utf8' }))).not.toBe(
        0,
      );
      process.kill(-started.pid, 'SIGINT');
      expect(await survivors([started.pid, ...below])).toEqual([]);
    }
    expect(readFileSync(join(checkout, '.lockstep/log/lockstep.log'), 'utf8')).toContain(
      'its data lives outside',
    );
  });
});
