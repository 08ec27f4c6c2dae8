import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { JobSnapshot } from '../../shared/contract.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { ADMIN } from '../support/server-handle.ts';
import { type AppUnderTest, expect, test as hostTest } from './hosts.ts';

/** A small sharded system and empty servers to restore it to. */
export interface Shop {
  /** Shard i holds the schema `shop_i` with `order_2i`, `order_2i+1` and `user_i`. */
  readonly sources: readonly [TestServer, TestServer];
  readonly targets: readonly [TestServer, TestServer];
}

/** Rows in each `order_*`; `user_*` have a tenth of it. */
export const ORDERS = 3000;
/** In all `order_*` and `user_*` together. */
export const ALL_ROWS = 4 * ORDERS + 2 * (ORDERS / 10);

/** Keeps everybody else from a table until it is released or the test ends. */
export type Hold = (server: TestServer, table: string) => Promise<{ release(): Promise<void> }>;

/** `shop` is there once per worker; targets are empty at the start of every test. */
export const test = hostTest.extend<{ hold: Hold; emptyTargets: undefined }, { shop: Shop }>({
  shop: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright wants to see which fixtures this one takes.
    async ({}, use) => {
      const start = () => startServer({ flavour: 'mariadb' });
      const [s0, s1, t0, t1] = await Promise.all([start(), start(), start(), start()]);
      await Promise.all([seed(s0, 0), seed(s1, 1)]);
      await use({ sources: [s0, s1], targets: [t0, t1] });
      await Promise.all([s0, s1, t0, t1].map((server) => server.stop()));
    },
    { scope: 'worker', timeout: 180_000 },
  ],
  emptyTargets: [
    async ({ shop }, use) => {
      await Promise.all(shop.targets.map(dropSchemas));
      await use(undefined);
    },
    { auto: true },
  ],
  hold: async ({ shop: _ }, use) => {
    const held: { release(): Promise<void> }[] = [];
    await use(async (server, table) => {
      const one = await holdTable(server, table);
      held.push(one);
      return one;
    });
    for (const one of held) await one.release();
  },
});
export { expect } from '@playwright/test';

async function seed(server: TestServer, shard: number): Promise<void> {
  const orders = [2 * shard, 2 * shard + 1].map(
    (k) => `CREATE TABLE order_${k} (id INT PRIMARY KEY, city VARCHAR(40) NOT NULL, note TEXT, paid DATETIME(3));
      INSERT INTO order_${k} SELECT seq, ELT(1 + seq % 3, '北京', 'Zürich', 'İzmir'), REPEAT(MD5(seq), 12),
        '2026-01-01' + INTERVAL seq MINUTE FROM seq_1_to_${ORDERS};`,
  );
  await server.client(
    `CREATE DATABASE shop_${shard} CHARACTER SET utf8mb4; USE shop_${shard}; ${orders.join('\n')}
     CREATE TABLE user_${shard} (id INT PRIMARY KEY, name VARCHAR(40) NOT NULL);
     INSERT INTO user_${shard} SELECT seq, CONCAT('用户 ', seq) FROM seq_1_to_${ORDERS / 10};`,
  );
}

async function dropSchemas(server: TestServer): Promise<void> {
  const names = await server.client(
    `SELECT schema_name FROM information_schema.schemata
     WHERE schema_name NOT IN ('mysql', 'sys', 'information_schema', 'performance_schema')`,
  );
  const drops = names.split('\n').filter((name) => name !== '');
  if (drops.length > 0) await server.client(drops.map((name) => `DROP DATABASE \`${name}\`;`).join(' '));
}

async function holdTable(server: TestServer, table: string): Promise<{ release(): Promise<void> }> {
  const find = "SELECT id FROM information_schema.processlist WHERE info LIKE 'DO SLEEP%'";
  const holder = server.client(`LOCK TABLES ${table} WRITE; DO SLEEP(600); UNLOCK TABLES`);
  holder.catch(() => {}); // it is killed
  await expect.poll(() => server.client(find)).toMatch(/^\d+\n$/);
  return {
    release: async () => {
      for (const id of (await server.client(find)).split('\n').filter((line) => line !== ''))
        await server.client(`KILL ${id}`).catch(() => {}); // gone in the meantime
      await holder.catch(() => {});
    },
  };
}

/** Adds the clusters `shop` (s0, s1) and `spare` (t0, t1) behind the pages' back. */
export async function addClusters(app: AppUnderTest, shop: Shop): Promise<{ shop: string; spare: string }> {
  return { shop: await addCluster(app, 'shop', 's', shop.sources, ['shop_*']), spare: await addSpare(app, shop) };
}

/** Adds `spare` alone. */
export async function addSpare(app: AppUnderTest, { targets }: Shop): Promise<string> {
  return addCluster(app, 'spare', 't', targets);
}

async function addCluster(
  app: AppUnderTest,
  name: string,
  prefix: string,
  servers: readonly TestServer[],
  schemas?: string[],
): Promise<string> {
  const shards = servers.map(({ port }, index) => ({
    id: `${prefix}${index}`,
    name: `${prefix}${index}`,
    host: '127.0.0.1',
    port,
    ...ADMIN,
    ...(schemas ? { schemas } : {}),
  }));
  return (await app.call('clusters.save', { name, shards })).id;
}

/** Waits until a job is over. */
export async function ended(app: AppUnderTest, id: string): Promise<JobSnapshot> {
  await expect.poll(async () => (await app.call('jobs.get', { id })).endedAt, { timeout: 90_000 }).toBeDefined();
  return app.call('jobs.get', { id });
}

/** A finished backup of `shop`, made behind the pages' back. */
export async function backUp(app: AppUnderTest, clusterId: string): Promise<{ to: string; id: string }> {
  const to = join(app.dataFolder, 'drive');
  const { id } = await app.call('jobs.start', { kind: 'backup', clusterId, to, method: 'hot' });
  const { result } = await ended(app, id);
  if (result?.kind !== 'backup') throw new Error('the backup did not succeed');
  return { to, id: result.set.summary.id };
}

/** A backup of `shop` that has read part of it and waits for a table that is held. */
export async function startWaitingBackup(app: AppUnderTest, clusterId: string): Promise<string> {
  const to = join(app.dataFolder, 'slow drive');
  await rm(to, { recursive: true, force: true });
  const { id } = await app.call('jobs.start', { kind: 'backup', clusterId, to, method: 'hot' });
  await expect
    .poll(async () => (await app.call('jobs.get', { id })).progress?.bytesDone ?? 0, { timeout: 60_000 })
    .toBeGreaterThan(0);
  return id;
}
