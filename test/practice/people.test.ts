import type { App } from '@slack/bolt';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { mentionsIn, typedText } from '#practice/model/mentions.ts';
import { newWorkspace } from '#practice/model/workspace-state.ts';
import type { Practice } from '#practice/start-practice.ts';
import {
  BEN,
  boltApp,
  CHANNEL,
  clientOf,
  MAYA,
  practiceOptions,
  startTestPractice,
} from './practice-fixture.ts';

const workspace = newWorkspace(
  practiceOptions().workspace,
  { botToken: '', appToken: '', signingSecret: '' },
  Date.parse('2026-11-21T09:00:00Z'),
);

describe('mentions', () => {
  it.each([
    ['@Lockstep status', '<@U0LOCKSTEP> status'],
    ['(@lockstep)', '(<@U0LOCKSTEP>)'],
    ['ask @Maya Okafor, or @ben.carter', 'ask <@U0OPSLEAD1>, or <@U0SALES001>'],
    ['@data-stewards', '<!subteam^S0STEWARDS|@data-stewards>'],
    ['<@U0LOCKSTEP> status', '<@U0LOCKSTEP> status'],
    ['<@U0NOBODY01> status', '&lt;@U0NOBODY01&gt; status'],
    ['a lead named <!channel>', 'a lead named &lt;!channel&gt;'],
    ['mail me@lockstep.example & co', 'mail me@lockstep.example &amp; co'],
    ['@Lockstepper', '@Lockstepper'],
    ['@channel now', '<!channel> now'],
  ])('come from what a person types: %s', (typed, sent) => {
    expect(typedText(workspace, typed)).toBe(sent);
  });

  it('count only as control sequences, in text and in mrkdwn, not in plain text', () => {
    const inText = mentionsIn('<@U0OPSLEAD1> &lt;!channel&gt; <!here> <!subteam^S0STEWARDS>', []);
    expect(inText).toEqual({ users: ['U0OPSLEAD1'], groups: ['S0STEWARDS'], broadcasts: ['here'] });
    const block = (type: string) => ({ type: 'section', text: { type, text: '<!channel>' } });
    expect(mentionsIn('', [block('mrkdwn')]).broadcasts).toEqual(['channel']);
    expect(mentionsIn('', [block('plain_text')]).broadcasts).toEqual([]);
  });
});

