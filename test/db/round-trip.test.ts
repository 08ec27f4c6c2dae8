import { beforeAll, describe, expect, test } from 'vitest';
import { writeManifest } from '../../electron/engine/archive/set-folder.ts';
import { connect } from '../../electron/engine/mysql/connect.ts';
import { prepareForLoad } from '../../electron/engine/schema/session-settings.ts';
import { verifySet } from '../../electron/engine/verify/verify-set.ts';
import { numbers } from '../support/numbers.ts';
import { richSchema } from '../support/rich-schema.ts';
import { backUp, restore, runStatements, stockDump } from '../support/round-trip.ts';
import { startServer } from '../support/server.ts';
import type { ServerHandle } from '../support/server-handle.ts';
import { FLAVOURS, freshSchema, testServer } from '../support/servers.ts';

describe.each(FLAVOURS)('a set of %s', (flavour) => {
  let source: string;
  beforeAll(async () => {
    source = await freshSchema(testServer(flavour), 'orders');
    await runStatements(testServer(flavour), source, [
      `CREATE TABLE order_0 (id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT, user_id INT, amount DECIMAL(12,4), ratio FLOAT, weight DOUBLE,
        state ENUM('new','paid','it''s'), flags SET('a','b','c'), bits BIT(12), note TEXT CHARACTER SET utf8mb4, old VARCHAR(40) CHARACTER SET latin1,
        cn VARCHAR(40) CHARACTER SET gbk, raw VARBINARY(300), at DATETIME(6), ts TIMESTAMP(3) NULL, d DATE, t TIME(2), y YEAR, doc JSON, p POINT,
        twice BIGINT AS (user_id * 2) STORED, PRIMARY KEY (id), KEY by_user (user_id), KEY by_note (note(10))) AUTO_INCREMENT=1000000`,
      `INSERT INTO order_0 (id, user_id, amount, ratio, weight, state, flags, bits, note, old, cn, raw, at, ts, d, t, y, doc, p)
        SELECT n * 7 + 1, n, n / 7, n / 3.1, n * 1e-17, 1 + n % 3, n % 8, n % 4096, CONCAT('订单 ', n, ' \\t\\n\\\\ 𝄞'), CONVERT(CONCAT('caf', UNHEX('E9'), n) USING latin1),
        CONVERT(CONCAT('中文', n) USING gbk), UNHEX(CONCAT(HEX(n), '00090A0D5C271A')), '2024-02-29 12:34:56.123456', '2024-03-31 01:30:00.5', '2024-12-31', '-12:34:56.78', 2024,
        CONCAT('{"n": ', n, ', "名": "x"}'), POINT(n, -n) FROM ${numbers(30_000)}`,
      "INSERT INTO order_0 (id, d, at, state) VALUES (0, '0000-00-00', '2024-02-31 00:00:00', ''), (18446744073709551615, NULL, NULL, NULL)",
      'CREATE TABLE keyless (a INT, b VARCHAR(20))',
      `INSERT INTO keyless SELECT n % 10, IF(n % 3 = 0, NULL, CONCAT('row ', n % 5)) FROM ${numbers(5000)}`,
      'CREATE TABLE by_name (name VARCHAR(60) CHARACTER SET utf8mb4 PRIMARY KEY, n INT)',
      `INSERT INTO by_name SELECT CONCAT('名-', n), n FROM ${numbers(5000)}`,
      'CREATE TABLE two_keys (a INT, b INT, c CHAR(9), PRIMARY KEY (a, b))',
      `INSERT INTO two_keys SELECT n % 50, n, 'x' FROM ${numbers(20_000)}`,
      'CREATE TABLE nothing (id INT PRIMARY KEY)',
      'CREATE TABLE big_rows (id INT PRIMARY KEY, b LONGBLOB)',
      "INSERT INTO big_rows VALUES (1, REPEAT(UNHEX('005C090A'), 700000)), (2, ''), (3, REPEAT('y', 5000000)), (4, NULL)",
    ]);
    await testServer(flavour).client('ANALYZE TABLE order_0', { database: source });
  });

  test('comes back as it was, by our own reading and by the stock client’s', async () => {
    const set = await backUp([testServer(flavour).shard('s0', { schemas: [source] })]);
    expect(set.manifest).toMatchObject({ state: 'complete', exceptions: [] });
    expect(set.manifest.shards[0]?.tables.find((table) => table.name === 'order_0')?.chunks.length).toBeGreaterThan(4);
    expect((await verifySet(set)).damage).toEqual([]);

    const name = `${source}_copy`;
    const report = await restore(set, [testServer(flavour, 'target').shard('s0')], {
      rename: new Map([[source, name]]),
    });
    expect(report.exceptions).toEqual([]);
    expect(report.tables.filter((table) => table.state !== 'equal')).toEqual([]);
    expect(report.quality?.value).toBe(1);

    expect(await stockDump(testServer(flavour, 'target'), name)).toBe(await stockDump(testServer(flavour), source));
    const hex = `SELECT id, HEX(CAST(ratio AS DOUBLE)), CAST(ratio AS DOUBLE), weight, HEX(old), HEX(cn), HEX(raw), HEX(bits+0), HEX(p) FROM order_0 ORDER BY id`;
    expect(await testServer(flavour, 'target').client(hex, { database: name })).toBe(
      await testServer(flavour).client(hex, { database: source }),
    );
    const sums = 'CHECKSUM TABLE order_0, keyless, by_name, two_keys, nothing, big_rows';
    const numbersOf = async (server: ReturnType<typeof testServer>, database: string) =>
      (await server.client(sums, { database })).replaceAll(/^.*\t/gm, '');
    expect(await numbersOf(testServer(flavour, 'target'), name)).toBe(await numbersOf(testServer(flavour), source));
  });

  test('comes back by INSERT where the server refuses LOAD DATA LOCAL, and without compression over small volumes', async () => {
    const set = await backUp([testServer(flavour).shard('s0', { schemas: [source] })], {
      compression: 'none',
      volumeBytes: 1 << 20,
      method: 'warm',
    });
    expect(set.manifest.volumes.length).toBeGreaterThan(5);
    expect((await verifySet(set)).damage).toEqual([]);
    const target = await startServer({ flavour, args: ['--local-infile=0'] });
    try {
      const report = await restore(set, [target.shard('s0')], { rename: new Map([[source, `${source}_ins`]]) });
      expect(report.tables.filter((table) => table.state !== 'equal')).toEqual([]);
      expect(report.findings.map(({ code }) => code)).toContain('no-local-infile');
    } finally {
      await target.stop();
    }
  });

  test('keeps every object a schema can hold', async () => {
    const [server, target] = [testServer(flavour), testServer(flavour, 'target')];
    const schema = await freshSchema(server, 'rich');
    const far = await freshSchema(server, 'far');
    await runStatements(server, schema, richSchema(flavour, far));
    const set = await backUp([server.shard('s0', { schemas: [schema, far] })]);
    expect(set.manifest.exceptions).toEqual([]);
    const report = await restore(set, [target.shard('s0')]);
    expect(report.exceptions.filter(({ why }) => why.code !== 'event-expired')).toEqual([]);
    expect(report.quality?.value).toBe(1);
    expect(await stockDump(target, schema)).toBe(await stockDump(server, schema));
  });

  test('is restored in part: chosen tables only, into a schema that has the others', async () => {
    const target = testServer(flavour, 'target');
    const set = await backUp([testServer(flavour).shard('s0', { schemas: [source] })], { only: [`${source}.*e*`] });
    expect(set.manifest.shards[0]?.tables.map((table) => table.name)).toEqual([
      'by_name',
      'keyless',
      'order_0',
      'two_keys',
    ]);
    const name = `${source}_part`;
    const rename = new Map([[source, name]]);
    await restore(set, [target.shard('s0')], { rename, only: [`${source}.by_name`] });
    const report = await restore(set, [target.shard('s0')], { rename, only: [`${source}.keyless`] });
    expect(report.tables.map((table) => [table.table, table.state])).toEqual([['keyless', 'equal']]);
    expect(await target.client('SHOW TABLES', { database: name })).toBe('by_name\nkeyless\n');
  });
});

