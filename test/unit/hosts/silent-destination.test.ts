import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, expect, test, vi } from 'vitest';
import { prepareDestination } from '../../../electron/engine/archive/destination.ts';
import type { ClusterService } from '../../../electron/host/services/clusters.ts';
import type { JobSnapshot } from '../../../shared/contract.ts';
import { dataFolder, fakePlatform } from '../../support/services.ts';

/** What is asked of a drive called `silent`, which begins to hang with this call. */
const drive = vi.hoisted(() => ({ hangsAt: 'statfs', asked: [] as string[] }));
vi.mock('node:fs/promises', async (load) => {
  const real = await load<typeof import('node:fs/promises')>();
  const hanging =
    <A extends [unknown, ...unknown[]], R>(name: string, call: (...args: A) => R) =>
    (...args: A): R => {
      if (!String(args[0]).includes('silent') || drive.hangsAt === '') return call(...args);
      if (name !== drive.hangsAt && drive.asked.length === 0) return call(...args);
      drive.asked.push(name);
      return new Promise(() => {}) as R;
    };
  const all = {
    statfs: hanging('statfs', real.statfs),
    lstat: hanging('lstat', real.lstat),
    open: hanging('open', real.open),
  };
  return { ...real, ...all, default: { ...real, ...all } };
});
const { openDestinations } = await import('../../../electron/host/services/destinations.ts');
const { createJobs } = await import('../../../electron/host/services/jobs.ts');
const { createSetReader } = await import('../../../electron/host/services/set-reader.ts');

beforeEach(() => {
  Object.assign(drive, { hangsAt: '', asked: [] });
});

const SILENT = { state: 'unusable', failure: { fact: { reason: 'drive-silent' } } };

/** A host with one drive that is about to hang and one that is not, both with sets to come. */
async function given(hangsAt: string) {
  const data = await dataFolder();
  const [silent, well] = [join(data, 'silent'), join(data, 'well')];
  for (const folder of [silent, well]) await prepareDestination(folder);
  const destinations = openDestinations(data, createSetReader(data));
  Object.assign(drive, { hangsAt });
  return { data, silent, well, destinations };
}

test.each(['statfs', 'lstat', 'open'])(
  'a drive that does not answer (%s) is said to be so, is asked once however often a page asks, and holds up no other',
  async (hangsAt) => {
    const { silent, well, destinations } = await given(hangsAt);
    const views = Promise.all([1, 2, 3].map(() => destinations.view(silent)));
    const began = performance.now();
    expect(await destinations.view(well)).toMatchObject({ state: 'ready' });
    expect(performance.now() - began).toBeLessThan(5_000);
    for (const view of await views) expect(view).toMatchObject(SILENT);
    expect(await destinations.view(well)).toMatchObject({ state: 'ready' });
    expect(drive.asked).toEqual([hangsAt]);
  },
);

/** Jobs of a host, and what pages were told of them. */
async function jobsOf({ data, destinations }: Awaited<ReturnType<typeof given>>) {
  const platform = fakePlatform(data);
  const told: JobSnapshot[] = [];
  const clusters = { resolve: async () => ({ name: 'shop', shards: [] }) } as unknown as ClusterService;
  const jobs = createJobs(platform, clusters, destinations, (job) => void told.push(job));
  return { jobs, told, engines: platform.engines };
}

test('a job that ends beside a drive that has fallen silent has ended, and so has one beside another', async () => {
  const host = await given('open');
  const { jobs, told, engines } = await jobsOf(host);
  const backup = { kind: 'backup', clusterId: 'a', method: 'hot' } as const;
  const first = await jobs.start({ ...backup, to: host.silent });
  const second = await jobs.start({ ...backup, to: host.well });
  const failure = { code: 'cancelled', message: 'cancelled', where: {} } as const;
  const began = performance.now();
  for (const engine of engines) {
    engine.say({ type: 'ready' });
    engine.say({ type: 'ended', end: { state: 'cancelled', failure } });
    engine.exit();
  }
  const ended = (id: string) => told.some((job) => job.id === id && job.state === 'cancelled');
  await expect.poll(() => ended(second.id), { timeout: 1_500 }).toBe(true);
  await expect.poll(() => ended(first.id), { timeout: 8_000 }).toBe(true);
  expect(performance.now() - began).toBeLessThan(9_000);
  expect(drive.asked).toEqual(['open']);
  expect(jobs.running()).toEqual([]);
  await jobs.close();
});

test('a job of which somebody says that it is seen to is settled, whatever its drive does', async () => {
  const host = await given('');
  const { jobs, engines } = await jobsOf(host);
  await mkdir(join(host.silent, 'shop', '20260101T000000Z-full-0001'), { recursive: true });
  const asked = { map: {}, rename: {}, replace: false, verify: true } as const;
  const set = { from: host.silent, id: '20260101T000000Z-full-0001' };
  const { id } = await jobs.start({ kind: 'restore', clusterId: 'a', ...set, ...asked });
  engines[0]?.say({ type: 'ready' });
  engines[0]?.exit('signal SIGKILL');
  await expect.poll(() => jobs.running()).toEqual([]);
  drive.hangsAt = 'open';
  const began = performance.now();
  await jobs.settle(id);
  expect(performance.now() - began).toBeLessThan(8_000);
  expect(await jobs.get(id)).toMatchObject({ settled: true });
  await jobs.close();
});
