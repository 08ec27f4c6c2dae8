import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CHECKS_FILE } from '../../electron/engine/verify/set-checks.ts';
import { goOn, SLOW, visit } from './pages.ts';
import { addClusters, backUp, expect, test } from './shop.ts';

/** One truth: what pages say of sets, shards and clusters is what is known of them, and defaults follow from it. */
test.setTimeout(180_000);

test('a backup made after the wizard was opened is its choice, and one that was clicked stays with a word about the newer', async ({
  app,
  shop,
}) => {
  const { page } = app;
  const clusters = await addClusters(app, shop);
  const first = await backUp(app, clusters.shop);
  await visit(app, '/restore');
  await page.getByRole('radio', { name: /^Everything is lost/ }).click();
  await goOn(page, 'To which moment?');
  const second = await backUp(app, clusters.shop);
  await visit(app, '/');
  await visit(app, '/restore');
  const chosen = page.getByRole('button', { pressed: true });
  await expect(page.getByRole('table').getByRole('row')).toHaveCount(3, SLOW);
  await expect(page.getByRole('row').nth(1).getByRole('button')).toHaveAttribute('aria-pressed', 'true');
  await page.getByRole('row').nth(2).getByRole('button').click();
  await expect(page.getByText(/^There is a newer backup/).first()).toBeVisible(SLOW);
  await page.getByRole('button', { name: 'Use it' }).first().click();
  await expect(page.getByText(/^There is a newer backup/)).toHaveCount(0);
  await expect(chosen.first()).toBeVisible();
  expect(second.id > first.id).toBe(true);
});

test('a restore of the command line that was cut off is red on every page until somebody has seen to it', async ({
  app,
  shop,
}) => {
  const { page } = app;
  const clusters = await addClusters(app, shop);
  const { to, id } = await backUp(app, clusters.shop);
  const now = new Date().toISOString();
  const run = {
    kind: 'run',
    ...{ at: now, began: now, on: 'elsewhere', id: 'of-the-command-line', state: 'begun' },
    targets: { s0: `127.0.0.1:${shop.targets[0].port}`, s1: `127.0.0.1:${shop.targets[1].port}` },
    ...{ rename: {}, replace: true, verify: true, restored: { done: 31, total: 52 } },
  };
  const file = join(to, 'shop', id, CHECKS_FILE);
  await writeFile(file, JSON.stringify({ format: 'shardkeep-checks', checks: [run] }));
  await visit(app, '/');
  const card = page.getByRole('article', { name: 'spare' });
  await page.reload();
  await expect(card.getByRole('alert')).toContainText(/Half restored .+: 31 of 52 tables\./, SLOW);
  await expect(page.getByRole('article', { name: 'shop' }).getByRole('alert')).toHaveCount(0);
  await visit(app, `/clusters/${clusters.spare}`);
  await expect(page.getByRole('navigation', { name: 'Clusters' })).toContainText('Half restored', SLOW);
  await page.getByRole('button', { name: 'It was undone' }).click();
  await expect(page.getByRole('alert')).toHaveCount(0, SLOW);
  await expect.poll(async () => readFile(file, 'utf8')).toContain('"settled"');
});

test('backups of several clusters: whose is asked first, and nothing is taken from the other', async ({
  app,
  shop,
}) => {
  const { page } = app;
  const clusters = await addClusters(app, shop);
  await backUp(app, clusters.shop);
  await shop.targets[0].client('CREATE DATABASE spare_0; CREATE TABLE spare_0.thing (id INT PRIMARY KEY);');
  await backUp(app, clusters.spare);
  await visit(app, '/restore');
  await expect(page.getByRole('radio', { name: /^spare/ })).toBeChecked(SLOW);
  await page.getByRole('radio', { name: /^shop/ }).click();
  await page.getByRole('radio', { name: /^One shard is lost/ }).click();
  await expect(page.getByRole('checkbox', { name: /s1/ })).not.toBeChecked(SLOW);
  await page.getByRole('checkbox', { name: /s1/ }).click();
  await goOn(page, 'To which moment?');
  await goOn(page, 'What exactly?');
  await expect(page.getByText(/^3 tables chosen/)).toBeVisible(SLOW);
});
