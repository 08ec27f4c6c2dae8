import { mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { prepareDestination } from '../../../electron/engine/archive/destination.ts';
import type { ClusterService } from '../../../electron/host/services/clusters.ts';
import type { EngineEnd } from '../../../electron/job/engine-protocol.ts';
import type { JobSnapshot } from '../../../shared/contract.ts';
import type { JobProgress } from '../../../shared/job.ts';
import { dataFolder, type FakeEngine, fakePlatform, textsBelow } from '../../support/services.ts';

const { createJobs } = await import('../../../electron/host/services/jobs.ts');
const { openJobHistory } = await import('../../../electron/host/services/job-history.ts');
const { createServices } = await import('../../../electron/host/services/create-services.ts');
const { createApi } = await import('../../../electron/host/api.ts');
const { createFileCipher } = await import('../../../electron/host/services/file-cipher.ts');

const PASSWORD = 'known-Passw0rd';
const SHARD = { id: 'a', name: 's0', host: '127.0.0.1', port: 1, user: 'root', password: PASSWORD };
const PROGRESS: JobProgress = {
  phase: 'reading',
  bytesDone: 1,
  bytesTotal: 2,
  storedBytes: 1,
  rows: 1,
  bytesPerSecond: 1,
  secondsLeft: 1,
  shards: [],
};
const CANCELLED: EngineEnd = { state: 'cancelled', failure: { code: 'cancelled', message: 'cancelled', where: {} } };

async function host(folder?: string) {
  const platform = fakePlatform(folder ?? (await dataFolder()), {
    cipher: folder === undefined ? null : createFileCipher(folder),
  });
  const events: { event: string; payload: unknown; final: boolean }[] = [];
  const services = createServices(platform, (event, payload, final) => void events.push({ event, payload, final }));
  const { handlers } = services;
  const cluster = folder === undefined ? await handlers['clusters.save']({ name: 'shop', shards: [SHARD] }) : undefined;
  const backup = {
    kind: 'backup' as const,
    clusterId: cluster?.id ?? '',
    to: join(platform.dataFolder, 'drive'),
    method: 'hot' as const,
  };
  const snapshots = () => events.filter((one) => one.event === 'job.changed').map((one) => one.payload as JobSnapshot);
  return { ...platform, handlers, services, events, snapshots, backup };
}

/** Ends a job with a result that is too large for a list, and returns that. */
function endWithLargeResult(engine: FakeEngine | undefined) {
  const tables = Array.from({ length: 5000 }, (_, i) => `s0: shop.a_table_with_a_name_${i}`);
  const result = { kind: 'verify' as const, volumes: 1, bytes: 1, damage: [], tables };
  engine?.say({ type: 'ready' });
  engine?.say({ type: 'ended', end: { state: 'done', outcome: 'ok', result } });
  engine?.exit();
  return result;
}

/** Lets what waits for files and promises go on. */
const settle = () => new Promise((done) => setTimeout(done, 50));

describe('a job', () => {
  test('is told in whole snapshots with growing numbers, and its end is final', async () => {
    const { handlers, engines, snapshots, events, backup } = await host();
    const { id } = await handlers['jobs.start'](backup);
    engines[0]?.say({ type: 'ready' });
    engines[0]?.say({ type: 'progress', progress: PROGRESS });
    await handlers['jobs.cancel']({ id });
    engines[0]?.say({ type: 'ended', end: CANCELLED });
    engines[0]?.exit();
    await settle();
    expect(snapshots().map((one) => [one.seq, one.state])).toEqual([
      [0, 'running'],
      [1, 'running'],
      [2, 'cancelling'],
      [3, 'cancelled'],
    ]);
    expect(snapshots().every((one) => one.id === id && one.cluster === 'shop')).toBe(true);
    expect(events.filter((one) => one.event === 'job.changed').at(-1)?.final).toBe(true);
    expect(events.find((one) => (one.payload as JobSnapshot).seq === 1)?.final).toBe(false);
  });

  test('gives the engine the password, and nobody else', async () => {
    const { handlers, engines, events, backup, dataFolder: folder } = await host();
    await handlers['jobs.start'](backup);
    engines[0]?.say({ type: 'ready' });
    expect(engines[0]?.received).toMatchObject([
      { type: 'run', job: { cluster: { shards: [{ password: PASSWORD }] } } },
    ]);
    await settle();
    const seen = [
      ...events,
      ...(await textsBelow(folder)),
      await handlers['jobs.list'](),
      await handlers['clusters.list'](),
    ];
    expect(JSON.stringify(seen)).not.toContain(PASSWORD);
  });

  test('tells, keeps and lists no more of its end than was agreed', async () => {
    const { handlers, engines, events, backup, dataFolder: folder } = await host();
    await handlers['jobs.start'](backup);
    engines[0]?.say({ type: 'ready' });
    const failure = { code: 'server' as const, message: 'refused', where: {}, statement: `… BY '${PASSWORD}'` };
    engines[0]?.say({ type: 'ended', end: { state: 'failed', failure } });
    engines[0]?.exit();
    await settle();
    const seen = [events, await textsBelow(folder), await handlers['jobs.list']()];
    expect(JSON.stringify(seen)).toContain('refused');
    expect(JSON.stringify(seen)).not.toContain(PASSWORD);
  });

  test('whose engine speaks another language has failed', async () => {
    const { handlers, engines, backup } = await host();
    const { id } = await handlers['jobs.start'](backup);
    engines[0]?.say({ type: 'ready' });
    const end = { state: 'done', outcome: 'ok', result: { kind: 'backup' } } as unknown as EngineEnd;
    engines[0]?.say({ type: 'ended', end });
    engines[0]?.exit();
    await settle();
    expect(await handlers['jobs.get']({ id })).toMatchObject({ state: 'failed', failure: { code: 'internal' } });
  });

  test('whose cluster is gone, whose path is no path, or that is one too many does not start', async () => {
    const { handlers, engines, backup } = await host();
    const start = (more: object) => handlers['jobs.start']({ ...backup, ...more });
    await expect(start({ clusterId: 'gone' })).rejects.toMatchObject({ failure: { code: 'not-found' } });
    await expect(start({ to: 'drive' })).rejects.toMatchObject({ failure: { where: { field: 'path' } } });
    await Promise.all([start({}), start({}), start({}), start({})]);
    await expect(start({})).rejects.toMatchObject({ failure: { code: 'busy' } });
    expect(engines).toHaveLength(4);
    await settle();
  });

  test('that checks a set takes the cluster’s name from the destination', async () => {
    const { handlers, engines, dataFolder: folder } = await host();
    const from = join(folder, 'drive');
    await prepareDestination(from);
    const id = '20261121T020000Z-full-7f3a';
    await mkdir(join(from, 'shop%20A', id), { recursive: true });
    await handlers['jobs.start']({ kind: 'verify', from, id });
    expect((await handlers['jobs.list']())[0]?.cluster).toBe('shop A');
    for (const other of ['20261121T020000Z-full-0000', '../shop', '..'])
      await expect(handlers['jobs.start']({ kind: 'verify', from, id: other })).rejects.toMatchObject({
        failure: { code: 'not-found' },
      });
    expect(engines).toHaveLength(1);
    await settle();
  });
});

describe('the history', () => {
  test('is there after a restart; what ran then has failed, in words', async () => {
    const folder = await dataFolder();
    const first = await host();
    await first.handlers['jobs.start'](first.backup);
    await settle();
    const second = await host(first.dataFolder);
    const [job] = await second.handlers['jobs.list']();
    expect(job).toMatchObject({
      state: 'failed',
      failure: { code: 'internal', message: /was ended while this backup ran/ },
    });
    expect(job?.endedAt).toBeDefined();
    expect(folder).not.toBe(first.dataFolder);
  });

  test('leaves out a restore whose choice was said in another way, so that it never passes for one of everything', async () => {
    const folder = await dataFolder();
    await mkdir(join(folder, 'jobs'));
    const restore = { kind: 'restore', from: '/d', id: 'x', clusterId: 'c', map: {}, rename: {}, replace: false };
    const requests = { old: { only: ['shop.*'] }, new: { scope: { s0: ['shop.*'], s1: null } }, whole: {} };
    for (const [id, choice] of Object.entries(requests)) {
      const request = { ...restore, verify: true, ...choice };
      const job = { id, seq: 1, request, cluster: 'c', state: 'cancelled', startedAt: '2026-01-01T00:00:00Z' };
      await writeFile(join(folder, 'jobs', `20260101-${id}.json`), JSON.stringify({ ...job, progress: null }));
    }
    const { handlers } = await host(folder);
    expect((await handlers['jobs.list']()).map(({ id }) => id)).toEqual(['whole', 'new']);
  });

  test('has the newest 200 jobs, and survives files it cannot read', async () => {
    const folder = await dataFolder();
    await mkdir(join(folder, 'jobs'));
    const at = (i: number) => new Date(Date.UTC(2026, 0, 1, 0, i)).toISOString();
    for (let i = 0; i < 205; i++) {
      const job = {
        id: `j${i}`,
        seq: 1,
        request: { kind: 'verify', from: '/d', id: 'x' },
        cluster: 'c',
        state: 'cancelled',
        startedAt: at(i),
        endedAt: at(i),
        progress: null,
      };
      await writeFile(join(folder, 'jobs', `${at(i).replace(/\D/g, '')}-j${i}.json`), JSON.stringify(job));
    }
    await writeFile(join(folder, 'jobs', '20260101000500000-broken.json'), '{ half');
    const { handlers } = await host(folder);
    const list = await handlers['jobs.list']();
    expect([list[0]?.id, list.length]).toEqual(['j204', 200]);
    expect((await readdir(join(folder, 'jobs'))).length).toBe(200);
  });

  test('leaves large results out of the list; they can be had one by one', async () => {
    const { handlers, engines, backup } = await host();
    const { id } = await handlers['jobs.start'](backup);
    const result = endWithLargeResult(engines[0]);
    await settle();
    expect((await handlers['jobs.list']())[0]).toMatchObject({ id, state: 'done', outcome: 'ok' });
    expect((await handlers['jobs.list']())[0]?.result).toBeUndefined();
    expect((await handlers['jobs.get']({ id })).result).toEqual(result);
  });

  test('keeps a large result in a file of its own, which a start does not read and which goes with the job', async () => {
    const { handlers, engines, backup, dataFolder: folder } = await host();
    const { id } = await handlers['jobs.start'](backup);
    const result = endWithLargeResult(engines[0]);
    const large = async () => (await readdir(join(folder, 'jobs'))).filter((name) => name.endsWith('.result'));
    await expect.poll(large).toHaveLength(1);
    await settle();
    const [file] = (await readdir(join(folder, 'jobs'))).filter((name) => name.endsWith('.json'));
    expect((await stat(join(folder, 'jobs', file ?? ''))).size).toBeLessThan(2000);
    const later = openJobHistory(folder);
    expect(later.jobs.map((job) => [job.id, job.state, job.result])).toEqual([[id, 'done', undefined]]);
    expect((await later.whole(later.jobs[0] as JobSnapshot)).result).toEqual(result);
    const others = Array.from({ length: 200 }, (_, i) => ({ ...(later.jobs[0] as JobSnapshot), id: `later-${i}` }));
    for (const one of others) await later.save(one);
    expect(await large()).toEqual([]);
  });

  test('is told to have ended although its destination does not answer', async () => {
    const { dataFolder: folder, startEngine, engines } = fakePlatform(await dataFolder());
    const told: JobSnapshot[] = [];
    const silent = { remember: () => new Promise<void>(() => {}) };
    const cluster = { name: 'shop', shards: [] };
    const clusters = { resolve: async () => cluster } as unknown as ClusterService;
    const jobs = createJobs({ dataFolder: folder, startEngine }, clusters, silent, (job) => told.push(job));
    const { id } = await jobs.start({ kind: 'backup', clusterId: 'c', to: '/mnt/gone', method: 'hot' });
    engines[0]?.say({ type: 'ready' });
    engines[0]?.say({ type: 'ended', end: CANCELLED });
    engines[0]?.exit();
    await expect.poll(() => told.at(-1), { timeout: 5000 }).toMatchObject({ id, state: 'cancelled' });
    expect(jobs.running()).toEqual([]);
    await jobs.close();
  });

  test('is private', async () => {
    const { handlers, backup, dataFolder: folder } = await host();
    await handlers['jobs.start'](backup);
    await settle();
    const [name = ''] = await readdir(join(folder, 'jobs'));
    expect((await stat(join(folder, 'jobs', name))).mode & 0o077).toBe(0);
  });
});

test('closing cancels what runs, waits for it, and starts nothing new', async () => {
  const { handlers, engines, services, backup } = await host();
  await handlers['jobs.start'](backup);
  engines[0]?.say({ type: 'ready' });
  let closed = false;
  const closing = services.jobs.close().then(() => {
    closed = true;
  });
  await settle();
  expect([closed, engines[0]?.received.at(-1)]).toEqual([false, { type: 'cancel' }]);
  await expect(handlers['jobs.start'](backup)).rejects.toMatchObject({ failure: { code: 'busy' } });
  engines[0]?.say({ type: 'ended', end: CANCELLED });
  engines[0]?.exit();
  await closing;
});

test('no reply, event or file has a password, whichever method is called', async () => {
  const folder = await dataFolder();
  const { handlers, events, engines } = await host(folder);
  const api = createApi(handlers);
  const saved = await handlers['clusters.save']({ name: 'shop', shards: [SHARD] });
  const drive = join(folder, 'drive');
  const inputs: [string, unknown][] = [
    ['clusters.list', undefined],
    ['clusters.save', { name: 'shop', shards: [SHARD] }],
    ['clusters.save', { name: 'x', shards: [{ ...SHARD, id: 'b', port: PASSWORD }] }],
    ['clusters.testShard', { shard: SHARD }],
    ['clusters.testShard', { shard: { ...SHARD, password: { nested: PASSWORD } } }],
    ['clusters.view', { id: saved.id }],
    ['jobs.start', { kind: 'backup', clusterId: saved.id, to: drive, method: 'hot' }],
    [
      'jobs.start',
      { kind: 'restore', clusterId: saved.id, from: drive, id: 'x', map: {}, rename: {}, replace: false, verify: true },
    ],
    [
      'restore.preview',
      { kind: 'restore', clusterId: saved.id, from: drive, id: 'x', map: {}, rename: {}, replace: false, verify: true },
    ],
    ['jobs.list', undefined],
    ['app.info', undefined],
  ];
  const replies: unknown[] = [];
  for (const [method, input] of inputs) replies.push(await api(method, input));
  for (const engine of engines) {
    engine.say({ type: 'ready' });
    engine.exit('signal SIGKILL');
  }
  await settle();
  replies.push(await api('jobs.list', undefined));
  expect(replies).toHaveLength(inputs.length + 1);
  expect(JSON.stringify([replies, events, await textsBelow(folder)])).not.toContain(PASSWORD);
});
