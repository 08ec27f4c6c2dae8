import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connect } from '../../electron/engine/mysql/connect.ts';
import type { ReplayRoute } from '../../electron/engine/replay/replay-options.ts';
import { logEnd, replayLog } from '../support/replay.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { FLAVOURS } from '../support/servers.ts';

/** Everything of `from`, under the name `to`. */
const renamed = (from: string, to: string): ReplayRoute => ({
  object: (schema, table) => (schema === from ? { schema: to, table } : null),
  schema: (schema) => (schema === from ? { schema: to, whole: true } : null),
});

describe.each(FLAVOURS)('a replay to %s', (flavour) => {
  let source: TestServer;
  let target: TestServer;
  /** GTIDs and places of the source's transactions, by the statement that made them. */
  const marks = new Map<string, { file: string; position: number; gtid: string; micros: bigint }>();

  const run = async (schema: string, statements: readonly string[]) => {
    const session = await connect(source.shard('s0'));
    try {
      const made = await session.texts(`SHOW DATABASES LIKE '${schema}'`);
      if (made.length === 0) await session.execute(`CREATE DATABASE ${schema} CHARACTER SET utf8mb4`);
      await session.execute(`USE ${schema}`);
      for (const statement of statements) await session.execute(statement);
    } finally {
      await session.close();
    }
  };
  const mark = async (name: string) => {
    const [row] = (await source.client('SELECT UNIX_TIMESTAMP(NOW(6))')).trim().split('\n');
    const gtid = (
      await source.client(
        flavour === 'mariadb' ? 'SELECT @@gtid_binlog_pos' : "SELECT REPLACE(@@gtid_executed, '\\n', '')",
      )
    ).trim();
    const last = flavour === 'mysql' ? gtid.replace(/:.*?(\d+)$/, ':$1') : gtid;
    marks.set(name, { ...(await logEnd(source)), gtid: last, micros: BigInt(Math.round(Number(row) * 1e6)) });
  };
  const at = (name: string) => {
    const found = marks.get(name);
    if (!found) throw new Error(`no mark ${name}`);
    return found;
  };
  const drop = (...schemas: string[]) =>
    target.client(`SET sql_log_bin=0; ${schemas.map((schema) => `DROP DATABASE IF EXISTS ${schema};`).join(' ')}`);
  const values = async (query: string) => (await target.client(query)).trim().split('\n').join(' ');

  beforeAll(async () => {
    [source, target] = await Promise.all([startServer({ flavour }), startServer({ flavour })]);
    await run('plain', ['CREATE TABLE a (id INT PRIMARY KEY)', 'INSERT INTO a VALUES (1)']);
    await mark('one');
    await new Promise((resolve) => setTimeout(resolve, 1100));
    await run('plain', ['INSERT INTO a VALUES (2)']);
    await mark('two');
    await run('plain', ['INSERT INTO a VALUES (3)']);
    await mark('three');
    await run('shop', [
      'CREATE TABLE a (id INT PRIMARY KEY, v INT)',
      'CREATE TABLE b (id INT PRIMARY KEY, a INT, FOREIGN KEY (a) REFERENCES shop.a (id))',
      'CREATE TABLE `wei``rd` LIKE shop.a',
      'INSERT INTO a VALUES (1, 1), (2, 2)',
      'INSERT INTO b VALUES (1, 1)',
      'INSERT INTO `wei``rd` VALUES (1, 1)',
      'UPDATE a, b SET a.v=9, b.a=2 WHERE a.id=2 AND b.id=1',
      'CREATE TRIGGER shop.t BEFORE UPDATE ON shop.a FOR EACH ROW SET NEW.v=NEW.v',
      'CREATE VIEW shop.w AS SELECT a.id, shop.b.a FROM shop.a JOIN shop.b ON a.id=b.a',
      'CREATE PROCEDURE shop.p() SELECT 1',
      'ALTER TABLE shop.a ADD COLUMN extra INT DEFAULT 4',
      'CREATE TABLE temporary_name (x INT)',
      'RENAME TABLE temporary_name TO shop.moved',
      'CREATE TABLE c1 (x INT)',
      'CREATE TABLE c2 (x INT)',
      'DROP TABLE shop.c1, c2',
      'ALTER DATABASE shop CHARACTER SET latin1',
    ]);
    await mark('shop');
  });

  afterAll(() => Promise.all([source.stop(), target.stop()]));

  test('ends exactly at a position, behind or before a GTID, or at an instant', async () => {
    const { file, position, gtid, micros } = at('two');
    for (const [stop, expected] of [
      [{ kind: 'position', file, position }, '1 2'],
      [{ kind: 'gtid', after: gtid }, '1 2'],
      [{ kind: 'before-gtid', gtid }, '1'],
      [{ kind: 'time', micros: at('one').micros }, '1'],
      [
        { kind: 'time', micros: flavour === 'mysql' ? micros : micros + 1_000_000n },
        flavour === 'mysql' ? '1 2' : '1 2 3',
      ],
    ] as const) {
      await drop('plain', 'shop');
      const report = await replayLog(source, target, { stop, route: renamed('plain', 'plain') });
      expect(
        await values('SELECT id FROM plain.a'),
        JSON.stringify(stop, (_, v) => String(v)),
      ).toBe(expected);
      if (expected === '1 2 3') continue;
      expect(report.last?.gtid).toBe(at(expected === '1' ? 'one' : 'two').gtid);
      expect(report.stoppedBy).toBe(stop.kind);
    }
  });

  test('begins behind the rows that are restored, for each table where it was read', async () => {
    await drop('plain', 'shop');
    await target.client('SET sql_log_bin=0; CREATE DATABASE plain; CREATE TABLE plain.a (id INT PRIMARY KEY)');
    await target.client('SET sql_log_bin=0; INSERT INTO plain.a VALUES (1), (2)');
    const report = await replayLog(source, target, { start: at('two'), stop: { kind: 'position', ...at('three') } });
    expect(await values('SELECT id FROM plain.a')).toBe('1 2 3');
    expect(report.skippedStatements['already-there'], 'the schema and its table').toBe(2);
    await target.client('SET sql_log_bin=0; DELETE FROM plain.a WHERE id > 2');
    await replayLog(source, target, {
      start: at('one'),
      startOf: (_, table) => (table === 'a' ? at('two') : undefined),
      stop: { kind: 'position', ...at('three') },
    });
    expect(await values('SELECT id FROM plain.a')).toBe('1 2 3');
  });

  test('takes a schema under another name, with its foreign keys, views, triggers and programs', async () => {
    await drop('plain', 'shop', 'sh2');
    await replayLog(source, target, { route: renamed('shop', 'sh2') });
    expect(await values("SHOW DATABASES LIKE 'shop'")).toBe('');
    expect(await values('SHOW TABLES FROM sh2')).toBe('a b moved w wei`rd');
    expect(await values('SELECT * FROM sh2.a')).toBe('1\t1\t4 2\t9\t4');
    expect(await values('SELECT * FROM sh2.w')).toBe('2\t2');
    expect(await values("SELECT trigger_name FROM information_schema.triggers WHERE trigger_schema='sh2'")).toBe('t');
    expect(await values("SELECT routine_name FROM information_schema.routines WHERE routine_schema='sh2'")).toBe('p');
    const definitions = await values('SHOW CREATE TABLE sh2.b; SHOW CREATE VIEW sh2.w');
    expect(definitions).not.toMatch(/shop/);
    await expect(target.client('SET sql_log_bin=0; INSERT INTO sh2.b VALUES (9, 99)')).rejects.toThrow(/foreign key/);
  });

  test('of some tables leaves the others alone, and stops where a statement concerns both', async () => {
    await drop('sh2');
    const only = (names: readonly string[]): ReplayRoute => ({
      object: (schema, table) => (schema === 'shop' && names.includes(table) ? { schema: 'sh2', table } : null),
      schema: (schema) => (schema === 'shop' ? { schema: 'sh2', whole: false } : null),
    });
    const report = await replayLog(source, target, { route: only(['a', 'c1']) });
    expect(await values('SHOW TABLES FROM sh2')).toBe('a');
    expect(await values('SELECT * FROM sh2.a')).toBe('1\t1\t4 2\t9\t4');
    expect(report.skippedRowEvents).toBeGreaterThan(2);
    expect(report.skippedStatements['not-selected']).toBeGreaterThan(5);
    await drop('sh2');
    await expect(replayLog(source, target, { route: only(['moved']) })).rejects.toMatchObject({
      failure: {
        message: expect.stringMatching(/into or out of what is restored: RENAME TABLE temporary_name TO shop.moved/),
        safe: expect.stringMatching(/before this transaction is applied/),
      },
    });
  });

  test('refuses changes of rows that were logged as statements, and names the statement', async () => {
    const format = 'SET SESSION binlog_format=STATEMENT';
    await run('stated', ['CREATE TABLE a (id INT)', format, "INSERT INTO a SELECT 5 WHERE 'x'='x'"]);
    await drop('plain', 'shop', 'stated');
    await expect(replayLog(source, target)).rejects.toMatchObject({
      failure: { code: 'server', message: expect.stringMatching(/logged as a statement.*INSERT INTO a SELECT 5/) },
    });
    expect(await values('SELECT COUNT(*) FROM stated.a')).toBe('0');
    expect(await values('SELECT id FROM plain.a')).toBe('1 2 3');
  });
});
