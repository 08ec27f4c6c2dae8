/**
 * Every screen in both languages and themes: `npm run screenshots [-- NAME …]` with the beginnings of names to keep.
 * The README's pictures go to docs/screenshots, all others to .cache/screenshots.
 */
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from '@playwright/test';
import { type Connection, createConnection } from 'mysql2/promise';
import { CHECKS_FILE } from '../../electron/engine/verify/set-checks.ts';
import { EVERYTHING } from '../../renderer/restore/scope.ts';
import { FIRST_STATE, type WizardState } from '../../renderer/restore/wizard-state.ts';
import type { Shard } from '../../shared/cluster.ts';
import type { Input, JobRequest, JobSnapshot, MethodName, Output } from '../../shared/contract.ts';
import { openApp } from '../demo/open-app.ts';
import { seedOrders } from '../demo/seed-orders.ts';
import { startDemoCluster } from '../demo/start-demo-cluster.ts';
import { writeManySets } from '../support/many-sets.ts';
import { HUGE, seedHuge } from './huge.ts';
import { visit } from './pages.ts';
import { openSocket, type WebClient } from './web-client.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const DOCS = join(ROOT, 'docs', 'screenshots');
const REST = join(ROOT, '.cache', 'screenshots');
/** What the README shows, with their twins in the other language and theme. */
const BEST = ['overview', 'backup-running', 'restore-where', 'restore-report'];
const SIZES = [
  [1024, 700],
  [900, 600],
  [1920, 1080],
] as const;
const MEGABYTES = 24;
const PATIENCE_MS = 90_000;

const only = process.argv.slice(2);

/** The page, and the host behind it. */
interface Stage {
  readonly page: Page;
  readonly client: WebClient;
}

await main();

async function main(): Promise<void> {
  process.env.CI = '1'; // the demo then opens no browser of its own
  await Promise.all([mkdir(DOCS, { recursive: true }), mkdir(REST, { recursive: true })]);
  const cluster = await startDemoCluster();
  let browser: Browser | undefined;
  let app: Awaited<ReturnType<typeof openApp>> | undefined;
  try {
    const signal = AbortSignal.timeout(1_800_000);
    await seedOrders(cluster.shards, { megabytes: MEGABYTES, signal, onTable: () => {} });
    app = await openApp(cluster, { browser: false });
    const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
    const context = await browser.newContext({
      viewport: { width: 1280, height: 800 },
      locale: 'en-US',
      reducedMotion: 'reduce',
    });
    context.setDefaultTimeout(PATIENCE_MS);
    const page = await context.newPage();
    await page.goto(app.url);
    const client = await openSocket(app.url);
    await takeAll({ page, client }, cluster.shards, cluster.targets, cluster.folder);
    client.close();
  } finally {
    await browser?.close();
    await app?.close();
    await cluster.stop();
  }
}

