import { createHmac } from 'node:crypto';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { startBot } from '#bot/start-bot.ts';
import { type BotWorld, recordingLog, startBotWorld } from './support/bot-world.ts';
import { CHANNEL, MAYA } from './support/views.ts';

vi.setConfig({ testTimeout: 60_000 });

let world: BotWorld;
afterEach(async () => world.stop());

const connectedTimes = (): number =>
  world.logged.filter((line) => line.message === 'connected to Slack').length;
const answered = async (text: string, part: string): Promise<void> => {
  await world.practice.control.waitFor(() => world.practice.control.connections() > 0, 45_000);
  expect(await world.practice.control.as(MAYA).command(CHANNEL, text)).toMatchObject({ ok: true });
  const message = await world.practice.control.waitFor(() =>
    world.practice.control
      .as(MAYA)
      .messages(CHANNEL)
      .find((entry) => entry.text.includes(part)),
  );
  expect(message.isEphemeral).toBe(true);
};

describe('Socket Mode', () => {
  it('comes back when Slack asks for a new connection', async () => {
    world = await startBotWorld();
    world.practice.control.refreshSockets();
    await vi.waitFor(() => expect(connectedTimes()).toBe(2), 20_000);
    await answered('/migrate', 'Phase:');
  });

  it('comes back when the line was cut without a word', async () => {
    world = await startBotWorld();
    world.practice.control.cutSockets();
    await vi.waitFor(() => expect(connectedTimes()).toBe(2), 20_000);
    await answered('/migrate', 'Phase:');
  });

  it.each(['unreachable', 'failing'] as const)(
    'comes back after Slack was %s, however often it fails to get a new address',
    async (health) => {
      world = await startBotWorld();
      world.practice.control.setHealth(health);
      await vi.waitFor(
        () =>
          expect(
            world.logged.filter((line) => line.message.includes('no connection to Slack')).length,
          ).toBeGreaterThan(2),
        30_000,
      );
      world.practice.control.setHealth('up');
      await vi.waitFor(() => expect(connectedTimes()).toBe(2), 45_000);
      await answered('/migrate', 'Phase:');
    },
  );

  it('starts while Slack is away, and connects as soon as it is there', async () => {
    world = await startBotWorld();
    await world.bot.stop();
    world.practice.control.setHealth('unreachable');
    const bot = await startBot({
      desk: world.desk,
      ...world.store,
      settings: {
        botToken: world.practice.botToken,
        appToken: world.practice.appToken,
        apiUrl: world.practice.apiUrl,
      },
      clock: { now: () => new Date() },
      log: recordingLog(world.logged),
    });
    const before = connectedTimes();
    world.practice.control.setHealth('up');
    await vi.waitFor(() => expect(connectedTimes()).toBe(before + 1), 45_000);
    await answered('/migrate', 'Phase:');
    await bot.stop();
  });

  it.each([
    ['botToken', 'xoxb-wrong'],
    ['appToken', 'xapp-wrong'],
  ] as const)('does not start with a %s that Slack refuses', async (name, value) => {
    world = await startBotWorld();
    const { practice, desk, store } = world;
    const start = startBot({
      desk,
      ...store,
      settings: {
        botToken: practice.botToken,
        appToken: practice.appToken,
        apiUrl: practice.apiUrl,
        [name]: value,
      },
      clock: { now: () => new Date() },
      log: recordingLog([]),
    });
    await expect(start).rejects.toMatchObject({ code: 'SLACK_REFUSED', trouble: 'credentials' });
  });
});

describe('HTTP', () => {
  const start = async (): Promise<string> => {
    world = await startBotWorld({
      settings: (practice) => ({
        botToken: practice.botToken,
        signingSecret: practice.signingSecret,
        port: 0,
        apiUrl: practice.apiUrl,
      }),
    });
    return `http://127.0.0.1:${world.bot.port ?? 0}/slack/events`;
  };

  it('serves commands, presses and events that Slack has signed', async () => {
    const url = await start();
    expect(await world.practice.control.setRequestUrl(url)).toBe(true);
    const maya = world.practice.control.as(MAYA);
    expect(await maya.command(CHANNEL, '/migrate test-sample')).toMatchObject({ ok: true });
    const card = await world.practice.control.waitFor(() =>
      maya.messages(CHANNEL).find((message) => !message.isEphemeral),
    );
    expect(
      await maya.press({ channel: CHANNEL, ts: card.ts }, { actionId: 'lockstep.button.pause' }),
    ).toMatchObject({ ok: true });
    await world.practice.control.waitFor(() =>
      maya.messages(CHANNEL).some((message) => message.text.includes('is now paused')),
    );
    await maya.openHome();
    await world.practice.control.waitFor(() => maya.sees().home);
    expect(world.logged.filter((line) => line.level === 'error')).toEqual([]);
  });

  it.each([
    ['no signature', () => ({})],
    [
      'a wrong signature',
      (now: number) => ({
        'x-slack-request-timestamp': String(now),
        'x-slack-signature': `v0=${'0'.repeat(64)}`,
      }),
    ],
    [
      'an old one, played again',
      (now: number, body: string) => ({
        'x-slack-request-timestamp': String(now - 600),
        'x-slack-signature': `v0=${createHmac('sha256', world.practice.signingSecret)
          .update(`v0:${now - 600}:${body}`)
          .digest('hex')}`,
      }),
    ],
  ])('refuses a request with %s', async (_, headers) => {
    const url = await start();
    const body = new URLSearchParams({
      command: '/migrate',
      text: 'test-sample',
      user_id: MAYA,
      channel_id: CHANNEL,
      team_id: 'T0CHARLOTTE',
      trigger_id: '1.2.3',
      response_url: 'http://127.0.0.1:9/',
    }).toString();
    const response = await fetch(url, {
      method: 'POST',
      body,
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        ...headers(Math.floor(Date.now() / 1000), body),
      },
    });
    expect(response.status).toBe(401);
    expect(world.desk.state.views).toEqual([]);
  });

  it('is never without a way to tell Slack from others', async () => {
    await start();
    const unsigned = startBot({
      desk: world.desk,
      ...world.store,
      settings: { botToken: world.practice.botToken, apiUrl: world.practice.apiUrl },
      clock: { now: () => new Date() },
      log: recordingLog([]),
    });
    await expect(unsigned).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
  });
});
