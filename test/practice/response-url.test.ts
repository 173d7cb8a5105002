import type { App, RespondFn } from '@slack/bolt';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Practice } from '#practice/start-practice.ts';
import { BEN, boltApp, CHANNEL, MAYA, startTestPractice } from './practice-fixture.ts';

describe('a response_url', () => {
  let practice: Practice;
  let app: App;
  let url = '';
  let respond: RespondFn;

  const answer = async (body: object) => {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return { status: response.status, text: await response.text() };
  };

  beforeEach(async () => {
    practice = await startTestPractice();
    app = boltApp(practice);
    app.command('/migrate', async ({ ack, body, respond: toUrl }) => {
      url = body.response_url;
      respond = toUrl;
      await ack();
    });
    await app.start();
    await practice.control.as(MAYA).command(CHANNEL, '/migrate');
  });
  afterEach(async () => {
    await app.stop();
    await practice.stop();
  });

  it('takes five answers and no sixth', async () => {
    for (let n = 1; n <= 5; n += 1)
      expect(await answer({ text: `${n}` })).toEqual({ status: 200, text: 'ok' });
    const sixth = await answer({ text: '6' });
    expect(sixth.status).toBe(404);
    expect(JSON.parse(sixth.text)).toEqual({ ok: false, error: 'used_url' });
    expect(practice.control.as(MAYA).messages(CHANNEL)).toHaveLength(5);
  });

  it('lives for thirty minutes', async () => {
    practice.control.advance(30 * 60_000 - 1000);
    expect((await answer({ text: 'in time' })).status).toBe(200);
    practice.control.advance(2000);
    const late = await answer({ text: 'late' });
    expect(late.status).toBe(404);
    expect(JSON.parse(late.text)).toEqual({ ok: false, error: 'expired_url' });
  });

  it('is seen by the one who asked, unless it says in_channel', async () => {
    await answer({ text: 'for you' });
    await answer({ text: 'for all', response_type: 'in_channel' });
    const texts = (user: string) =>
      practice.control
        .as(user)
        .messages(CHANNEL)
        .map((each) => each.text);
    expect(texts(MAYA)).toEqual(['for you', 'for all']);
    expect(texts(BEN)).toEqual(['for all']);
  });

  it('refuses blocks that a message would not take', async () => {
    const refused = await answer({ text: 'x', blocks: [{ type: 'nonsense' }] });
    expect(refused.status).toBe(400);
    expect(refused.text).toContain('json-pointer:/blocks/0/type');
  });

  it('of a button deletes or replaces the message it stood on', async () => {
    const button = {
      type: 'button' as const,
      action_id: 'go',
      text: { type: 'plain_text' as const, text: 'Go' },
    };
    app.action('go', async ({ ack, body }) => {
      url = 'response_url' in body && typeof body.response_url === 'string' ? body.response_url : '';
      await ack();
    });
    const posted = await app.client.chat.postMessage({
      channel: CHANNEL,
      text: 'Decide',
      blocks: [{ type: 'actions', elements: [button] }],
    });
    const ben = practice.control.as(BEN);
    await ben.press({ channel: CHANNEL, ts: posted.ts ?? '' }, { actionId: 'go' });
    await answer({ replace_original: true, text: 'Decided' });
    expect(ben.messages(CHANNEL)).toMatchObject([{ text: 'Decided', blocks: [], isEdited: true }]);
    await answer({ delete_original: true });
    expect(ben.messages(CHANNEL)).toEqual([]);
    expect((await answer({ delete_original: true })).status).toBe(404);
  });

  it('does not write in an archived channel, and takes only JSON', async () => {
    expect((await fetch(url, { method: 'POST', body: 'text=hello' })).status).toBe(400);
    practice.control.setArchived(CHANNEL, true);
    expect((await answer({ text: 'late' })).status).toBe(404);
  });

  it('makes Bolt throw once it is used up', async () => {
    for (let n = 0; n < 5; n += 1) await respond({ text: `${n}` });
    await expect(respond({ text: 'once more' })).rejects.toMatchObject({ statusCode: 404 });
  });
});
