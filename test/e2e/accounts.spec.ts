import { join } from 'node:path';
import { choose, goOn, SLOW, visit } from './pages.ts';
import { addClusters, expect, test } from './shop.ts';

test.setTimeout(180_000);

const PASSWORD = 'Quiet-7-lantern';
// Other tests find the servers as they were.
test.afterEach(async ({ shop }) => {
  for (const server of [...shop.sources, ...shop.targets])
    await server.client("DROP USER IF EXISTS till@'%', signed@'%'; DROP ROLE IF EXISTS cashier");
  await shop.sources[0].client('UNINSTALL SONAME IF EXISTS "auth_ed25519"');
});

test('accounts are backed up when asked for, and come to servers without them: with their password, or locked and named', async ({
  app,
  shop,
}) => {
  const { page } = app;
  const [s0] = shop.sources;
  const [t0] = shop.targets;
  await s0.client(
    `CREATE ROLE cashier; GRANT SELECT ON shop_0.* TO cashier;
     CREATE USER till@'%' IDENTIFIED BY '${PASSWORD}'; GRANT cashier TO till@'%'; GRANT INSERT ON shop_0.user_0 TO till@'%';
     INSTALL SONAME 'auth_ed25519'; CREATE USER signed@'%' IDENTIFIED VIA ed25519 USING PASSWORD('${PASSWORD}');`,
  );
  const { shop: clusterId } = await addClusters(app, shop);
  const to = join(app.dataFolder, 'drive');

  await test.step('a backup without them says so before a restore', async () => {
    await visit(app, `/backup?cluster=${clusterId}&to=${encodeURIComponent(to)}`);
    const box = page.getByRole('checkbox', { name: 'Store accounts, roles and grants' });
    await expect(box).not.toBeChecked(SLOW);
    await expect(page.getByText('Needs SELECT on mysql.* on every shard.')).toBeVisible();
    await page.getByRole('button', { name: 'Start the backup' }).click();
    await expect(page.getByText('Complete.')).toBeVisible(SLOW);
    await page.getByRole('link', { name: 'Practise a restore' }).click();
    for (const title of ['To which moment?', 'What exactly?', 'Where to?']) await goOn(page, title);
    await expect(page.getByRole('checkbox', { name: 'Create accounts and roles' })).toBeDisabled();
    await expect(page.getByText('This backup holds none', { exact: false })).toBeVisible();
  });

  await test.step('the box stays ticked over a reload, and the set says what it holds', async () => {
    await visit(app, `/backup?cluster=${clusterId}&to=${encodeURIComponent(to)}&kind=full`);
    const box = page.getByRole('checkbox', { name: 'Store accounts, roles and grants' });
    await box.check(SLOW);
    await page.reload();
    await expect(box).toBeChecked(SLOW);
    await page.getByRole('button', { name: 'Start the backup' }).click();
    await expect(page.getByText('Complete.')).toBeVisible(SLOW);
    await expect(page.getByText(/^The set holds accounts with their password hashes \(\d+\)\./)).toBeVisible();
    await page.getByRole('link', { name: 'Show all backups' }).click();
    const panel = page.getByRole('dialog', { name: 'Backup of shop' });
    await expect(panel.getByText(/\d+ accounts/)).toBeVisible(SLOW);
    await panel.getByRole('link', { name: 'Restore from this' }).click();
  });

  await test.step('the wizard says which are created, which locked', async () => {
    await page.getByRole('radio', { name: /^Everything is lost/ }).click();
    for (const title of ['To which moment?', 'What exactly?', 'Where to?']) await goOn(page, title);
    await choose(page, page.getByRole('combobox', { name: 'Cluster' }), 'spare');
    await expect(
      page.getByRole('checkbox', { name: /^Create the \d+ accounts and roles of the backup/ }),
    ).toBeChecked();
    await goOn(page, 'Ready?');
    await expect(page.getByText(/^t0: The accounts? .*till@%.* created, with/)).toBeVisible(SLOW);
    await expect(page.getByText(/^t0: The server cannot use the password hash of signed@%/)).toBeVisible();
    await page.getByRole('button', { name: 'Start the restore' }).click();
  });

  await expect(page.getByRole('heading', { name: 'Not restored' })).toBeVisible(SLOW);
  await expect(page.getByRole('listitem').filter({ hasText: 'account signed@%' })).toContainText(
    'but locked: this server cannot use its password hash (ed25519).',
    SLOW,
  );
  await expect(page.getByText(/till@%.* created, with/)).toBeVisible();
  const asTill = await t0.client('SELECT COUNT(*) FROM shop_0.user_0; SELECT CURRENT_USER()', {
    args: ['--user=till', `--password=${PASSWORD}`, '--init-command=SET ROLE cashier'],
  });
  expect(asTill).toMatch(/^\d+\ntill@%\n$/);
  expect(
    await t0.client("SELECT JSON_VALUE(priv, '$.account_locked') FROM mysql.global_priv WHERE user = 'signed'"),
  ).toBe('1\n');
});
