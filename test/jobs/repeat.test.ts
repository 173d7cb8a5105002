import { describe, expect, it } from 'vitest';
import type { LockstepError } from '#domain/errors.ts';
import { openingError, placeOf, queueUnreachable, reasonOf } from '#jobs/queue-errors.ts';
import { repeat } from '#jobs/repeat.ts';
import { within } from '#jobs/within.ts';

const quiet = (): void => undefined;
const log = { debug: quiet, info: quiet, warn: quiet, error: quiet };
const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe('something repeated', () => {
  it('never runs twice at a time, however often it is nudged', async () => {
    let running = 0;
    let most = 0;
    let turns = 0;
    const one = repeat({
      name: 'test',
      intervalMs: 60_000,
      log,
      turn: async () => {
        turns += 1;
        running += 1;
        most = Math.max(most, running);
        await sleep(20);
        running -= 1;
        return false;
      },
    });
    for (let nudge = 0; nudge < 20; nudge += 1) {
      one.nudge();
      await sleep(3);
    }
    await one.stop();
    expect(most).toBe(1);
    expect(turns).toBeGreaterThan(1);
    const before = turns;
    one.nudge();
    await sleep(40);
    expect(turns).toBe(before);
  });

  it('goes on at once while there is more to do', async () => {
    let left = 50;
    const one = repeat({
      name: 'test',
      intervalMs: 60_000,
      log,
      turn: () => Promise.resolve((left -= 1) > 0),
    });
    await sleep(100);
    await one.stop();
    expect(left).toBe(0);
  });

  it('slows down while it fails, and says why without the text of the error', async () => {
    const said: object[] = [];
    let turns = 0;
    const one = repeat({
      name: 'test',
      intervalMs: 10,
      log: { ...log, warn: (facts, message) => said.push({ ...facts, message }) },
      turn: () => {
        turns += 1;
        return Promise.reject(new Error('canary'));
      },
    });
    one.nudge();
    await sleep(200);
    await one.stop();
    expect(turns).toBeGreaterThan(1);
    expect(turns).toBeLessThan(8);
    expect(said[0]).toEqual({ code: 'Error', failures: 1, message: 'test: failed, is tried again' });
  });
});

describe('a deadline', () => {
  it('ends the wait for a promise that never settles, and lets the others through', async () => {
    const late = (): LockstepError => queueUnreachable('did not answer in time');
    await expect(within(20, new Promise(quiet), late)).rejects.toMatchObject({ code: 'QUEUE_UNREACHABLE' });
    await expect(within(1_000, Promise.resolve(7), late)).resolves.toBe(7);
    await expect(within(1_000, Promise.reject(new Error('own')), late)).rejects.toThrow('own');
  });
});

describe('errors of the queue', () => {
  it('are named by code, never by their text', () => {
    const refused = Object.assign(new Error('connect canary'), { code: 'ECONNREFUSED' });
    expect(reasonOf(refused)).toBe('ECONNREFUSED');
    expect(reasonOf(new AggregateError([refused]))).toBe('ECONNREFUSED');
    expect(reasonOf(new TypeError('canary'))).toBe('TypeError');
    expect(reasonOf('canary')).toBe('unknown');
    expect(placeOf(new Error('canary'))).not.toContain('canary');
    expect(placeOf(new Error('canary'))).toContain('repeat.test.ts');
  });

  it.each([
    [Object.assign(new Error('x'), { code: 'ECONNREFUSED' }), 'QUEUE_UNREACHABLE'],
    [Object.assign(new Error('x'), { code: '28P01' }), 'QUEUE_UNSUITABLE'],
    [new Error('WRONGPASS invalid username-password pair'), 'QUEUE_UNSUITABLE'],
    [new Error('NOAUTH Authentication required.'), 'QUEUE_UNSUITABLE'],
    [new Error('Connection is closed.'), 'QUEUE_UNREACHABLE'],
  ])('%s is %s', (error, code) => {
    const opened = openingError(error);
    expect(opened).toMatchObject({ code });
    expect(opened.message).not.toContain(error.message);
  });
});
