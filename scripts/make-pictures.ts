/**
 * `npm run pictures`: plays the conversation with the real program in a real browser, and writes docs/pictures/.
 * Needs Chromium, and a font with emoji (Debian: chromium, fonts-noto-color-emoji).
 */
import { chmod, cp, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { Locator, Page } from 'playwright-core';
import { parseDocument } from 'yaml';
import { startEmbeddedPostgres } from '#launch/embedded-postgres.ts';
import { CHARLOTTE_SCHEMA, setCharlotteLies } from '#practice/charlotte/install-destination.ts';
import { prepareCharlotte } from '#practice/charlotte/prepare-charlotte.ts';
import { startWorkspace } from '#test/e2e/support/start-workspace.ts';
import { openBrowser } from '#test/support/open-browser.ts';

const ROOT = join(import.meta.dirname, '..');
const PICTURES = join(ROOT, 'docs/pictures');
const PLAN = join(ROOT, 'plans/charlotte');
const BYTES_MAX = 300_000;
const RUN_MS = 240_000;
const WIDTH = 1280;
const HEIGHT = 800;

type RunSql = (text: string) => Promise<void>;

/** The sample plan with a second environment, so that there is something to choose. */
const writePlans = async (folder: string): Promise<string> => {
  await cp(PLAN, join(folder, 'charlotte'), { recursive: true });
  await rm(join(folder, 'charlotte/variants'), { recursive: true });
  const file = join(folder, 'charlotte/plan.yml');
  const plan = parseDocument(await readFile(file, 'utf8'));
  for (const end of ['source', 'destination'])
    plan.setIn([end, 'staging'], plan.createNode(plan.toJS()[end].sandbox));
  plan.setIn(['destination', 'staging', 'schema'], `${CHARLOTTE_SCHEMA}_staging`);
  await writeFile(file, plan.toString());
  return folder;
};

const take = async (page: Page, name: string): Promise<void> => {
  const path = join(PICTURES, `${name}.png`);
  // The mouse would leave a message lit up.
  await page.mouse.move(0, 0);
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  await page.screenshot({ path, animations: 'disabled' });
  const { size } = await stat(path);
  if (size > BYTES_MAX) throw new Error(`${path} has ${size} bytes, more than ${BYTES_MAX}.`);
  console.log(`${path}: ${size} bytes`);
};

const messages = (page: Page): Locator =>
  page.getByRole('list', { name: 'Messages in #crm-migration' }).getByRole('article');

const type = async (page: Page, text: string): Promise<void> => {
  const composer = page.getByRole('combobox', { name: 'Message #crm-migration' });
  await composer.fill(text);
  await composer.press('Enter');
};

/** As tall as it takes to have the last message in sight as a whole, and nothing before it: the list stays at its end. */
const showWhole = async (page: Page, message: Locator): Promise<void> => {
  const list = page.getByRole('list', { name: 'Messages in #crm-migration' });
  const area = await list.locator('..').boundingBox();
  const own = await message.boundingBox();
  const around = (page.viewportSize()?.height ?? 0) - (area?.height ?? 0);
  const padding = 16;
  await page.setViewportSize({ width: WIDTH, height: Math.ceil((own?.height ?? 0) + around + padding) });
};

const openAs = async (page: Page, place: string): Promise<void> => {
  await page.setViewportSize({ width: WIDTH, height: HEIGHT });
  await page.goto(place);
};

const verdictOf = async (page: Page, heading: RegExp): Promise<Locator> => {
  const verdict = messages(page).filter({ has: page.getByRole('heading', { name: heading }) });
  await verdict.getByRole('table').waitFor({ timeout: RUN_MS });
  return verdict;
};

/** Both ends are well: the form, the verdict, the dashboard. */
const playClean = async (page: Page, url: string): Promise<void> => {
  await openAs(page, `${url}?as=U0OPSLEAD1#C0MIGRATE1`);
  await type(page, '/migrate test-sample');
  const form = page.getByRole('dialog', { name: 'Test sample' });
  await form.getByRole('combobox').selectOption({ index: 1 });
  await form.getByRole('textbox').fill('5');
  await take(page, 'modal');
  await form.getByRole('button', { name: 'Start' }).click();
  await page.getByRole('dialog', { name: 'Lockstep' }).getByRole('button', { name: 'Close' }).last().click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await showWhole(page, await verdictOf(page, /PASSED/));
  await take(page, 'verdict');
  await openAs(page, `${url}?as=U0OPSLEAD1#home`);
  await page.getByRole('main').getByText('PASSED').first().waitFor();
  await page.setViewportSize({ width: WIDTH, height: 560 });
  await take(page, 'home');
};

/** All of it, while the store shifts the area codes of 2,400 phones and says that all is well: the card on its way, the verdict. */
const playLying = async (page: Page, url: string, runSql: RunSql): Promise<void> => {
  await setCharlotteLies(runSql, 'phones-by-destination');
  await openAs(page, `${url}?as=U0SALES001#C0MIGRATE1`);
  await type(page, 'That looks good. Can we see all of it in there before the weekend?');
  await openAs(page, `${url}?as=U0OPSLEAD1#C0MIGRATE1`);
  await type(page, 'Yes: all of it into the sandbox now, every field compared.');
  await type(page, '/migrate test-sample 100% --env sandbox');
  await page.setViewportSize({ width: WIDTH, height: 930 });
  const card = messages(page).filter({ has: page.getByRole('button', { name: 'Pause' }) });
  // On its way: neither at its beginning nor at its end.
  await card.getByText(/[▓░]{20} [1-9]\d%/).waitFor({ timeout: RUN_MS });
  await take(page, 'conversation');
  await showWhole(page, await verdictOf(page, /FAILED/));
  await take(page, 'failed');
};

const folder = await mkdtemp(join(tmpdir(), 'lockstep-pictures-'));
await chmod(folder, 0o755);
await mkdir(PICTURES, { recursive: true });
const server = await startEmbeddedPostgres({ home: join(folder, 'sandbox'), extra: ['fsync=off'] });
const client = new pg.Client({ connectionString: await server.ensureDatabase('sandbox') });
const browser = await openBrowser();
try {
  await client.connect();
  const runSql: RunSql = async (text) => {
    await client.query(text);
  };
  const exportFolder = join(folder, 'export');
  await prepareCharlotte({ exportFolder, runSql, log: { info: () => undefined } });
  await prepareCharlotte({
    exportFolder,
    runSql,
    schema: `${CHARLOTTE_SCHEMA}_staging`,
    log: { info: () => undefined },
  });
  const workspace = await startWorkspace({
    LOCKSTEP_PLANS: await writePlans(join(folder, 'plans')),
    CHARLOTTE_EXPORT: exportFolder,
    CHARLOTTE_SANDBOX_URL: server.url('sandbox'),
  });
  try {
    const page = await browser.newPage();
    page.setDefaultTimeout(30_000);
    await playClean(page, workspace.url);
    await playLying(page, workspace.url, runSql);
    if (browser.troubles().length > 0) throw new Error(browser.troubles().join('\n'));
  } finally {
    await workspace.stop();
  }
} finally {
  await browser.close();
  await client.end();
  await server.stop();
  await rm(folder, { recursive: true, force: true });
}
