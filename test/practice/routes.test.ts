import { request } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PageState } from '#practice/page-api.ts';
import type { Practice } from '#practice/start-practice.ts';
import { BEN, CHANNEL, clientOf, MAYA, startTestPractice } from './practice-fixture.ts';

describe('the page and the control API', () => {
  let practice: Practice;
  beforeEach(async () => {
    practice = await startTestPractice();
  });
  afterEach(() => practice.stop());

  /** A raw request, since fetch does not let one choose Host and Origin. */
  const raw = (path: string, headers: Record<string, string>, body?: string): Promise<number> =>
    new Promise((resolve, reject) => {
      const url = new URL(practice.url);
      const sent = request(
        { host: '127.0.0.1', port: url.port, path, method: body === undefined ? 'GET' : 'POST', headers },
        (response) => {
          response.resume();
          resolve(response.statusCode ?? 0);
        },
      );
      sent.on('error', reject);
      sent.end(body);
    });
  const page = (path: string, init: RequestInit = {}) => fetch(new URL(path, practice.url), init);
  const act = (as: string, what: object) =>
    page('/page/act', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ as, act: what }),
    });

  it('shows each person what that person sees', async () => {
    await clientOf(practice).chat.postEphemeral({ channel: CHANNEL, user: MAYA, text: 'Only Maya' });
    const sees = async (user: string) => (await (await page(`/page/state?as=${user}`)).json()) as PageState;
    expect((await sees(MAYA)).channels[0]?.messages).toMatchObject([
      { text: 'Only Maya', isEphemeral: true },
    ]);
    expect((await sees(BEN)).channels[0]?.messages).toEqual([]);
    expect((await page('/page/state?as=U0NOBODY01')).status).toBe(404);
  });

  it('acts as a person, and refuses what is no act', async () => {
    const said = await act(MAYA, { kind: 'say', channel: CHANNEL, text: 'From the page' });
    expect(await said.json()).toMatchObject({ ok: true, code: 'done' });
    expect(practice.control.as(BEN).messages(CHANNEL)).toMatchObject([{ text: 'From the page' }]);
    expect((await act(MAYA, { kind: 'say', channel: CHANNEL })).status).toBe(400);
    expect((await act(MAYA, { kind: 'shutdown' })).status).toBe(400);
    const body = JSON.stringify({ as: MAYA, act: { kind: 'say', channel: CHANNEL, text: 'Elsewhere' } });
    const headers = { 'content-type': 'application/json' };
    expect((await page('/page/state', { method: 'POST', headers, body })).status).toBe(404);
    expect(practice.control.as(BEN).messages(CHANNEL)).toHaveLength(1);
  });

  it('tells the browser of every change', async () => {
    const stop = new AbortController();
    const response = await page(`/page/events?as=${MAYA}`, { signal: stop.signal });
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    const first = (await reader?.read())?.value ?? '';
    expect(first).toMatch(/^event: changed\ndata: \{"revision":\d+\}\n\n$/);
    await practice.control.as(BEN).say(CHANNEL, 'News');
    const second = (await reader?.read())?.value ?? '';
    expect(second).toMatch(/"revision":\d+/);
    expect(second).not.toBe(first);
    stop.abort();
  });

  it('serves files as attachments that no browser takes for a page', async () => {
    await clientOf(practice).filesUploadV2({
      channel_id: CHANNEL,
      filename: 'evil.html',
      content: '<script>',
    });
    const url = practice.control.as(MAYA).messages(CHANNEL)[0]?.files[0]?.url ?? '';
    const response = await page(url);
    expect(await response.text()).toBe('<script>');
    expect(response.headers.get('content-type')).toBe('application/octet-stream');
    expect(response.headers.get('content-disposition')).toContain('attachment');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect((await page('/page/files/F0NOTHING')).status).toBe(404);
  });

  it('refuses another Host, another Origin and forms, so that a web site in the browser cannot act', async () => {
    const own = new URL(practice.url).host;
    const body = JSON.stringify({ as: MAYA, act: { kind: 'say', channel: CHANNEL, text: 'x' } });
    const json = { 'content-type': 'application/json' };
    expect(await raw('/page/state?as=U0OPSLEAD1', { host: 'evil.example' })).toBe(403);
    expect(await raw('/page/state?as=U0OPSLEAD1', { host: 'no host' })).toBe(403);
    expect(await raw('/page/act', { ...json, host: own, origin: 'https://evil.example' }, body)).toBe(403);
    expect(await raw('/page/act', { ...json, host: own, 'sec-fetch-site': 'cross-site' }, body)).toBe(403);
    expect(await raw('/page/act', { host: own, 'content-type': 'text/plain' }, body)).toBe(400);
    expect(practice.control.as(MAYA).messages(CHANNEL)).toEqual([]);
    expect(await raw('/page/act', { ...json, host: own, origin: `http://${own}` }, body)).toBe(200);
  });

  it('leads a permalink to its message on the page', async () => {
    const client = clientOf(practice);
    const { ts = '' } = await client.chat.postMessage({ channel: CHANNEL, text: 'Here' });
    const reply = await client.chat.postMessage({ channel: CHANNEL, text: 'There', thread_ts: ts });
    const { permalink = '' } = await client.chat.getPermalink({
      channel: CHANNEL,
      message_ts: reply.ts ?? '',
    });
    const response = await fetch(permalink, { redirect: 'manual' });
    expect(response.headers.get('location')).toBe(`/?channel=${CHANNEL}&ts=${reply.ts}&thread_ts=${ts}`);
    expect((await page('/archives/nonsense')).status).toBe(404);
  });

  it('serves a page of its own, or the one it was given', async () => {
    expect(await (await page('/')).text()).toContain('Maya Okafor');
    await practice.stop();
    practice = await startTestPractice({
      page: async () => ({
        '/': { type: 'text/html', body: '<p>Bundled</p>' },
        '/page.js': { type: 'text/javascript', body: '1' },
      }),
    });
    expect(await (await page('/')).text()).toBe('<p>Bundled</p>');
    expect((await page('/page.js')).headers.get('content-type')).toBe('text/javascript');
    expect((await page('/etc/passwd')).status).toBe(404);
  });

  describe('for other processes', () => {
    const control = (path: string, body?: object) =>
      page(path, {
        method: body === undefined ? 'GET' : 'POST',
        headers: { authorization: `Bearer ${practice.controlToken}`, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });

    it('needs the control token', async () => {
      expect((await page('/control/calls')).status).toBe(401);
      expect((await page('/control/calls', { headers: { authorization: 'Bearer wrong' } })).status).toBe(401);
      expect((await control('/control/calls')).status).toBe(200);
    });

    it('acts, looks, waits, orders and lists', async () => {
      await control('/control/act', {
        as: MAYA,
        act: { kind: 'say', channel: CHANNEL, text: 'Hello "you"' },
      });
      const seen = (await (await control(`/control/state?as=${BEN}`)).json()) as PageState;
      expect(seen.channels[0]?.messages).toMatchObject([{ text: 'Hello "you"' }]);
      expect(
        (await control('/control/wait', { as: BEN, contains: 'Hello "you"', timeoutMs: 500 })).status,
      ).toBe(200);
      expect(
        (await control('/control/wait', { as: BEN, contains: 'never said', timeoutMs: 60 })).status,
      ).toBe(408);
      const before = practice.control.now().getTime();
      await control('/control/do', { order: 'advance', byMs: 60_000 });
      expect(practice.control.now().getTime()).toBeGreaterThanOrEqual(before + 60_000);
      const fault = { kind: 'error', error: 'fatal_error' };
      await control('/control/do', { order: 'fail-method', method: 'auth.test', fault });
      await expect(clientOf(practice).auth.test()).rejects.toMatchObject({ data: { error: 'fatal_error' } });
      const calls = await (await control('/control/calls?method=auth.test')).json();
      expect(calls).toMatchObject([{ method: 'auth.test', error: 'fatal_error' }]);
      expect((await control('/control/do', { order: 'explode' })).status).toBe(400);
      expect((await control('/control/state?as=U0NOBODY01')).status).toBe(400);
    });
  });

  it('listens on 127.0.0.1 only, and says when the port is taken', async () => {
    expect(practice.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
    const port = Number(new URL(practice.url).port);
    await expect(startTestPractice({ port })).rejects.toMatchObject({ code: 'PORT_TAKEN' });
  });
});
