import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { inspectCluster } from '../../electron/engine/cluster/inspect-cluster.ts';
import { connect, type Session } from '../../electron/engine/mysql/connect.ts';
import { loadData } from '../../electron/engine/mysql/load-data.ts';
import { isSlowToRead, isSlowToWrite } from '../../electron/engine/mysql/measure-wire.ts';
import { readRows } from '../../electron/engine/mysql/row-stream.ts';
import type { Manifest } from '../../shared/manifest.ts';
import { backUpLog } from '../support/incremental.ts';
import { numbers } from '../support/numbers.ts';
import { backUp, restore, stockDump, temporaryFolder } from '../support/round-trip.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { FLAVOURS } from '../support/servers.ts';
import { openSlowLink, type SlowLink } from '../support/slow-link.ts';

const MB = 1e6;

/** A slow link that ends with the test. */
async function slowLink(...args: Parameters<typeof openSlowLink>): Promise<SlowLink> {
  const link = await openSlowLink(...args);
  onTestFinished(() => link.close());
  return link;
}

/** What a set says of its tables' rows. */
function hashesOf(manifest: Manifest) {
  return manifest.shards.flatMap(({ tables }) =>
    tables.map(({ name, chunks }) => [name, ...chunks.map(({ rows, sha256 }) => `${rows} ${sha256}`)]),
  );
}

async function digest(session: Session, sql: string) {
  const hash = createHash('sha256');
  let rows = 0;
  for await (const batch of readRows(session, sql)) {
    hash.update(batch.tsv);
    rows += batch.rows;
  }
  return { rows, sha256: hash.digest('hex') };
}

async function isCompressed(session: Session): Promise<boolean> {
  const [row] = await session.texts("SHOW SESSION STATUS LIKE 'Compression'");
  return row?.Value === 'ON';
}