async function takeAll(
  stage: Stage,
  shards: readonly Shard[],
  targets: readonly Shard[],
  folder: string,
): Promise<void> {
  const { page } = stage;
  const drive = join(folder, 'Backup-A');
  for (const { id } of await call(stage, 'clusters.list')) await call(stage, 'clusters.remove', { id });
  for (const [place, name] of [
    ['/', 'overview-empty'],
    ['/clusters', 'clusters-empty'],
    ['/clusters/new', 'cluster-new'],
    ['/backup', 'backup-no-cluster'],
    ['/backups', 'backups-empty'],
    ['/activity', 'activity-empty'],
    ['/settings', 'settings'],
  ] as const) {
    await go(stage, place);
    await take(stage, name);
  }

  if (only.length === 0 || only.some((name) => name.startsWith('huge'))) await takeHuge(stage, shards, folder);

  const shop = await save(stage, 'shop', shards);
  const staging = await save(stage, 'staging', targets);
  await go(stage, `/clusters/${shop}`);
  await take(stage, 'cluster', { sizes: true });
  await go(stage, `/clusters/${shop}/edit`);
  await take(stage, 'cluster-edit');
  await go(stage, `/backup?cluster=${shop}&to=${encodeURIComponent(drive)}`);
  await take(stage, 'backup-form', { sizes: true });
  await go(stage, `/backup?cluster=${shop}&to=%2Fdev%2Fnull`);
  await take(stage, 'backup-form-error');

  const backup = { kind: 'backup', clusterId: shop, to: drive, method: 'warm' } as const;
  await run(stage, backup);
  await run(stage, backup);
  if (only.length === 0 || only.some((name) => name.startsWith('known')))
    await takeKnown(stage, drive, shards, targets);
  // Each shard stands at another place of its way.
  const held = await hold([
    [shards[1], 'shop_1.order_5', 'shop_1.user_6'],
    [shards[2], 'shop_2.order_9'],
    [shards[3], 'shop_3.order_13', 'shop_3.order_14', 'shop_3.order_15', 'shop_3.order_item_13'],
  ]);
  const { id: running } = await call(stage, 'jobs.start', { ...backup, method: 'hot' });
  await until(stage, running, ({ progress }) => progress?.shards.some(({ phase }) => phase === 'done') ?? false);
  await go(stage, `/jobs/${running}`);
  await take(stage, 'backup-running', { sizes: true });
  await go(stage, '/');
  await take(stage, 'overview-busy');
  await call(stage, 'jobs.cancel', { id: running });
  await until(stage, running, ({ endedAt }) => endedAt !== undefined);
  for (const connection of held) await connection.end();
  await go(stage, `/jobs/${running}`);
  await take(stage, 'backup-stopped');

  for (const shard of shards) {
    const connection = await connectTo(shard);
    await connection.query("CREATE USER checkout@'%' IDENTIFIED BY 'for the picture'");
    await connection.query("GRANT SELECT, INSERT ON *.* TO checkout@'%'");
    await connection.end();
  }
  const { id: done, result } = await run(stage, { ...backup, accounts: true });
  if (result?.kind !== 'backup') throw new Error('the backup did not succeed');
  await go(stage, `/jobs/${done}`);
  await take(stage, 'backup-result');
  const set = result.set.summary.id;
  const verified = await run(stage, { kind: 'verify', from: drive, id: set });
  await go(stage, `/jobs/${verified.id}`);
  await take(stage, 'verify-result');
  await go(stage, `/backups?path=${encodeURIComponent(drive)}`);
  await take(stage, 'backups', { sizes: true });
  await go(stage, `/backups?path=${encodeURIComponent(drive)}&set=${set}`);
  await page.getByRole('dialog').getByRole('table').first().waitFor();
  await take(stage, 'backups-panel');

  // The steps by the answers that the wizard keeps: no word of any language is needed to get to them.
  const answers: WizardState = {
    ...FIRST_STATE,
    from: drive,
    setId: set,
    scope: EVERYTHING,
    clusterId: staging,
    naming: 'beside',
  };
  const step = async (change: Partial<WizardState>) => {
    await go(stage, '/settings');
    await page.evaluate(
      (state) => {
        (globalThis as unknown as { sessionStorage: Storage }).sessionStorage.setItem('shardkeep.restore', state);
      },
      JSON.stringify({ ...answers, ...change }),
    );
    await go(stage, '/restore');
  };
  await step({});
  await take(stage, 'restore-why', { sizes: true });
  await step({ step: 'moment', reason: 'practice' });
  await take(stage, 'restore-moment');
  await step({ step: 'what', reason: 'tables' });
  await take(stage, 'restore-what');
  await step({ step: 'where', reason: 'practice' });
  await take(stage, 'restore-where', { sizes: true });
  await step({ step: 'ready', reason: 'practice' });
  await page.locator('button[type=submit]').waitFor();
  await take(stage, 'restore-ready');
  await step({ step: 'ready', reason: 'everything', naming: 'same', clusterId: shop, existing: 'replace' });
  await page.locator('input[type=text], input:not([type])').last().waitFor();
  await take(stage, 'restore-replace');
  await step({ step: 'ready', reason: 'everything', naming: 'same', accounts: true });
  await page.locator('button[type=submit]').waitFor();
  await take(stage, 'restore-accounts');

  const map = Object.fromEntries(shards.map(({ name }, index) => [name, targets[index]?.name ?? '']));
  const request = {
    kind: 'restore',
    from: drive,
    id: set,
    clusterId: staging,
    map,
    replace: false,
    verify: true,
  } as const;
  const { id: restoring } = await call(stage, 'jobs.start', { ...request, rename: {} });
  await until(stage, restoring, ({ progress }) => progress?.phase === 'loading' && progress.bytesDone > 0);
  const [, , blocked] = targets;
  const blocker = await connectTo(blocked);
  await blocker.query('FLUSH TABLES WITH READ LOCK');
  await go(stage, `/jobs/${restoring}`);
  await take(stage, 'restore-running', { sizes: true });
  await blocker.end();
  await until(stage, restoring, ({ endedAt }) => endedAt !== undefined);
  await go(stage, `/jobs/${restoring}`);
  await take(stage, 'restore-report', { sizes: true });

  await go(stage, '/');
  await take(stage, 'overview-full', { sizes: true });
  if (only.length === 0 || only.some((name) => name.startsWith('chain'))) await takeChain(stage, shards, folder);
  await save(stage, 'archive', [
    { ...(shards[0] as Shard), name: 'a0' },
    { name: 'a1', host: '127.0.0.1', port: 9, user: 'backup', password: 'x' },
  ]);
  // A merge table holds no rows of its own: the set names it as what it does not have.
  const server = await connectTo(shards[1]);
  await server.query('CREATE TABLE shop_1.part (id INT NOT NULL, KEY (id)) ENGINE=MyISAM');
  await server.query('CREATE TABLE shop_1.parts (id INT NOT NULL, KEY (id)) ENGINE=MERGE UNION=(shop_1.part)');
  const partial = await run(stage, backup);
  await go(stage, `/jobs/${partial.id}`);
  await take(stage, 'backup-exceptions');
  await go(stage, '/');
  await take(stage, 'overview-exceptions', { sizes: true });
  const again = await hold([[shards[1], 'shop_1.order_5']]);
  const { id: killed } = await call(stage, 'jobs.start', { ...backup, method: 'hot' });
  await until(stage, killed, ({ progress }) => (progress?.bytesDone ?? 0) > 0);
  await go(stage, `/jobs/${killed}`);
  for (const pid of await engineProcesses()) process.kill(pid, 'SIGKILL');
  await until(stage, killed, ({ endedAt }) => endedAt !== undefined);
  await take(stage, 'backup-killed');
  for (const connection of again) await connection.end();
  await server.query('DROP TABLE shop_1.parts, shop_1.part');
  await server.end();

  const [broken] = (await call(stage, 'clusters.list')).filter(({ name }) => name === 'archive');
  await go(stage, `/clusters/${broken?.id}`);
  await take(stage, 'cluster-error');
  const gone = await save(
    stage,
    'rehearsal',
    targets.map((target, index) => (index === 2 ? { ...target, port: 9 } : target)),
  );
  await step({ step: 'ready', reason: 'practice', clusterId: gone });
  await take(stage, 'restore-ready-gone');
  await call(stage, 'clusters.remove', { id: gone });
  const failed = await run(stage, { ...backup, clusterId: broken?.id ?? '' });
  await go(stage, `/jobs/${failed.id}`);
  await take(stage, 'backup-failed');
  await go(stage, '/activity');
  await take(stage, 'activity', { sizes: true });
  await rm(drive, { recursive: true });
  await go(stage, `/backups?path=${encodeURIComponent(drive)}`);
  await take(stage, 'backups-gone');
  await go(stage, '/');
  await take(stage, 'overview-error');
}

