import { execFile } from 'node:child_process';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Segment } from '../../shared/binlog-range.ts';
import { backUpLog } from '../support/incremental.ts';
import { backUp, restore, stockDump, temporaryFolder } from '../support/round-trip.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { FLAVOURS } from '../support/servers.ts';
import { unpackSegment } from '../support/unpack.ts';

const run = promisify(execFile);

/** What the servers hold, by other means than ours. */
async function contents(servers: readonly TestServer[]): Promise<string[]> {
  return Promise.all(servers.map((server) => stockDump(server, 'shop')));
}

describe.each(FLAVOURS)('the binary log of %s', (flavour) => {
  const servers: TestServer[] = [];
  const targets: TestServer[] = [];
  const shards = () => servers.map((server, i) => server.shard(`s${i}`, { schemas: ['shop'] }));
  const targetShards = () => targets.map((server, i) => server.shard(`s${i}`));

  beforeAll(async () => {
    const started = await Promise.all(Array.from({ length: 4 }, () => startServer({ flavour })));
    servers.push(...started.slice(0, 2));
    targets.push(...started.slice(2));
    for (const server of servers)
      await server.client('CREATE DATABASE shop; CREATE TABLE shop.orders (id INT AUTO_INCREMENT PRIMARY KEY, v INT)');
  });
  afterAll(() => Promise.all([...servers, ...targets].map((server) => server.stop())));

  const reader = () =>
    flavour === 'mysql' ? join(servers[0]?.programs.client ?? '', '../mysqlbinlog') : 'mariadb-binlog';
  const insert = (server: TestServer | undefined, rows = 10) =>
    server?.client('INSERT INTO shop.orders (v) VALUES (1);'.repeat(rows));

  test('of rows in part is named where a server leaves out what REPLACE resets', async () => {
    const to = join(temporaryFolder(), 'destination');
    const [one, target] = [servers[0] as TestServer, targets[0] as TestServer];
    await one.client('CREATE TABLE shop.part (id INT PRIMARY KEY, v INT); INSERT INTO shop.part VALUES (1, 7)');
    await one.client('SET GLOBAL binlog_row_image=MINIMAL');
    try {
      const cluster = [one.shard('s0', { schemas: ['shop'] })];
      await backUp(cluster, { to });
      await one.client('REPLACE INTO shop.part (id) VALUES (1)');
      const set = await backUpLog(cluster, to);
      await restore(set, [target.shard('s0')]);
      const restored = await target.client('SELECT v FROM shop.part');
      expect([restored, set.manifest.warnings.map(({ remark }) => remark)]).toEqual(
        flavour === 'mysql' ? ['NULL\n', []] : ['7\n', [{ code: 'partial-row-image', shard: 's0', image: 'MINIMAL' }]],
      );
    } finally {
      await one.client('SET GLOBAL binlog_row_image=FULL; DROP TABLE shop.part');
      await target.client('DROP DATABASE IF EXISTS shop');
    }
  });

  test('is stored from set to set without a gap, and stock tools read it', async () => {
    const to = join(temporaryFolder(), 'destination');
    const full = await backUp(shards(), { to });
    expect(full.manifest.warnings.filter(({ remark }) => remark?.code !== 'new-destination')).toEqual([]);
    await Promise.all(servers.map((server) => insert(server)));
    const one = await backUpLog(shards(), to);
    await servers[0]?.client('FLUSH BINARY LOGS');
    await insert(servers[0]);
    const two = await backUpLog(shards(), to);
    expect(one.manifest).toMatchObject({ kind: 'incremental', parent: full.manifest.id, cut: { kind: 'common' } });
    expect(two.manifest).toMatchObject({ kind: 'incremental', parent: one.manifest.id, cut: { kind: 'common' } });
    for (const i of [0, 1]) {
      expect(one.manifest.shards[i]?.binlog?.from).toEqual(full.manifest.shards[i]?.binlog?.to);
      expect(two.manifest.shards[i]?.binlog?.from).toEqual(one.manifest.shards[i]?.binlog?.to);
    }
    const segments = two.manifest.shards[0]?.binlog?.segments ?? [];
    expect(segments).toHaveLength(2); // the server went on to another file in between
    expect(segments.map((segment) => segment.transactions)).toEqual([0, 10]);
    const file = join(temporaryFolder(), 'segment.binlog');
    await writeFile(file, await unpackSegment(two.folder, segments[1] as Segment));
    const { stdout } = await run(reader(), [
      '--no-defaults',
      '--verify-binlog-checksum',
      '--base64-output=DECODE-ROWS',
      '-v',
      file,
    ]);
    expect(stdout.match(/### INSERT INTO `shop`.`orders`/g)).toHaveLength(10);

    // The whole way with stock tools from the full set on, as FORMAT.md has it.
    await restore(full, targetShards());
    for (const [i, server] of targets.entries())
      for (const set of [one, two])
        for (const segment of set.manifest.shards[i]?.binlog?.segments ?? []) {
          await writeFile(file, await unpackSegment(set.folder, segment));
          const skip = flavour === 'mysql' ? ['--skip-gtids'] : [];
          const { stdout: sql } = await run(reader(), ['--no-defaults', '--disable-log-bin', ...skip, file], {
            maxBuffer: 64 << 20,
          });
          await server.client(sql, { args: ['--binary-mode'] });
        }
    expect(await contents(targets)).toEqual(await contents(servers));
  });

  test('brings every shard to one instant: of a set, or any one in between', async () => {
    const to = join(temporaryFolder(), 'destination');
    const [one] = servers;
    if (!one) throw new Error('no server');
    for (const server of servers) await server.client('TRUNCATE shop.orders');
    let writing = true;
    const writer = (async () => {
      // The same number of rows on both shards at any instant, give or take the one that is under way.
      while (writing) for (const server of servers) await insert(server, 1);
    })();
    await backUp(shards(), { to });
    await pause(1200);
    await one.client('ALTER TABLE shop.orders ADD note VARCHAR(20) DEFAULT 0x66c3bc72');
    const middle = new Date();
    await pause(1200);
    await one.client('CREATE TABLE shop.late (id INT PRIMARY KEY); INSERT INTO shop.late VALUES (1), (2)');
    writing = false;
    await writer;
    const set = await backUpLog(shards(), to);
    const end = await contents(servers);
    await insert(one);

    const whole = await restore(set, targetShards(), { replace: true });
    expect(whole.rolled.map(({ stopped }) => stopped)).toEqual([null, null]);
    expect(whole.quality?.value).toBe(1);
    expect(await contents(targets)).toEqual(end);

    for (const server of targets) await server.client('DROP DATABASE shop');
    const back = await restore(set, targetShards(), {
      id: undefined,
      point: { kind: 'instant', at: middle.toISOString() },
    });
    expect(back.rolled.map(({ stopped }) => stopped)).toEqual([null, null]);
    const [first, second] = await Promise.all(
      targets.map((server) => server.client('SELECT COUNT(*) FROM shop.orders')),
    );
    expect(Number(first)).toBeLessThan(Number(await one.client('SELECT COUNT(*) FROM shop.orders')) - 10);
    // MariaDB's log knows seconds only.
    if (flavour === 'mysql') expect(Math.abs(Number(first) - Number(second))).toBeLessThanOrEqual(1);
    expect(await targets[0]?.client("SHOW TABLES IN shop LIKE 'late'")).toBe('');
  });

  test('is not stored where nothing happened', async () => {
    const to = join(temporaryFolder(), 'destination');
    await backUp(shards(), { to });
    const { manifest, folder } = await backUpLog(shards(), to);
    expect(manifest.shards.flatMap((shard) => shard.binlog?.segments ?? [])).toEqual([]);
    expect(manifest.volumes).toEqual([]);
    expect(await readdir(folder)).toEqual(['manifest.json', 'manifest.sha256']);
  });
});
