import type { App } from '@slack/bolt';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Practice } from '#practice/start-practice.ts';
import { BEN, boltApp, CHANNEL, MAYA, startTestPractice } from './practice-fixture.ts';

const BUTTON = {
  type: 'actions' as const,
  block_id: 'buttons',
  elements: [
    {
      type: 'button' as const,
      action_id: 'go',
      value: 'opaque-1',
      text: { type: 'plain_text' as const, text: 'Go' },
    },
  ],
};

const form = (title: string) => ({
  type: 'modal' as const,
  callback_id: 'form',
  title: { type: 'plain_text' as const, text: title },
  submit: { type: 'plain_text' as const, text: 'Send' },
  blocks: [
    {
      type: 'input' as const,
      block_id: 'reason',
      label: { type: 'plain_text' as const, text: 'Reason' },
      element: { type: 'plain_text_input' as const, action_id: 'text' },
    },
  ],
});

describe('a Bolt app in Socket Mode', () => {
  let practice: Practice;
  let app: App;

  beforeEach(async () => {
    practice = await startTestPractice();
    app = boltApp(practice);
  });
  afterEach(async () => {
    await app.stop();
    await practice.stop();
  });

  it('answers a slash command only to the one who typed it', async () => {
    app.command('/migrate', async ({ ack, command }) => ack(`You said ${command.text}`));
    await app.start();
    const result = await practice.control.as(MAYA).command(CHANNEL, '/migrate status  now');
    expect(result).toMatchObject({ ok: true, code: 'done' });
    expect(practice.control.as(MAYA).messages(CHANNEL)).toMatchObject([
      { text: 'You said status  now', isEphemeral: true, author: { displayName: 'Lockstep' } },
    ]);
    expect(practice.control.as(BEN).messages(CHANNEL)).toEqual([]);
  });

  it('hears a mention, answers in the thread, gets the click on its button and replaces the message', async () => {
    app.event('app_mention', async ({ event, client }) => {
      await client.chat.postMessage({
        channel: event.channel,
        thread_ts: event.ts,
        text: 'Press',
        blocks: [BUTTON],
      });
    });
    app.action('go', async ({ ack, respond, action }) => {
      await ack();
      await respond({
        replace_original: true,
        text: `Pressed ${'value' in action ? action.value : ''}`,
        blocks: [],
      });
    });
    await app.start();
    const ben = practice.control.as(BEN);
    const said = await ben.say(CHANNEL, 'Good morning @Lockstep, what <!channel> now?');
    const reply = await practice.control.waitFor(() => ben.channel(CHANNEL).messages[0]?.replies[0]);
    expect(ben.channel(CHANNEL).messages[0]).toMatchObject({
      ts: said.ts,
      text: 'Good morning <@U0LOCKSTEP>, what &lt;!channel&gt; now?',
      mentionsMe: false,
    });
    expect(await ben.press({ channel: CHANNEL, ts: reply.ts }, { actionId: 'go' })).toMatchObject({
      code: 'done',
    });
    await practice.control.waitFor(
      () => ben.channel(CHANNEL).messages[0]?.replies[0]?.text === 'Pressed opaque-1',
    );
  });

  it('opens a modal with the trigger, shows errors, pushes and closes', async () => {
    app.command('/migrate', async ({ ack, body, client }) => {
      await ack();
      await client.views.open({ trigger_id: body.trigger_id, view: form('First') });
    });
    app.view('form', async ({ ack, view }) => {
      const text = view.state.values['reason']?.['text']?.value;
      if (text === 'no') await ack({ response_action: 'errors', errors: { reason: 'Say more' } });
      else if (text === 'more') await ack({ response_action: 'push', view: form('Second') });
      else await ack();
    });
    await app.start();
    const maya = practice.control.as(MAYA);
    await maya.command(CHANNEL, '/migrate');
    await practice.control.waitFor(() => maya.modal());
    expect(await maya.submit()).toMatchObject({ code: 'has-errors', errors: { reason: expect.any(String) } });
    expect(await maya.submit({ reason: { text: 'no' } })).toMatchObject({ errors: { reason: 'Say more' } });
    expect(maya.modal()?.errors).toEqual({ reason: 'Say more' });
    expect(await maya.submit({ reason: { text: 'more' } })).toMatchObject({ code: 'done' });
    expect(maya.sees().modals.map((view) => view.title)).toEqual(['First', 'Second']);
    await maya.submit({ reason: { text: 'fine' } });
    expect(maya.sees().modals.map((view) => view.title)).toEqual(['First']);
    expect(practice.control.as(BEN).modal()).toBeNull();
  });

  it('publishes a Home view for the one who opened it', async () => {
    app.event('app_home_opened', async ({ event, client }) => {
      await client.views.publish({
        user_id: event.user,
        view: {
          type: 'home',
          blocks: [{ type: 'section', text: { type: 'mrkdwn', text: `Hello <@${event.user}>` } }],
        },
      });
    });
    await app.start();
    const maya = practice.control.as(MAYA);
    await maya.openHome();
    const home = await practice.control.waitFor(() => maya.sees().home);
    expect(JSON.stringify(home.blocks)).toContain('Hello <@U0OPSLEAD1>');
    expect(practice.control.as(BEN).sees().home).toBeNull();
  });

  it('uploads a file into a thread with filesUploadV2', async () => {
    const parent = await app.client.chat.postMessage({ channel: CHANNEL, text: 'Parity' });
    await app.client.filesUploadV2({
      channel_id: CHANNEL,
      thread_ts: parent.ts ?? '',
      filename: 'evidence.csv',
      content: 'class,count\nleads,15000\n',
      initial_comment: 'All of it',
    });
    const reply = practice.control.as(MAYA).channel(CHANNEL).messages[0]?.replies[0];
    expect(reply).toMatchObject({
      text: 'All of it',
      files: [{ name: 'evidence.csv', mimeType: 'text/csv' }],
    });
    const bytes = await practice.control.file(reply?.files[0]?.id ?? '');
    expect(bytes?.toString()).toBe('class,count\nleads,15000\n');
  });

  it('tells a person that nobody listens, and that the app was too slow', async () => {
    const maya = practice.control.as(MAYA);
    expect(await maya.command(CHANNEL, '/migrate')).toMatchObject({
      code: 'unreachable',
      message: 'dispatch_failed',
    });
    app.command('/migrate', () => new Promise(() => undefined));
    await app.start();
    const waiting = maya.command(CHANNEL, '/migrate');
    practice.control.advance(3001);
    expect(await waiting).toMatchObject({ code: 'timeout' });
    expect(maya.messages(CHANNEL).at(-1)?.text).toBe('/migrate failed with the error "operation_timeout"');
  });
});