/** What is known of sets and shards beside that they are there: damage, a share that is proven, a restore that was cut off. */
async function takeKnown(
  stage: Stage,
  drive: string,
  servers: readonly Shard[],
  targets: readonly Shard[],
): Promise<void> {
  const at = new Date().toISOString();
  const { sets } = await call(stage, 'destinations.view', { path: drive });
  const [newest, older] = sets.filter(({ state }) => state === 'complete');
  const keep = (path: string, ...checks: object[]) =>
    writeFile(join(path, CHECKS_FILE), JSON.stringify({ format: 'shardkeep-checks', checks }));
  if (!newest || !older) throw new Error('two backups are there');
  const looked = { at, on: 'here' };
  const of = { tables: 6, rows: 6_002_000 };
  const proof = { kind: 'restored', ...looked, proven: { tables: 2, rows: 2000 }, of, transactions: 0, whole: true };
  const tables = ['s1: shop_1.order_5', 's1: shop_1.order_item_5'];
  await keep(older.path, proof);
  await keep(newest.path, { kind: 'read', ...looked, damage: 2, tables, count: 2 });
  const place = encodeURIComponent(drive);
  await go(stage, `/backups?path=${place}`);
  await take(stage, 'known-backups', { sizes: true });
  await go(stage, `/restore?path=${place}&set=${newest.id}&reason=everything`);
  await take(stage, 'known-restore', { sizes: true });
  const places = targets.map(({ host, port }, index) => [`s${index}`, `${host}:${port}`]);
  await keep(newest.path, {
    ...{ kind: 'run', ...looked, began: at, id: 'run', state: 'half', targets: Object.fromEntries(places) },
    ...{ rename: {}, replace: true, verify: true, restored: { done: 31, total: 52 } },
  });
  await go(stage, '/');
  await take(stage, 'known-overview', { sizes: true });
  await go(stage, '/clusters');
  await take(stage, 'known-clusters', { sizes: true });
  for (const { path } of [older, newest]) await rm(join(path, CHECKS_FILE));
  const slip = await save(
    stage,
    'slip',
    servers.map((server, index) => ({
      ...server,
      schemas: index === 1 ? ['ap-0', 'archive_*'] : ['shop_*'],
      ...(index === 0 ? { tls: { mode: 'verify', ca: '/etc/ssl/shop-ca.pem' } } : {}),
    })),
  );
  await go(stage, `/clusters/${slip}`);
  await take(stage, 'known-cluster', { sizes: true });
  await go(stage, `/clusters/${slip}/edit`);
  await take(stage, 'known-cluster-edit', { sizes: true });
  await call(stage, 'clusters.remove', { id: slip });
}

