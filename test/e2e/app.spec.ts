import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { startServer } from '../support/server.ts';
import { ADMIN } from '../support/server-handle.ts';
import { engineProcesses } from './engine-processes.ts';
import type { AppUnderTest } from './hosts.ts';
import { choose, goOn, SLOW, visit } from './pages.ts';
import { ALL_ROWS, addClusters, addSpare, backUp, ended, expect, type Shop, startWaitingBackup, test } from './shop.ts';

/** The app as people use it, by its pages only; what is not the subject of a test is set up behind them. */
test.setTimeout(180_000);
const rowsInWords = `${Math.floor(ALL_ROWS / 1000)}.${ALL_ROWS % 1000}`; // whatever stands between the thousands

test('add a cluster, back up, verify, restore elsewhere under another name, proven equal', async ({
  app,
  shop,
  hold,
}) => {
  const { page } = app;
  await page.getByRole('link', { name: 'Add a cluster' }).click();
  await test.step('a pasted list, a wrong password, a bad port, a reload', () => addByForm(app, shop));
  await addSpare(app, shop);
  await page.getByRole('link', { name: 'Overview' }).click();
  await expect(page.getByRole('article', { name: 'shop' })).toContainText('Not protected: no backup yet.', SLOW);
  const drive = join(app.dataFolder, 'drive');
  const held = await hold(shop.sources[1], 'shop_1.order_3');

  await page.getByRole('article', { name: 'shop' }).getByRole('link', { name: 'Back up now' }).click();
  await chooseFolder(app, drive);
  await expect(page.getByText('New backup folder.')).toBeVisible(SLOW);
  await page.getByRole('radio', { name: /^Hot/ }).click();
  await page.getByRole('button', { name: 'Start the backup' }).click();

  await test.step('live progress, here and beside every page', async () => {
    await expect(page.getByRole('heading', { name: 'Backing up shop to drive' })).toBeVisible(SLOW);
    await expect(page.getByRole('status').getByText('Reading rows.')).toBeVisible(SLOW);
    await expect(page.getByRole('region', { name: 'Shards' }).getByText('done')).toBeVisible(SLOW); // s0
    await page.getByRole('link', { name: 'Activity' }).click();
    await expect(page.getByRole('cell', { name: 'Running' })).toBeVisible();
    await page.getByRole('region', { name: 'Running now' }).getByRole('link').click();
    await expect(page.getByRole('heading', { name: 'Backing up shop to drive' })).toBeVisible();
  });

  await held.release();
  await expect(page.getByText('Complete.')).toBeVisible(SLOW);
  await expect(page.getByText(/every byte hashed/)).toBeVisible();
  await page.getByRole('link', { name: 'Show all backups' }).click();

  await test.step('Backups has the set, with what is in it', async () => {
    const panel = page.getByRole('dialog', { name: 'Backup of shop' });
    await expect(panel.getByText('Not verified yet.')).toBeVisible(SLOW);
    await expect(panel.getByText('order_3')).toBeVisible(SLOW);
    await panel.getByRole('button', { name: 'Verify' }).click();
  });
  await expect(page.getByText('No damage found.')).toBeVisible(SLOW);
  await page.getByRole('link', { name: 'Practise a restore' }).click();

  await test.step('the wizard', async () => {
    await expect(page.getByRole('radio', { name: /^Nothing, I am practising/ })).toBeChecked(); // the link said so
    await goOn(page, 'To which moment?');
    await goOn(page, 'What exactly?');
    await expect(page.getByText(/^6 tables chosen/)).toBeVisible(SLOW);
    await goOn(page, 'Where to?');
    await choose(page, page.getByRole('combobox', { name: 'Cluster' }), 'spare');
    await page.getByLabel('shop_0: Becomes').fill('orders_of_2026');
    await expect(page.getByRole('region', { name: 'What will happen' })).toContainText(
      /Restore everything of shop as of .+ to spare \(2 shards\) as orders_of_2026 and shop_1_drill; nothing existing is touched\./,
    );
    await goOn(page, 'Ready?');
    await expect(page.getByText('Nothing is in the way.')).toBeVisible(SLOW);
    await page.getByRole('button', { name: 'Start the practice' }).click();
  });
  await expect(page.getByText('Restored and proven equal.')).toBeVisible(SLOW);
  await expect(page.getByRole('region', { name: 'Recovery quality' })).toContainText('100 %');
  await expect(page.getByText(new RegExp(`6 tables with ${rowsInWords} rows`))).toBeVisible();

  await page.getByRole('link', { name: 'Activity' }).click();
  const runs = page.getByRole('row').filter({ has: page.getByRole('cell') });
  await expect(runs).toHaveCount(3);
  await expect(runs.nth(0)).toContainText('Proven equal');
  await expect(runs.nth(1)).toContainText('No damage found');
  await expect(runs.nth(2)).toContainText('Complete');

  await page.getByRole('link', { name: 'Overview' }).click();
  await expect(page.getByRole('article', { name: 'shop' })).toContainText('Protected. Last good backup', SLOW);

  const sum = (schema: string, table: string) =>
    `SELECT COUNT(*), SUM(CRC32(CONCAT_WS('/', id, city, note, paid))) FROM ${schema}.${table}`;
  expect(await shop.targets[0].client(sum('orders_of_2026', 'order_1'))).toBe(
    await shop.sources[0].client(sum('shop_0', 'order_1')),
  );
});

