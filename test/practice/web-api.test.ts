import { type UsersListResponse, WebAPIPlatformError } from '@slack/web-api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { appFromManifest } from '#practice/app-from-manifest.ts';
import { charlotteWorkspace } from '#practice/charlotte-workspace.ts';
import type { Practice } from '#practice/start-practice.ts';
import {
  BEN,
  CHANNEL,
  clientOf,
  GENERAL,
  MANIFEST,
  MAYA,
  SCOPES,
  startTestPractice,
} from './practice-fixture.ts';

/** The error Slack's own client raises, as Slack's answer. */
const refusalOf = async (call: Promise<unknown>): Promise<Record<string, unknown>> => {
  try {
    await call;
  } catch (error) {
    if (error instanceof WebAPIPlatformError) return { ...error.data };
    throw error;
  }
  throw new Error('the call was accepted');
};

const text = 'Parity: 15,000 of 15,000 leads equal';

describe('tokens and scopes', () => {
  let practice: Practice;
  beforeEach(async () => {
    practice = await startTestPractice();
  });
  afterEach(() => practice.stop());

  it('lets the bot token in and says who it is', async () => {
    expect(await clientOf(practice).auth.test()).toMatchObject({
      team: 'Charlotte Homes',
      user_id: 'U0LOCKSTEP',
      bot_id: 'B0LOCKSTEP',
      response_metadata: { scopes: SCOPES },
    });
  });

  it('refuses no token, a wrong token, the other kind of token and a revoked one', async () => {
    const post = (token: string) => clientOf(practice, token).chat.postMessage({ channel: CHANNEL, text });
    expect(await refusalOf(post(''))).toMatchObject({ error: 'not_authed' });
    expect(await refusalOf(post('xoxb-somebody-else'))).toMatchObject({ error: 'invalid_auth' });
    expect(await refusalOf(post(practice.appToken))).toMatchObject({ error: 'not_allowed_token_type' });
    const open = clientOf(practice, practice.botToken).apps.connections.open();
    expect(await refusalOf(open)).toMatchObject({ error: 'not_allowed_token_type' });
    practice.control.setTokenRevoked(true);
    expect(await refusalOf(post(practice.botToken))).toMatchObject({ error: 'token_revoked' });
    practice.control.setTokenRevoked(false);
    expect(await post(practice.botToken)).toMatchObject({ ok: true });
  });

  it('names the scope that is missing, and those that are there', async () => {
    practice.control.setScopes(['users:read', 'commands']);
    const call = clientOf(practice).chat.postMessage({ channel: CHANNEL, text });
    expect(await refusalOf(call)).toMatchObject({
      error: 'missing_scope',
      needed: 'chat:write',
      provided: 'users:read,commands',
    });
  });

  it.each([
    ['files:write', 'files.getUploadURLExternal', { filename: 'a.csv', length: 1 }],
    ['users:read', 'users.info', { user: MAYA }],
    ['usergroups:read', 'usergroups.users.list', { usergroup: 'S0STEWARDS' }],
    ['pins:write', 'pins.add', { channel: CHANNEL, timestamp: '1.000000' }],
    ['bookmarks:write', 'bookmarks.add', { channel_id: CHANNEL, title: 'x', type: 'link' }],
    ['reactions:write', 'reactions.add', { channel: CHANNEL, timestamp: '1.000000', name: 'eyes' }],
    ['channels:read', 'conversations.info', { channel: CHANNEL }],
    ['team:read', 'team.info', {}],
  ])('needs %s for %s', async (scope, method, args) => {
    practice.control.setScopes(SCOPES.filter((each) => each !== scope));
    const refusal = await refusalOf(clientOf(practice).apiCall(method, args));
    expect(refusal).toMatchObject({ error: 'missing_scope' });
    expect(String(refusal['needed'])).toContain(scope);
  });

  it('does not know a method it does not have', async () => {
    expect(await refusalOf(clientOf(practice).apiCall('chat.shout', {}))).toMatchObject({
      error: 'unknown_method',
    });
  });
});

