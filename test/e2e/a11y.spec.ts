import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import type { AppUnderTest } from './hosts.ts';
import { choose, goOn, SLOW, visit } from './pages.ts';
import { addClusters, backUp, ended, expect, startWaitingBackup, test } from './shop.ts';

/** Pages are the same in every host; one is enough. */
test.skip(({ host }) => host !== 'web', 'looked at in the web host');
test.setTimeout(240_000);
// A trace of every look takes longer than the look.
test.use({ trace: 'off' });

test('axe finds nothing on a page with nothing to show', async ({ app }) => {
  await begin(app);
  for (const [place, what] of [
    ['/', 'overview, empty'],
    ['/clusters', 'clusters, empty'],
    ['/clusters/new', 'cluster form'],
    ['/backup', 'backup, no cluster'],
    ['/backups', 'backups, empty'],
    ['/restore', 'restore, empty'],
    ['/activity', 'activity, empty'],
    ['/settings', 'settings'],
    ['/nowhere', 'not found'],
    ['/jobs/none', 'unknown run'],
  ] as const) {
    await visit(app, place);
    await look(app, what);
  }
});

test('axe finds nothing on clusters, forms and lists', async ({ app, shop }) => {
  const { page } = app;
  await begin(app);
  const clusters = await addClusters(app, shop);
  const { to, id } = await backUp(app, clusters.shop);
  for (const [place, what] of [
    ['/', 'overview'],
    ['/clusters', 'clusters'],
    [`/clusters/${clusters.shop}`, 'cluster'],
    [`/clusters/${clusters.shop}/edit`, 'cluster form, filled'],
    ['/backup', 'backup form'],
    ['/backups', 'backups'],
    [`/backups?path=${encodeURIComponent(to)}&set=${id}`, 'set panel'],
    ['/activity', 'activity'],
  ] as const) {
    await visit(app, place);
    await look(app, what);
  }
  await visit(app, '/backup');
  await page.getByRole('combobox', { name: 'Folder' }).fill('/dev/null');
  await expect(page.getByRole('combobox', { name: 'Folder' })).toHaveAttribute('aria-invalid', 'true', SLOW);
  await look(app, 'backup form, bad folder');
});

test('axe finds nothing on runs', async ({ app, shop, hold }) => {
  const { page } = app;
  await begin(app);
  const clusters = await addClusters(app, shop);
  const { to, id } = await backUp(app, clusters.shop);
  const [backup] = await app.call('jobs.list');
  await visit(app, `/jobs/${backup?.id}`);
  await expect(page.getByText('Complete.')).toBeVisible(SLOW);
  await look(app, 'finished backup');

  const held = await hold(shop.sources[1], 'shop_1.order_3');
  const running = await startWaitingBackup(app, clusters.shop);
  await visit(app, `/jobs/${running}`);
  await expect(page.getByRole('status').getByText('Reading rows.')).toBeVisible(SLOW);
  await look(app, 'running backup');
  await page.getByRole('button', { name: 'Cancel' }).click();
  await expect(page.getByRole('dialog', { name: 'Stop this run?' })).toBeVisible();
  await look(app, 'question before a cancel');
  await page.getByRole('button', { name: 'Stop the backup' }).click();
  await expect(page.getByText('The backup was stopped')).toBeVisible(SLOW);
  await look(app, 'stopped backup');
  await held.release();

  const verify = await app.call('jobs.start', { kind: 'verify', from: to, id });
  await ended(app, verify.id);
  await visit(app, `/jobs/${verify.id}`);
  await expect(page.getByText('No damage found.')).toBeVisible(SLOW);
  await look(app, 'verification');
  const shards = [{ id: 'gone', name: 'gone', host: '127.0.0.1', port: 9, user: 'nobody', password: 'x' }];
  const gone = await app.call('clusters.save', { name: 'gone', shards });
  const failed = await app.call('jobs.start', { kind: 'backup', clusterId: gone.id, to, method: 'hot' });
  await ended(app, failed.id);
  await visit(app, `/jobs/${failed.id}`);
  await expect(page.getByText('The backup failed')).toBeVisible(SLOW);
  await look(app, 'failed run');
});