/** Sets that build on each other, and instants in between; on a cluster and a destination of their own. */
async function takeChain(stage: Stage, shards: readonly Shard[], folder: string): Promise<void> {
  const { page } = stage;
  const drive = join(folder, 'Chain-B');
  const [shop] = (await call(stage, 'clusters.list')).filter(({ name }) => name === 'shop');
  const [staging] = (await call(stage, 'clusters.list')).filter(({ name }) => name === 'staging');
  if (!shop || !staging) throw new Error('the clusters are there');
  const backup = { kind: 'backup', clusterId: shop.id, to: drive, method: 'hot' } as const;
  const at = encodeURIComponent(drive);
  const server = await connectTo(shards[1]);
  const work = async (rows: number) => {
    for (let i = 0; i < rows; i++) await server.query('INSERT INTO shop_1.visit (page) VALUES (UUID())');
    await page.waitForTimeout(1500); // MariaDB's log tells seconds
  };
  await server.query('CREATE TABLE shop_1.visit (id INT AUTO_INCREMENT PRIMARY KEY, page VARCHAR(64) NOT NULL)');
  await run(stage, backup);
  await work(40);
  await run(stage, { ...backup, setKind: 'incremental' });
  await work(25);
  await server.query('ALTER TABLE shop_1.visit ADD COLUMN seen DATETIME');
  await run(stage, { ...backup, setKind: 'differential' });
  await work(60);
  await server.query('DROP TABLE shop_1.visit');
  await work(0);
  const { id: done, result } = await run(stage, { ...backup, setKind: 'incremental' });
  if (result?.kind !== 'backup') throw new Error('the backup did not succeed');
  const set = result.set.summary.id;
  await go(stage, `/jobs/${done}`);
  await take(stage, 'chain-result', { sizes: true });
  await go(stage, `/backup?cluster=${shop.id}&to=${at}`);
  await take(stage, 'chain-form', { sizes: true });
  await go(stage, `/backups?path=${at}`);
  await take(stage, 'chain-backups', { sizes: true });
  await go(stage, `/backups?path=${at}&set=${set}`);
  await page.getByRole('dialog').getByRole('table').first().waitFor();
  await take(stage, 'chain-panel');
  const { statements } = await call(stage, 'sets.points', { path: drive, id: set });
  const before = statements[0]?.before;
  if (before == null) throw new Error('nothing to stop in front of');
  const answers: WizardState = {
    ...FIRST_STATE,
    step: 'moment',
    reason: 'practice',
    from: drive,
    setId: set,
    scope: EVERYTHING,
    clusterId: staging.id,
    naming: 'beside',
  };
  for (const [name, change] of [
    ['chain-moment', {}],
    ['chain-instant', { at: before }],
    ['chain-ready', { at: before, step: 'ready', reason: 'everything', naming: 'same', existing: 'replace' }],
  ] as const) {
    await go(stage, '/settings');
    await page.evaluate(
      (state) => {
        (globalThis as unknown as { sessionStorage: Storage }).sessionStorage.setItem('shardkeep.restore', state);
      },
      JSON.stringify({ ...answers, ...change }),
    );
    await go(stage, '/restore');
    // What is below the sets is what these are about.
    if (name === 'chain-instant') await page.getByRole('slider').scrollIntoViewIfNeeded();
    await take(stage, name, { sizes: true });
  }
  const map = Object.fromEntries(shards.map(({ name }, index) => [name, staging.shards[index]?.name ?? '']));
  const names = Object.fromEntries(shards.map((_, index) => [`shop_${index}`, `point_${index}`]));
  const restored = await run(stage, {
    kind: 'restore',
    from: drive,
    id: set,
    at: before,
    clusterId: staging.id,
    map,
    rename: names,
    replace: false,
    verify: true,
  });
  await go(stage, `/jobs/${restored.id}`);
  await take(stage, 'chain-report', { sizes: true });
  await go(stage, '/');
  await take(stage, 'overview', { sizes: true });
  // A session with a clock of its own: what follows it may belong to an instant in front of it.
  await server.query('SET timestamp = UNIX_TIMESTAMP() + 3600');
  await server.query('CREATE TABLE shop_1.visit (id INT AUTO_INCREMENT PRIMARY KEY, page VARCHAR(64) NOT NULL)');
  await server.query('SET timestamp = DEFAULT');
  await work(3);
  const later = await run(stage, { ...backup, setKind: 'incremental' });
  if (later.result?.kind !== 'backup') throw new Error('the backup did not succeed');
  const dated = await run(stage, {
    kind: 'restore',
    from: drive,
    id: later.result.set.summary.id,
    at: later.result.set.summary.cutAt?.replace(/\.\d+Z$/, 'Z') ?? '',
    clusterId: staging.id,
    map,
    rename: Object.fromEntries(shards.map((_, index) => [`shop_${index}`, `dated_${index}`])),
    replace: false,
    verify: true,
  });
  await go(stage, `/jobs/${dated.id}`);
  await take(stage, 'chain-dated', { sizes: true });
  await server.query('RESET MASTER');
  await server.end();
  const broken = await run(stage, { ...backup, setKind: 'incremental' });
  await go(stage, `/jobs/${broken.id}`);
  await take(stage, 'chain-broken', { sizes: true });
  // The full set is lost, and all that builds on it with it.
  const { sets } = await call(stage, 'destinations.view', { path: drive });
  const full = sets.find(({ kind }) => kind === 'full');
  if (full) await rm(full.path, { recursive: true });
  await go(stage, `/backups?path=${at}&set=${set}`);
  await take(stage, 'chain-orphan');
  await go(stage, `/backup?cluster=${shop.id}&to=${at}`);
  await take(stage, 'chain-form-orphan');
  // And then everything that the drive held of this cluster.
  for (const { path } of sets) await rm(path, { recursive: true, force: true });
  await go(stage, `/backups?path=${at}`);
  await take(stage, 'chain-lost');
  await go(stage, '/');
  await take(stage, 'overview-lost', { sizes: true });
  await call(stage, 'destinations.forget', { path: drive });
}

