import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { JobSnapshot } from '../../shared/contract.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { ADMIN } from '../support/server-handle.ts';
import { engineProcesses } from './engine-processes.ts';
import { type AppUnderTest, expect, test as hostTest } from './hosts.ts';

/** What a host does with jobs, whatever its pages look like. Real servers, real engine processes. */
const test = hostTest.extend<object, { server: TestServer }>({
  server: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright wants to see which fixtures this one takes.
    async ({}, use) => {
      const server = await startServer({ flavour: 'mariadb' });
      await server.client(
        `CREATE DATABASE shop; CREATE TABLE shop.t (id INT PRIMARY KEY, v MEDIUMTEXT);
         INSERT INTO shop.t SELECT seq, REPEAT(MD5(seq), 30) FROM shop.seq_1_to_20000`,
      );
      await use(server);
      await server.stop();
    },
    { scope: 'worker', timeout: 120_000 },
  ],
});

async function addCluster(app: AppUnderTest, server: TestServer, name = 'shop'): Promise<string> {
  const shard = { id: `${name}-0`, name: 's0', host: '127.0.0.1', port: server.port, ...ADMIN };
  return (await app.call('clusters.save', { name, shards: [shard] })).id;
}

async function ended(app: AppUnderTest, id: string): Promise<JobSnapshot> {
  await expect.poll(async () => (await app.call('jobs.get', { id })).endedAt, { timeout: 60_000 }).toBeDefined();
  return app.call('jobs.get', { id });
}

/** A lock that somebody else holds keeps a cold backup waiting for as long as the test needs it to. */
async function startSlowJob(app: AppUnderTest, server: TestServer): Promise<{ id: string; release(): Promise<void> }> {
  const holder = server.client('LOCK TABLES shop.t WRITE; DO SLEEP(30); UNLOCK TABLES');
  holder.catch(() => {});
  await expect
    .poll(() => server.client("SELECT COUNT(*) FROM information_schema.processlist WHERE info LIKE 'DO SLEEP%'"))
    .toBe('1\n');
  const clusterId = await addCluster(app, server);
  const { id } = await app.call('jobs.start', {
    kind: 'backup',
    clusterId,
    to: join(app.dataFolder, 'slow'),
    method: 'cold',
  });
  await expect.poll(async () => (await app.call('jobs.get', { id })).progress).not.toBeNull();
  return {
    id,
    release: async () => {
      const list = await server.client("SELECT id FROM information_schema.processlist WHERE info LIKE 'DO SLEEP%'");
      if (list.trim() !== '') await server.client(`KILL ${list.trim()}`);
      await holder.catch(() => {});
    },
  };
}

test('back up, verify, preview and restore; the history tells', async ({ app, server }) => {
  const clusterId = await addCluster(app, server);
  const to = join(app.dataFolder, 'drive');
  expect(await app.call('destinations.view', { path: to })).toMatchObject({ state: 'new', sets: [] });
  const backup = await ended(app, (await app.call('jobs.start', { kind: 'backup', clusterId, to, method: 'hot' })).id);
  expect(backup).toMatchObject({ state: 'done', outcome: 'ok', cluster: 'shop', result: { kind: 'backup' } });
  const view = await app.call('destinations.view', { path: to });
  expect(view).toMatchObject({ state: 'ready', sets: [{ state: 'complete', rows: 20_000, tables: 1 }] });
  const id = view.sets[0]?.id ?? '';
  expect(await app.call('sets.details', { path: to, id })).toMatchObject({
    shards: [{ name: 's0', tables: [{ name: 't' }] }],
  });
  const verify = await ended(app, (await app.call('jobs.start', { kind: 'verify', from: to, id })).id);
  expect(verify).toMatchObject({ state: 'done', outcome: 'ok', cluster: 'shop', result: { damage: [] } });
  const request = {
    kind: 'restore' as const,
    from: to,
    id,
    clusterId,
    map: {},
    rename: { shop: 'shop_restored' },
    replace: false,
    verify: true,
  };
  expect((await app.call('restore.preview', request)).findings.filter((f) => f.severity === 'stop')).toEqual([]);
  const restore = await ended(app, (await app.call('jobs.start', request)).id);
  expect(restore).toMatchObject({ state: 'done', outcome: 'ok', result: { report: { quality: { value: 1 } } } });
  expect((await app.call('jobs.list')).map((job) => job.request.kind)).toEqual(['restore', 'verify', 'backup']);
  expect(await app.call('destinations.recent')).toEqual([to]);
  await expect.poll(() => engineProcesses(app)).toEqual([]);
  await server.client('DROP DATABASE shop_restored');
});

test('a reload of the page does not touch a job, and a cancel ends it in order', async ({ app, server }) => {
  const job = await startSlowJob(app, server);
  await app.page.reload();
  expect(await app.call('jobs.get', { id: job.id })).toMatchObject({ state: 'running' });
  if (app.standIn) expect(await app.standIn.ask('blockers')).toEqual(['prevent-app-suspension']);
  await app.call('jobs.cancel', { id: job.id });
  const end = await ended(app, job.id);
  expect(end).toMatchObject({ state: 'cancelled', failure: { code: 'cancelled' } });
  expect(end.failure?.safe).toBeDefined();
  await expect.poll(() => engineProcesses(app)).toEqual([]);
  if (app.standIn) expect(await app.standIn.ask('blockers')).toEqual([]);
  await job.release();
  // Locks are gone: somebody can write.
  await server.client('UPDATE shop.t SET v = v WHERE id = 1');
});