test('axe finds nothing on any step of a restore', async ({ app, shop }) => {
  const { page } = app;
  await begin(app);
  const clusters = await addClusters(app, shop);
  const { to, id } = await backUp(app, clusters.shop);
  await visit(app, `/restore?path=${encodeURIComponent(to)}&set=${id}`);
  await look(app, 'restore 1');
  await page.getByRole('radio', { name: /^Nothing, I am practising/ }).click();
  await goOn(page, 'To which moment?');
  await look(app, 'restore 2');
  await goOn(page, 'What exactly?');
  await expect(page.getByText(/^6 tables chosen/)).toBeVisible(SLOW);
  await look(app, 'restore 3');
  await goOn(page, 'Where to?');
  await choose(page, page.getByRole('combobox', { name: 'Cluster' }), 'spare');
  await look(app, 'restore 4');
  await goOn(page, 'Ready?');
  await expect(page.getByText('Nothing is in the way.')).toBeVisible(SLOW);
  await look(app, 'restore 5');
  await page.getByRole('button', { name: 'Start the practice' }).click();
  await expect(page.getByText('Restored and proven equal.')).toBeVisible(SLOW);
  await look(app, 'restore report');
});

test('axe finds nothing on the instants of a chain, whose changes of definitions are in sight', async ({
  app,
  shop,
}) => {
  const { page } = app;
  const [, s1] = shop.sources;
  await begin(app);
  await page.setViewportSize({ width: 1280, height: 800 });
  const clusters = await addClusters(app, shop);
  const { to } = await backUp(app, clusters.shop);
  try {
    await s1.client('CREATE TABLE shop_1.draft (id INT PRIMARY KEY)');
    await page.waitForTimeout(2500); // MariaDB's log tells seconds
    await s1.client('ALTER TABLE shop_1.draft ADD COLUMN note TEXT; DROP TABLE shop_1.draft');
    const incremental = {
      kind: 'backup',
      clusterId: clusters.shop,
      to,
      method: 'hot',
      setKind: 'incremental',
    } as const;
    for (let i = 0; i < 4; i++) await ended(app, (await app.call('jobs.start', incremental)).id);
    await visit(app, '/restore');
    await page.getByRole('radio', { name: /^Nothing, I am practising/ }).click();
    await goOn(page, 'To which moment?');
    const drop = page.getByRole('listitem').filter({ hasText: 'DROP TABLE' });
    const stop = drop.getByRole('button', { name: 'Stop just before this' });
    await expect(drop).toBeInViewport({ ratio: 1, ...SLOW });
    await look(app, 'instants');
    await stop.click();
    await expect(page.getByRole('slider')).toBeVisible();
    await expect(drop).toBeInViewport({ ratio: 1 });
    await look(app, 'instants, one chosen');
  } finally {
    await s1.client('DROP TABLE IF EXISTS shop_1.draft');
  }
});

test('axe finds nothing where a restore would replace something', async ({ app, shop }) => {
  const { page } = app;
  await begin(app);
  const clusters = await addClusters(app, shop);
  await backUp(app, clusters.shop);
  await visit(app, '/restore');
  await page.getByRole('radio', { name: /^Everything is lost/ }).click();
  for (const title of ['To which moment?', 'What exactly?', 'Where to?', 'Ready?']) await goOn(page, title);
  await expect(page.getByText('Something of the same name is there')).toBeVisible(SLOW);
  await page.getByRole('button', { name: 'Replace it', exact: true }).click();
  await expect(page.getByRole('textbox', { name: /to confirm/ })).toBeVisible(SLOW);
  await look(app, 'restore that replaces');
});

async function begin(app: AppUnderTest): Promise<void> {
  await app.page.emulateMedia({ reducedMotion: 'reduce' }); // a colour on its way to another is neither
  await show(app, 'light');
}

async function show(app: AppUnderTest, theme: 'light' | 'dark'): Promise<void> {
  await app.call('settings.save', { language: 'en', theme });
  await expect(app.page.locator('html')).toHaveAttribute('data-mantine-color-scheme', theme);
}

/** Both themes of a page; goes on whatever is found, so that one run tells everything. */
async function look(app: AppUnderTest, what: string): Promise<void> {
  await settle(app.page);
  for (const theme of ['light', 'dark'] as const) {
    await show(app, theme);
    expect.soft(await violations(app.page), `${what}, ${theme}`).toEqual([]);
  }
  await show(app, 'light');
}

/** Until nothing is loading any more. */
async function settle(page: Page): Promise<void> {
  await expect(page.getByRole('heading').first()).toBeVisible(SLOW);
  await expect(page.getByRole('status').filter({ hasText: 'Loading' })).toHaveCount(0, SLOW);
  await expect(page.getByText('Asking the servers how much there is.')).toHaveCount(0, SLOW);
}

async function violations(page: Page): Promise<string[]> {
  // There are no frames, so the further page that joins their results is not needed.
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, any }) => `${id} at ${target.join(' ')}${any[0] ? ` (${any[0].message})` : ''}`),
  );
}
