import { createHash } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { findSets } from '../../electron/engine/archive/set-folder.ts';
import { connect } from '../../electron/engine/mysql/connect.ts';
import type { Shard } from '../../shared/cluster.ts';
import type { ChainBreak } from '../../shared/set-facts.ts';
import { backUpLog } from '../support/incremental.ts';
import { backUp, temporaryFolder } from '../support/round-trip.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { FLAVOURS } from '../support/servers.ts';

describe.each(FLAVOURS)('a chain on %s is not continued', (flavour) => {
  let server: TestServer;
  let to: string;
  const shard = (more: Partial<Shard> = {}) => server.shard('s0', { schemas: ['shop'], ...more });
  const insert = () => server.client('INSERT INTO shop.orders (v) VALUES (1)');

  beforeAll(async () => {
    server = await startServer({ flavour });
    await server.client('CREATE DATABASE shop; CREATE TABLE shop.orders (id INT AUTO_INCREMENT PRIMARY KEY, v INT)');
  });
  afterAll(() => server.stop());
  beforeEach(() => {
    to = join(temporaryFolder(), 'destination');
  });

  const logFiles = async () =>
    (await server.client('SHOW BINARY LOGS'))
      .trim()
      .split('\n')
      .map((line) => line.split('\t')[0]);

  /** Nothing is written, and the sets that were there stay. */
  async function refuses(why: unknown, now = shard()): Promise<void> {
    const before = await readableSets(to);
    await expect(backUpLog([now], to)).rejects.toMatchObject({
      failure: { code: 'chain-broken', detail: { code: 'chain-broken', shard: 's0', why } },
    });
    expect(await readableSets(to)).toEqual(before);
  }

  test('when the server has purged what comes next', async () => {
    const { manifest } = await backUp([shard()], { to });
    await server.client('FLUSH BINARY LOGS; FLUSH BINARY LOGS');
    const last = (await logFiles()).at(-1);
    // A server keeps files that a connection still reads, and takes a moment to see that one is gone.
    await expect
      .poll(
        async () => {
          await server.client(`PURGE BINARY LOGS TO '${last}'`);
          return logFiles();
        },
        { timeout: 10_000 },
      )
      .toEqual([last]);
    await refuses({ code: 'purged', file: manifest.shards[0]?.binlog?.to.file });
  });

  test('when the log was begun anew, even where the new one is longer', async () => {
    const { manifest } = await backUp([shard()], { to });
    await server.client(flavour === 'mysql' ? 'RESET BINARY LOGS AND GTIDS' : 'RESET MASTER');
    await refuses({ code: 'reset', ...place(manifest.shards[0]?.binlog?.to) });
    while ((await positionOf(server)) <= (manifest.shards[0]?.binlog?.to.position ?? 0)) await insert();
    await refuses({ code: 'reset', ...place(manifest.shards[0]?.binlog?.to) });
  });

  test('when another server answers', async () => {
    await backUp([shard()], { to });
    const other = await startServer({ flavour });
    try {
      await other.client('CREATE DATABASE shop; CREATE TABLE shop.orders (id INT PRIMARY KEY)');
      await refuses(
        { code: 'other-server', was: expect.any(String), is: expect.any(String) },
        other.shard('s0', { schemas: ['shop'] }),
      );
    } finally {
      await other.stop();
    }
  });

  test('when statements instead of rows are logged, by the server or by one session', async () => {
    await backUp([shard()], { to });
    await server.client("SET SESSION binlog_format='STATEMENT'; INSERT INTO shop.orders (v) VALUES (2)");
    await refuses({ code: 'statement', file: expect.any(String), position: expect.any(Number) });
    await server.client("SET GLOBAL binlog_format='MIXED'");
    await refuses({ code: 'format', format: 'MIXED' });
    await server.client("SET GLOBAL binlog_format='ROW'");
  });

  // Here and on no server that other files share: their chains would break too.
  test('when a table made from a query was logged as a statement, as INSERT … SELECT may be', async () => {
    const queries = [
      ['STATEMENT', 'AS SELECT @x AS v'],
      ['MIXED', 'AS SELECT @x AS v'],
      ['STATEMENT', '(v INT) PARTITION BY HASH (v) PARTITIONS 2 SELECT 1 AS v'],
    ];
    for (const [i, [format, query]] of queries.entries()) {
      await backUp([shard()], { to });
      await server.client(`USE shop; CREATE TABLE rows_${i} AS SELECT id FROM orders;
        CREATE TABLE IF NOT EXISTS rows_${i} SELECT 1 AS id`);
      await backUpLog([shard()], to);
      await server.client(
        `USE shop; SET SESSION binlog_format=${format}; SET @x='secret'; CREATE TABLE c_${i} ${query}`,
      );
      await refuses({ code: 'statement', file: expect.any(String), position: expect.any(Number) });
    }
  });

  // A temporary table hides a real one of its name, and the log says no more of the statements that follow.
  test('when a temporary table was logged, which only a session that logs statements does', async () => {
    await backUp([shard()], { to });
    const made = 'CREATE TEMPORARY TABLE orders (v INT); TRUNCATE TABLE orders; DROP TEMPORARY TABLE orders';
    await server.client(`USE shop; ${made}`);
    await backUpLog([shard()], to);
    await server.client(`USE shop; SET SESSION binlog_format=STATEMENT; ${made}`);
    await refuses({ code: 'statement', file: expect.any(String), position: expect.any(Number) });
  });

  test.each(['TRUNCATE TABLE orders', 'ALTER TABLE orders DROP COLUMN v'])(
    'when a session has a temporary table from before the first set, and logs: %s',
    async (statement) => {
      const session = await connect(server.shard('s0'));
      for (const sql of [
        'USE shop',
        'SET SESSION binlog_format=STATEMENT',
        'CREATE TEMPORARY TABLE orders (id INT, v INT)',
      ])
        await session.execute(sql);
      await backUp([shard()], { to });
      await session.execute(statement);
      await session.close();
      await refuses({ code: 'statement', file: expect.any(String), position: expect.any(Number) });
    },
  );

  test('when the account may not read the log, and the statement that allows it is named', async () => {
    await backUp([shard()], { to });
    const monitor = flavour === 'mysql' ? 'REPLICATION CLIENT' : 'BINLOG MONITOR';
    await server.client(
      `CREATE USER reader IDENTIFIED BY 'r'; GRANT SELECT, LOCK TABLES, RELOAD, SHOW VIEW, EVENT, TRIGGER, ${monitor} ON *.* TO reader`,
    );
    const why = {
      code: 'log-unreadable',
      grant: expect.stringContaining('GRANT REPLICATION SLAVE ON *.* TO'),
    } satisfies Record<keyof Extract<ChainBreak, { code: 'log-unreadable' }>, unknown>;
    await refuses(why, shard({ user: 'reader', password: 'r' }));
  });

  test('when the set before has no place in the log', async () => {
    await server.client("SET GLOBAL binlog_format='MIXED'");
    const { manifest } = await backUp([shard()], { to });
    await server.client("SET GLOBAL binlog_format='ROW'");
    expect(manifest.warnings.map(({ remark }) => remark)).toContainEqual({
      code: 'no-chain',
      shard: 's0',
      why: { code: 'format', format: 'MIXED' },
    });
    await refuses({ code: 'no-position', set: manifest.id });
  });

  test('when the server was upgraded, or got another uuid', async () => {
    const { folder, manifest } = await backUp([shard()], { to });
    const [was] = manifest.shards;
    const older = flavour === 'mysql' ? '8.0.36' : '10.6.22-MariaDB-log';
    await rewriteShard(folder, { version: older });
    await refuses({ code: 'other-version', was: older, is: was?.version });
    await rewriteShard(folder, { version: was?.version, uuid: 'another' });
    await refuses({ code: 'other-server', was: 'another', is: was?.uuid });
    await rewriteShard(folder, { uuid: was?.uuid });
    await backUpLog([shard()], to);
  });

  test('when the server does not log at all, or not every schema, or not what it applies as a replica', async () => {
    await backUp([shard()], { to });
    const args = [['--skip-log-bin'], ['--binlog-ignore-db=scratch']];
    // MariaDB's servers do not log what they apply unless they are told to, so the second one can be the replica.
    if (flavour === 'mysql') args.push(['--log-replica-updates=OFF']);
    const others = await Promise.all(args.map((own) => startServer({ flavour, args: own })));
    try {
      const [silent, filtering] = others as [TestServer, TestServer];
      const applying = others.at(-1) as TestServer;
      const named = (other: TestServer) => other.shard('s0', { schemas: ['shop'] });
      await Promise.all(
        others.map((other) =>
          other.client('SET sql_log_bin=0; CREATE DATABASE shop; CREATE TABLE shop.orders (id INT PRIMARY KEY)'),
        ),
      );
      await refuses({ code: 'no-binlog' }, named(silent));
      await refuses({ code: 'filtered' }, named(filtering));
      const { port } = server;
      const { user, password } = server.shard('s0');
      await applying.client(
        flavour === 'mysql'
          ? `CHANGE REPLICATION SOURCE TO SOURCE_HOST='127.0.0.1', SOURCE_PORT=${port}, SOURCE_USER='${user}',
              SOURCE_PASSWORD='${password}', GET_SOURCE_PUBLIC_KEY=1, SOURCE_AUTO_POSITION=1; START REPLICA`
          : `SET GLOBAL gtid_slave_pos='${(await server.client('SELECT @@gtid_current_pos')).trim()}'; CHANGE MASTER TO MASTER_HOST='127.0.0.1', MASTER_PORT=${port}, MASTER_USER='${user}',
              MASTER_PASSWORD='${password}', MASTER_USE_GTID=slave_pos; START SLAVE`,
      );
      const threads = () => applying.client("SHOW GLOBAL STATUS LIKE 'Slaves_running'");
      if (flavour === 'mariadb') await expect.poll(threads, { timeout: 10_000 }).toContain('1'); // it takes a moment
      await refuses({ code: 'replica-unlogged' }, named(applying));
    } finally {
      await Promise.all(others.map((other) => other.stop()));
    }
  });

  test('when the cluster has other shards, or there is no destination, or no full set', async () => {
    await expect(backUpLog([shard()], to)).rejects.toMatchObject({ failure: { code: 'destination' } });
    const full = await backUp([shard()], { to });
    await rm(full.folder, { recursive: true });
    await expect(backUpLog([shard()], to)).rejects.toMatchObject({ failure: { code: 'not-found' } });
    await backUp([shard()], { to });
    await expect(backUpLog([shard(), server.shard('s1', { schemas: ['mysql'] })], to)).rejects.toMatchObject({
      failure: { code: 'chain-broken', detail: { shard: 's1', why: { code: 'other-shards' } } },
    });
  });

  test('behind a set that cannot be restored itself, since its full set is gone', async () => {
    const full = await backUp([shard()], { to });
    await insert();
    await backUpLog([shard()], to);
    await rm(full.folder, { recursive: true });
    await expect(backUpLog([shard()], to)).rejects.toMatchObject({ failure: { code: 'not-found' } });
    await backUp([shard()], { to });
    await backUpLog([shard()], to);
  });
});

async function readableSets(to: string): Promise<string[]> {
  return (await findSets(to)).filter(({ state }) => state === 'readable').map(({ id }) => id);
}

/** Changes what a set says of its shard, and seals it again. */
async function rewriteShard(folder: string, change: Readonly<Record<string, unknown>>): Promise<void> {
  const file = join(folder, 'manifest.json');
  const manifest = JSON.parse(await readFile(file, 'utf8')) as { shards: Record<string, unknown>[] };
  Object.assign(manifest.shards[0] ?? {}, change);
  const text = JSON.stringify(manifest);
  await writeFile(file, text);
  const hash = createHash('sha256').update(text).digest('hex');
  await writeFile(join(folder, 'manifest.sha256'), `${hash}  manifest.json\n`);
}

function place(position: { readonly file: string; readonly position: number } | undefined) {
  return { file: position?.file, position: position?.position };
}

async function positionOf(server: TestServer): Promise<number> {
  const statement = server.flavour === 'mysql' ? 'SHOW BINARY LOG STATUS' : 'SHOW MASTER STATUS';
  return Number((await server.client(statement)).split('\t')[1]);
}
