import { expect, test } from 'vitest';
import { verifySet } from '../../electron/engine/verify/verify-set.ts';
import { backUp, restore, runStatements } from '../support/round-trip.ts';
import { startServer } from '../support/server.ts';
import type { ServerHandle } from '../support/server-handle.ts';
import { freshSchema, testServer } from '../support/servers.ts';

/** Rows from `first` to `last` of 1,000 bytes each. */
const rows = (table: string, first: number, last: number) =>
  `INSERT INTO ${table} WITH RECURSIVE s AS (SELECT ${first} AS n UNION ALL SELECT n + 1 FROM s WHERE n < ${last})
   SELECT n, n, REPEAT('x', 1000) FROM s`;

/** Each with its rows in several chunks, three in the first partition of which one belongs there. */
const KINDS = [
  'RANGE (id) (PARTITION p0 VALUES LESS THAN (100), PARTITION p1 VALUES LESS THAN (900), PARTITION p2 VALUES LESS THAN MAXVALUE)',
  'RANGE COLUMNS (id) (PARTITION p0 VALUES LESS THAN (100), PARTITION p1 VALUES LESS THAN (9000))',
];

async function expectAllRows(server: ServerHandle): Promise<void> {
  const schema = await freshSchema(server, 'misplaced');
  await runStatements(server, schema, [
    server.flavour === 'mysql' ? 'SET cte_max_recursion_depth = 10000' : 'SET max_recursive_iterations = 10000',
    ...KINDS.flatMap((kind, i) => [
      `CREATE TABLE t${i} (id INT PRIMARY KEY, n INT, pad VARCHAR(1000)) CHARSET=latin1 PARTITION BY ${kind}`,
      `CREATE TABLE x${i} (id INT PRIMARY KEY, n INT, pad VARCHAR(1000)) CHARSET=latin1`,
      `INSERT INTO x${i} VALUES (5, 5, 'right'), (1500, 1, 'misplaced'), (2050, 2, 'misplaced too')`,
      rows(`t${i}`, 501, 1499),
      rows(`t${i}`, 1501, 2049),
      `ALTER TABLE t${i} EXCHANGE PARTITION p0 WITH TABLE x${i} WITHOUT VALIDATION`,
    ]),
    // One chunk: all of it is read, wherever it stands.
    'CREATE TABLE small LIKE t0',
    'CREATE TABLE xs LIKE x0',
    "INSERT INTO xs VALUES (5, 5, 'right'), (1500, 1, 'misplaced')",
    'ALTER TABLE small EXCHANGE PARTITION p0 WITH TABLE xs WITHOUT VALIDATION',
    'CREATE TABLE right_places LIKE t0',
    rows('right_places', 1, 1500),
  ]);
  await server.client('ANALYZE TABLE t0, t1, right_places', { database: schema });
  const set = await backUp([server.shard('s0', { schemas: [schema] })]);
  expect(set.manifest.exceptions.map(({ object, why }) => [object, why?.code])).toEqual([
    ['t0', 'misplaced-rows'],
    ['t1', 'misplaced-rows'],
  ]);
  const tables = set.manifest.shards[0]?.tables ?? [];
  expect(tables.map(({ name, rows: count, chunks }) => [name, count, chunks.length === 1])).toEqual([
    ['right_places', 1500, false],
    ['small', 2, true],
    ['t0', 1551, true],
    ['t1', 1551, true],
    ['x0', 0, true],
    ['x1', 0, true],
    ['xs', 0, true],
  ]);
  expect((await verifySet(set)).damage).toEqual([]);
  const copy = `${schema}_copy`;
  const report = await restore(set, [server.shard('s0')], { rename: new Map([[schema, copy]]) });
  expect(report.tables.filter(({ state }) => state !== 'equal')).toEqual([]);
  expect(report.exceptions.map(({ object, why }) => [object, why.code]).sort()).toEqual([
    ['small', 'partition-rows'],
    ['t0', 'not-in-set'],
    ['t1', 'not-in-set'],
  ]);
  const found = 'SELECT n, LEFT(pad, 20) FROM t0 WHERE id = 1500; SELECT n, LEFT(pad, 20) FROM t1 WHERE id > 2049';
  expect(await server.client(found, { database: copy })).toBe('1\tmisplaced\n2\tmisplaced too\n');
}

const SENTENCE = 'that stand in partitions where they do not belong are in the set, named, and come back';

test(`rows of MySQL ${SENTENCE}`, () => expectAllRows(testServer('mysql')));

test(`rows of MariaDB 11 ${SENTENCE}`, async () => {
  const server = await startServer({ flavour: 'mariadb', release: 'mariadb-11' });
  try {
    await expectAllRows(server);
  } finally {
    await server.stop();
  }
});

test('history that MariaDB spreads over partitions by its number of rows is named where it stands otherwise', async () => {
  const server = testServer('mariadb');
  const schema = await freshSchema(server, 'limited');
  await runStatements(server, schema, [
    'CREATE TABLE h (id INT PRIMARY KEY, v INT) WITH SYSTEM VERSIONING PARTITION BY SYSTEM_TIME LIMIT 2 PARTITIONS 4',
    'CREATE TABLE even (id INT) PARTITION BY HASH (id) PARTITIONS 3',
    'INSERT INTO even VALUES (1), (2), (3), (4), (NULL)',
    'INSERT INTO h VALUES (1, 1)',
    ...Array.from({ length: 5 }, (_, i) => `UPDATE h SET v = ${i + 2}`),
  ]);
  const set = await backUp([server.shard('s0', { schemas: [schema] })]);
  const report = await restore(set, [server.shard('s0')], { rename: new Map([[schema, `${schema}_copy`]]) });
  expect(report.tables.filter(({ state }) => state !== 'equal')).toEqual([]);
  expect(report.exceptions.map(({ object, why }) => [object, why.code])).toEqual([['h', 'partition-rows']]);
});
