import { afterAll, beforeAll, expect, test } from 'vitest';
import { backUp, restore, runStatements } from '../support/round-trip.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { freshSchema } from '../support/servers.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startServer({ flavour: 'mysql' });
});
afterAll(() => server.stop());

/** So many rows whose JSON is as text has it. */
const plain = (rows: number) =>
  `WITH RECURSIVE s AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM s WHERE n < ${rows}) SELECT`;
const PLAIN = plain(100);
const ONE_AND_A_HALF = 'CAST(1.5 AS DECIMAL(3,1))';

const TABLES = [
  'CREATE TABLE late (id INT PRIMARY KEY, doc JSON)',
  `INSERT INTO late ${plain(1000)} n, JSON_OBJECT('a', n, 'b', 'text') FROM s`,
  `INSERT INTO late VALUES (100000, JSON_OBJECT('a', ${ONE_AND_A_HALF}))`,
  'CREATE TABLE keyless (doc JSON, n INT)',
  `INSERT INTO keyless ${PLAIN} JSON_OBJECT('a', n), n FROM s`,
  `INSERT INTO keyless VALUES (JSON_OBJECT('a', ${ONE_AND_A_HALF}), 1001)`,
  'CREATE TABLE several (id INT PRIMARY KEY, one JSON, two JSON, three JSON)',
  `INSERT INTO several ${PLAIN} n, '{"a":1}', NULL, '[1,[2,[3]]]' FROM s`,
  `INSERT INTO several VALUES (1001, '1', JSON_ARRAY(NULL), JSON_ARRAY(JSON_ARRAY(1, JSON_ARRAY(CAST('2024-01-01' AS DATE)))))`,
  'CREATE TABLE parted (id INT PRIMARY KEY, doc JSON) PARTITION BY HASH (id) PARTITIONS 4',
  `INSERT INTO parted ${PLAIN} n, '{"a":{"b":1}}' FROM s`,
  `INSERT INTO parted VALUES (5555, JSON_OBJECT('a', JSON_OBJECT('b', CAST(1 AS UNSIGNED))))`,
  "CREATE TABLE nulls (id INT PRIMARY KEY, doc JSON, v JSON AS (JSON_EXTRACT(doc, '$.a')) VIRTUAL, w VARCHAR(9) AS (doc->>'$.b') VIRTUAL, KEY (w))",
  `INSERT INTO nulls (id, doc) ${PLAIN} n, NULL FROM s`,
  `INSERT INTO nulls (id, doc) VALUES (1001, '{"a":1}'), (1002, JSON_OBJECT('a', ${ONE_AND_A_HALF}))`,
  'CREATE TABLE bare (id INT PRIMARY KEY, doc JSON)',
  `INSERT INTO bare ${PLAIN} n, CAST(n AS JSON) FROM s`,
  `INSERT INTO bare VALUES (1001, CAST(CAST('10:11:12' AS TIME) AS JSON))`,
];

/** Every table's members with their types, by a plan that no semijoin is part of. */
async function typesOf(schema: string): Promise<string> {
  return server.client(
    `SELECT n, JSON_TYPE(doc->'$.a') FROM keyless WHERE n > 99 ORDER BY n;
     SELECT id, JSON_TYPE(doc->'$.a') FROM late ORDER BY id;
     SELECT id, JSON_TYPE(one), JSON_TYPE(two->'$[0]'), JSON_TYPE(three->'$[0]'), JSON_TYPE(three->'$[0][1][0]') FROM several ORDER BY id;
     SELECT id, JSON_TYPE(doc->'$.a.b') FROM parted ORDER BY id;
     SELECT id, JSON_TYPE(doc->'$.a'), JSON_TYPE(v), w FROM nulls ORDER BY id;
     SELECT id, JSON_TYPE(doc) FROM bare ORDER BY id`,
    { database: schema },
  );
}

test.each([
  'default',
  'semijoin=on,materialization=on,firstmatch=off,duplicateweedout=off,loosescan=off',
  'semijoin=off,materialization=off,subquery_to_derived=on',
])(
  'the type of a JSON member comes back from the last of many rows, with the optimizer_switch %s',
  async (switches) => {
    await server.client(`SET GLOBAL optimizer_switch='${switches}'`);
    const schema = await freshSchema(server, 'late');
    await runStatements(server, schema, TABLES);
    const set = await backUp([server.shard('s0', { schemas: [schema] })]);
    expect(
      set.manifest.shards[0]?.tables.map(({ name, columns }) => [
        name,
        columns.filter((column) => column.as === 'json-types').map((column) => column.name),
      ]),
    ).toEqual([
      ['bare', ['doc']],
      ['keyless', ['doc']],
      ['late', ['doc']],
      ['nulls', ['doc']],
      ['parted', ['doc']],
      ['several', ['three']],
    ]);
    const report = await restore(set, [server.shard('s0')], { rename: new Map([[schema, `${schema}_copy`]]) });
    expect(report.quality?.value).toBe(1);
    expect(await typesOf(`${schema}_copy`)).toBe(await typesOf(schema));
  },
);

test('types of so many members that their list is longer than a megabyte are read whole', async () => {
  const schema = await freshSchema(server, 'many');
  await runStatements(server, schema, [
    'CREATE TABLE many (id INT PRIMARY KEY, doc JSON)',
    'SET SESSION cte_max_recursion_depth=100000',
    `INSERT INTO many ${plain(60_000)} 1, JSON_ARRAYAGG(CAST(n AS UNSIGNED)) FROM s`,
  ]);
  const set = await backUp([server.shard('s0', { schemas: [schema] })]);
  const numbers = Array.from({ length: 60_000 }, (_, i) => String(i + 1));
  const row = `1\t[${numbers.join(', ')}]\t${numbers.map((n) => `c${n}:UNSIGNED INTEGER`).join(',')}\n`;
  expect(set.manifest.shards[0]?.tables[0]?.bytes).toBe(row.length);
});