test('an engine process that dies is a failed job with a reason, and the app goes on', async ({ app, server }) => {
  const job = await startSlowJob(app, server);
  const [pid = 0] = await engineProcesses(app);
  process.kill(pid, 'SIGKILL');
  const end = await ended(app, job.id);
  expect(end).toMatchObject({ state: 'failed', failure: { code: 'internal', message: /ended unexpectedly/ } });
  expect(end.failure).toMatchObject({ safe: expect.any(String), next: expect.any(String) });
  await job.release();
  const clusterId = (await app.call('clusters.list'))[0]?.id ?? '';
  const to = join(app.dataFolder, 'slow');
  const again = await ended(app, (await app.call('jobs.start', { kind: 'backup', clusterId, to, method: 'hot' })).id);
  expect(again).toMatchObject({ state: 'done', outcome: 'ok' });
});

test('two backups to one destination: the second is refused and the first not disturbed', async ({ app, server }) => {
  const job = await startSlowJob(app, server);
  const clusterId = (await app.call('clusters.list'))[0]?.id ?? '';
  const to = join(app.dataFolder, 'slow');
  const second = await ended(app, (await app.call('jobs.start', { kind: 'backup', clusterId, to, method: 'hot' })).id);
  expect(second).toMatchObject({ state: 'failed', failure: { code: 'busy' } });
  expect(await app.call('jobs.get', { id: job.id })).toMatchObject({ state: 'running' });
  await app.call('jobs.cancel', { id: job.id });
  await ended(app, job.id);
  await job.release();
});

test('no password is in a reply, an event, an argument of a process or a file', async ({ app, server }) => {
  const job = await startSlowJob(app, server);
  const [pid = 0] = await engineProcesses(app);
  const seen = await Promise.all([
    readFile(`/proc/${pid}/cmdline`, 'utf8'),
    readFile(`/proc/${pid}/environ`, 'utf8'),
    ...(await filesBelow(app.dataFolder)).map((file) => readFile(file, 'latin1')),
    JSON.stringify(await app.request('clusters.list')),
    JSON.stringify(await app.request('jobs.list')),
    JSON.stringify(await app.request('clusters.testShard', { shard: { ...(await wrongAccount(app)) } })),
  ]);
  for (const text of seen) expect(text).not.toContain(ADMIN.password);
  await app.call('jobs.cancel', { id: job.id });
  await ended(app, job.id);
  await job.release();
});

test('an app that is killed leaves no engine behind, and its job on record for the next start', async ({
  app,
  server,
}) => {
  test.skip(app.host === 'electron', 'kills the host');
  const job = await startSlowJob(app, server);
  const [pid = 0] = await engineProcesses(app);
  process.kill(app.pid, 'SIGKILL');
  await expect
    .poll(
      () =>
        stat(`/proc/${pid}`).then(
          () => 'there',
          () => 'gone',
        ),
      { timeout: 45_000 },
    )
    .toBe('gone');
  const [name = ''] = await readdir(join(app.dataFolder, 'jobs'));
  expect(JSON.parse(await readFile(join(app.dataFolder, 'jobs', name), 'utf8'))).toMatchObject({ state: 'running' });
  await job.release();
});

test.describe('closing', () => {
  test.beforeEach(({ host }) =>
    test.skip(host !== 'stand-in', 'windows can be closed by the test in the stand-in only'),
  );

  test('asks while a job runs, keeps it on demand, and stops it in order', async ({ app, server }) => {
    const { standIn } = app;
    if (!standIn) throw new Error('no stand-in');
    const job = await startSlowJob(app, server);
    standIn.dialogs.showMessageBox = { response: 0 };
    await standIn.ask('closeWindow', 1);
    await standIn.ask('quit');
    await expect.poll(() => standIn.shownDialogs.length).toBeGreaterThan(0);
    expect(standIn.shownDialogs[0]?.options).toMatchObject({
      message: 'A backup is running.',
      buttons: ['Keep running', 'Stop and quit'],
      defaultId: 0,
      cancelId: 0,
    });
    expect(await app.call('jobs.get', { id: job.id })).toMatchObject({ state: 'running' });
    await app.call('settings.save', { language: 'zh-CN', theme: 'system' });
    standIn.dialogs.showMessageBox = { response: 1 };
    await standIn.ask('closeWindow', 1);
    expect(await standIn.exited).toBe(0);
    expect(standIn.shownDialogs.at(-1)?.options).toMatchObject({ message: '备份正在进行。' });
    const [name = ''] = await readdir(join(app.dataFolder, 'jobs'));
    expect(JSON.parse(await readFile(join(app.dataFolder, 'jobs', name), 'utf8'))).toMatchObject({
      state: 'cancelled',
    });
    await job.release();
  });

  test('asks nothing while nothing runs', async ({ app }) => {
    await app.standIn?.ask('closeWindow', 1);
    expect(await app.standIn?.exited).toBe(0);
    expect(app.standIn?.shownDialogs).toEqual([]);
  });
});

/** A login that fails, so that the failure's words are looked at as well. */
async function wrongAccount(app: AppUnderTest) {
  const [shard] = (await app.call('clusters.list'))[0]?.shards ?? [];
  if (!shard) throw new Error('no shard');
  const { hasPassword: _, ...draft } = shard;
  return { ...draft, user: 'nobody' };
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}
