import { execFile, spawnSync } from 'node:child_process';
import { readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { renderBackup } from '../../electron/cli/render-backup.ts';
import type { IncrementalOptions } from '../../electron/engine/backup/run-incremental.ts';
import type { WrittenSet } from '../../electron/engine/backup/write-set.ts';
import { verifySet } from '../../electron/engine/verify/verify-set.ts';
import type { Segment } from '../../shared/binlog-range.ts';
import type { JobProgress } from '../../shared/job.ts';
import { takenOver } from '../../shared/taken-over.ts';
import { backUpLog } from '../support/incremental.ts';
import { backUp, restore, stockDump, temporaryFolder } from '../support/round-trip.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { FLAVOURS } from '../support/servers.ts';
import { unpackSegment } from '../support/unpack.ts';

const run = promisify(execFile);

/** Whether this process may mount; the attempt is undone. */
const mayMount =
  spawnSync('sh', ['-c', 'd=$(mktemp -d) && mount -t tmpfs tmpfs $d && umount $d; s=$?; rmdir $d; exit $s']).status ===
  0;

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

  test('of an older chain can be stored behind a newer full set, on which all others build', async () => {
    const to = join(temporaryFolder(), 'destination');
    const older = await backUp(shards(), { to });
    await insert(servers[0]);
    const last = await backUpLog(shards(), to);
    await insert(servers[1]);
    const newer = await backUp(shards(), { to });
    const closing = await backUpLog(shards(), to, { base: last.manifest.id });
    const next = await backUpLog(shards(), to);
    const after = await backUpLog(shards(), to);
    expect([closing, next, after].map(({ manifest }) => manifest.parent)).toEqual(
      [last, newer, next].map(({ manifest }) => manifest.id),
    );
    for (const i of [0, 1]) {
      const [log, cut] = [closing, newer].map(({ manifest }) => manifest.shards[i]);
      expect(log?.binlog?.from).toEqual(last.manifest.shards[i]?.binlog?.to);
      expect(log?.binlog?.to.position).toBeGreaterThanOrEqual(cut?.snapshot?.binlog?.position ?? Infinity);
    }
    const differential = await backUpLog(shards(), to, { kind: 'differential' });
    expect(differential.manifest.parent).toBe(newer.manifest.id);
    await rm(join(newer.folder, 'manifest.json'));
    await rm(join(newer.folder, 'manifest.json.copy'));
    expect((await backUpLog(shards(), to)).manifest.parent, 'without the newer one').toBe(closing.manifest.id);
    expect(older.manifest.parent).toBeNull();
    await expect(backUpLog(shards(), to, { base: 'elsewhere' })).rejects.toMatchObject({
      failure: { code: 'not-found' },
    });
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
    expect(await readdir(folder)).toEqual(['manifest.json', 'manifest.json.copy', 'manifest.sha256']);
  });

  describe('in a differential set', () => {
    const differential = (to: string, more: Partial<IncrementalOptions> = {}) =>
      backUpLog(shards(), to, { kind: 'differential', ...more });
    const damageOf = async (set: WrittenSet) => (await verifySet(set)).damage;
    const taken = ({ manifest }: WrittenSet) => manifest.volumes.flatMap((v) => (v.takenFrom ? [v.file] : []));
    const logOf = ({ manifest }: WrittenSet) => manifest.shards[0]?.binlog;
    const volumesIn = (set: WrittenSet) =>
      (logOf(set)?.segments ?? []).map(({ parts }) => parts.map(({ place }) => place.volume));

    /** Rows, and on the first shard the begin of a new file of the log behind them. */
    async function insertAndRotate(rows = 10): Promise<void> {
      await Promise.all(servers.map((server) => insert(server, rows)));
      await servers[0]?.client('FLUSH BINARY LOGS');
    }

    /** Deletes the first server's files in front of the one in which a set ended. */
    async function purgeBefore(set: WrittenSet): Promise<void> {
      const file = logOf(set)?.to.file ?? '';
      // A server keeps files that a connection still reads, and takes a moment to see that one is gone.
      await expect
        .poll(
          async () => {
            await servers[0]?.client(`PURGE BINARY LOGS TO '${file}'`);
            return servers[0]?.client('SHOW BINARY LOGS');
          },
          { timeout: 10_000 },
        )
        .toMatch(new RegExp(`^${file}\t`));
    }

    test('is taken over where the server has finished it, and neither its files nor the set before are needed', async () => {
      const to = join(temporaryFolder(), 'destination');
      const full = await backUp(shards(), { to });
      await insertAndRotate();
      await insertAndRotate();
      const one = await differential(to);
      expect(taken(one)).toEqual([]);
      expect(volumesIn(one)).toEqual([['s0.0001.zip'], ['s0.0002.zip'], ['s0.0003.zip']]);
      await insertAndRotate();
      await purgeBefore(one); // its last transaction too

      const seen: JobProgress[] = [];
      const two = await differential(to, { onProgress: (progress) => void seen.push(progress) });
      expect(two.manifest).toMatchObject({ kind: 'differential', parent: full.manifest.id, minor: 2, warnings: [] });
      expect(two.manifest.volumes.map(({ file, takenFrom }) => [file, takenFrom])).toEqual([
        ['s0.0001.zip', one.manifest.id],
        ['s0.0002.zip', one.manifest.id],
        ['s0.0003.zip', undefined],
        ['s0.0004.zip', undefined],
        ['s1.0001.zip', undefined], // this server has begun no other file
      ]);
      for (const file of taken(two))
        expect((await stat(join(two.folder, file))).ino).toBe((await stat(join(one.folder, file))).ino);
      expect(logOf(two)?.from).toEqual(logOf(full)?.to);
      expect(logOf(two)?.segments.slice(0, 2)).toEqual(logOf(one)?.segments.slice(0, 2));
      expect(logOf(two)?.segments.map(({ transactions }) => transactions)).toEqual([10, 10, 10, 0]);
      const bytesOf = (segments: readonly Segment[] = []) => segments.reduce((sum, segment) => sum + segment.bytes, 0);
      expect(takenOver(one.manifest)).toBeUndefined();
      expect(takenOver(two.manifest)).toEqual({
        set: one.manifest.id,
        bytes: bytesOf(logOf(one)?.segments.slice(0, 2)),
        storedBytes: one.manifest.volumes.slice(0, 2).reduce((sum, volume) => sum + volume.bytes, 0),
      });
      expect(renderBackup(two.folder, two.manifest)).toContain(`taken over from ${one.manifest.id}, not read again.`);
      const bytes = bytesOf(logOf(two)?.segments);
      expect(seen.at(-1)?.shards[0]).toMatchObject({ bytesDone: bytes, bytesTotal: bytes });
      expect([await damageOf(one), await damageOf(two)]).toEqual([[], []]);

      await rm(one.folder, { recursive: true });
      await insertAndRotate();
      const three = await differential(to);
      expect(taken(three)).toEqual(['s0.0001.zip', 's0.0002.zip', 's0.0003.zip']);
      await rm(two.folder, { recursive: true });
      expect(await damageOf(three)).toEqual([]);
      await insertAndRotate();
      const last = await backUpLog(shards(), to);
      expect(last.manifest.parent).toBe(three.manifest.id);
      for (const server of targets) await server.client('DROP DATABASE IF EXISTS shop');
      await restore(last, targetShards());
      expect(await contents(targets)).toEqual(await contents(servers));
    });

    test('is read from the server where it is damaged in the set before, which is named', async () => {
      const to = join(temporaryFolder(), 'destination');
      await backUp(shards(), { to });
      await insertAndRotate();
      await servers[0]?.client(
        `CREATE TABLE shop.notes (t MEDIUMTEXT); ${"INSERT INTO shop.notes SELECT REPEAT('x', 700000);".repeat(4)}`,
      );
      await insertAndRotate();
      const one = await differential(to, { volumeBytes: 1 << 20, compression: 'none' });
      const [[first = ''] = [], [second = '', third = ''] = []] = volumesIn(one);
      await truncate(join(one.folder, third), 100);
      // The volume in front of it holds the begin of the same file.
      const two = await differential(to);
      expect(taken(two)).toEqual([first]);
      expect(two.manifest.warnings.map(({ remark }) => remark)).toEqual([
        { code: 'earlier-damaged', shard: 's0', set: one.manifest.id, file: third },
      ]);
      expect(volumesIn(two).flat()).not.toContain(second);
      expect(await damageOf(two)).toEqual([]);
      await rm(one.folder, { recursive: true });
      await rm(join(two.folder, first));
      const three = await differential(to);
      expect(taken(three)).toEqual([]);
      expect(await damageOf(three)).toEqual([]);
      await servers[0]?.client('DROP TABLE shop.notes');
    });

    test.runIf(mayMount)('is copied where it cannot be linked, and one altered bit is seen', async () => {
      const to = join(temporaryFolder(), 'destination');
      await backUp(shards(), { to });
      for (let i = 0; i < 3; i++) await insertAndRotate();
      const { folder, manifest } = await differential(to);
      // Another file system in the place of the folder.
      const aside = temporaryFolder();
      await run('sh', ['-c', `cp ${folder}/* ${aside} && mount -t tmpfs tmpfs ${folder} && cp ${aside}/* ${folder}`]);
      onTestFinished(async () => void (await run('umount', [folder])));
      const bytes = await readFile(join(folder, 's0.0002.zip'));
      bytes[200] = (bytes[200] ?? 0) ^ 1;
      await writeFile(join(folder, 's0.0002.zip'), bytes);
      const two = await differential(to);
      expect(taken(two)).toEqual(['s0.0001.zip']);
      expect(two.manifest.warnings.map(({ remark }) => remark)).toEqual([
        { code: 'earlier-damaged', shard: 's0', set: manifest.id, file: 's0.0002.zip' },
      ]);
      expect(await damageOf(two)).toEqual([]);
    });

    test('is not taken over from a set of another log, or of another full set', async () => {
      const to = join(temporaryFolder(), 'destination');
      await backUp(shards(), { to });
      await insertAndRotate();
      await insertAndRotate();
      const { folder } = await differential(to);
      await servers[0]?.client(flavour === 'mysql' ? 'RESET BINARY LOGS AND GTIDS' : 'RESET MASTER');
      // The new log has files of the same names, and is longer.
      for (let i = 0; i < 5; i++) await insertAndRotate(20);
      const sets = await readdir(join(folder, '..'));
      await expect(differential(to)).rejects.toMatchObject({
        failure: { code: 'chain-broken', detail: { shard: 's0', why: { code: 'reset' } } },
      });
      expect(await readdir(join(folder, '..'))).toEqual(sets);

      const full = await backUp(shards(), { to });
      await insertAndRotate();
      const another = await differential(to);
      expect(another.manifest.parent).toBe(full.manifest.id);
      expect(taken(another)).toEqual([]);
      await rm(folder, { recursive: true });
      const same = await differential(to);
      expect(taken(same)).toEqual(['s0.0001.zip']);
      expect(logOf(same)?.last).toMatchObject({ ...logOf(another)?.last, to: logOf(same)?.to.position });
    });
  });
});