test('replacing needs the name of the target, and the button says what it does', async ({ app, shop }) => {
  const { page } = app;
  const { shop: clusterId, spare } = await addClusters(app, shop);
  const { to, id } = await backUp(app, clusterId);
  const restore = {
    kind: 'restore',
    from: to,
    id,
    map: { s0: 't0', s1: 't1' },
    rename: {},
    replace: false,
    verify: false,
  } as const;
  await ended(app, (await app.call('jobs.start', { ...restore, clusterId: spare })).id);
  await shop.targets[0].client("UPDATE shop_0.order_0 SET note = 'changed' WHERE id = 7");

  await visit(app, '/restore');
  await page.getByRole('radio', { name: /^Everything is lost/ }).click();
  await goOn(page, 'To which moment?');
  await goOn(page, 'What exactly?');
  await goOn(page, 'Where to?');
  await choose(page, page.getByRole('combobox', { name: 'Cluster' }), 'spare');
  await goOn(page, 'Ready?');
  await expect(page.getByText('Something of the same name is there')).toBeVisible(SLOW);
  await expect(page.getByRole('button', { name: 'Start the restore' })).toHaveCount(0);
  await page.getByRole('button', { name: 'Replace it', exact: true }).click();
  const start = page.getByRole('button', { name: 'Replace 6 tables on t0 and t1' });
  await expect(start).toBeDisabled(SLOW);
  const name = page.getByRole('textbox', { name: 'Type spare to confirm' });
  await name.fill('shop');
  await expect(start).toBeDisabled();
  await name.press('Enter');
  await expect(start).toBeVisible();
  expect((await app.call('jobs.list')).filter(({ state }) => state === 'running')).toEqual([]);
  await name.fill('spare');
  await start.click();
  await expect(page.getByText('Restored and proven equal.')).toBeVisible(SLOW);
  expect(await shop.targets[0].client("SELECT COUNT(*) FROM shop_0.order_0 WHERE note = 'changed'")).toBe('0\n');
});

test('a table of one shard comes back in place, although another shard has one of the same name', async ({
  app,
  shop,
}) => {
  const { page } = app;
  const all = [...shop.sources, ...shop.targets];
  const cities = (count: number) =>
    `CREATE DATABASE shop_all; USE shop_all; CREATE TABLE city (id INT PRIMARY KEY); INSERT INTO city SELECT seq FROM seq_1_to_${count}`;
  try {
    await Promise.all([...shop.sources].map((server, i) => server.client(cities(10 + i))));
    const clusters = await addClusters(app, shop);
    await backUp(app, clusters.shop);
    await Promise.all([...shop.targets].map((server) => server.client(cities(3))));

    await visit(app, '/restore');
    await page.getByRole('radio', { name: /^One shard is lost/ }).click();
    await goOn(page, 'To which moment?');
    await goOn(page, 'What exactly?');
    await page.getByRole('textbox', { name: 'Filter tables by name' }).fill('city');
    await page.getByRole('treeitem', { name: 'city' }).last().click();
    await expect(page.getByText(/^1 table chosen/)).toBeVisible();
    await goOn(page, 'Where to?');
    await choose(page, page.getByRole('combobox', { name: 'Cluster' }), 'spare');
    await expect(page.getByRole('region', { name: 'Which shard goes where' }).getByRole('combobox')).toHaveCount(1);
    await goOn(page, 'Ready?');
    await expect(page.getByText('t1: 1 table is already there: shop_all.city.')).toBeVisible(SLOW);
    await page.getByRole('button', { name: 'Replace it', exact: true }).click();
    await page.getByRole('textbox', { name: 'Type spare to confirm' }).fill('spare');
    await page.getByRole('button', { name: 'Replace 1 table on t1' }).click();
    await expect(page.getByText(/^1 of \d+ tables proven equal\. 11 of [\d\s]+ rows/)).toBeVisible(SLOW);
    const rows = await Promise.all(shop.targets.map((server) => server.client('SELECT COUNT(*) FROM shop_all.city')));
    expect(rows).toEqual(['3\n', '11\n']);
  } finally {
    await Promise.all(all.map((server) => server.client('DROP DATABASE IF EXISTS shop_all')));
  }
});

