import { join } from 'node:path';
import { takeMark } from '../../electron/engine/backup/take-mark.ts';
import { choose, goOn, SLOW, visit } from './pages.ts';
import { addClusters, backUp, ended, expect, test } from './shop.ts';

test.setTimeout(240_000);
// Other tests find the shop as it was.
test.afterEach(async ({ shop }) => {
  await shop.sources[0].client('DROP TABLE IF EXISTS shop_0.visit');
  await shop.sources[1].client('DROP TABLE IF EXISTS shop_1.draft');
});

test('full, rows, incremental, a dropped table: back to the instant in between on other servers', async ({
  app,
  shop,
}) => {
  const { page } = app;
  const { shop: clusterId } = await addClusters(app, shop);
  const [s0, s1] = shop.sources;
  const [t0, t1] = shop.targets;
  await s0.client(
    "CREATE TABLE shop_0.visit (id INT PRIMARY KEY, note VARCHAR(20)); INSERT INTO shop_0.visit VALUES (0, 'full')",
  );
  await s1.client('CREATE TABLE shop_1.draft (id INT PRIMARY KEY)');
  const { to } = await backUp(app, clusterId);
  await s0.client("INSERT INTO shop_0.visit VALUES (1, 'kept')");
  await s1.client('INSERT INTO shop_1.draft VALUES (1), (2)');
  await takeMark({
    cluster: {
      name: 'shop',
      shards: shop.sources.map((server, i) => server.shard(`s${i}`, { schemas: [`shop_${i}`] })),
    },
    to,
    name: 'before the drop',
  });
  await page.waitForTimeout(2500); // MariaDB's log tells seconds
  // First the table, then the row: a second may begin between the two, and a row of the second before the
  // dropped table's belongs to the instant that the wizard offers.
  await s1.client('DROP TABLE shop_1.draft');
  await s0.client("INSERT INTO shop_0.visit VALUES (2, 'late')");

  await test.step('an incremental backup is suggested where a full one is', async () => {
    await visit(app, `/backup?cluster=${clusterId}&to=${encodeURIComponent(to)}`);
    await expect(page.getByRole('radio', { name: /^Incremental/ })).toBeChecked(SLOW);
    await page.getByRole('button', { name: 'Start the incremental backup' }).click();
    await expect(page.getByText('Complete.')).toBeVisible(SLOW);
    await expect(page.getByText(/^Complete\..*transactions, .* of binary log read/)).toBeVisible();
    await expect(page.getByText(/\b0 tables\b/)).toHaveCount(0);
  });

  await test.step('the list shows what it builds on', async () => {
    await page.getByRole('link', { name: 'Show all backups' }).click();
    const panel = page.getByRole('dialog', { name: 'Backup of shop' });
    await expect(panel.getByText(/^Builds on the full backup of .* 1 more set is needed\.$/)).toBeVisible(SLOW);
    await expect(panel.getByText('draft')).toBeVisible(); // of its full backup
    await panel.getByRole('link', { name: 'Restore from this' }).click();
  });

  await test.step('the wizard stops just before the table was dropped', async () => {
    await page.getByRole('radio', { name: /^Everything is lost/ }).click();
    await goOn(page, 'To which moment?');
    const mark = page.getByRole('listitem').filter({ hasText: 'before the drop' });
    await mark.getByRole('button', { name: 'Restore to this mark' }).click();
    await expect(page.getByText('To the mark “before the drop”: every shard ends exactly where it was')).toBeVisible();
    const drop = page.getByRole('listitem').filter({ hasText: 'DROP TABLE' });
    await expect(drop).toContainText('s1', SLOW);
    await drop.getByRole('button', { name: 'Stop just before this' }).click();
    await expect(page.getByRole('radio', { name: 'To an exact time' })).toBeChecked();
    await expect(mark.getByRole('button', { name: 'Restore to this mark' })).toBeVisible();
    const slider = page.getByRole('slider', { name: 'Local time' });
    const before = await slider.getAttribute('aria-valuenow');
    await slider.press('ArrowRight');
    await slider.press('ArrowLeft');
    await expect(slider).toHaveAttribute('aria-valuenow', before ?? '');
    await page.locator('input[type="datetime-local"]').fill('2001-01-01T00:00:00');
    await page.getByRole('button', { name: 'Next' }).click();
    await expect(page.getByText('The instant in the field is not covered; choose another one.')).toBeVisible();
    await drop.getByRole('button', { name: 'Stop just before this' }).click();
    await goOn(page, 'What exactly?');
    await expect(page.getByText(/^8 tables chosen/)).toBeVisible(SLOW);
    await goOn(page, 'Where to?');
    await choose(page, page.getByRole('combobox', { name: 'Cluster' }), 'spare');
    await expect(page.getByRole('region', { name: 'What will happen' })).toContainText(
      /as of .+:\d\d:\d\d \(.+\) to spare/,
    );
    await goOn(page, 'Ready?');
    await expect(page.getByText('Nothing is in the way.')).toBeVisible(SLOW);
    await page.getByRole('button', { name: 'Start the restore' }).click();
  });

  await test.step('the report says what was rolled forward', async () => {
    await expect(page.getByText('Restored and rolled forward.')).toBeVisible({ timeout: 90_000 });
    await expect(page.getByText(/transactions? applied after it (is|are) not compared/)).toBeVisible();
    await expect(page.getByText(/^To the instant .+, from the backups on drive\.$/)).toBeVisible();
    await expect(page.getByRole('heading', { name: 'Rolled forward' })).toBeVisible();
    await page.getByRole('link', { name: 'Activity' }).click();
    await expect(page.getByRole('row').nth(1)).toContainText('Rolled forward');
    await expect(page.getByRole('row').nth(2)).toContainText('Incremental backup');
  });
  expect(await t0.client('SELECT id, note FROM shop_0.visit ORDER BY id')).toBe('0\tfull\n1\tkept\n');
  expect(await t1.client('SELECT COUNT(*) FROM shop_1.draft')).toBe('2\n');
});

test('a log that does not go on is said in words, and a full backup is one press away', async ({ app, shop }) => {
  const { page } = app;
  const { shop: clusterId } = await addClusters(app, shop);
  const { to } = await backUp(app, clusterId);
  await shop.sources[1].client('RESET MASTER');
  const { id } = await app.call('jobs.start', { kind: 'backup', clusterId, to, method: 'hot', setKind: 'incremental' });
  await ended(app, id);
  await visit(app, `/jobs/${id}`);
  await expect(page.getByText('s1: no incremental backup can follow', { exact: false })).toBeVisible(SLOW);
  await page.getByRole('button', { name: 'Take a full backup' }).click();
  await expect(page.getByText('Complete.')).toBeVisible(SLOW);
  const { sets } = await app.call('destinations.view', { path: join(app.dataFolder, 'drive') });
  expect(sets.map(({ kind, state }) => `${kind} ${state}`)).toEqual(['full complete', 'full complete']);
});
