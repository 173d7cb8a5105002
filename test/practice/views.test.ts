import { WebAPIPlatformError } from '@slack/web-api';
import type { App } from '@slack/bolt';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Practice } from '#practice/start-practice.ts';
import { BEN, boltApp, CHANNEL, clientOf, MAYA, startTestPractice } from './practice-fixture.ts';

const errorOf = async (call: Promise<unknown>): Promise<string> => {
  try {
    await call;
    return 'accepted';
  } catch (error) {
    if (error instanceof WebAPIPlatformError) return String(error.data.error);
    throw error;
  }
};

const plain = (text: string) => ({ type: 'plain_text' as const, text });
const view = (title: string, facts: object = {}) => ({
  type: 'modal' as const,
  callback_id: 'view',
  title: plain(title),
  blocks: [{ type: 'section' as const, text: plain(title) }],
  ...facts,
});
const form = (title: string, facts: object = {}) =>
  view(title, {
    submit: plain('Go'),
    blocks: [
      {
        type: 'input',
        block_id: 'reason',
        label: plain('Reason'),
        element: { type: 'plain_text_input', action_id: 'text', min_length: 3 },
      },
      {
        type: 'input',
        block_id: 'when',
        optional: true,
        label: plain('When'),
        element: {
          type: 'static_select',
          action_id: 'choice',
          options: [
            { text: plain('Now'), value: 'now' },
            { text: plain('Later'), value: 'later' },
          ],
        },
      },
    ],
    ...facts,
  });