/** Every list with what "huge" means: 64 shards, 10,000 tables, 5,000 sets. */
async function takeHuge(stage: Stage, servers: readonly Shard[], folder: string): Promise<void> {
  const { page } = stage;
  const drive = join(folder, 'Archive-2026');
  const shards = await seedHuge(servers);
  const hour = 3_600_000;
  const [now, newest] = [Date.now(), { cluster: 'metro', sets: 1, everyHours: 6 }];
  await writeManySets(drive, { ...newest, sets: HUGE.sets, shards: 4, tables: 52, newest: new Date(now - 7 * hour) });
  const [set] = await writeManySets(drive, { ...newest, ...HUGE, sets: 1, newest: new Date(now - hour) });
  const metro = await save(stage, 'metro', shards);
  await call(stage, 'destinations.view', { path: drive });
  const at = encodeURIComponent(drive);
  for (const [place, name] of [
    ['/', 'huge-overview'],
    [`/clusters/${metro}`, 'huge-cluster'],
    [`/clusters/${metro}/edit`, 'huge-cluster-edit'],
    [`/backup?cluster=${metro}`, 'huge-backup-form'],
    [`/backups?path=${at}`, 'huge-backups'],
    [`/backups?path=${at}&set=${set}`, 'huge-backups-panel'],
    [`/restore?path=${at}&set=${set}`, 'huge-restore'],
  ] as const) {
    await go(stage, place);
    await page.locator('.mantine-Loader-root').first().waitFor({ state: 'detached' });
    await take(stage, name, { sizes: true });
  }
  await call(stage, 'clusters.remove', { id: metro });
  await call(stage, 'destinations.forget', { path: drive });
  for (const [index, { host, port, user, password }] of shards.entries()) {
    const connection = await createConnection({ host, port, user, password });
    await connection.query(`DROP DATABASE huge_${index}`);
    await connection.end();
  }
}