describe.each(FLAVOURS)('a restore to %s', (flavour) => {
  test('does not call tables equal whose rows the set does not hold, and does not replace rows by nothing', async () => {
    const [server, target] = [testServer(flavour), testServer(flavour, 'target')];
    const schema = await freshSchema(server, 'elsewhere');
    await runStatements(server, schema, [
      'CREATE TABLE part (id INT NOT NULL, KEY by_id (id)) ENGINE=MyISAM',
      'CREATE TABLE part_lists (id INT NOT NULL, KEY by_id (id)) ENGINE=MERGE UNION=(part)',
      'INSERT INTO part VALUES (1), (2)',
    ]);
    const set = await backUp([server.shard('s0', { schemas: [schema] })]);
    expect(set.manifest.exceptions.map(({ object }) => object)).toEqual(['part_lists']);
    const first = await restore(set, [target.shard('s0')]);
    expect(first.tables.map(({ table, state }) => [table, state])).toEqual([['part', 'equal']]);
    expect(first.exceptions.map(({ object }) => object)).toEqual(['part_lists']);
    expect((await restore(set, [target.shard('s0')], { replace: true })).quality?.value).toBe(1);

    await runStatements(target, schema, [
      'DROP TABLE part_lists',
      'CREATE TABLE part_lists (id INT PRIMARY KEY)',
      'INSERT INTO part_lists VALUES (7)',
    ]);
    const again = { replace: true, only: [`${schema}.*`] };
    await expect(restore(set, [target.shard('s0')], again)).rejects.toMatchObject({
      failure: {
        code: 'target-not-empty',
        detail: {
          findings: [{ code: 'rows-lost', objects: { names: [`${schema}.part_lists`], counts: { table: 1 } } }],
        },
      },
    });
    expect(await target.client('SELECT id FROM part_lists', { database: schema })).toBe('7\n');
    const one = await restore(set, [target.shard('s0')], { replace: true, only: [`${schema}.part`] });
    expect(one.tables.map(({ state }) => state)).toEqual(['equal']);
  });

  test('gives a table whose rows could not be read its indexes and foreign keys all the same', async () => {
    const [server, target] = [testServer(flavour), testServer(flavour, 'target')];
    const schema = await freshSchema(server, 'unread');
    await runStatements(server, schema, [
      'CREATE TABLE parent (id INT PRIMARY KEY)',
      'CREATE TABLE child (id INT PRIMARY KEY, p INT, v INT, KEY by_v (v), FOREIGN KEY of_parent (p) REFERENCES parent (id))',
    ]);
    const set = await backUp([server.shard('s0', { schemas: [schema] })]);
    const [shard] = set.manifest.shards;
    const unread = {
      ...set.manifest,
      exceptions: [{ shard: 's0', schema, object: 'child', kind: 'table' as const, reason: 'unreadable' }],
      shards: shard ? [{ ...shard, tables: shard.tables.filter(({ name }) => name === 'parent') }] : [],
    };
    await writeManifest(set.folder, unread);
    const report = await restore(set, [target.shard('s0')]);
    expect(report.tables.map(({ table, state }) => [table, state])).toEqual([['parent', 'equal']]);
    expect(report.exceptions.map(({ object }) => object)).toEqual(['child']);
    expect(await stockDump(target, schema)).toBe(await stockDump(server, schema));
    await expect(restore(set, [target.shard('s0')], { replace: true })).rejects.toMatchObject({
      failure: { code: 'target-not-empty', detail: { findings: [{ objects: { names: [`${schema}.child`] } }] } },
    });
  });

  test('knows one server by two names, and refuses what would be one table there before anything is dropped', async () => {
    const [server, target] = [testServer(flavour), testServer(flavour, 'target')];
    const schema = await freshSchema(server, 'twins');
    await runStatements(server, schema, ['CREATE TABLE t (id INT PRIMARY KEY)', 'INSERT INTO t VALUES (1)']);
    const set = await backUp([server.shard('s0', { schemas: [schema] })]);
    const twin = structuredClone(set.manifest);
    twin.shards.push(...twin.shards.map((shard) => ({ ...shard, name: 's1' })));
    await writeManifest(set.folder, twin);
    await runStatements(target, await sameSchema(target, schema), [
      'CREATE TABLE t (id INT)',
      'INSERT INTO t VALUES (7)',
    ]);
    const shards = [target.shard('s0'), target.shard('s1', { host: 'localhost' })];
    await expect(restore(set, shards, { replace: true })).rejects.toMatchObject({
      failure: {
        code: 'bad-input',
        message: expect.stringContaining(`both become ${schema}.t`),
        safe: 'Nothing was written.',
      },
    });
    expect(await target.client('SELECT id FROM t', { database: schema })).toBe('7\n');
  });

  test('lets its lanes wait for each other as long as it takes', async () => {
    const session = await connect(testServer(flavour, 'target').shard('s0'));
    try {
      await prepareForLoad(session);
      const [row] = await session.texts(
        'SELECT @@innodb_lock_wait_timeout AS rows_wait, @@lock_wait_timeout AS names_wait',
      );
      expect(row).toEqual({ rows_wait: '86400', names_wait: '3600' });
    } finally {
      await session.close();
    }
  });
});

