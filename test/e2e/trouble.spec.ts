import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { startServer, type TestServer } from '../support/server.ts';
import { ADMIN } from '../support/server-handle.ts';
import { type AppUnderTest, expect } from './hosts.ts';
import { choose, goOn, SLOW, visit } from './pages.ts';
import { addClusters, backUp, ended, test } from './shop.ts';

/** What a page says when something is not as it should be: which thing, and the next step. */
test.setTimeout(180_000);

test('a server that is gone is named on every page that shows its cluster, each with a way on', async ({
  app,
  shop,
}) => {
  const { page } = app;
  const server = await startServer({ flavour: 'mariadb' });
  try {
    const clusters = await addClusters(app, shop);
    const lonely = await addLonely(app, server, shop.targets[0]);
    await backUp(app, clusters.shop);
    await visit(app, '/');
    const card = page.getByRole('article', { name: 'lonely' });
    await expect(card).toContainText('All 2 shards are online', SLOW);
    await expect(card.getByRole('link', { name: 'Back up now' })).toBeVisible();
    await server.kill();

    await page.reload();
    await expect(card).toContainText('lone is offline', SLOW);
    await expect(card.getByRole('img', { name: 'Shard lone: offline' })).toBeVisible();
    await card.getByRole('link', { name: 'See what is wrong' }).click();
    await expect(page.getByRole('row', { name: /lone/ })).toContainText('Offline', SLOW);
    await expect(page.getByRole('alert')).toContainText(`lone: nothing answers on 127.0.0.1:${server.port}.`);
    await expect(page.getByRole('alert').getByRole('button', { name: 'Refresh' })).toBeEnabled();

    await test.step('before a restore, nothing being written', async () => {
      await visit(app, '/restore');
      await page.getByRole('radio', { name: /^Nothing, I am practising/ }).click();
      await goOn(page, 'To which moment?');
      await goOn(page, 'What exactly?');
      await goOn(page, 'Where to?');
      await choose(page, page.getByRole('combobox', { name: 'Cluster' }), 'lonely');
      await page.getByRole('button', { name: 'Next' }).click();
      await expect(page.getByText(/lone\b.*(answers|reached)/).first()).toBeVisible(SLOW);
      await expect(page.getByRole('button', { name: /Start the/ })).toHaveCount(0);
    });

    const { id } = await app.call('jobs.start', {
      kind: 'backup',
      clusterId: lonely,
      to: join(app.dataFolder, 'drive'),
      method: 'hot',
    });
    await ended(app, id);
    await visit(app, `/jobs/${id}`);
    await expect(page.getByRole('heading', { name: 'The backup failed' })).toBeVisible(SLOW);
    await expect(page.getByRole('button', { name: 'Details' })).toHaveCount(1);
    await page.getByRole('link', { name: 'Look at the cluster' }).click();
    await expect(page.getByRole('heading', { name: 'lonely' })).toBeVisible(SLOW);
  } finally {
    await server.stop();
  }
});

test('a drive that is unplugged: the overview names it and finds it again', async ({ app, shop }) => {
  const { page } = app;
  const clusters = await addClusters(app, shop);
  const { to } = await backUp(app, clusters.shop);
  await visit(app, '/');
  const card = page.getByRole('article', { name: 'shop' });
  await expect(card).toContainText('Protected. Last good backup', SLOW);
  await rename(to, `${to} elsewhere`);
  await page.reload();
  await expect(card).toContainText('Needs you. The last backup', SLOW);
  await expect(card).toContainText('is on drive, which is not connected.');
  await visit(app, '/backups');
  await expect(page.getByRole('alert')).toContainText('Connect the drive.', SLOW);
  await visit(app, '/');
  await rename(`${to} elsewhere`, to);
  await card.getByRole('button', { name: 'Look for drive again' }).click();
  await expect(card).toContainText('Protected. Last good backup', SLOW);
});

test('a backup that lacks something says what, on its page, in the list and on the overview', async ({ app, shop }) => {
  const { page } = app;
  const [, server] = shop.sources;
  const clusters = await addClusters(app, shop);
  // A merge table has no rows of its own, so the set names it instead of holding it.
  await server.client(
    `CREATE TABLE shop_1.part (id INT NOT NULL, KEY (id)) ENGINE=MyISAM;
     CREATE TABLE shop_1.parts (id INT NOT NULL, KEY (id)) ENGINE=MERGE UNION=(shop_1.part);`,
  );
  try {
    const to = join(app.dataFolder, 'drive');
    const { id } = await app.call('jobs.start', { kind: 'backup', clusterId: clusters.shop, to, method: 'hot' });
    expect(await ended(app, id)).toMatchObject({ state: 'done', outcome: 'exceptions' });
    await visit(app, `/jobs/${id}`);
    await expect(page.getByText('Complete, with 1 exception.')).toBeVisible(SLOW);
    await expect(page.getByRole('listitem').filter({ hasText: 'shop_1.parts' })).toBeVisible();
    await expect(page.getByRole('button', { name: 'Verify it' })).toBeEnabled();

    await visit(app, '/');
    const card = page.getByRole('article', { name: 'shop' });
    await expect(card).toContainText('Needs you. The last backup names 1 thing it does not hold.', SLOW);
    await expect(card.getByRole('listitem')).toContainText('1 exception');
    await card.getByRole('link', { name: 'See what is missing' }).click();
    await expect(panelOf(page).getByRole('listitem').filter({ hasText: 'shop_1.parts' })).toBeVisible(SLOW);
    await page.keyboard.press('Escape');
    await expect(panelOf(page)).toHaveCount(0);
    const mark = page.getByRole('region', { name: 'When there were backups' }).getByRole('button');
    await expect(mark).toHaveAccessibleName(/Full · Hot · 1 exception/);
    await mark.focus();
    await page.keyboard.press('Enter');
    await expect(panelOf(page).getByRole('listitem').filter({ hasText: 'shop_1.parts' })).toBeVisible(SLOW);
  } finally {
    await server.client('DROP TABLE shop_1.parts, shop_1.part');
  }
});

function panelOf(page: Page) {
  return page.getByRole('dialog', { name: 'Backup of shop' });
}

async function addLonely(app: AppUnderTest, ...servers: readonly TestServer[]): Promise<string> {
  const shards = servers.map(({ port }, index) => {
    const name = ['lone', 'mate'][index] ?? '';
    return { id: name, name, host: '127.0.0.1', port, ...ADMIN };
  });
  return (await app.call('clusters.save', { name: 'lonely', shards })).id;
}