test('a cancelled backup says what it left, and leads back to the form as it was', async ({ app, shop, hold }) => {
  const { page } = app;
  const clusters = await addClusters(app, shop);
  await hold(shop.sources[1], 'shop_1.order_3');
  const id = await startWaitingBackup(app, clusters.shop);
  await visit(app, `/jobs/${id}`);
  await page.getByRole('button', { name: 'Cancel' }).click();
  const question = page.getByRole('dialog', { name: 'Stop this run?' });
  await question.getByRole('button', { name: 'Let it run' }).click();
  await expect(question).toBeHidden();
  expect(await app.call('jobs.get', { id })).toMatchObject({ state: 'running' });
  await page.getByRole('button', { name: 'Cancel' }).click();
  await question.getByRole('button', { name: 'Stop the backup' }).click();
  await expect(page.getByText('The backup was stopped')).toBeVisible(SLOW);
  await expect(page.getByText(/Earlier backups are untouched; this one is not a backup/)).toBeVisible();
  await page.getByRole('link', { name: 'Activity' }).click();
  await expect(page.getByRole('cell', { name: 'Stopped' })).toBeVisible();
  await page.goBack();
  await page.getByRole('link', { name: 'Back up again' }).click();
  await expect(page.getByRole('combobox', { name: 'Folder' })).toHaveValue(join(app.dataFolder, 'slow drive'));

  await page.getByRole('link', { name: 'Backups', exact: true }).click();
  await expect(page.getByText('Unfinished')).toBeVisible(SLOW);
  await page.getByRole('row').getByRole('button').first().click();
  const panel = page.getByRole('dialog', { name: 'Backup of shop' });
  await expect(panel.getByRole('button', { name: 'Finish this backup' })).toBeEnabled(SLOW);
  await app.call('clusters.remove', { id: clusters.shop });
  await page.reload();
  await expect(panel).toContainText('To finish it, add the cluster shop with the shards that it had.', SLOW);
});

test('a reload in the middle of a run shows the same run', async ({ app, shop, hold }) => {
  const { page } = app;
  const clusters = await addClusters(app, shop);
  const held = await hold(shop.sources[1], 'shop_1.order_3');
  const id = await startWaitingBackup(app, clusters.shop);
  await visit(app, `/jobs/${id}`);
  const title = page.getByRole('heading', { name: 'Backing up shop to slow drive' });
  await expect(title).toBeVisible();
  const bar = page.getByRole('progressbar', { name: 'Progress of the whole run' });
  const before = Number(await bar.getAttribute('aria-valuenow'));
  await page.reload();
  await expect(title).toBeVisible(SLOW);
  expect(Number(await bar.getAttribute('aria-valuenow'))).toBeGreaterThanOrEqual(before);
  await held.release();
  await expect(page.getByText('Complete.')).toBeVisible(SLOW);
  await page.reload();
  await expect(page.getByText('Complete.')).toBeVisible(SLOW);
  expect(await app.call('jobs.list')).toHaveLength(1);
});