describe('the people of a workspace', () => {
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

  it('are notified by their name, by their group and by a broadcast, and by nothing that was escaped', async () => {
    const client = clientOf(practice);
    const post = async (text: string) => (await client.chat.postMessage({ channel: CHANNEL, text })).ts;
    const notified = (user: string, ts: string | undefined) =>
      practice.control
        .as(user)
        .messages(CHANNEL)
        .find((each) => each.ts === ts)?.mentionsMe;
    const group = await post('<!subteam^S0STEWARDS> please decide');
    const everybody = await post('<!channel> going live');
    const escaped = await post('a lead named &lt;!channel&gt;');
    expect([MAYA, BEN].map((user) => notified(user, group))).toEqual([false, true]);
    expect([MAYA, BEN].map((user) => notified(user, everybody))).toEqual([true, true]);
    expect([MAYA, BEN].map((user) => notified(user, escaped))).toEqual([false, false]);
  });

  it('cannot use slash commands in threads', async () => {
    const maya = practice.control.as(MAYA);
    const { ts = '' } = await maya.say(CHANNEL, 'A thread');
    const result = await maya.act({
      kind: 'command',
      channel: CHANNEL,
      text: '/migrate status',
      threadTs: ts,
    });
    expect(result).toEqual({
      ok: false,
      code: 'refused',
      message: '/migrate is not supported in threads. Sorry!',
    });
  });

  it('are told when a command does not exist, and cannot write where it is archived', async () => {
    const maya = practice.control.as(MAYA);
    expect(await maya.command(CHANNEL, '/deploy')).toMatchObject({ code: 'refused' });
    expect(maya.messages(CHANNEL)).toMatchObject([
      { isEphemeral: true, author: { displayName: 'Slackbot' } },
    ]);
    practice.control.setArchived(CHANNEL, true);
    expect(await maya.command(CHANNEL, '/migrate')).toMatchObject({ code: 'refused' });
    expect(await maya.say(CHANNEL, 'hello')).toMatchObject({ code: 'refused' });
  });

  it('are asked by a confirm dialog before the app hears of a dangerous button', async () => {
    const heard: string[] = [];
    app.action('cancel', async ({ ack }) => {
      heard.push('cancel');
      await ack();
    });
    await app.start();
    const button = {
      type: 'button' as const,
      action_id: 'cancel',
      style: 'danger' as const,
      text: { type: 'plain_text' as const, text: 'Cancel' },
      confirm: {
        title: { type: 'plain_text' as const, text: 'Sure?' },
        text: { type: 'plain_text' as const, text: 'It stops.' },
      },
    };
    const { ts = '' } = await app.client.chat.postMessage({
      channel: CHANNEL,
      text: 'Run',
      blocks: [{ type: 'actions', elements: [button] }],
    });
    const maya = practice.control.as(MAYA);
    const press = (confirm?: boolean) =>
      maya.press(
        { channel: CHANNEL, ts },
        { actionId: 'cancel', ...(confirm === undefined ? {} : { confirm }) },
      );
    expect(await press()).toMatchObject({ code: 'needs-confirm', confirm: { title: { text: 'Sure?' } } });
    expect(await press(false)).toMatchObject({ code: 'called-off' });
    expect(heard).toEqual([]);
    expect(await press(true)).toMatchObject({ code: 'done' });
    expect(heard).toEqual(['cancel']);
  });

  it('choose in selects and overflow menus, and only what is offered', async () => {
    const chosen: unknown[] = [];
    app.action(/.*/, async ({ ack, action }) => {
      chosen.push('selected_option' in action ? action.selected_option : action);
      await ack();
    });
    await app.start();
    const option = (value: string) => ({
      text: { type: 'plain_text' as const, text: value.toUpperCase() },
      value,
    });
    const { ts = '' } = await app.client.chat.postMessage({
      channel: CHANNEL,
      text: 'Choose',
      blocks: [
        {
          type: 'actions',
          elements: [
            { type: 'static_select', action_id: 'select', options: [option('a'), option('b')] },
            { type: 'overflow', action_id: 'more', options: [option('c')] },
          ],
        },
      ],
    });
    const maya = practice.control.as(MAYA);
    const on = { channel: CHANNEL, ts };
    expect(await maya.press(on, { actionId: 'select', input: 'b' })).toMatchObject({ code: 'done' });
    expect(await maya.press(on, { actionId: 'more', input: 'c' })).toMatchObject({ code: 'done' });
    expect(await maya.press(on, { actionId: 'select', input: 'z' })).toMatchObject({ code: 'not-there' });
    expect(await maya.press(on, { actionId: 'nothing' })).toMatchObject({ code: 'not-there' });
    expect(chosen).toEqual([option('b'), option('c')]);
  });

  it('use shortcuts on a message and on their own', async () => {
    const seen: string[] = [];
    app.shortcut('add_to_timeline', async ({ ack, shortcut }) => {
      seen.push('message' in shortcut ? (shortcut.message.text ?? '') : '');
      await ack();
    });
    app.shortcut('show_status', async ({ ack, shortcut }) => {
      seen.push(shortcut.type);
      await ack();
    });
    await app.start();
    const maya = practice.control.as(MAYA);
    const { ts = '' } = await maya.say(CHANNEL, 'Phones look wrong');
    const on = { channel: CHANNEL, ts };
    expect(await maya.act({ kind: 'shortcut', callbackId: 'add_to_timeline', on })).toMatchObject({
      code: 'done',
    });
    expect(await maya.act({ kind: 'shortcut', callbackId: 'show_status' })).toMatchObject({ code: 'done' });
    expect(await maya.act({ kind: 'shortcut', callbackId: 'nonsense' })).toMatchObject({ code: 'refused' });
    expect(seen).toEqual(['Phones look wrong', 'shortcut']);
  });

  it('get options for an external select from the app', async () => {
    app.options('find', async ({ ack, options }) =>
      ack({ options: [{ text: { type: 'plain_text', text: `Found ${options.value}` }, value: 'x' }] }),
    );
    await app.start();
    const { ts = '' } = await app.client.chat.postMessage({
      channel: CHANNEL,
      text: 'Find',
      blocks: [{ type: 'actions', elements: [{ type: 'external_select', action_id: 'find' }] }],
    });
    const found = await practice.control
      .as(MAYA)
      .act({ kind: 'suggest', on: { channel: CHANNEL, ts }, actionId: 'find', query: 'leads' });
    expect(found.options).toMatchObject([{ text: { text: 'Found leads' } }]);
  });

  it('write to the app only when its messages tab is open for that', async () => {
    const dm = practice.control.as(MAYA).sees().channels.at(-1)?.id ?? '';
    expect(await practice.control.as(MAYA).say(dm, 'hello')).toMatchObject({ code: 'refused' });
  });

  it('cannot act on what is not there, or not for them', async () => {
    const [maya, ben] = [practice.control.as(MAYA), practice.control.as(BEN)];
    const { ts = '' } = await maya.say(CHANNEL, 'A message');
    const on = { channel: CHANNEL, ts: '1.000000' };
    const dm = maya.sees().channels.at(-1)?.id ?? '';
    const none = { view: 'V0NOTHING' };
    expect(await practice.control.as('U0NOBODY01').say(CHANNEL, 'x')).toMatchObject({ code: 'not-there' });
    expect(await ben.command(dm, '/migrate')).toMatchObject({ code: 'not-there' });
    expect(await ben.say(dm, 'x')).toMatchObject({ code: 'not-there' });
    expect(await ben.say(CHANNEL, '  ')).toMatchObject({ code: 'refused' });
    expect(await ben.say(CHANNEL, 'x', '1.000000')).toMatchObject({ code: 'not-there' });
    expect(await ben.act({ kind: 'react', ...on, name: 'eyes' })).toMatchObject({ code: 'not-there' });
    expect(await ben.act({ kind: 'shortcut', callbackId: 'add_to_timeline', on })).toMatchObject({
      code: 'not-there',
    });
    expect(await ben.press({ channel: CHANNEL, ts }, { actionId: 'go' })).toMatchObject({
      code: 'not-there',
    });
    expect(await ben.act({ kind: 'fill', ...none, actionId: 'a', input: 'x' })).toMatchObject({
      code: 'not-there',
    });
    expect(await ben.act({ kind: 'suggest', on, actionId: 'a', query: 'x' })).toMatchObject({
      code: 'not-there',
    });
    expect(await ben.submit()).toMatchObject({ code: 'not-there' });
    expect(await ben.close()).toMatchObject({ code: 'not-there' });
    expect(ben.messages(CHANNEL)).toMatchObject([{ text: 'A message', reactions: [], replies: [] }]);
  });

  it('cannot press a button that only somebody else was shown, nor one in an archived channel', async () => {
    app.action('go', async ({ ack }) => ack());
    await app.start();
    const button = {
      type: 'button' as const,
      action_id: 'go',
      text: { type: 'plain_text' as const, text: 'Go' },
    };
    const blocks = [{ type: 'actions' as const, elements: [button] }];
    const whisper = await app.client.chat.postEphemeral({
      channel: CHANNEL,
      user: MAYA,
      text: 'For Maya',
      blocks,
    });
    const on = { channel: CHANNEL, ts: whisper.message_ts ?? '' };
    expect(await practice.control.as(BEN).press(on, { actionId: 'go' })).toMatchObject({ code: 'not-there' });
    expect(await practice.control.as(MAYA).press(on, { actionId: 'go' })).toMatchObject({ code: 'done' });
    practice.control.setArchived(CHANNEL, true);
    expect(await practice.control.as(MAYA).press(on, { actionId: 'go' })).toMatchObject({ code: 'refused' });
  });

  it('give feedback and use icon buttons, which carry their own value', async () => {
    const values: unknown[] = [];
    app.action(/.*/, async ({ ack, action }) => {
      values.push('value' in action ? action.value : null);
      await ack();
    });
    await app.start();
    const text = { type: 'plain_text' as const, text: 'x' };
    const posted = await app.client.chat.postMessage({
      channel: CHANNEL,
      text: 'Was this useful?',
      blocks: [
        {
          type: 'context_actions',
          elements: [
            {
              type: 'feedback_buttons',
              action_id: 'feedback',
              positive_button: { text, value: 'good' },
              negative_button: { text, value: 'bad' },
            },
            { type: 'icon_button', action_id: 'bin', icon: 'trash', text, value: 'gone' },
          ],
        },
      ],
    });
    const on = { channel: CHANNEL, ts: posted.ts ?? '' };
    const maya = practice.control.as(MAYA);
    await maya.press(on, { actionId: 'feedback', input: 'negative' });
    await maya.press(on, { actionId: 'feedback' });
    await maya.press(on, { actionId: 'bin' });
    expect(values).toEqual(['bad', 'good', 'gone']);
  });

  it('learn that the app sent no options', async () => {
    app.options('find', async ({ ack }) => ack('nothing' as never));
    await app.start();
    const { ts = '' } = await app.client.chat.postMessage({
      channel: CHANNEL,
      text: 'Find',
      blocks: [{ type: 'actions', elements: [{ type: 'external_select', action_id: 'find' }] }],
    });
    const on = { channel: CHANNEL, ts };
    const found = await practice.control.as(MAYA).act({ kind: 'suggest', on, actionId: 'find', query: 'x' });
    expect(found).toMatchObject({ code: 'bad-answer' });
  });
});
