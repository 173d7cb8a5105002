import { readFile } from 'node:fs/promises';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBrowser, type OpenBrowser } from '#test/support/open-browser.ts';
import { requireProgram } from '#test/support/requires.ts';
import { startWorkspace, type StartedWorkspace } from './support/start-workspace.ts';

const MAYA = 'U0OPSLEAD1';
const BEN = 'U0SALES001';
const RUN_MS = 90_000;

const composer = (page: Page): Locator => page.getByRole('combobox', { name: 'Message #crm-migration' });
const messages = (page: Page): Locator =>
  page.getByRole('list', { name: 'Messages in #crm-migration' }).getByRole('article');

const type = async (page: Page, text: string): Promise<void> => {
  await composer(page).fill(text);
  await composer(page).press('Enter');
};

describe.skipIf(!requireProgram('chromium'))('a test sample in the browser', { timeout: 240_000 }, () => {
  let workspace: StartedWorkspace;
  let browser: OpenBrowser;
  let maya: Page;
  let ben: Page;

  const open = async (person: string): Promise<Page> => {
    const page = await browser.newPage();
    page.setDefaultTimeout(20_000);
    await page.goto(`${workspace.url}?as=${person}#C0MIGRATE1`);
    await composer(page).waitFor();
    return page;
  };

  beforeAll(async () => {
    workspace = await startWorkspace();
    browser = await openBrowser();
    maya = await open(MAYA);
    ben = await open(BEN);
  }, 150_000);

  afterAll(async () => {
    await browser?.close();
    await workspace?.stop();
  }, 60_000);

  it('is refused to the sales owner, who learns who may, and alone sees it', async () => {
    await type(ben, '/migrate test-sample');
    const refusal = messages(ben).filter({ hasText: 'NOT_ALLOWED' });
    await refusal.waitFor();
    expect(await refusal.innerText()).toContain('Only visible to you');
    expect(await refusal.innerText()).toMatch(/Operations lead, Director/);
    await maya.reload();
    await composer(maya).waitFor();
    expect(await messages(maya).filter({ hasText: 'NOT_ALLOWED' }).count()).toBe(0);
  });

  it('is offered while it is typed, started by Enter, and answered to one person alone', async () => {
    await composer(maya).pressSequentially('/migrate tes');
    await maya.getByRole('option', { name: 'test-sample' }).waitFor();
    await composer(maya).press('Tab');
    expect(await composer(maya).inputValue()).toBe('/migrate test-sample');
    await composer(maya).press('Enter');
    await messages(maya)
      .filter({ hasText: 'Only visible to you' })
      .filter({ hasText: 'is queued' })
      .waitFor();
    expect(await messages(ben).filter({ hasText: 'is queued' }).count()).toBe(0);
  });

  it('stops where it is when the sales owner pauses it, shows its steps, and goes on when resumed', async () => {
    const card = (page: Page): Locator => messages(page).filter({ hasText: 'Check both systems' });
    await card(ben).getByRole('button', { name: 'Pause' }).click();
    await card(maya).getByRole('button', { name: 'Resume' }).waitFor();
    expect(await card(maya).innerText()).toMatch(/Paused[\s\S]*Ben Carter[\s\S]*Load: (now|waits|done)/);
    await card(ben).getByRole('button', { name: 'Resume' }).click();
    await messages(ben).filter({ hasText: 'NOT_ALLOWED' }).filter({ hasText: 'resume' }).waitFor();
    await card(maya).getByRole('button', { name: 'Resume' }).click();
    await card(ben)
      .getByText(/Running/)
      .waitFor();
  });

  it('ends in a verdict with the counts of all nine classes [R25] [R26]', async () => {
    const verdict = messages(maya).filter({ has: maya.getByRole('table') });
    await verdict.getByRole('heading', { name: /PASSED/ }).waitFor({ timeout: RUN_MS });
    const table = verdict.getByRole('table', { name: 'Records per class' });
    const rows = await table.locator('tbody').getByRole('row').all();
    const cells = await Promise.all(rows.map((row) => row.locator('th, td').allInnerTexts()));
    expect(cells.map(([name]) => name).toSorted((one = '', other = '') => one.localeCompare(other))).toEqual([
      'attachments',
      'communications',
      'companies',
      'contacts',
      'deal-contacts',
      'deals',
      'invoices',
      'leads',
      'notes',
    ]);
    const heading = await table.getByRole('columnheader').allInnerTexts();
    const column = (name: string): number => heading.findIndex((each) => each.trim() === name);
    const figure = (row: readonly string[], name: string): number =>
      Number(row[column(name)]?.replaceAll(',', ''));
    for (const row of cells) {
      expect(row[column('Result')]).toBe('passed');
      expect(figure(row, 'Equal')).toBeGreaterThan(0);
      expect(figure(row, 'Equal')).toBe(figure(row, 'Moved'));
      expect(figure(row, 'Different') + figure(row, 'Missing')).toBe(0);
    }
    const leads = cells.find(([name]) => name === 'leads') ?? [];
    expect(figure(leads, 'In source')).toBe(15_000);
    expect(figure(leads, 'Sampled')).toBeGreaterThanOrEqual(750);
    await table.getByRole('button', { name: 'In source' }).click();
    await table.getByRole('button', { name: 'In source' }).click();
    expect(await table.locator('tbody').getByRole('rowheader').first().innerText()).toBe('communications');
  });

  it('has its evidence as a file in the thread of its card', async () => {
    const card = messages(maya)
      .filter({ has: maya.getByRole('button', { name: /repl(y|ies)/ }) })
      .first();
    await card.getByRole('button', { name: /\d+ repl/ }).click();
    const thread = maya.getByRole('complementary', { name: 'Thread' });
    const file = thread.getByRole('link', { name: /\.csv/ }).first();
    const [download] = await Promise.all([maya.waitForEvent('download'), file.click()]);
    expect(await readFile(await download.path(), 'utf8')).toMatch(/^\uFEFF?class,check,finding,field,/);
    await thread.getByRole('combobox', { name: 'Reply in the thread' }).fill('/migrate status');
    await thread.getByRole('combobox', { name: 'Reply in the thread' }).press('Enter');
    await maya.getByRole('alert').getByText('/migrate is not supported in threads').waitFor();
    await maya.getByRole('button', { name: 'Close notice' }).click();
    await maya.keyboard.press('Escape');
    await thread.waitFor({ state: 'detached' });
  });

  it('can be looked at, which only the one who looks sees', async () => {
    await messages(maya).getByRole('button', { name: 'Look at the sample' }).last().click();
    const looked = messages(maya)
      .filter({ hasText: 'Only visible to you' })
      .filter({ hasText: 'Destination id' });
    await looked.waitFor();
    expect(await looked.innerText()).toMatch(/leads\s+413\d+/);
    expect(await messages(ben).filter({ hasText: 'Destination id' }).count()).toBe(0);
  });

  it('is told to the one who asked for it, in a message of their own', async () => {
    await maya
      .getByRole('navigation', { name: 'Apps' })
      .getByRole('button', { name: /Lockstep/ })
      .click();
    await maya.getByRole('button', { name: 'Messages', exact: true }).click();
    await maya
      .getByRole('main', { name: 'Lockstep' })
      .getByText(/PASSED/)
      .waitFor();
    await maya.getByRole('link', { name: 'What it found' }).click();
    await composer(maya).waitFor();
    expect(maya.url()).toContain(`as=${MAYA}#C0MIGRATE1`);
  });

  it('is removed only after a second yes, and then says so', async () => {
    const remove = messages(maya).getByRole('button', { name: 'Remove the sample' }).last();
    const question = maya.getByRole('alertdialog', { name: 'Remove the sample?' });
    await remove.click();
    await question.waitFor();
    await maya.keyboard.press('Escape');
    await question.waitFor({ state: 'detached' });
    expect(
      await messages(maya)
        .filter({ hasText: /remov/i })
        .filter({ hasText: /queued/ })
        .count(),
    ).toBe(0);
    await remove.click();
    await question.getByRole('button', { name: 'Remove it' }).click();
    await messages(ben)
      .filter({ hasText: /DONE|Done/ })
      .filter({ hasText: /remov/i })
      .last()
      .waitFor({ timeout: RUN_MS });
  });

  it('leaves the plan on the App Home, with what the person may do next', async () => {
    await maya
      .getByRole('navigation', { name: 'Apps' })
      .getByRole('button', { name: /Lockstep/ })
      .click();
    await maya.getByRole('button', { name: 'Home', exact: true }).click();
    const home = maya.getByRole('main', { name: 'Lockstep Home' });
    await home.getByRole('heading', { name: 'Charlotte wholesale, Podio to REsimpli' }).waitFor();
    await home
      .getByText(/Your roles: Operations lead/)
      .first()
      .waitFor();
    expect(await home.innerText()).toMatch(/Phase: prepare[\s\S]*Next:[\s\S]*\/migrate/);
  });

  it('has put nothing into the console, and asked nobody but this machine', () => {
    expect(browser.troubles()).toEqual([]);
  });
});