test('an engine process that is killed is a failed run with words, and what it left can be finished', async ({
  app,
  shop,
  hold,
}) => {
  const { page } = app;
  const clusters = await addClusters(app, shop);
  const held = await hold(shop.sources[1], 'shop_1.order_3');
  const id = await startWaitingBackup(app, clusters.shop);
  await visit(app, `/jobs/${id}`);
  await expect(page.getByRole('status').getByText('Reading rows.')).toBeVisible(SLOW);
  for (const pid of await engineProcesses(app)) process.kill(pid, 'SIGKILL');
  await expect(page.getByText('The backup failed')).toBeVisible(SLOW);
  await expect(page.getByRole('alert')).toContainText(/ended unexpectedly/);
  await held.release();
  await expect(page.getByRole('link', { name: 'Back up again' })).toBeVisible();
  await page.getByRole('button', { name: 'Finish this backup' }).click();
  await expect(page.getByText('Complete.')).toBeVisible(SLOW);
  await expect(page.getByText(/^The run was interrupted and went on at/)).toBeVisible();
  await expect(page.getByRole('button', { name: 'Verify it' })).toBeEnabled();
});

test('a server that goes away in a run: which one, what is safe, what to do', async ({ app, shop }) => {
  const { page } = app;
  const third = await startServer({ flavour: 'mariadb' });
  try {
    await third.client(
      'CREATE DATABASE shop_2; CREATE TABLE shop_2.t (id INT PRIMARY KEY); INSERT INTO shop_2.t VALUES (1)',
    );
    await addClusters(app, shop);
    const shards = [{ id: 'x', name: 'lone', host: '127.0.0.1', port: third.port, ...ADMIN }];
    const { id } = await app.call('clusters.save', { name: 'lonely', shards });
    void third.client('LOCK TABLES shop_2.t WRITE; DO SLEEP(600)').catch(() => {});
    await expect
      .poll(() => third.client("SELECT COUNT(*) FROM information_schema.processlist WHERE info LIKE 'DO SLEEP%'"))
      .toBe('1\n');
    const to = join(app.dataFolder, 'drive');
    const job = await app.call('jobs.start', { kind: 'backup', clusterId: id, to, method: 'cold' });
    await visit(app, `/jobs/${job.id}`);
    await expect(page.getByRole('status').getByText('Making all shards read-only.')).toBeVisible(SLOW);
    await third.kill();
    await expect(page.getByText('The backup failed')).toBeVisible(SLOW);
    await expect(page.getByRole('alert')).toContainText('lone');

    await page.getByRole('link', { name: 'Back up again' }).click();
    await expect(page.getByText('lone cannot be reached; a backup would stop there.')).toBeVisible(SLOW);
    await choose(page, page.getByRole('combobox', { name: 'Cluster' }), 'shop');
    await expect(page.getByText(/^2 shards, about/)).toBeVisible(SLOW);
  } finally {
    await third.stop();
  }
});

test('a destination that is gone is said on every page that shows it', async ({ app, shop }) => {
  const { page } = app;
  const clusters = await addClusters(app, shop);
  const { to } = await backUp(app, clusters.shop);
  await page.getByRole('link', { name: 'Backups', exact: true }).click();
  await page.getByRole('row').getByRole('button').first().click();
  const panel = page.getByRole('dialog', { name: 'Backup of shop' });
  await expect(panel.getByText('order_3')).toBeVisible(SLOW);
  await rm(to, { recursive: true });
  await panel.getByRole('button', { name: 'Verify' }).click();
  // The list is read again by itself, and what is not there any more is not shown any longer.
  await expect(page.getByRole('alert')).toContainText('what was in it is not there now', SLOW);
  await expect(panel).toHaveCount(0);
  await writeFile(to, 'a file in its place');
  await page.getByRole('button', { name: 'Read again' }).first().click();
  await expect(page.getByRole('alert')).toBeVisible(SLOW);
  await expect(page.getByRole('button', { name: 'Open another folder…' })).toBeEnabled();
});