describe.each(FLAVOURS)('a slow link to %s', (flavour) => {
  let server: TestServer;
  let target: TestServer;
  beforeAll(async () => {
    const start = () => startServer({ flavour, tls: 'certified', args: ['--max-allowed-packet=64M'] });
    [server, target] = await Promise.all([start(), start()]);
    // Statistics that the server takes anew by itself, seconds later, would cut the next set's chunks elsewhere.
    await server.client(`CREATE DATABASE shop CHARACTER SET utf8mb4; USE shop;
      CREATE TABLE orders (id INT PRIMARY KEY, note VARCHAR(200), amount DECIMAL(12,2), at DATETIME, raw VARBINARY(40))
        STATS_AUTO_RECALC=0;
      INSERT INTO orders SELECT n, CONCAT('order ', n, ' of customer ', n % 977, ', to be delivered 到门口 \\t'), n / 7,
        '2026-01-01' + INTERVAL n MINUTE, UNHEX(SHA2(n, 256)) FROM ${numbers(30_000)};
      CREATE TABLE keyless (a INT, b VARCHAR(20));
      INSERT INTO keyless SELECT n % 10, IF(n % 3 = 0, NULL, CONCAT('row ', n % 5)) FROM ${numbers(5000)};
      ANALYZE TABLE orders`);
  });
  afterAll(() => Promise.all([server, target].map((one) => one.stop())));
  const shardAt = ({ port }: { port: number }) => server.shard('s0', { port, schemas: ['shop'] });

  test('gives a set with the same rows and moves far fewer bytes, without being told', async () => {
    const direct = await backUp([shardAt(server)]);
    const link = await slowLink(server.port, 4 * MB);
    const slow = await backUp([shardAt(link)]);
    expect(slow.manifest.state).toBe('complete');
    expect(hashesOf(slow.manifest)).toEqual(hashesOf(direct.manifest));
    const compressed = link.passed.toClient;

    const plainLink = await slowLink(server.port, 20 * MB);
    const plain = await backUp([shardAt(plainLink)], { wire: 'plain' });
    expect(hashesOf(plain.manifest)).toEqual(hashesOf(direct.manifest));
    expect(compressed).toBeLessThan(plainLink.passed.toClient * 0.7);
  });

  test('is told from a fast one by measuring, in both directions', async () => {
    const measured = async (port: number) => {
      const session = await connect(shardAt({ port }));
      const slow = [await isSlowToRead(session), await isSlowToWrite(session, 1 << 20)];
      await session.close();
      return slow;
    };
    expect(await measured(server.port)).toEqual([false, false]);
    expect(await measured((await slowLink(server.port, 3 * MB)).port)).toEqual([true, true]);
  });

  test('a fast one stays as it is', async () => {
    const link = await slowLink(server.port, 1e12);
    const measured = await backUp([shardAt(link)]);
    const plainLink = await slowLink(server.port, 1e12);
    await backUp([shardAt(plainLink)], { wire: 'plain' });
    expect(measured.manifest.state).toBe('complete');
    expect(link.passed.toClient).toBeGreaterThan(plainLink.passed.toClient * 0.9);
  });

  test('rows beyond 16 MiB come through compressed packets, and the session stays in step', async () => {
    const session = await connect(shardAt(server), { compressed: true });
    expect(await isCompressed(session)).toBe(true);
    for (const length of [0xff_ffff - 4, 0x100_0000, 2 * 0xff_ffff]) {
      const seen = await digest(session, `SELECT REPEAT('q', ${length}) UNION ALL SELECT 'after'`);
      const sha256 = createHash('sha256').update('q'.repeat(length)).update('\nafter\n').digest('hex');
      expect(seen).toEqual({ rows: 2, sha256 });
    }
    // Two packets of the statement itself, and of the answer.
    const noise = randomBytes(9_000_000).toString('hex');
    const rows = await digest(session, `SELECT '${noise}', 1 UNION ALL SELECT NULL, 2`);
    expect(rows.sha256).toBe(createHash('sha256').update(`${noise}\t1\n\\N\t2\n`).digest('hex'));
    await expect(digest(session, 'SELECT nothing FROM nowhere')).rejects.toMatchObject({ failure: { code: 'server' } });
    expect(await digest(session, 'SELECT 1 FROM DUAL WHERE 1 = 0')).toMatchObject({ rows: 0 });
    expect(await session.texts('SELECT 7 AS seven')).toEqual([{ seven: '7' }]);
    await session.close();
  });

  test.runIf(flavour === 'mysql')('a server that does not compress is read as it is', async () => {
    await server.client("SET GLOBAL protocol_compression_algorithms = 'uncompressed'");
    onTestFinished(async () => void (await server.client('SET GLOBAL protocol_compression_algorithms = DEFAULT')));
    const session = await connect(shardAt(server), { compressed: true });
    expect(await isCompressed(session)).toBe(false);
    expect(await digest(session, 'SELECT id, note FROM shop.orders')).toMatchObject({ rows: 30_000 });
    await session.close();
  });

  test('a reader that is slower than the server loses nothing, and few bytes that stand for many wait as they are', async () => {
    const session = await connect(shardAt(server), { compressed: true });
    let rows = 0;
    for await (const batch of readRows(session, `SELECT REPEAT('abc', 100000) FROM ${numbers(400)}`)) {
      if (rows < 40) await new Promise((resolve) => setTimeout(resolve, 20));
      rows += batch.rows;
    }
    expect(rows).toBe(400);
    expect(await session.texts('SELECT 7 AS seven')).toEqual([{ seven: '7' }]);
    await session.close();
  });

  test('compresses inside TLS too', async () => {
    const shard = { ...shardAt(server), tls: { mode: 'verify', ca: server.ca ?? '' } } as const;
    const session = await connect(shard, { compressed: true });
    expect(await isCompressed(session)).toBe(true);
    const [row] = await session.texts("SHOW STATUS LIKE 'Ssl_cipher'");
    expect(row?.Value).toMatch(/\w/);
    await session.close();
    const direct = await backUp([shardAt(server)]);
    const encrypted = await backUp([shard], { wire: 'compressed' });
    expect(hashesOf(encrypted.manifest)).toEqual(hashesOf(direct.manifest));
  });

  test('LOAD DATA sends compressed packets, and a source that fails leaves the session usable', async () => {
    const told = vi.spyOn(console, 'error'); // by which mysql2 says that packets are out of step
    onTestFinished(() => told.mockRestore());
    await server.client('CREATE TABLE IF NOT EXISTS shop.loaded (a INT PRIMARY KEY, b LONGTEXT)');
    onTestFinished(async () => void (await server.client('DROP TABLE shop.loaded')));
    const link = await slowLink(server.port, 50 * MB);
    const session = await connect(shardAt(link), { compressed: true });
    const sql = "LOAD DATA LOCAL INFILE 'x' INTO TABLE shop.loaded CHARACTER SET binary";
    const noise = randomBytes(1_000_000).toString('base64');
    const pieces = async function* (...parts: string[]) {
      for (const part of parts) yield Buffer.from(part);
    };
    expect(
      await loadData(session, sql, pieces('1\tx', 'y\n', '2\t', 'z'.repeat(20_000_000), `\n3\t${noise}\n`)),
    ).toMatchObject({ affectedRows: 3n, warnings: 0 });
    expect(link.passed.toServer).toBeLessThan(2_000_000);
    await session.query('START TRANSACTION');
    const failing = async function* () {
      yield Buffer.from('4\tfour\n');
      throw new Error('the drive was unplugged');
    };
    await expect(loadData(session, sql, failing())).rejects.toThrow('the drive was unplugged');
    await session.query('ROLLBACK');
    expect(await session.texts('SELECT a, LENGTH(b) AS n, SHA2(b, 256) AS sum FROM shop.loaded')).toEqual([
      { a: '1', n: '2', sum: createHash('sha256').update('xy').digest('hex') },
      { a: '2', n: '20000000', sum: createHash('sha256').update('z'.repeat(20_000_000)).digest('hex') },
      { a: '3', n: String(noise.length), sum: createHash('sha256').update(noise).digest('hex') },
    ]);
    // A statement of several packets.
    await session.execute(`INSERT INTO shop.loaded VALUES (5, '${'w'.repeat(17_000_000)}')`);
    await session.execute(Buffer.from(`INSERT INTO shop.loaded VALUES (6, '${noise}')`));
    expect(await session.texts('SELECT LENGTH(b) AS n FROM shop.loaded WHERE a > 4')).toEqual([
      { n: '17000000' },
      { n: String(noise.length) },
    ]);
    expect(told).not.toHaveBeenCalled();
    await session.close();
  });

  test('a restore over it sends fewer bytes than the set has, and proves every row', async () => {
    const set = await backUp([shardAt(server)]);
    const link = await slowLink(target.port, 4 * MB);
    const report = await restore(set, [target.shard('s0', { port: link.port })], { replace: true });
    expect(report.tables.map(({ state }) => state)).toEqual(report.tables.map(() => 'equal'));
    expect(await stockDump(target, 'shop')).toBe(await stockDump(server, 'shop'));
    const bytes = set.manifest.shards.flatMap(({ tables }) => tables).reduce((sum, table) => sum + table.bytes, 0);
    expect(link.passed.toServer).toBeLessThan(bytes * 0.8);
    expect(link.passed.toClient).toBeLessThan(bytes * 0.8);
  });

  test('the binary log comes compressed too, to the byte', async () => {
    const to = temporaryFolder();
    const differential = temporaryFolder();
    for (const folder of [to, differential]) await backUp([shardAt(server)], { to: folder });
    await server.client(`UPDATE shop.orders SET note = CONCAT(note, ' again') WHERE id < 10000`);
    const link = await slowLink(server.port, 4 * MB);
    const slow = await backUpLog([shardAt(link)], to);
    const compressed = link.passed.toClient;
    const segmentsOf = (manifest: Manifest) =>
      manifest.shards.flatMap(({ binlog }) => binlog?.segments ?? []).reduce((sum, { bytes }) => sum + bytes, 0);
    expect(compressed).toBeLessThan(segmentsOf(slow.manifest) * 0.8);
    const direct = await backUpLog([shardAt(server)], differential);
    expect(slow.manifest.shards[0]?.binlog?.fingerprint).toBe(direct.manifest.shards[0]?.binlog?.fingerprint);
  });

  test('bytes that were altered on the way end the run with an error that names the shard', async () => {
    const link = await slowLink(server.port, 50 * MB, (bytes, direction) => {
      // Behind the first megabyte there are only rows.
      const middle = bytes.length >> 1;
      if (direction === 'toClient' && link.passed.toClient > MB) bytes[middle] = (bytes[middle] ?? 0) ^ 0x10;
      return bytes;
    });
    await expect(backUp([shardAt(link)], { wire: 'compressed' })).rejects.toMatchObject({
      failure: {
        code: 'connection-lost',
        fact: { reason: 'answer-damaged' },
        message: expect.stringContaining('s0: an answer of the server arrived damaged'),
        where: { shard: 's0', schema: 'shop' },
      },
    });
  });

  test('an inspection estimates with the rate that a backup would have', async () => {
    const link = await slowLink(server.port, 2 * MB);
    const { shards } = await inspectCluster({ name: 'test', shards: [shardAt(link)] });
    const [shard] = shards;
    expect(shard?.state === 'ok' && shard.readRate).toBeGreaterThan(2.5 * MB);
  });
});
