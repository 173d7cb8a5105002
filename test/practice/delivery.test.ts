import { createServer } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import type { AddressInfo } from 'node:net';
import { App, HTTPReceiver, SocketModeReceiver } from '@slack/bolt';
import { WebSocket } from 'ws';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Practice } from '#practice/start-practice.ts';
import { CHANNEL, clientOf, MAYA, silentLogger, startTestPractice } from './practice-fixture.ts';

interface Envelope {
  readonly type: string;
  readonly envelope_id?: string;
  readonly reason?: string;
  readonly payload?: { readonly event_id?: string; readonly event?: { readonly text?: string } };
  readonly retry_attempt?: number;
  readonly retry_reason?: string;
  readonly accepts_response_payload?: boolean;
}

/** A bare socket that acknowledges only when told to. */
const bareSocket = async (practice: Practice) => {
  const { url = '' } = await clientOf(practice, practice.appToken).apps.connections.open();
  const socket = new WebSocket(url);
  const received: Envelope[] = [];
  socket.on('message', (data: Buffer) => void received.push(JSON.parse(data.toString())));
  const seen = <T>(look: () => T | undefined | false) => practice.control.waitFor(look, 3000);
  await seen(() => received.some((each) => each.type === 'hello'));
  const of = (type: string) => received.filter((each) => each.type === type);
  const ack = (envelope: Envelope | undefined, payload?: unknown): void =>
    socket.send(
      JSON.stringify({ envelope_id: envelope?.envelope_id, ...(payload === undefined ? {} : { payload }) }),
    );
  return { url, socket, received, of, ack, seen, close: () => socket.close() };
};