test('bad input is said beside its field, and a reload loses nothing', async ({ app, shop }) => {
  const { page } = app;
  const clusters = await addClusters(app, shop);
  const { to } = await backUp(app, clusters.shop);
  await visit(app, `/backup?cluster=${clusters.shop}`);
  const folder = page.getByRole('combobox', { name: 'Folder' });
  await folder.fill('');
  await page.getByRole('button', { name: /tart the backup/ }).click();
  await expect.poll(() => describedBy(folder)).toContain('Say where the backup goes.');
  const file = join(app.dataFolder, 'a file');
  await writeFile(file, 'x');
  await folder.fill(file);
  await expect(folder).toHaveAttribute('aria-invalid', 'true', SLOW);
  await expect.poll(() => describedBy(folder)).toMatch(/folder/i);
  await expect(page.getByRole('button', { name: /tart the backup/ })).toBeDisabled();
  await page.getByRole('radio', { name: /^Cold/ }).click();
  await page.reload();
  await expect(folder).toHaveValue(file, SLOW);
  await expect(page.getByRole('radio', { name: /^Cold/ })).toBeChecked();
  await folder.fill(to);
  await expect(page.getByText(/^1 backup here/)).toBeVisible(SLOW);

  await visit(app, '/restore');
  await page.getByRole('button', { name: 'Next' }).click();
  await expect(page.getByRole('alert')).toHaveText('Choose what comes closest.');
  await page.getByRole('radio', { name: /^Some tables/ }).click();
  await goOn(page, 'To which moment?');
  await goOn(page, 'What exactly?');
  await page.getByRole('button', { name: 'Next' }).click();
  await expect(page.getByRole('alert')).toHaveText('Choose at least one table.');
  await page.getByRole('button', { name: 'Choose everything' }).click();
  await goOn(page, 'Where to?');
  const name = page.getByLabel('shop_0: Becomes');
  await name.fill('');
  await expect.poll(() => describedBy(name)).toContain('Every schema needs a name.');
  await name.fill('kept');
  await page.reload();
  await expect(page.getByRole('heading', { name: 'Where to?' })).toBeVisible(SLOW);
  await expect(name).toHaveValue('kept', SLOW);
});

test('language and theme change while the app runs, and nothing that was entered is lost', async ({ app, shop }) => {
  const { page } = app;
  await addClusters(app, shop);
  await app.call('settings.save', { language: 'en', theme: 'light' });
  await visit(app, '/backup');
  const typed = join(app.dataFolder, 'typed before');
  await page.getByRole('combobox', { name: 'Folder' }).fill(typed);
  await app.call('settings.save', { language: 'zh-CN', theme: 'dark' });
  await expect(page.getByRole('heading', { name: '立即备份' })).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh-CN');
  await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'dark');
  await expect(page.getByRole('combobox', { name: '文件夹' })).toHaveValue(typed);
  await page.reload();
  await expect(page.getByRole('heading', { name: '立即备份' })).toBeVisible(SLOW);
  await expect(page.getByRole('combobox', { name: '文件夹' })).toHaveValue(typed);
  await app.call('settings.save', { language: 'en', theme: 'light' });
  await expect(page.getByRole('heading', { name: 'Back up now' })).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'light');

  await page.getByRole('link', { name: 'Settings' }).click();
  await page.getByText('Dark', { exact: true }).click();
  await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'dark');
  await page.getByText('简体中文', { exact: true }).click();
  await expect(page.getByRole('heading', { name: '设置' })).toBeVisible();
  expect(await app.call('settings.get')).toEqual({ language: 'zh-CN', theme: 'dark' });
});

test('by keyboard alone: from the first page to a running backup', async ({ app, shop }) => {
  const { page } = app;
  await addClusters(app, shop);
  await page.reload();
  await tabTo(page, page.getByRole('link', { name: 'Activity' }));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Activity' })).toBeVisible(SLOW); // the page before has such links too
  await tabTo(page, page.getByRole('link', { name: 'Back up now' }));
  await page.keyboard.press('Enter');
  const folder = page.getByRole('combobox', { name: 'Folder' });
  await expect(folder).toBeVisible(SLOW);
  await tabTo(page, folder);
  await page.keyboard.type(join(app.dataFolder, 'by keys'));
  await expect(page.getByText('New backup folder.')).toBeVisible(SLOW);
  await tabTo(page, page.getByRole('radio', { name: /^Warm/ }));
  await page.keyboard.press('ArrowUp');
  await expect(page.getByRole('radio', { name: /^Hot/ })).toBeChecked();
  await tabTo(page, page.getByRole('button', { name: 'Start the backup' }));
  await page.keyboard.press('Enter');
  await expect(page.getByText('Complete.')).toBeVisible(SLOW);
});

