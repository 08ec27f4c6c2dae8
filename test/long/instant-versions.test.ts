import { expect, test } from 'vitest';
import { backUp, restore, runStatements } from '../support/round-trip.ts';
import { freshSchema, testServer } from '../support/servers.ts';

test('row versions that ended when they began are named, and all others come back', async () => {
  const [source, target] = [testServer('mariadb'), testServer('mariadb', 'target')];
  const schema = await freshSchema(source, 'instant');
  await runStatements(source, schema, [
    'CREATE TABLE implicit (id INT PRIMARY KEY, a INT) WITH SYSTEM VERSIONING',
    `CREATE TABLE named (id INT PRIMARY KEY, a INT, \`from\` TIMESTAMP(6) GENERATED ALWAYS AS ROW START,
      \`to\` TIMESTAMP(6) GENERATED ALWAYS AS ROW END, PERIOD FOR SYSTEM_TIME (\`from\`, \`to\`)) WITH SYSTEM VERSIONING`,
    'CREATE TABLE without (id INT PRIMARY KEY, a INT) WITH SYSTEM VERSIONING',
    "SET timestamp=UNIX_TIMESTAMP('2024-01-01 00:00:00')",
    ...['implicit', 'named', 'without'].map((table) => `INSERT INTO ${table} (id, a) VALUES (1, 1)`),
    ...['implicit', 'named'].map((table) => `REPLACE INTO ${table} (id, a) VALUES (1, 2)`),
    "SET timestamp=UNIX_TIMESTAMP('2024-02-01 00:00:00')",
    ...['implicit', 'named', 'without'].map((table) => `UPDATE ${table} SET a = a + 10`),
  ]);
  const versions = (table: string, where: string) =>
    `SELECT id, a FROM ${table} FOR SYSTEM_TIME ALL WHERE ${where} ORDER BY a;`;
  expect(await source.client(versions('implicit', 'row_start >= row_end'), { database: schema })).not.toBe('');

  const set = await backUp([source.shard('s0', { schemas: [schema] })]);
  expect(set.manifest.exceptions.map(({ object, why }) => [object, why?.code])).toEqual([
    ['implicit', 'history-of-an-instant'],
    ['named', 'history-of-an-instant'],
  ]);
  const report = await restore(set, [target.shard('s0')]);
  expect(report.tables.map(({ table, state }) => [table, state]).sort()).toEqual([
    ['implicit', 'equal'],
    ['named', 'equal'],
    ['without', 'equal'],
  ]);
  const lasting = [
    versions('implicit', 'row_start < row_end'),
    versions('named', '`from` < `to`'),
    versions('without', '1'),
  ].join('\n');
  expect(await target.client(lasting, { database: schema })).toBe(await source.client(lasting, { database: schema }));
});