describe('chat', () => {
  let practice: Practice;
  let client: ReturnType<typeof clientOf>;
  beforeEach(async () => {
    practice = await startTestPractice();
    client = clientOf(practice);
  });
  afterEach(() => practice.stop());

  const section = (shown: string) => [{ type: 'section', text: { type: 'mrkdwn', text: shown } }];

  it('posts, edits and deletes its own message, and everybody in the channel sees it', async () => {
    const posted = await client.chat.postMessage({ channel: CHANNEL, text, blocks: section('*Parity*') });
    const ts = posted.ts ?? '';
    const ben = practice.control.as(BEN);
    expect(ben.messages(CHANNEL)).toMatchObject([{ text, isEdited: false, author: { id: 'U0LOCKSTEP' } }]);
    await client.chat.update({ channel: CHANNEL, ts, text: 'Done' });
    expect(ben.messages(CHANNEL)).toMatchObject([
      { text: 'Done', isEdited: true, blocks: [{ text: { text: '*Parity*' } }] },
    ]);
    await client.chat.delete({ channel: CHANNEL, ts });
    expect(ben.messages(CHANNEL)).toEqual([]);
  });

  it('refuses a message without anything in it, and warns about one without text', async () => {
    expect(await refusalOf(client.apiCall('chat.postMessage', { channel: CHANNEL }))).toMatchObject({
      error: 'no_text',
    });
    const posted = await client.apiCall('chat.postMessage', { channel: CHANNEL, blocks: section('x') });
    expect(posted).toMatchObject({ warning: 'missing_text_in_message' });
    expect(practice.control.calls('chat.postMessage').at(-1)?.warnings).toEqual(['missing_text_in_message']);
  });

  it('says where a block is wrong', async () => {
    const call = client.apiCall('chat.postMessage', {
      channel: CHANNEL,
      text,
      blocks: section('x'.repeat(3001)),
    });
    expect(await refusalOf(call)).toMatchObject({
      error: 'invalid_blocks',
      response_metadata: {
        messages: ['[ERROR] must be less than 3001 characters [json-pointer:/blocks/0/text/text]'],
      },
    });
    const broken = client.apiCall('chat.postMessage', { channel: CHANNEL, text, blocks: '[{' });
    expect(await refusalOf(broken)).toMatchObject({ error: 'invalid_blocks_format' });
  });

  it('checks blocks in attachments too', async () => {
    const attachments = [{ color: '#36a64f', blocks: [{ type: 'nonsense' }] }];
    expect(
      await refusalOf(client.apiCall('chat.postMessage', { channel: CHANNEL, text, attachments })),
    ).toMatchObject({
      error: 'invalid_attachments',
      response_metadata: {
        messages: ['[ERROR] unsupported type: nonsense [json-pointer:/attachments/0/blocks/0/type]'],
      },
    });
    const many = Array.from({ length: 101 }, () => ({ text: 'x' }));
    const call = client.apiCall('chat.postMessage', { channel: CHANNEL, text, attachments: many });
    expect(await refusalOf(call)).toMatchObject({ error: 'too_many_attachments' });
  });

  it('cuts a posted text at 40 000 characters, and refuses an edited one above 4000', async () => {
    const posted = await client.chat.postMessage({ channel: CHANNEL, text: 'x'.repeat(40_001) });
    expect(posted).toMatchObject({ warning: 'message_truncated', message: { text: 'x'.repeat(40_000) } });
    const update = (characters: number) =>
      client.chat.update({ channel: CHANNEL, ts: posted.ts ?? '', text: 'x'.repeat(characters) });
    expect(await refusalOf(update(4001))).toMatchObject({ error: 'msg_too_long' });
    expect(await update(4000)).toMatchObject({ ok: true });
  });

  it('checks an edited message as it checks a new one', async () => {
    const { ts = '' } = await client.chat.postMessage({ channel: CHANNEL, text });
    const edit = (facts: object) => client.apiCall('chat.update', { channel: CHANNEL, ts, ...facts });
    expect(await refusalOf(edit({}))).toMatchObject({ error: 'no_text' });
    expect(await refusalOf(edit({ text, blocks: [{ type: 'nonsense' }] }))).toMatchObject({
      error: 'invalid_blocks',
    });
    expect(practice.control.as(BEN).messages(CHANNEL)).toMatchObject([{ text, isEdited: false }]);
  });

  it('does not edit or delete what somebody else wrote', async () => {
    const { ts = '' } = await practice.control.as(MAYA).say(CHANNEL, 'Mine');
    expect(await refusalOf(client.chat.update({ channel: CHANNEL, ts, text }))).toMatchObject({
      error: 'cant_update_message',
    });
    expect(await refusalOf(client.chat.delete({ channel: CHANNEL, ts }))).toMatchObject({
      error: 'cant_delete_message',
    });
    const gone = client.chat.update({ channel: CHANNEL, ts: '1.000000', text });
    expect(await refusalOf(gone)).toMatchObject({ error: 'message_not_found' });
  });

  it('writes only where it is a member, unless chat:write.public is granted', async () => {
    const post = () => client.chat.postMessage({ channel: GENERAL, text });
    expect(await refusalOf(post())).toMatchObject({ error: 'not_in_channel' });
    practice.control.setScopes([...SCOPES, 'chat:write.public']);
    expect(await post()).toMatchObject({ ok: true });
    const nowhere = client.chat.postMessage({ channel: 'C0NOWHERE1', text });
    expect(await refusalOf(nowhere)).toMatchObject({ error: 'channel_not_found' });
  });

  it('may not write in an archived channel, nor where it was removed', async () => {
    practice.control.setArchived(CHANNEL, true);
    const post = () => client.chat.postMessage({ channel: CHANNEL, text });
    expect(await refusalOf(post())).toMatchObject({ error: 'is_archived' });
    practice.control.setArchived(CHANNEL, false);
    practice.control.setBotMembership(CHANNEL, false);
    expect(await refusalOf(post())).toMatchObject({ error: 'not_in_channel' });
  });

  it('answers in threads that exist, and under their first message', async () => {
    const parent = await client.chat.postMessage({ channel: CHANNEL, text });
    const reply = await client.chat.postMessage({ channel: CHANNEL, text, thread_ts: parent.ts ?? '' });
    const under = (thread_ts: string) => client.chat.postMessage({ channel: CHANNEL, text, thread_ts });
    expect(await refusalOf(under('1.000000'))).toMatchObject({ error: 'thread_not_found' });
    expect(await refusalOf(under(reply.ts ?? ''))).toMatchObject({ error: 'cannot_reply_to_message' });
    expect(practice.control.as(BEN).channel(CHANNEL).messages).toMatchObject([{ replies: [{ text }] }]);
  });

  it('whispers to one member only, and cannot edit a whisper', async () => {
    const sent = await client.chat.postEphemeral({ channel: CHANNEL, user: MAYA, text });
    expect(practice.control.as(MAYA).messages(CHANNEL)).toMatchObject([{ text, isEphemeral: true }]);
    expect(practice.control.as(BEN).messages(CHANNEL)).toEqual([]);
    const edit = client.chat.update({ channel: CHANNEL, ts: sent.message_ts ?? '', text });
    expect(await refusalOf(edit)).toMatchObject({ error: 'message_not_found' });
    const stranger = client.chat.postEphemeral({ channel: CHANNEL, user: 'U0NOBODY01', text });
    expect(await refusalOf(stranger)).toMatchObject({ error: 'user_not_found' });
  });

  it('whispers only to people who are in the channel', async () => {
    await practice.stop();
    const seed = charlotteWorkspace(appFromManifest(MANIFEST));
    const [first, ...others] = seed.channels;
    if (first === undefined) throw new Error('the seed has no channel');
    practice = await startTestPractice({
      workspace: { ...seed, channels: [{ ...first, members: [MAYA] }, ...others] },
    });
    const call = clientOf(practice).chat.postEphemeral({ channel: CHANNEL, user: BEN, text });
    expect(await refusalOf(call)).toMatchObject({ error: 'user_not_in_channel' });
  });

  it('writes to a person in the direct message with the app', async () => {
    const sent = await client.chat.postMessage({ channel: MAYA, text });
    expect(practice.control.as(MAYA).channel(sent.channel ?? '').messages).toMatchObject([{ text }]);
    expect(() => practice.control.as(BEN).channel(sent.channel ?? '')).toThrow(/not in a channel/);
  });

  it('gives permalinks to what is there', async () => {
    const posted = await client.chat.postMessage({ channel: CHANNEL, text });
    const link = await client.chat.getPermalink({ channel: CHANNEL, message_ts: posted.ts ?? '' });
    expect(link.permalink).toBe(`${practice.url}archives/${CHANNEL}/p${(posted.ts ?? '').replace('.', '')}`);
    const nothing = client.chat.getPermalink({ channel: CHANNEL, message_ts: '1.000000' });
    expect(await refusalOf(nothing)).toMatchObject({ error: 'message_not_found' });
  });

  it('takes metadata only in its shape', async () => {
    const post = (metadata: unknown) =>
      client.apiCall('chat.postMessage', { channel: CHANNEL, text, metadata });
    expect(await post({ event_type: 'run', event_payload: { id: '1' } })).toMatchObject({ ok: true });
    expect(await refusalOf(post({ event_type: 'run' }))).toMatchObject({ error: 'invalid_metadata_format' });
  });

  it('takes JSON bodies as well as forms', async () => {
    const response = await fetch(`${practice.apiUrl}chat.postMessage`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json; charset=utf-8',
        authorization: `Bearer ${practice.botToken}`,
      },
      body: JSON.stringify({ channel: CHANNEL, text, blocks: section('x') }),
    });
    expect(await response.json()).toMatchObject({ ok: true, channel: CHANNEL });
  });
});