test('no password is in a page or a reply', async ({ app, shop }) => {
  const { page } = app;
  const seen: string[] = [];
  page.on('websocket', (socket) => socket.on('framereceived', ({ payload }) => void seen.push(String(payload))));
  const clusters = await addClusters(app, shop);
  await page.reload();
  const { to, id } = await backUp(app, clusters.shop);
  for (const place of ['/', '/clusters', `/clusters/${clusters.shop}`, `/clusters/${clusters.shop}/edit`, '/backup']) {
    await visit(app, place);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible(SLOW);
    seen.push(await page.content());
  }
  for (const [method, input] of [
    ['clusters.list'],
    ['clusters.view', { id: clusters.shop }],
    ['jobs.list'],
    ['sets.details', { path: to, id }],
    ['app.info'],
  ] as const)
    seen.push(JSON.stringify(await app.request(method, input)));
  expect(seen.join('').length).toBeGreaterThan(1000);
  for (const text of seen) expect(text).not.toContain(ADMIN.password);
});

/** Adds `shop` as a person would who makes every mistake once. */
async function addByForm({ page }: AppUnderTest, { sources }: Shop): Promise<void> {
  await page.getByRole('textbox', { name: 'Name of the cluster' }).fill('shop');
  const list = page.getByRole('textbox', { name: 'Paste a list' });
  await list.fill('what is this://');
  await expect.poll(() => describedBy(list)).toContain('Line 1');
  await list.fill(sources.map(({ port }, shard) => `mysql://${ADMIN.user}@127.0.0.1:${port}/shop_${shard}`).join('\n'));
  await expect(page.getByText('2 shards understood')).toBeVisible();
  await page.getByRole('button', { name: 'Add 2 shards' }).click();
  const shards = [0, 1].map((index) => page.getByRole('main').getByRole('group').nth(index));
  const field = (index: number, name: string) => (shards[index] as Locator).getByLabel(name, { exact: true });
  for (const index of [0, 1]) {
    await field(index, 'Name').fill(`s${index}`);
    await field(index, 'Password').fill('not the password');
  }
  const testAll = page.getByRole('button', { name: 'Test all connections' });
  await testAll.click();
  for (const shard of shards) await expect(shard.getByRole('alert')).toContainText(/password/i, SLOW);

  await field(1, 'Port').fill('99999');
  await page.getByRole('button', { name: 'Save the cluster' }).click();
  await expect.poll(() => describedBy(field(1, 'Port'))).toContain('1 to 65535');
  await page.reload();
  await expect(page.getByRole('textbox', { name: 'Name of the cluster' })).toHaveValue('shop', SLOW);
  await expect(field(1, 'Port')).toHaveValue('99999');
  await field(1, 'Port').fill(String(sources[1].port));
  await page.getByRole('button', { name: 'Save the cluster' }).click();
  await expect.poll(() => describedBy(field(0, 'Password'))).toContain('type it again');
  for (const index of [0, 1]) await field(index, 'Password').fill(ADMIN.password);
  await testAll.click();
  for (const shard of shards) await expect(shard.getByText(/^Works.* 1 schema/)).toBeVisible(SLOW);
  await page.getByRole('button', { name: 'Save the cluster' }).click();
  await expect(page.getByRole('row', { name: /s1.*Online/ })).toBeVisible(SLOW);
}

/** Answers the folder dialog where there is one, and types the path where there is none. */
async function chooseFolder(app: AppUnderTest, path: string): Promise<void> {
  const field = app.page.getByRole('combobox', { name: 'Folder' });
  await expect(field).toBeVisible(SLOW);
  if (app.host === 'web') return field.fill(path);
  await mkdir(path, { recursive: true });
  await app.answerFolder(path);
  await app.page.getByRole('button', { name: 'Choose…' }).click();
  await expect(field).toHaveValue(path);
}

/** The texts that a screen reader reads after the field's name: hint and error. */
async function describedBy(field: Locator): Promise<string> {
  return field.evaluate((node) =>
    (node.getAttribute('aria-describedby') ?? '')
      .split(' ')
      .map((id) => node.ownerDocument.getElementById(id)?.textContent ?? '')
      .join(' '),
  );
}

/** Presses Tab until the element has the focus; fails when it cannot be reached so. */
async function tabTo(page: Page, element: Locator): Promise<void> {
  await expect(element).toBeVisible(SLOW);
  for (let presses = 0; presses < 60; presses++) {
    if (await element.evaluate((node) => node === node.ownerDocument.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`${String(element)} cannot be reached by Tab`);
}