describe('Socket Mode', () => {
  let practice: Practice;
  beforeEach(async () => {
    practice = await startTestPractice();
  });
  afterEach(() => practice.stop());

  it('takes a ticket once, and only fresh', async () => {
    const first = await bareSocket(practice);
    const again = new WebSocket(first.url);
    const outcome = await new Promise((resolve) => {
      again.on('open', () => resolve('open'));
      again.on('error', () => resolve('refused'));
    });
    expect(outcome).toBe('refused');
    const { url = '' } = await clientOf(practice, practice.appToken).apps.connections.open();
    practice.control.advance(30_001);
    const late = new WebSocket(url);
    expect(
      await new Promise((resolve) => {
        late.on('open', () => resolve('open'));
        late.on('error', () => resolve('refused'));
      }),
    ).toBe('refused');
    first.close();
  });

  it('sends one event to one of several connections, in turn', async () => {
    const one = await bareSocket(practice);
    const other = await bareSocket(practice);
    expect(practice.control.connections()).toBe(2);
    const maya = practice.control.as(MAYA);
    for (const text of ['@Lockstep a', '@Lockstep b', '@Lockstep c', '@Lockstep d'])
      await maya.say(CHANNEL, text);
    await one.seen(() => one.of('events_api').length + other.of('events_api').length === 4);
    expect(one.of('events_api')).toHaveLength(2);
    for (const socket of [one, other]) {
      for (const envelope of socket.of('events_api')) socket.ack(envelope);
      socket.close();
    }
  });

  it('refuses the eleventh connection', async () => {
    const sockets = [];
    for (let n = 0; n < 10; n += 1) sockets.push(await bareSocket(practice));
    practice.control.resetRateLimits();
    const { url = '' } = await clientOf(practice, practice.appToken).apps.connections.open();
    const eleventh = new WebSocket(url);
    const said = await new Promise<Envelope>((resolve) => {
      eleventh.on('message', (data: Buffer) => resolve(JSON.parse(data.toString())));
    });
    expect(said).toMatchObject({ type: 'disconnect', reason: 'too_many_websockets' });
    for (const socket of sockets) socket.close();
  });

  it('repeats an event three times, at once, after one and after five minutes, with the same event id', async () => {
    const socket = await bareSocket(practice);
    await practice.control.as(MAYA).say(CHANNEL, '@Lockstep hello');
    const attempts = () => socket.of('events_api');
    /** Lets this much workspace time pass, and what it sets off happen. */
    const pass = async (ms: number): Promise<void> => {
      practice.control.advance(ms);
      await pause(20);
    };
    await socket.seen(() => attempts().length === 1);
    await pass(3001);
    expect(attempts()).toHaveLength(2);
    await pass(3001);
    await pass(59_000);
    expect(attempts()).toHaveLength(2);
    await pass(1000);
    expect(attempts()).toHaveLength(3);
    await pass(3001);
    await pass(299_000);
    expect(attempts()).toHaveLength(3);
    await pass(1000);
    expect(attempts()).toHaveLength(4);
    await pass(3001);
    await pass(3_600_000);
    expect(attempts().map((each) => each.retry_attempt)).toEqual([undefined, 1, 2, 3]);
    expect(attempts().map((each) => each.retry_reason)).toEqual([undefined, 'timeout', 'timeout', 'timeout']);
    expect(new Set(attempts().map((each) => each.payload?.event_id)).size).toBe(1);
    socket.close();
  });

  it('does not repeat what was acknowledged', async () => {
    const socket = await bareSocket(practice);
    await practice.control.as(MAYA).say(CHANNEL, '@Lockstep hello');
    await socket.seen(() => socket.of('events_api').length === 1);
    socket.ack(socket.of('events_api')[0]);
    await pause(20);
    practice.control.advance(3_600_000);
    await pause(20);
    expect(socket.of('events_api')).toHaveLength(1);
    socket.close();
  });

  it('sends only events the app is subscribed to, and mentions only by real control sequences', async () => {
    const socket = await bareSocket(practice);
    const maya = practice.control.as(MAYA);
    await maya.say(CHANNEL, 'nothing for the app, not even &lt;@U0LOCKSTEP&gt;');
    await maya.act({
      kind: 'react',
      channel: CHANNEL,
      ts: maya.messages(CHANNEL)[0]?.ts ?? '',
      name: 'eyes',
    });
    await maya.say(CHANNEL, 'but this: @Lockstep');
    await socket.seen(() => socket.of('events_api').length === 1);
    expect(socket.of('events_api')[0]?.payload?.event).toMatchObject({
      type: 'app_mention',
      text: 'but this: <@U0LOCKSTEP>',
      user: MAYA,
      channel: CHANNEL,
    });
    socket.close();
  });

  it('does not tell the app of mentions where it is not a member', async () => {
    const socket = await bareSocket(practice);
    await practice.control.as(MAYA).say('C0GENERAL1', '@Lockstep hello');
    await practice.control.as(MAYA).say(CHANNEL, '@Lockstep here');
    await socket.seen(() => socket.of('events_api').length === 1);
    expect(socket.of('events_api')[0]?.payload?.event?.text).toContain('here');
    socket.close();
  });

  it('drops, delays and repeats deliveries when told to', async () => {
    const socket = await bareSocket(practice);
    const maya = practice.control.as(MAYA);
    practice.control.disturb('slash_commands', { kind: 'drop' });
    const dropped = maya.command(CHANNEL, '/migrate dropped');
    await pause(10);
    practice.control.advance(3001);
    expect(await dropped).toMatchObject({ code: 'timeout' });
    expect(socket.of('slash_commands')).toHaveLength(0);

    practice.control.disturb('slash_commands', { kind: 'delay', delayMs: 2000 });
    const delayed = maya.command(CHANNEL, '/migrate delayed');
    await pause(10);
    expect(socket.of('slash_commands')).toHaveLength(0);
    practice.control.advance(2000);
    await socket.seen(() => socket.of('slash_commands').length === 1);
    socket.ack(socket.of('slash_commands')[0]);
    expect(await delayed).toMatchObject({ code: 'done' });

    practice.control.disturb('slash_commands', { kind: 'repeat' });
    const repeated = maya.command(CHANNEL, '/migrate twice');
    await socket.seen(() => socket.of('slash_commands').length === 3);
    for (const envelope of socket.of('slash_commands')) socket.ack(envelope);
    expect(await repeated).toMatchObject({ code: 'done' });
    socket.close();
  });

  it('asks for a refresh, and Bolt comes back over a new connection', async () => {
    const app = new App({
      token: practice.botToken,
      tokenVerificationEnabled: false,
      botId: 'B0LOCKSTEP',
      botUserId: 'U0LOCKSTEP',
      logger: silentLogger,
      clientOptions: { slackApiUrl: practice.apiUrl },
      // Bolt waits this long before it comes back.
      receiver: new SocketModeReceiver({
        appToken: practice.appToken,
        logger: silentLogger,
        clientPingTimeout: 600,
        installerOptions: { clientOptions: { slackApiUrl: practice.apiUrl } },
      }),
    });
    app.command('/migrate', async ({ ack }) => ack('here'));
    await app.start();
    practice.control.refreshSockets();
    await practice.control.waitFor(() => practice.control.connections() === 0, 5000);
    await practice.control.waitFor(() => practice.control.connections() === 1, 9000);
    expect(await practice.control.as(MAYA).command(CHANNEL, '/migrate')).toMatchObject({ code: 'done' });
    await app.stop();
  }, 20_000);
});