async function sameSchema(target: ServerHandle, schema: string): Promise<string> {
  await target.client(`CREATE DATABASE \`${schema}\``);
  return schema;
}

test('a shard of each flavour in one set, two shards into one server', async () => {
  const schemas = await Promise.all(FLAVOURS.map((flavour) => freshSchema(testServer(flavour), 'mixed')));
  const shards = FLAVOURS.map((flavour, i) => testServer(flavour).shard(`s${i}`, { schemas: [schemas[i] ?? ''] }));
  for (const [i, flavour] of FLAVOURS.entries())
    await runStatements(testServer(flavour), schemas[i] ?? '', [
      'CREATE TABLE t (id INT PRIMARY KEY, v VARCHAR(20)) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin',
      "INSERT INTO t VALUES (1, '甲'), (2, NULL)",
    ]);
  const set = await backUp(shards, { method: 'warm' });
  expect(set.manifest.cut.kind).toBe('common');
  const [first = '', second = ''] = schemas;
  await testServer('mysql', 'target').client(`CREATE DATABASE \`${first}\``);
  const report = await restore(set, [testServer('mysql', 'target').shard('all')], {
    map: new Map([
      ['s0', 'all'],
      ['s1', 'all'],
    ]),
  });
  expect(report.tables.map(({ schema, state }) => [schema, state])).toEqual([
    [first, 'equal'],
    [second, 'equal'],
  ]);
});

