import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Practice } from '#practice/start-practice.ts';
import { boltApp, CHANNEL, clientOf, MAYA, startTestPractice } from './practice-fixture.ts';

describe('a Slack that fails', () => {
  let practice: Practice;
  beforeEach(async () => {
    practice = await startTestPractice();
  });
  afterEach(() => practice.stop());

  const post = (text = 'hello') => clientOf(practice).chat.postMessage({ channel: CHANNEL, text });
  const texts = () =>
    practice.control
      .as(MAYA)
      .messages(CHANNEL)
      .map((each) => each.text);

  it('is not reachable, closes its sockets, and comes up again', async () => {
    const app = boltApp(practice);
    await app.start();
    practice.control.setHealth('unreachable');
    await expect(post()).rejects.toMatchObject({ name: 'WebAPIRequestError' });
    await practice.control.waitFor(() => practice.control.connections() === 0);
    expect(await practice.control.as(MAYA).command(CHANNEL, '/migrate')).toMatchObject({
      code: 'slack-down',
    });
    practice.control.setHealth('up');
    expect(await post()).toMatchObject({ ok: true });
    await app.stop();
  });

  it('answers 503', async () => {
    practice.control.setHealth('failing');
    await expect(post()).rejects.toMatchObject({ statusCode: 503 });
    expect(texts()).toEqual([]);
  });

  it('answers the next calls of a method with an error, and no other', async () => {
    practice.control.failMethod('chat.postMessage', { kind: 'error', error: 'internal_error' }, 2);
    await expect(post()).rejects.toMatchObject({ data: { error: 'internal_error' } });
    expect(await clientOf(practice).auth.test()).toMatchObject({ ok: true });
    await expect(post()).rejects.toMatchObject({ data: { error: 'internal_error' } });
    expect(await post('third')).toMatchObject({ ok: true });
    expect(texts()).toEqual(['third']);
  });

  it('asks to wait', async () => {
    practice.control.failMethod('*', { kind: 'rate-limited', retryAfterSeconds: 7 });
    await expect(post()).rejects.toMatchObject({ retryAfter: 7 });
  });

  it('loses the answer to a message that it has taken', async () => {
    practice.control.failMethod('chat.postMessage', { kind: 'lost-reply' });
    await expect(post('taken')).rejects.toMatchObject({ name: 'WebAPIRequestError' });
    expect(texts()).toEqual(['taken']);
  });

  it('loses a message before it has taken it', async () => {
    practice.control.failMethod('chat.postMessage', { kind: 'lost-request' });
    await expect(post('lost')).rejects.toMatchObject({ name: 'WebAPIRequestError' });
    expect(texts()).toEqual([]);
  });

  it('keeps a list of the calls, with their times and without tokens', async () => {
    await post('one');
    practice.control.advance(5000);
    await post('two');
    const calls = practice.control.calls('chat.postMessage');
    expect(calls).toMatchObject([
      { args: { channel: CHANNEL, text: 'one' }, ok: true },
      { args: { text: 'two' } },
    ]);
    expect((calls[1]?.atMs ?? 0) - (calls[0]?.atMs ?? 0)).toBeGreaterThanOrEqual(5000);
    expect(JSON.stringify(calls)).not.toContain(practice.botToken);
    practice.control.forgetCalls();
    expect(practice.control.calls()).toEqual([]);
  });
});