describe('people, channels and files', () => {
  let practice: Practice;
  let client: ReturnType<typeof clientOf>;
  beforeEach(async () => {
    practice = await startTestPractice();
    client = clientOf(practice);
  });
  afterEach(() => practice.stop());

  it('lists people page by page', async () => {
    const names: string[] = [];
    for await (const page of client.paginate('users.list', { limit: 2 })) {
      const { members = [] } = page as UsersListResponse;
      names.push(...members.map((each) => each.name ?? ''));
    }
    expect(names).toEqual([
      'maya.okafor',
      'ben.carter',
      'priya.nair',
      'tom.alvarez',
      'ruth.lindqvist',
      'lockstep',
    ]);
    expect(await refusalOf(client.users.list({ cursor: 'nonsense' }))).toMatchObject({
      error: 'invalid_cursor',
    });
  });

  it('knows people and groups, and says when it does not', async () => {
    expect(await client.users.info({ user: MAYA })).toMatchObject({
      user: { real_name: 'Maya Okafor', is_restricted: false, profile: { title: 'Operations lead' } },
    });
    expect(await refusalOf(client.users.info({ user: 'U0NOBODY01' }))).toMatchObject({
      error: 'user_not_found',
    });
    expect(await client.usergroups.users.list({ usergroup: 'S0STEWARDS' })).toMatchObject({
      users: [BEN, 'U0FINANCE1'],
    });
    const unknown = client.usergroups.users.list({ usergroup: 'S0NOBODY01' });
    expect(await refusalOf(unknown)).toMatchObject({ error: 'no_such_subteam' });
    expect(await client.bots.info({ bot: 'B0LOCKSTEP' })).toMatchObject({ bot: { user_id: 'U0LOCKSTEP' } });
    expect(await client.team.info()).toMatchObject({ team: { id: 'T0CHARLOTTE' } });
  });

  it('joins, pins, bookmarks, sets the topic and reacts', async () => {
    expect(await client.conversations.info({ channel: GENERAL })).toMatchObject({
      channel: { is_member: false },
    });
    await client.conversations.join({ channel: GENERAL });
    expect(await client.conversations.members({ channel: GENERAL })).toMatchObject({
      members: expect.arrayContaining([MAYA, 'U0LOCKSTEP']),
    });
    const { ts = '' } = await client.chat.postMessage({ channel: CHANNEL, text });
    await client.pins.add({ channel: CHANNEL, timestamp: ts });
    expect(await refusalOf(client.pins.add({ channel: CHANNEL, timestamp: ts }))).toMatchObject({
      error: 'already_pinned',
    });
    await client.reactions.add({ channel: CHANNEL, timestamp: ts, name: 'white_check_mark' });
    const again = client.reactions.add({ channel: CHANNEL, timestamp: ts, name: 'white_check_mark' });
    expect(await refusalOf(again)).toMatchObject({ error: 'already_reacted' });
    await client.bookmarks.add({
      channel_id: CHANNEL,
      title: 'Runbook',
      type: 'link',
      link: 'https://example.com/',
    });
    const channel = practice.control.as(MAYA).channel(CHANNEL);
    expect(channel.bookmarks).toMatchObject([{ title: 'Runbook' }]);
    expect(channel.messages).toMatchObject([
      { isPinned: true, reactions: [{ name: 'white_check_mark', users: ['U0LOCKSTEP'] }] },
    ]);
    const topic = client.conversations.setTopic({ channel: CHANNEL, topic: 'Going live' });
    expect(await refusalOf(topic)).toMatchObject({ error: 'missing_scope' });
    practice.control.setScopes([...SCOPES, 'channels:manage']);
    await client.conversations.setTopic({ channel: CHANNEL, topic: 'Going live' });
    expect(practice.control.as(MAYA).channel(CHANNEL).topic).toBe('Going live');
    const long = client.conversations.setTopic({ channel: CHANNEL, topic: 'x'.repeat(251) });
    expect(await refusalOf(long)).toMatchObject({ error: 'too_long' });
  });

  it('opens a direct message with a person', async () => {
    const opened = await client.conversations.open({ users: MAYA });
    expect(opened).toMatchObject({ channel: { id: practice.control.as(MAYA).sees().channels.at(-1)?.id } });
    expect(await refusalOf(client.conversations.open({ users: 'U0NOBODY01' }))).toMatchObject({
      error: 'user_not_found',
    });
  });

  it('takes a file only with the length that was announced, and shares it only once it is there', async () => {
    const asked = await client.files.getUploadURLExternal({ filename: 'a.csv', length: 3 });
    const complete = () =>
      client.files.completeUploadExternal({ files: [{ id: asked.file_id ?? '' }], channel_id: CHANNEL });
    expect(await refusalOf(complete())).toMatchObject({ error: 'file_not_found' });
    const upload = (body: string) => fetch(asked.upload_url ?? '', { method: 'POST', body });
    expect((await upload('four')).status).toBe(400);
    expect((await upload('abc')).status).toBe(200);
    expect((await upload('abc')).status).toBe(404);
    const into = (channel_id: string) =>
      client.files.completeUploadExternal({ files: [{ id: asked.file_id ?? '' }], channel_id });
    expect(await refusalOf(into('C0NOWHERE1'))).toMatchObject({ error: 'channel_not_found' });
    practice.control.setScopes([...SCOPES, 'chat:write.public']);
    expect(await refusalOf(into(GENERAL))).toMatchObject({ error: 'not_in_channel' });
    expect(await complete()).toMatchObject({ files: [{ name: 'a.csv' }] });
  });
});