describe('views', () => {
  let practice: Practice;
  let app: App;
  let client: ReturnType<typeof clientOf>;
  let triggers: string[];
  const closed: { id: string; isCleared: boolean }[] = [];

  /** A fresh trigger of Maya's. */
  const trigger = async (): Promise<string> => {
    await practice.control.as(MAYA).command(CHANNEL, '/migrate');
    return triggers.at(-1) ?? '';
  };
  const open = async (shown: object) =>
    await client.apiCall('views.open', { trigger_id: await trigger(), view: shown });

  beforeEach(async () => {
    practice = await startTestPractice();
    client = clientOf(practice);
    app = boltApp(practice);
    triggers = [];
    closed.length = 0;
    app.command('/migrate', async ({ ack, body }) => {
      triggers.push(body.trigger_id);
      await ack();
    });
    app.view({ type: 'view_closed', callback_id: 'view' }, async ({ ack, body }) => {
      closed.push({ id: body.view.id, isCleared: 'is_cleared' in body && body.is_cleared });
      await ack();
    });
    await app.start();
  });
  afterEach(async () => {
    await app.stop();
    await practice.stop();
  });

  it('open on a trigger that is spent once', async () => {
    const id = await trigger();
    expect(await errorOf(client.views.open({ trigger_id: id, view: view('One') }))).toBe('accepted');
    expect(await errorOf(client.views.open({ trigger_id: id, view: view('Two') }))).toBe(
      'exchanged_trigger_id',
    );
    expect(practice.control.as(MAYA).sees().modals).toHaveLength(1);
  });

  it('do not open three seconds later', async () => {
    const late = await trigger();
    practice.control.advance(3001);
    expect(await errorOf(client.views.open({ trigger_id: late, view: view('Late') }))).toBe(
      'expired_trigger_id',
    );
    const unknown = client.views.open({ trigger_id: 'nonsense', view: view('x') });
    expect(await errorOf(unknown)).toBe('invalid_trigger_id');
  });

  it('leave the trigger unspent when the view is wrong, and say where', async () => {
    const id = await trigger();
    const wrong = client.apiCall('views.open', {
      trigger_id: id,
      view: view('A title that is far too long'),
    });
    await expect(wrong).rejects.toMatchObject({
      data: {
        error: 'invalid_arguments',
        response_metadata: {
          messages: ['[ERROR] must be less than 25 characters [json-pointer:/view/title/text]'],
        },
      },
    });
    expect(await errorOf(client.views.open({ trigger_id: id, view: view('Fine') }))).toBe('accepted');
  });

  it('stack three deep and no deeper', async () => {
    await open(view('1'));
    await open(view('2'));
    await open(view('3'));
    expect(await errorOf(open(view('4')))).toBe('push_limit_reached');
    expect(
      practice.control
        .as(MAYA)
        .sees()
        .modals.map((each) => each.title),
    ).toEqual(['1', '2', '3']);
    expect(practice.control.as(BEN).modal()).toBeNull();
  });

  it('are pushed only from inside a modal', async () => {
    const push = client.views.push({ trigger_id: await trigger(), view: view('Pushed') });
    expect(await errorOf(push)).toBe('invalid_trigger_id');
  });

  it('refuse a writer who has seen an older version', async () => {
    const opened = await open(view('One'));
    const { id = '', hash = '' } = (opened as { view?: { id?: string; hash?: string } }).view ?? {};
    const update = () => client.views.update({ view_id: id, hash, view: view('Two') });
    expect(await errorOf(update())).toBe('accepted');
    expect(await errorOf(update())).toBe('hash_conflict');
    expect(practice.control.as(MAYA).modal()?.title).toBe('Two');
  });

  it('are found by their external id, which is unique', async () => {
    await open(view('One', { external_id: 'run-1' }));
    expect(await errorOf(open(view('Two', { external_id: 'run-1' })))).toBe('duplicate_external_id');
    const update = client.views.update({
      external_id: 'run-1',
      view: view('Updated', { external_id: 'run-1' }),
    });
    expect(await errorOf(update)).toBe('accepted');
    expect(practice.control.as(MAYA).modal()?.title).toBe('Updated');
  });

  it('cannot be updated once they are closed', async () => {
    const opened = await open(view('One', { notify_on_close: true }));
    const id = (opened as { view?: { id?: string } }).view?.id ?? '';
    await practice.control.as(MAYA).close();
    expect(await errorOf(client.views.update({ view_id: id, view: view('Two') }))).toBe('not_found');
    await practice.control.waitFor(() => closed.length === 1);
    expect(closed).toEqual([{ id, isCleared: false }]);
  });

  it('tell the app of every modal when all are closed', async () => {
    await open(view('1', { notify_on_close: true }));
    await open(view('2', { notify_on_close: true }));
    await practice.control.as(MAYA).close(true);
    await practice.control.waitFor(() => closed.length === 2);
    expect(closed.every((each) => each.isCleared)).toBe(true);
    expect(practice.control.as(MAYA).modal()).toBeNull();
  });

  it('keep what was entered when they are updated', async () => {
    const opened = await open(form('One'));
    const id = (opened as { view?: { id?: string } }).view?.id ?? '';
    const maya = practice.control.as(MAYA);
    await maya.act({ kind: 'fill', view: id, actionId: 'text', input: 'because' });
    await client.apiCall('views.update', { view_id: id, view: form('Two') });
    expect(maya.modal()?.values).toMatchObject({ reason: { text: { value: 'because' } } });
  });

  it('are not submitted with a required field empty, too short, or an option that is not offered', async () => {
    await open(form('One'));
    const maya = practice.control.as(MAYA);
    expect(await maya.submit()).toMatchObject({
      code: 'has-errors',
      errors: { reason: 'Please complete this required field.' },
    });
    expect(await maya.submit({ reason: { text: 'no' } })).toMatchObject({ code: 'has-errors' });
    expect(await maya.submit({ when: { choice: 'yesterday' } })).toMatchObject({ code: 'not-there' });
  });

  it('stay when the app answers a submission with nonsense, or not in time', async () => {
    let answer: unknown = { response_action: 'errors', errors: { nothing: 'x' } };
    app.view('view', async ({ ack }) => {
      if (answer !== 'never') await ack(answer as never);
    });
    await open(form('One'));
    const maya = practice.control.as(MAYA);
    const submit = () => maya.submit({ reason: { text: 'because' } });
    expect(await submit()).toMatchObject({ code: 'bad-answer' });
    answer = { response_action: 'update', view: view('A title that is far too long') };
    expect(await submit()).toMatchObject({
      code: 'bad-answer',
      message: expect.stringContaining('/view/title/text'),
    });
    answer = 'never';
    const waiting = submit();
    practice.control.advance(3001);
    expect(await waiting).toMatchObject({ code: 'timeout' });
    expect(maya.modal()?.title).toBe('One');
  });

  it('check what they are updated with', async () => {
    const opened = await open(view('One'));
    const view_id = (opened as { view?: { id?: string } }).view?.id ?? '';
    const update = (shown: object) => client.apiCall('views.update', { view_id, view: shown });
    expect(await errorOf(update(view('x'.repeat(25))))).toBe('invalid_arguments');
    expect(await errorOf(update({ type: 'home', blocks: [] }))).toBe('invalid_arguments');
    expect(practice.control.as(MAYA).modal()?.title).toBe('One');
  });

  it('stay when the answer is no response_action, or pushes a fourth view', async () => {
    let answer: unknown = { response_action: 'explode' };
    app.view('view', async ({ ack }) => ack(answer as never));
    await open(view('1'));
    await open(view('2'));
    await open(form('3'));
    const submit = () => practice.control.as(MAYA).submit({ reason: { text: 'because' } });
    expect(await submit()).toMatchObject({ code: 'bad-answer' });
    answer = { response_action: 'push', view: view('4') };
    expect(await submit()).toMatchObject({
      code: 'bad-answer',
      message: expect.stringContaining('push_limit_reached'),
    });
    answer = { response_action: 'clear' };
    expect(await submit()).toMatchObject({ code: 'done' });
    expect(practice.control.as(MAYA).sees().modals).toEqual([]);
  });

  it('are acted in only where they are on top', async () => {
    const opened = await open(form('Below'));
    const below = (opened as { view?: { id?: string } }).view?.id ?? '';
    await open(view('Above'));
    const maya = practice.control.as(MAYA);
    const fill = { kind: 'fill', view: below, actionId: 'text', input: 'x' } as const;
    expect(await maya.act(fill)).toMatchObject({ code: 'not-there' });
    expect(await maya.act({ kind: 'submit', view: below })).toMatchObject({ code: 'not-there' });
    expect(await maya.act({ kind: 'close', view: below })).toMatchObject({ code: 'not-there' });
    expect(await maya.submit()).toMatchObject({
      code: 'not-there',
      message: 'This form has no submit button.',
    });
    await maya.close();
    expect(await maya.act({ ...fill, actionId: 'nothing' })).toMatchObject({ code: 'not-there' });
    expect(await maya.act({ ...fill, actionId: 'choice' })).toMatchObject({ code: 'not-there' });
    expect(await maya.submit({ nothing: { text: 'x' } })).toMatchObject({ code: 'not-there' });
  });

  it.each([
    { type: 'email_text_input', facts: {}, wrong: 'me', right: 'me@example.com' },
    { type: 'url_text_input', facts: {}, wrong: 'example', right: 'https://example.com' },
    { type: 'number_input', facts: { is_decimal_allowed: false }, wrong: '1.5', right: '2' },
    { type: 'number_input', facts: { is_decimal_allowed: true }, wrong: 'many', right: '1.5' },
    {
      type: 'number_input',
      facts: { is_decimal_allowed: true, max_value: '100' },
      wrong: '101',
      right: '100',
    },
    { type: 'number_input', facts: { is_decimal_allowed: true, min_value: '0' }, wrong: '-1', right: '0' },
    { type: 'plain_text_input', facts: { max_length: 3 }, wrong: 'four', right: 'xxx' },
    { type: 'plain_text_input', facts: { min_length: 3 }, wrong: 'xx', right: 'xxx' },
    { type: 'plain_text_input', facts: {}, wrong: '', right: 'x' },
  ])('hold $type $facts to its limits', async ({ type, facts, wrong, right }) => {
    app.view('view', async ({ ack }) => ack());
    const block = {
      type: 'input',
      block_id: 'b',
      label: plain('L'),
      element: { type, action_id: 'a', ...facts },
    };
    await open(view('Form', { submit: plain('Go'), blocks: [block] }));
    const maya = practice.control.as(MAYA);
    expect(await maya.submit({ b: { a: wrong } })).toMatchObject({
      code: 'has-errors',
      errors: { b: expect.any(String) },
    });
    expect(await maya.submit({ b: { a: right } })).toMatchObject({ code: 'done' });
  });

  it('publish a Home of at most 100 blocks, guarded by its hash', async () => {
    const home = (blocks: number) => ({
      type: 'home' as const,
      blocks: Array.from({ length: blocks }, () => ({ type: 'divider' as const })),
    });
    const first = await client.views.publish({ user_id: MAYA, view: home(100) });
    expect(await errorOf(client.views.publish({ user_id: MAYA, view: home(101) }))).toBe('invalid_arguments');
    const hash = first.view?.hash ?? '';
    expect(await errorOf(client.views.publish({ user_id: MAYA, view: home(1), hash }))).toBe('accepted');
    expect(await errorOf(client.views.publish({ user_id: MAYA, view: home(2), hash }))).toBe('hash_conflict');
    expect(practice.control.as(MAYA).sees().home?.blocks).toHaveLength(1);
  });
});