interface TakeOptions {
  /** In windows of other sizes as well. */
  readonly sizes?: boolean;
}

/** The page in both languages and themes. */
async function take(stage: Stage, name: string, { sizes = false }: TakeOptions = {}): Promise<void> {
  if (only.length > 0 && !only.some((start) => name.startsWith(start))) return;
  const { page } = stage;
  for (const language of ['en', 'zh-CN'] as const)
    for (const theme of ['light', 'dark'] as const) {
      await call(stage, 'settings.save', { language, theme });
      await page.locator(`html[lang="${language}"][data-mantine-color-scheme="${theme}"]`).waitFor();
      const file = `${name}-${language === 'en' ? 'en' : 'zh'}-${theme}`;
      await settle(page);
      await page.screenshot({ path: join(BEST.includes(name) ? DOCS : REST, `${file}.png`), animations: 'disabled' });
      // Light English and dark Chinese show between them what a narrow window cuts off.
      if (!sizes || (language === 'en') !== (theme === 'light')) continue;
      for (const [width, height] of SIZES) {
        await page.setViewportSize({ width, height });
        await page.waitForTimeout(150);
        await page.screenshot({ path: join(REST, `${file}-${width}.png`), animations: 'disabled' });
      }
      await page.setViewportSize({ width: 1280, height: 800 });
    }
  console.log(name);
}

/** A place, read anew, so that nothing is shown from before. */
async function go({ page }: Stage, place: string): Promise<void> {
  await visit({ page }, place);
  await page.reload();
  await page.getByRole('heading').first().waitFor();
  await settle(page);
}

/** Until no page waits for servers or disks. */
async function settle(page: Page): Promise<void> {
  await page.waitForLoadState('networkidle');
  await page.locator('main .mantine-Skeleton-root').first().waitFor({ state: 'detached' });
  await page.waitForTimeout(600); // typed folders are looked at after a pause
  await page.locator('main .mantine-Skeleton-root').first().waitFor({ state: 'detached' });
}

async function save(stage: Stage, name: string, shards: readonly Shard[]): Promise<string> {
  const saved = await call(stage, 'clusters.save', {
    name,
    shards: shards.map(({ schemas, ...shard }) => ({
      ...shard,
      id: `${name}-${shard.name}`,
      ...(schemas === undefined ? {} : { schemas: [...schemas] }),
    })),
  });
  return saved.id;
}

async function run(stage: Stage, request: JobRequest): Promise<JobSnapshot> {
  const { id } = await call(stage, 'jobs.start', request);
  return until(stage, id, ({ endedAt }) => endedAt !== undefined);
}

async function until(stage: Stage, id: string, reached: (job: JobSnapshot) => boolean): Promise<JobSnapshot> {
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    const job = await call(stage, 'jobs.get', { id });
    if (reached(job)) return job;
    if (performance.now() > deadline) throw new Error(`the ${job.request.kind} did not get on: ${JSON.stringify(job)}`);
    await stage.page.waitForTimeout(100);
  }
}

/** Keeps a run waiting at these tables, so that its page stands still. */
async function hold(locks: readonly (readonly [Shard | undefined, ...string[]])[]): Promise<Connection[]> {
  return Promise.all(
    locks.map(async ([shard, ...tables]) => {
      const connection = await connectTo(shard);
      await connection.query(`LOCK TABLES ${tables.map((table) => `${table} WRITE`).join(', ')}`);
      return connection;
    }),
  );
}

async function connectTo(shard: Shard | undefined): Promise<Connection> {
  if (!shard) throw new Error('no such shard');
  const { host, port, user, password } = shard;
  return createConnection({ host, port, user, password });
}

/** Engines of the web host that this program started. */
async function engineProcesses(): Promise<number[]> {
  const parentOf = async (pid: number | string) => {
    const status = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
    return Number(status.slice(status.lastIndexOf(')') + 2).split(' ')[1]);
  };
  const found: number[] = [];
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    if (command.includes('engine-process') && (await parentOf(await parentOf(pid))) === process.pid)
      found.push(Number(pid));
  }
  return found;
}

async function call<M extends MethodName>(
  { client }: Stage,
  method: M,
  ...[input]: Input<M> extends void ? [] : [Input<M>]
): Promise<Output<M>> {
  const reply = await client.request(method, input);
  if (reply.ok) return reply.value as Output<M>;
  throw new Error(`${method}: ${reply.failure.message}`);
}
