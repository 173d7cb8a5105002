import type { App } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import type { WebClient } from '@slack/web-api';
import type { Locator, Page } from 'playwright-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bundlePage } from '#practice/page/bundle-page.ts';
import type { Practice } from '#practice/start-practice.ts';
import { openBrowser, type OpenBrowser } from '#test/support/open-browser.ts';
import { requireProgram } from '#test/support/requires.ts';
import { BEN, boltApp, CHANNEL, clientOf, MAYA, startTestPractice } from '../practice-fixture.ts';
import { EVERY_BLOCK, WORDS_OF_EVERY_BLOCK } from './every-block.ts';

const plain = (text: string) => ({ type: 'plain_text' as const, text });
const messages = (page: Page): Locator =>
  page.getByRole('list', { name: 'Messages in #crm-migration' }).getByRole('article');
const composer = (page: Page): Locator => page.getByRole('combobox', { name: 'Message #crm-migration' });
const send = async (page: Page, text: string): Promise<void> => {
  await composer(page).fill(text);
  await composer(page).press('Enter');
};

describe.skipIf(!requireProgram('chromium'))('the page of the practice workspace', () => {
  let practice: Practice;
  let app: App;
  let client: WebClient;
  let browser: OpenBrowser;
  /** Troubles that a test expects. */
  let expected: RegExp | null;

  beforeEach(async () => {
    practice = await startTestPractice({ page: bundlePage });
    app = boltApp(practice);
    client = clientOf(practice);
    browser = await openBrowser();
    expected = null;
  });
  afterEach(async () => {
    const troubles = browser.troubles().filter((trouble) => expected?.test(trouble) !== true);
    await browser.close();
    await app.stop();
    await practice.stop();
    if (troubles.length > 0) throw new Error(troubles.join('\n'));
  });

  const open = async (person: string, path = `#${CHANNEL}`): Promise<Page> => {
    const page = await browser.newPage();
    page.setDefaultTimeout(10_000);
    await page.goto(`${practice.url}?as=${person}${path}`);
    await page.getByRole('navigation', { name: 'Acting as' }).waitFor();
    return page;
  };

  it('shows what came from a record as text, and wakes, links and runs nothing', async () => {
    const hostile =
      '&lt;!channel&gt; &lt;img src=x onerror=alert(1)&gt; <javascript:alert(1)|press> [x](javascript:alert(1))';
    await client.chat.postMessage({
      channel: CHANNEL,
      text: hostile,
      blocks: [
        { type: 'section', text: { type: 'mrkdwn', text: hostile, verbatim: true } },
        { type: 'header', text: plain('<b>bold</b> <!here>') },
        {
          type: 'data_table',
          caption: '<i>caption</i>',
          rows: [[{ type: 'raw_text', text: '<u>head</u>' }], [{ type: 'raw_text', text: '<!channel>' }]],
        },
      ],
    });
    const page = await open(BEN);
    const message = messages(page).first();
    await message.waitFor();
    expect(await message.innerText()).toContain(
      '<!channel> <img src=x onerror=alert(1)> <javascript:alert(1)|press> [x](javascript:alert(1))',
    );
    for (const words of ['<b>bold</b> <!here>', '<i>caption</i>', '<u>head</u>'])
      expect(await message.innerText()).toContain(words);
    expect(await message.locator('img, b, i, u, script, a, .mention').count()).toBe(0);
  });

  it('shows every block, its names and dates, and acts on what can be pressed', async () => {
    const pressed: string[] = [];
    app.action(/.*/, async ({ ack, action }) => {
      await ack();
      pressed.push('action_id' in action ? action.action_id : '');
    });
    await app.start();
    await client.apiCall('chat.postMessage', {
      channel: CHANNEL,
      text: 'All',
      blocks: JSON.stringify(EVERY_BLOCK),
    });
    const page = await open(MAYA);
    const message = messages(page).first();
    await message.getByText('The header').waitFor();
    const shown = (await message.innerText()).replaceAll(/\s+/g, ' ');
    for (const words of WORDS_OF_EVERY_BLOCK) expect(shown).toContain(words);
    await message.getByRole('button', { name: 'Press The card' }).click();
    await message.getByRole('button', { name: 'Good' }).click();
    await message.getByRole('button', { name: 'More actions' }).click();
    await message.getByRole('menuitem', { name: 'Option d' }).click();
    await message.getByRole('combobox', { name: 'Pick one' }).selectOption('b');
    await expect
      .poll(() => pressed.toSorted((one, other) => one.localeCompare(other)))
      .toEqual(['card', 'dots', 'feedback', 'pick']);
  });

  it('sorts a data_table and turns its pages', async () => {
    const rows = Array.from({ length: 45 }, (_, index) => [
      { type: 'raw_text' as const, text: `class ${index}` },
      { type: 'raw_number' as const, value: (index * 7) % 45, text: String((index * 7) % 45) },
    ]);
    const heading = [
      { type: 'raw_text' as const, text: 'Class' },
      { type: 'raw_text' as const, text: 'Records' },
    ];
    await client.apiCall('chat.postMessage', {
      channel: CHANNEL,
      text: 'Table',
      blocks: JSON.stringify([
        { type: 'data_table', caption: 'Records per class', page_size: 20, rows: [heading, ...rows] },
      ]),
    });
    const page = await open(MAYA);
    const table = page.getByRole('table', { name: 'Records per class' });
    const column = (): Promise<string[]> => table.locator('tbody td').allInnerTexts();
    await table.waitFor();
    expect(await column()).toHaveLength(20);
    await table.getByRole('button', { name: 'Records' }).click();
    expect(await column()).toEqual(Array.from({ length: 20 }, (_, index) => String(index)));
    expect(await table.getByRole('columnheader', { name: 'Records' }).getAttribute('aria-sort')).toBe(
      'ascending',
    );
    await table.getByRole('button', { name: 'Records' }).click();
    expect((await column())[0]).toBe('44');
    await page.getByRole('button', { name: 'Next' }).click();
    await page.getByRole('button', { name: 'Next' }).click();
    expect(await column()).toEqual(['4', '3', '2', '1', '0']);
    expect(await page.getByText('41 to 45 of 45').count()).toBe(1);
    expect(await page.getByRole('button', { name: 'Next' }).isDisabled()).toBe(true);
  });

  const form = (title: string): ModalView => ({
    type: 'modal',
    callback_id: title,
    title: plain(title),
    submit: plain('Send'),
    blocks: [
      { type: 'alert', text: plain(`Alert of ${title}`), level: 'warning' },
      {
        type: 'input',
        block_id: 'words',
        label: plain('Words'),
        element: { type: 'plain_text_input', action_id: 'a' },
      },
      {
        type: 'input',
        block_id: 'share',
        label: plain('Share'),
        element: { type: 'number_input', action_id: 'a', is_decimal_allowed: false, max_value: '100' },
      },
      {
        type: 'input',
        block_id: 'where',
        label: plain('Where'),
        element: {
          type: 'static_select',
          action_id: 'a',
          options: [
            { text: plain('Sandbox'), value: 'sandbox' },
            { text: plain('Staging'), value: 'staging' },
          ],
        },
      },
      {
        type: 'input',
        block_id: 'how',
        label: plain('How'),
        element: {
          type: 'radio_buttons',
          action_id: 'a',
          options: [
            { text: plain('Slowly'), value: 'slow' },
            { text: plain('Quickly'), value: 'quick' },
          ],
        },
      },
      {
        type: 'input',
        block_id: 'what',
        label: plain('What'),
        element: {
          type: 'checkboxes',
          action_id: 'a',
          options: [
            { text: plain('Leads'), value: 'leads' },
            { text: plain('Deals'), value: 'deals' },
          ],
        },
      },
      {
        type: 'input',
        block_id: 'who',
        label: plain('Who'),
        element: { type: 'users_select', action_id: 'a' },
      },
      {
        type: 'input',
        block_id: 'told',
        label: plain('Told'),
        element: { type: 'conversations_select', action_id: 'a' },
      },
      {
        type: 'input',
        block_id: 'day',
        label: plain('Day'),
        element: { type: 'datepicker', action_id: 'a' },
      },
      {
        type: 'input',
        block_id: 'hour',
        label: plain('Hour'),
        element: { type: 'timepicker', action_id: 'a' },
      },
    ],
  });

  const fillIn = async (dialog: Locator): Promise<void> => {
    await dialog.getByRole('textbox', { name: 'Words' }).fill('One <two>');
    await dialog.getByRole('textbox', { name: 'Share' }).fill('5');
    await dialog.getByRole('combobox', { name: 'Where' }).selectOption('Staging');
    await dialog.getByRole('radio', { name: 'Quickly' }).check();
    await dialog.getByRole('checkbox', { name: 'Leads' }).check();
    await dialog.getByRole('checkbox', { name: 'Deals' }).check();
    await dialog.getByRole('combobox', { name: 'Who' }).selectOption({ label: 'Ben Carter, Sales owner' });
    await dialog.getByRole('combobox', { name: 'Told' }).selectOption({ label: '#general' });
    await dialog.getByLabel('Day').fill('2026-11-27');
    await dialog.getByLabel('Hour').fill('21:30');
  };

  it('fills in forms, shows what is wrong at each field, and stacks three of them', async () => {
    const got: unknown[] = [];
    app.command('/migrate', async ({ ack, body }) => {
      await ack();
      await client.views.open({ trigger_id: body.trigger_id, view: form('First') });
    });
    app.view('First', async ({ ack, view }) => {
      got.push(Object.values(view.state.values).map((block) => Object.values(block['a'] ?? {})[1]));
      if (got.length === 1) await ack({ response_action: 'errors', errors: { words: 'Say more' } });
      else await ack({ response_action: 'push', view: form('Second') });
    });
    app.view('Second', async ({ ack }) => ack({ response_action: 'push', view: form('Third') }));
    await app.start();
    const page = await open(MAYA);
    await send(page, '/migrate');
    const first = page.getByRole('dialog', { name: 'First' });
    await first.getByText('Alert of First').waitFor();
    await first.getByRole('button', { name: 'Send' }).click();
    await first.getByText('Please complete this required field.').first().waitFor();
    expect(await first.getByRole('alert').count()).toBe(9);
    await fillIn(first);
    await first.getByRole('textbox', { name: 'Share' }).press('Enter');
    await first.getByText('Say more').waitFor();
    expect(got[0]).toMatchObject([
      'One <two>',
      '5',
      { value: 'staging' },
      { value: 'quick' },
      [{ value: 'leads' }, { value: 'deals' }],
      BEN,
      'C0GENERAL1',
      '2026-11-27',
      '21:30',
    ]);
    await first.getByRole('button', { name: 'Send' }).click();
    const second = page.getByRole('dialog', { name: 'Second' });
    await second.waitFor();
    await fillIn(second);
    await second.getByRole('button', { name: 'Send' }).click();
    const third = page.getByRole('dialog', { name: 'Third' });
    await third.getByText('3 open').waitFor();
    await page.keyboard.press('Escape');
    await second.getByText('2 open').waitFor();
    await page.keyboard.press('Escape');
    await first.waitFor();
    expect(await first.getByRole('textbox', { name: 'Words' }).inputValue()).toBe('One <two>');
    await first.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  });

  it('shows at once in one window what was said in another, and a whisper to one person only', async () => {
    const [maya, ben] = [await open(MAYA), await open(BEN)];
    await send(maya, 'Good morning @Ben Carter <!channel>');
    const said = messages(ben).filter({ hasText: 'Good morning' });
    await said.getByText('@Ben Carter').waitFor();
    expect(await said.innerText()).toContain('<!channel>');
    await said.hover();
    await said.getByRole('button', { name: 'Reply in thread' }).click();
    await ben.getByRole('combobox', { name: 'Reply in the thread' }).fill('Good\nmorning');
    await ben.keyboard.press('Enter');
    await messages(maya).getByRole('button', { name: '1 reply' }).waitFor();
    await said.hover();
    await said.getByRole('button', { name: 'React with eyes' }).click();
    await messages(maya).getByRole('button', { name: 'eyes: Ben Carter' }).waitFor();
    await client.chat.postEphemeral({ channel: CHANNEL, user: BEN, text: 'For Ben alone' });
    const whisper = messages(ben).filter({ hasText: 'For Ben alone' });
    await whisper.getByText('Only visible to you').waitFor();
    await client.chat.postMessage({ channel: CHANNEL, text: 'For everybody' });
    await messages(maya).filter({ hasText: 'For everybody' }).waitFor();
    expect(await messages(maya).filter({ hasText: 'For Ben alone' }).count()).toBe(0);
    await ben.getByRole('link', { name: /Priya Nair/ }).click();
    await messages(ben).filter({ hasText: 'For everybody' }).waitFor();
    expect(await messages(ben).filter({ hasText: 'For Ben alone' }).count()).toBe(0);
  });

  it('leads a permalink to its message, as the person who acts in that window', async () => {
    for (let number = 0; number < 60; number += 1) {
      practice.control.resetRateLimits();
      await client.chat.postMessage({ channel: CHANNEL, text: `Message ${number}` });
    }
    const page = await open(BEN);
    const old = messages(page).filter({ hasText: 'Message 3' }).first();
    const ts = await old.locator('..').getAttribute('data-ts');
    const { permalink = '' } = await client.chat.getPermalink({ channel: CHANNEL, message_ts: ts ?? '' });
    await page.goto(permalink);
    await expect.poll(() => old.evaluate((node) => node.getBoundingClientRect().top > 0)).toBe(true);
    expect(page.url()).toContain(`as=${BEN}`);
    await page.getByRole('button', { name: 'Newest messages' }).click();
    await messages(page).filter({ hasText: 'Message 59' }).waitFor();
  });

  it('stays at the newest message while many come, lets go when somebody scrolls up, and comes back for their own', async () => {
    const post = async (from: number, to: number): Promise<void> => {
      for (let number = from; number < to; number += 1) {
        practice.control.resetRateLimits();
        await client.chat.postMessage({ channel: CHANNEL, text: `Message ${number}\n\nof three lines` });
      }
    };
    const page = await open(MAYA);
    const isInSight = async (text: string): Promise<boolean> => {
      const box = await messages(page).filter({ hasText: text }).boundingBox();
      const edge = await composer(page).boundingBox();
      return box !== null && edge !== null && box.y > 0 && box.y + box.height <= edge.y;
    };
    await post(0, 40);
    await expect.poll(() => isInSight('Message 39')).toBe(true);
    await messages(page).first().hover();
    await page.mouse.wheel(0, -2000);
    await page.getByRole('button', { name: 'Newest messages' }).waitFor();
    await post(40, 45);
    await messages(page).filter({ hasText: 'Message 44' }).waitFor();
    expect(await isInSight('Message 44')).toBe(false);
    await send(page, 'My own');
    await expect.poll(() => isInSight('My own')).toBe(true);
    await post(45, 50);
    await expect.poll(() => isInSight('Message 49')).toBe(true);
  });

  it('says when the app is away, Slack is down, an answer is late, or the workspace is gone', async () => {
    const page = await open(MAYA);
    await page
      .getByRole('alert')
      .getByText(/Lockstep is not connected/)
      .waitFor();
    await send(page, '/migrate');
    await messages(page).getByText('/migrate failed with the error "dispatch_failed"').waitFor();
    app.action('late', async () => undefined);
    await app.start();
    await page.getByText(/is not connected/).waitFor({ state: 'detached' });
    await client.chat.postMessage({
      channel: CHANNEL,
      text: 'Press',
      blocks: [{ type: 'actions', elements: [{ type: 'button', action_id: 'late', text: plain('Late') }] }],
    });
    await page.getByRole('button', { name: 'Late' }).click();
    await page
      .getByRole('alert')
      .getByText(/did not answer within three seconds \(operation_timeout\)/)
      .waitFor();
    practice.control.setHealth('unreachable');
    await page
      .getByRole('alert')
      .getByText(/Slack is down/)
      .waitFor();
    practice.control.setHealth('up');
    await page.getByText(/Slack is down/).waitFor({ state: 'detached' });
    expected = /ERR_CONNECTION_REFUSED|ERR_EMPTY_RESPONSE|ERR_INCOMPLETE|ERR_CONNECTION_RESET/;
    await app.stop();
    await practice.stop();
    await page
      .getByRole('alert')
      .getByText(/does not answer/)
      .waitFor();
    expect(await messages(page).count()).toBeGreaterThan(0);
  });

  it('fits a narrow window: who acts, the messages and the composer are in sight', async () => {
    const page = await open(MAYA);
    await page.setViewportSize({ width: 400, height: 700 });
    for (const part of [
      composer(page),
      page.getByRole('link', { name: /Ruth/ }),
      page.getByRole('link', { name: /Maya/ }),
    ]) {
      const box = await part.boundingBox();
      expect(box).not.toBeNull();
      expect((box?.x ?? 0) + (box?.width ?? 999)).toBeLessThanOrEqual(400);
      expect((box?.y ?? 0) + (box?.height ?? 999)).toBeLessThanOrEqual(700);
    }
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(400);
  });
});
