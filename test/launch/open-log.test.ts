import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { LockstepError } from '#domain/errors.ts';
import { errorFacts } from '#launch/error-facts.ts';
import { openLog, scrub } from '#launch/open-log.ts';

const folder = mkdtempSync(join(tmpdir(), 'lockstep-log-'));
const file = join(folder, 'log', 'lockstep.log');
afterEach(() => rmSync(join(folder, 'log'), { recursive: true, force: true }));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the log', () => {
  it('is a JSON object a line, for its owner only', () => {
    openLog({ level: 'info', file }).info({ runId: '7' }, 'started');
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ runId: '7', msg: 'started', level: 30 });
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('leaves out what is below its level', () => {
    const log = openLog({ level: 'warn', file });
    log.info({}, 'quiet');
    log.warn({}, 'loud');
    expect(readFileSync(file, 'utf8')).not.toContain('quiet');
    expect(readFileSync(file, 'utf8')).toContain('loud');
  });

  it('never holds a secret, wherever it stands', () => {
    openLog({ level: 'info', file }).error(
      {
        botToken: 'hunter2-a',
        nested: { password: 'hunter2-b' },
        url: 'postgres://lockstep:hunter2-c@db/lockstep',
        text: 'sent with xoxb-1-hunter2 and xapp-1-hunter2',
      },
      'redis://:hunter2-d@cache:6379 is gone',
    );
    const text = readFileSync(file, 'utf8');
    expect(text).not.toContain('hunter2');
    expect(text).toContain('postgres://lockstep:[secret]@db/lockstep');
  });

  it('never quotes other people’s errors, which quote records', () => {
    const database = Object.assign(new Error('Key (email)=(lovelace@example.org) already exists'), {
      code: '23505',
      detail: 'lovelace@example.org',
    });
    const parser = new SyntaxError('Unexpected token in "Augusta Lovelace"');
    const ours = new LockstepError('SYSTEM_REFUSED', {
      message: 'The CRM refused us.',
      hint: 'Ask its admin.',
      cause: database,
    });
    const log = openLog({ level: 'info', file });
    log.error({ err: ours }, 'refused');
    log.error({ err: parser }, 'unreadable');
    const text = readFileSync(file, 'utf8');
    expect(text).not.toMatch(/lovelace/i);
    expect(text).toContain('The CRM refused us.');
    expect(text).toContain('23505');
    expect(text).toContain('open-log.test.ts');
  });
});

describe('the facts of an error', () => {
  it('keep the words of the language and the system, which speak of names', () => {
    const missing = Object.assign(new Error("ENOENT: no such file, open 'plan.yml'"), {
      code: 'ENOENT',
      syscall: 'open',
      errno: -2,
    });
    expect(errorFacts(missing).message).toContain('plan.yml');
    expect(errorFacts(new TypeError('x is not a function')).message).toBe('x is not a function');
  });

  it('end after a few causes, however deep they go', () => {
    const loop = new Error('loop');
    loop.cause = loop;
    expect(JSON.stringify(errorFacts(loop)).length).toBeLessThan(20_000);
  });

  it('take anything that is thrown', () => {
    expect(errorFacts('Ada')).toEqual({ type: 'string', frames: [] });
  });
});

describe('scrubbing', () => {
  it.each([
    'https://slack.com/api/chat.postMessage',
    'postgres://lockstep@db/lockstep',
    'at 12:30 a@b.example',
  ])('leaves %s alone', (text) => {
    expect(scrub(text)).toBe(text);
  });
});