describe('signed HTTP', () => {
  let practice: Practice;
  let app: App;
  let receiver: HTTPReceiver;
  let url: string;
  const retries: (number | undefined)[] = [];

  beforeEach(async () => {
    practice = await startTestPractice();
    receiver = new HTTPReceiver({ signingSecret: practice.signingSecret, logger: silentLogger, port: 0 });
    app = new App({
      token: practice.botToken,
      tokenVerificationEnabled: false,
      botId: 'B0LOCKSTEP',
      botUserId: 'U0LOCKSTEP',
      receiver,
      logger: silentLogger,
      clientOptions: { slackApiUrl: practice.apiUrl },
    });
    retries.length = 0;
    const server = await receiver.start(0);
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/slack/events`;
  });
  afterEach(async () => {
    await receiver.stop();
    await practice.stop();
  });

  it('verifies the address, then delivers commands, buttons and events that Bolt accepts as signed', async () => {
    app.command('/migrate', async ({ ack }) => ack({ response_type: 'in_channel', text: 'Over HTTP' }));
    app.event('app_mention', async ({ client, event }) => {
      const actions = {
        type: 'actions' as const,
        elements: [
          { type: 'button' as const, action_id: 'go', text: { type: 'plain_text' as const, text: 'Go' } },
        ],
      };
      await client.chat.postMessage({ channel: event.channel, text: 'Press', blocks: [actions] });
    });
    app.action('go', async ({ ack, respond }) => {
      await ack();
      await respond({ text: 'Pressed', replace_original: true });
    });
    expect(await practice.control.setRequestUrl(url)).toBe(true);
    const maya = practice.control.as(MAYA);
    expect(await maya.command(CHANNEL, '/migrate')).toMatchObject({ code: 'done' });
    expect(maya.messages(CHANNEL)).toMatchObject([{ text: 'Over HTTP', isEphemeral: false }]);
    await maya.say(CHANNEL, '@Lockstep now');
    const message = await practice.control.waitFor(() =>
      maya.messages(CHANNEL).find((each) => each.text === 'Press'),
    );
    expect(await maya.press({ channel: CHANNEL, ts: message.ts }, { actionId: 'go' })).toMatchObject({
      code: 'done',
    });
    await practice.control.waitFor(() => maya.messages(CHANNEL).some((each) => each.text === 'Pressed'));
  });

  it('does not open sockets then', async () => {
    await practice.control.setRequestUrl(url);
    const open = clientOf(practice, practice.appToken).apps.connections.open();
    await expect(open).rejects.toMatchObject({ data: { error: 'socket_mode_not_enabled' } });
  });

  it('refuses an address that does not answer the challenge, and one that is not on this machine', async () => {
    const deaf = createServer((_request, response) => response.end('hello'));
    await new Promise<void>((resolve) => deaf.listen(0, '127.0.0.1', resolve));
    const port = (deaf.address() as AddressInfo).port;
    expect(await practice.control.setRequestUrl(`http://127.0.0.1:${port}/`)).toBe(false);
    deaf.close();
    await expect(practice.control.setRequestUrl('http://example.com/')).rejects.toThrow(/this machine only/);
  });

  it('tells the app that an event is a repeat, and why', async () => {
    let refusals = 2;
    const reasons: (string | undefined)[] = [];
    app.event('app_mention', async ({ context }) => {
      retries.push(context.retryNum);
      reasons.push(context.retryReason);
    });
    const flaky = createServer((request, response) => {
      if (refusals > 0 && request.headers['content-type'] === 'application/json') {
        refusals -= 1;
        response.writeHead(500).end();
        return;
      }
      receiver.requestListener(request, response);
    });
    await new Promise<void>((resolve) => flaky.listen(0, '127.0.0.1', resolve));
    await practice.control.setRequestUrl(url);
    const flakyUrl = `http://127.0.0.1:${(flaky.address() as AddressInfo).port}/slack/events`;
    refusals = 0;
    await practice.control.setRequestUrl(flakyUrl);
    refusals = 2;
    await practice.control.as(MAYA).say(CHANNEL, '@Lockstep again');
    await practice.control.waitFor(() => refusals === 0);
    await pause(50);
    practice.control.advance(60_000);
    await practice.control.waitFor(() => retries.length === 1);
    expect(retries).toEqual([2]);
    expect(reasons).toEqual(['http_error']);
    flaky.closeAllConnections();
    flaky.close();
  });
});
