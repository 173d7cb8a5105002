import { WebAPIRateLimitedError } from '@slack/web-api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CHANNEL_BURST, newRateLimits } from '#practice/model/rate-limits.ts';
import type { Practice } from '#practice/start-practice.ts';
import { CHANNEL, clientOf, MAYA, startTestPractice } from './practice-fixture.ts';

describe('rate limits', () => {
  it('let one message a second into a channel after a short burst', () => {
    const limits = newRateLimits();
    for (let post = 0; post < CHANNEL_BURST; post += 1) expect(limits.takePost('C1', 0)).toBe(0);
    expect(limits.takePost('C1', 0)).toBe(1);
    expect(limits.takePost('C1', 999)).toBe(1);
    expect(limits.takePost('C1', 1000)).toBe(0);
    expect(limits.takePost('C1', 1000)).toBe(1);
    expect(limits.takePost('C2', 1000)).toBe(0);
  });

  it.each([
    ['T2', 20],
    ['T3', 50],
    ['T4', 100],
  ] as const)('give a method of %s %i calls a minute', (tier, calls) => {
    const limits = newRateLimits();
    for (let call = 0; call < calls; call += 1) expect(limits.takeMethod('m', tier, 0)).toBe(0);
    expect(limits.takeMethod('m', tier, 0)).toBeGreaterThan(0);
    expect(limits.takeMethod('other', tier, 0)).toBe(0);
    expect(limits.takeMethod('m', tier, 60_000 / calls)).toBe(0);
  });

  it('let ten connections open at once, then one a minute', () => {
    const limits = newRateLimits();
    for (let call = 0; call < 10; call += 1) expect(limits.takeMethod('m', 'T1', 0)).toBe(0);
    expect(limits.takeMethod('m', 'T1', 0)).toBe(60);
  });
});

describe('a client that goes too fast', () => {
  let practice: Practice;
  beforeEach(async () => {
    practice = await startTestPractice({ clock: { now: () => new Date('2026-11-21T09:00:00Z') } });
  });
  afterEach(() => practice.stop());

  it('is answered 429 with Retry-After, and its message is not posted', async () => {
    const client = clientOf(practice);
    const post = (text: string) => client.chat.postMessage({ channel: CHANNEL, text });
    for (let n = 0; n < CHANNEL_BURST; n += 1) await post(`message ${n}`);
    await expect(post('too fast')).rejects.toSatisfy(
      (error) => error instanceof WebAPIRateLimitedError && error.retryAfter === 1,
    );
    expect(practice.control.as(MAYA).messages(CHANNEL)).toHaveLength(CHANNEL_BURST);
    expect(practice.control.calls().at(-1)).toMatchObject({ status: 429, error: 'ratelimited' });
    practice.control.advance(1000);
    await post('a second later');
    expect(practice.control.as(MAYA).messages(CHANNEL).at(-1)?.text).toBe('a second later');
  });

  it('is held back by the tier of chat.update', async () => {
    const client = clientOf(practice);
    const { ts = '' } = await client.chat.postMessage({ channel: CHANNEL, text: '0' });
    const edit = (text: string) => client.chat.update({ channel: CHANNEL, ts, text });
    for (let n = 0; n < 50; n += 1) await edit(`${n}`);
    await expect(edit('51')).rejects.toBeInstanceOf(WebAPIRateLimitedError);
  });

  it('is held back when it uploads into one channel', async () => {
    const client = clientOf(practice);
    const upload = () => client.filesUploadV2({ channel_id: CHANNEL, filename: 'a.csv', content: 'x' });
    for (let n = 0; n < CHANNEL_BURST; n += 1) await upload();
    await expect(upload()).rejects.toBeInstanceOf(WebAPIRateLimitedError);
  });
});
