import type { AppUnderTest } from './hosts.ts';
import { SLOW, visit } from './pages.ts';
import { addClusters, backUp, ended, expect, test } from './shop.ts';

/** What is open at the instant that the shards are cut at, and a log that cannot be followed to it: said by the pages. */
test.setTimeout(240_000);

const XID = "X'6f70656e',X'',1";

test.afterEach(async ({ shop }) => {
  for (const server of [...shop.sources, ...shop.targets])
    if ((await server.client('XA RECOVER')) !== '') await server.client(`XA ROLLBACK ${XID}`);
  await shop.sources[1].client('DROP TABLE IF EXISTS shop_1.draft, shop_1.kept');
});

test('an XA transaction that is open at the cut: the backup’s page and the restore’s say so, with the statements that end it', async ({
  app,
  shop,
}) => {
  const { page } = app;
  const [, s1] = shop.sources;
  const [, t1] = shop.targets;
  const clusters = await addClusters(app, shop);
  await s1.client('CREATE TABLE shop_1.draft (id INT PRIMARY KEY)');
  const { to } = await backUp(app, clusters.shop);
  await s1.client(`USE shop_1; XA START ${XID}; INSERT INTO draft VALUES (1); XA END ${XID}; XA PREPARE ${XID}`);

  await test.step('prepared after the full backup: in the chain, and prepared again where it is restored', async () => {
    const id = await addIncremental(app, clusters.shop, to);
    await restoreAll(app, clusters.spare, to, id);
    await expect(page.getByText(/^Restored and rolled forward\..*1 XA transaction waits/)).toBeVisible(SLOW);
    const one = page.getByRole('listitem').filter({ hasText: XID });
    await expect(one).toContainText('Ask the application’s transaction manager what it decided.');
    await expect(one.getByRole('button', { name: `Copy: XA ROLLBACK ${XID};` })).toBeVisible();
    const commit = await one.getByText(/^XA COMMIT/).textContent();
    await t1.client(commit ?? '');
    expect(await t1.client('SELECT id FROM shop_1.draft')).toBe('1\n');
    await page.getByRole('link', { name: 'Activity' }).click();
    await expect(page.getByRole('row').nth(1)).toContainText('In part');
  });

  await test.step('prepared before a full backup: in no set, which its page says', async () => {
    const { id } = await app.call('jobs.start', { kind: 'backup', clusterId: clusters.shop, to, method: 'hot' });
    await ended(app, id);
    await visit(app, `/jobs/${id}`);
    await expect(page.getByText(/^s1: when the snapshot was taken, transactions were prepared with XA/)).toContainText(
      'Decide them (XA RECOVER lists them), then take a full backup.',
      SLOW,
    );
  });
});

test('a shard whose log cannot be followed to the end: which one, how far it is, and the way back into the wizard', async ({
  app,
  shop,
}) => {
  const { page } = app;
  const [, s1] = shop.sources;
  const clusters = await addClusters(app, shop);
  await s1.client('CREATE TABLE shop_1.draft (id INT PRIMARY KEY)');
  const { to } = await backUp(app, clusters.shop);
  await s1.client('INSERT INTO shop_1.draft VALUES (1); RENAME TABLE shop_1.draft TO shop_1.kept');
  const id = await addIncremental(app, clusters.shop, to);
  await restoreAll(app, clusters.spare, to, id, { s0: null, s1: ['shop_1.draft'] });
  await expect(page.getByText('s1 did not come to the chosen instant; all others did.')).toBeVisible(SLOW);
  await expect(page.getByText('s1 on t1 was not brought to the chosen instant.')).toBeVisible();
  await expect(page.getByText(/^t1: the replay stops at transaction .*RENAME TABLE/)).toBeVisible();
  await expect(page.getByText(/or restore to a point just before this transaction\.$/)).toBeVisible();
  await page.getByRole('link', { name: 'Restore again' }).click();
  await expect(page.getByRole('heading', { name: 'What happened?' })).toBeVisible(SLOW);
});

async function addIncremental(app: AppUnderTest, clusterId: string, to: string): Promise<string> {
  const { id } = await app.call('jobs.start', { kind: 'backup', clusterId, to, method: 'hot', setKind: 'incremental' });
  const { result } = await ended(app, id);
  if (result?.kind !== 'backup') throw new Error('the backup did not succeed');
  return result.set.summary.id;
}

/** Shows the report of a restore to the empty servers. */
async function restoreAll(
  app: AppUnderTest,
  clusterId: string,
  from: string,
  set: string,
  scope?: Record<string, string[] | null>,
): Promise<void> {
  const { id } = await app.call('jobs.start', {
    kind: 'restore',
    from,
    id: set,
    clusterId,
    map: { s0: 't0', s1: 't1' },
    ...(scope === undefined ? {} : { scope }),
    rename: {},
    replace: false,
    verify: true,
  });
  await ended(app, id);
  await visit(app, `/jobs/${id}`);
}