describe('wrong arguments', () => {
  let practice: Practice;
  beforeEach(async () => {
    practice = await startTestPractice();
    practice.control.setScopes([...SCOPES, 'channels:manage', 'groups:read', 'im:read']);
  });
  afterEach(() => practice.stop());

  it.each([
    ['chat.postMessage', { text: 'x' }, 'invalid_arguments'],
    ['chat.postMessage', { channel: CHANNEL, text: 'x', thread_ts: 'yesterday' }, 'invalid_thread_ts'],
    ['chat.postMessage', { channel: CHANNEL, markdown_text: 'x', text: 'y' }, 'markdown_text_conflict'],
    ['chat.postMessage', { channel: CHANNEL, markdown_text: 'x'.repeat(12_001) }, 'msg_too_long'],
    ['chat.postMessage', { channel: CHANNEL, text: 'x', attachments: 'none' }, 'invalid_attachments'],
    ['chat.postMessage', { channel: CHANNEL, attachments: [{ colour: 'red' }] }, 'invalid_attachments'],
    ['chat.postEphemeral', { channel: CHANNEL, text: 'x' }, 'invalid_arguments'],
    ['chat.postEphemeral', { channel: CHANNEL, user: MAYA }, 'no_text'],
    [
      'chat.postEphemeral',
      { channel: CHANNEL, user: MAYA, text: 'x', thread_ts: '1.000000' },
      'thread_not_found',
    ],
    ['chat.postEphemeral', { channel: GENERAL, user: MAYA, text: 'x' }, 'not_in_channel'],
    ['chat.update', { channel: CHANNEL, text: 'x' }, 'invalid_arguments'],
    ['chat.update', { channel: 'C0NOWHERE1', ts: '1.000000', text: 'x' }, 'channel_not_found'],
    ['chat.getPermalink', { channel: CHANNEL }, 'invalid_arguments'],
    ['chat.getPermalink', { channel: 'C0NOWHERE1', message_ts: '1.000000' }, 'channel_not_found'],
    ['views.open', { view: {} }, 'invalid_arguments'],
    ['views.open', { trigger_id: 'x' }, 'invalid_arguments'],
    ['views.open', { trigger_id: 'x', view: '{' }, 'invalid_arguments'],
    ['views.update', { view: {} }, 'invalid_arguments'],
    ['views.update', { view_id: 'V0NOTHING', view: { type: 'modal' } }, 'not_found'],
    ['views.publish', { view: { type: 'home', blocks: [] } }, 'invalid_arguments'],
    ['views.publish', { user_id: 'U0NOBODY01', view: { type: 'home', blocks: [] } }, 'user_not_found'],
    ['users.info', {}, 'invalid_arguments'],
    ['users.list', { limit: 0.5 }, 'invalid_limit'],
    ['usergroups.users.list', {}, 'invalid_arguments'],
    ['bots.info', { bot: 'B0NOBODY01' }, 'bot_not_found'],
    ['reactions.add', { channel: CHANNEL, name: 'eyes' }, 'no_item_specified'],
    ['reactions.add', { channel: CHANNEL, timestamp: '1.000000', name: ':eyes:' }, 'invalid_name'],
    ['reactions.add', { channel: CHANNEL, timestamp: '1.000000', name: 'eyes' }, 'message_not_found'],
    ['reactions.add', { channel: GENERAL, timestamp: '1.000000', name: 'eyes' }, 'not_in_channel'],
    ['pins.add', { channel: 'C0NOWHERE1', timestamp: '1.000000' }, 'channel_not_found'],
    ['pins.add', { channel: CHANNEL }, 'no_item_specified'],
    ['pins.add', { channel: CHANNEL, timestamp: '1.000000' }, 'message_not_found'],
    ['pins.add', { channel: GENERAL, timestamp: '1.000000' }, 'not_in_channel'],
    [
      'bookmarks.add',
      { channel_id: CHANNEL, type: 'link', link: 'https://example.com' },
      'invalid_arguments',
    ],
    ['bookmarks.add', { channel_id: CHANNEL, title: 'x', type: 'folder' }, 'invalid_bookmark_type'],
    ['bookmarks.add', { channel_id: CHANNEL, title: 'x', type: 'link', link: 'nowhere' }, 'invalid_link'],
    [
      'bookmarks.add',
      { channel_id: GENERAL, title: 'x', type: 'link', link: 'https://a.b' },
      'not_in_channel',
    ],
    ['conversations.open', {}, 'users_list_not_supplied'],
    ['conversations.open', { users: `${MAYA},${BEN}` }, 'not_enough_users'],
    ['conversations.open', { channel: CHANNEL }, 'channel_not_found'],
    ['conversations.info', { channel: 'C0NOWHERE1' }, 'channel_not_found'],
    ['conversations.members', { channel: 'C0NOWHERE1' }, 'channel_not_found'],
    ['conversations.list', { types: 'everything' }, 'invalid_types'],
    ['conversations.join', { channel: 'D0OPSLEAD1' }, 'method_not_supported_for_channel_type'],
    [
      'conversations.setTopic',
      { channel: 'D0OPSLEAD1', topic: 'x' },
      'method_not_supported_for_channel_type',
    ],
    ['conversations.setTopic', { channel: GENERAL, topic: 'x' }, 'not_in_channel'],
    ['files.getUploadURLExternal', { length: 1 }, 'invalid_arguments'],
    ['files.getUploadURLExternal', { filename: 'a.csv', length: 0 }, 'invalid_arguments'],
    [
      'files.getUploadURLExternal',
      { filename: 'a.csv', length: 51 * 1024 * 1024 },
      'file_upload_size_restricted',
    ],
    ['files.completeUploadExternal', { files: '[]' }, 'invalid_arguments'],
    ['files.completeUploadExternal', { files: [{ id: 'F0NOTHING' }] }, 'file_not_found'],
  ])('are refused by %s with %j: %s', async (method, args, error) => {
    expect(await refusalOf(clientOf(practice).apiCall(method, { ...args }))).toMatchObject({ error });
  });

  it('do not reach archived channels', async () => {
    const client = clientOf(practice);
    const { ts = '' } = await client.chat.postMessage({ channel: CHANNEL, text });
    practice.control.setArchived(CHANNEL, true);
    const update = client.chat.update({ channel: CHANNEL, ts, text });
    expect(await refusalOf(update)).toMatchObject({ error: 'is_inactive' });
    const topic = client.conversations.setTopic({ channel: CHANNEL, topic: 'x' });
    expect(await refusalOf(topic)).toMatchObject({ error: 'is_archived' });
    expect(await refusalOf(client.conversations.join({ channel: CHANNEL }))).toMatchObject({
      error: 'is_archived',
    });
    const listed = await client.conversations.list({ exclude_archived: true });
    expect(listed.channels?.map((each) => each.id)).toEqual([GENERAL]);
  });

  it('do not reach private channels that the app is not in', async () => {
    await practice.stop();
    const seed = charlotteWorkspace(appFromManifest(MANIFEST));
    const secret = {
      id: 'C0SECRET01',
      name: 'secret',
      topic: '',
      purpose: '',
      isPrivate: true,
      members: [MAYA],
      botIsMember: false,
    };
    practice = await startTestPractice({ workspace: { ...seed, channels: [...seed.channels, secret] } });
    const post = clientOf(practice).chat.postMessage({ channel: secret.id, text });
    expect(await refusalOf(post)).toMatchObject({ error: 'channel_not_found' });
    expect(() => practice.control.as(BEN).channel(secret.id)).toThrow(/not in a channel/);
  });

  it('need the scope of the kind of channel', async () => {
    practice.control.setScopes(['channels:read']);
    const client = clientOf(practice);
    expect(await client.conversations.info({ channel: CHANNEL })).toMatchObject({ ok: true });
    const dm = client.conversations.info({ channel: 'D0OPSLEAD1' });
    expect(await refusalOf(dm)).toMatchObject({ error: 'missing_scope', needed: 'im:read' });
    const members = client.conversations.members({ channel: 'D0OPSLEAD1' });
    expect(await refusalOf(members)).toMatchObject({ error: 'missing_scope' });
    const list = client.conversations.list({ types: 'public_channel,im' });
    expect(await refusalOf(list)).toMatchObject({ error: 'missing_scope', needed: 'im:read' });
  });

  it('cannot use a Home or a messages tab that the manifest does not have', async () => {
    await practice.stop();
    const { app_home: _home, ...features } = MANIFEST.features;
    practice = await startTestPractice({
      workspace: charlotteWorkspace(appFromManifest({ ...MANIFEST, features })),
    });
    const client = clientOf(practice);
    const home = client.views.publish({ user_id: MAYA, view: { type: 'home', blocks: [] } });
    expect(await refusalOf(home)).toMatchObject({ error: 'not_enabled' });
    const dm = client.chat.postMessage({ channel: MAYA, text });
    expect(await refusalOf(dm)).toMatchObject({ error: 'messages_tab_disabled' });
    expect(await practice.control.as(MAYA).openHome()).toMatchObject({ code: 'refused' });
  });

  it('are refused in bodies that are not what they say', async () => {
    const post = (type: string, body: string) =>
      fetch(`${practice.apiUrl}auth.test`, {
        method: 'POST',
        headers: { 'content-type': type, authorization: `Bearer ${practice.botToken}` },
        body,
      }).then((response) => response.json());
    expect(await post('application/json', '{"a":')).toMatchObject({ ok: false, error: 'invalid_json' });
    const large = 'x'.repeat(4 * 1024 * 1024 + 1);
    expect(await post('application/json', large)).toMatchObject({ ok: false, error: 'request_too_large' });
  });
});