test('one table of one shard comes back, although the other shards have tables of the same names', async () => {
  const schema = await freshSchema(testServer('mariadb'), 'alike');
  const sources = FLAVOURS.map((flavour) => testServer(flavour));
  await testServer('mysql').client(`CREATE DATABASE ${schema}`);
  for (const [i, server] of sources.entries())
    await runStatements(server, schema, [
      'CREATE TABLE orders (id INT PRIMARY KEY, v INT)',
      'CREATE TABLE users (id INT PRIMARY KEY, v INT)',
      `INSERT INTO orders VALUES (1, ${i})`,
      `INSERT INTO users VALUES (1, ${i})`,
    ]);
  const set = await backUp(sources.map((server, i) => server.shard(`s${i}`, { schemas: [schema] })));
  for (const server of sources)
    await runStatements(server, schema, ['UPDATE orders SET v = 7', 'UPDATE users SET v = 7']);
  const rows = 'SELECT v FROM orders; SELECT v FROM users';
  const ids = 'SELECT create_time FROM information_schema.tables WHERE table_schema = DATABASE() ORDER BY table_name';
  const before = await sources[0]?.client(ids, { database: schema });
  const report = await restore(
    set,
    sources.map((server, i) => server.shard(`s${i}`)),
    { replace: true, only: new Map([['s1', [`${schema}.orders`]]]) },
  );
  expect(report.tables.map(({ shard, table, state }) => [shard, table, state])).toEqual([['s1', 'orders', 'equal']]);
  expect(await sources[1]?.client(rows, { database: schema })).toBe('1\n7\n');
  expect(await sources[0]?.client(rows, { database: schema })).toBe('7\n7\n');
  expect(await sources[0]?.client(ids, { database: schema })).toBe(before);
});
