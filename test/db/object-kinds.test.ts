import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connect, type Flavour } from '../../electron/engine/mysql/connect.ts';
import { listOutside } from '../../electron/engine/schema/list-outside.ts';
import { CATALOGS } from '../../electron/engine/schema/object-kinds.ts';
import type { OutsideKind } from '../../shared/set-facts.ts';
import { backUp, restore, runStatements } from '../support/round-trip.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { freshSchema, testServer } from '../support/servers.ts';

/** One of each kind that no set holds. Code to be loaded is not at hand, so what needs some is written as if it were there. */
const ONE_OF_EACH: Readonly<Record<Flavour, Partial<Record<OutsideKind, readonly string[]>>>> = {
  mariadb: {
    'loadable-function': ["INSERT INTO mysql.func VALUES ('metaphon', 0, 'udf_example.so', 'function')"],
    server: ["CREATE SERVER far FOREIGN DATA WRAPPER mysql OPTIONS (HOST '127.0.0.1', DATABASE 'x')"],
    plugin: ["INSERT INTO mysql.plugin VALUES ('mine', 'mine.so')"],
    'column-statistics': ['ANALYZE TABLE kinds.t PERSISTENT FOR ALL'],
    'time-zone': ["INSERT INTO mysql.time_zone_name VALUES ('Shop/Main', 1)"],
    replication: ["CHANGE MASTER 'upstream' TO MASTER_HOST='127.0.0.1'"],
    'own-in-system-schema': [
      'CREATE TABLE mysql.mine (id INT)',
      'CREATE VIEW sys.mine AS SELECT 1',
      'CREATE PROCEDURE mysql.mine() SELECT 1',
      'CREATE EVENT sys.mine ON SCHEDULE EVERY 1 DAY DISABLE DO SELECT 1',
    ],
  },
  mysql: {
    tablespace: ["CREATE TABLESPACE ts ADD DATAFILE 'ts.ibd'", "CREATE UNDO TABLESPACE un ADD DATAFILE 'un.ibu'"],
    'resource-group': ['CREATE RESOURCE GROUP rg TYPE=USER'],
    'loadable-function': ["INSERT INTO mysql.func VALUES ('metaphon', 0, 'udf_example.so', 'function')"],
    server: ["CREATE SERVER far FOREIGN DATA WRAPPER mysql OPTIONS (HOST '127.0.0.1', DATABASE 'x')"],
    plugin: ["INSERT INTO mysql.plugin VALUES ('mine', 'mine.so')"],
    component: ["INSERT INTO mysql.component VALUES (7, 7, 'file://component_mine')"],
    'column-statistics': ['ANALYZE TABLE kinds.t UPDATE HISTOGRAM ON a'],
    'time-zone': ["INSERT INTO mysql.time_zone_name VALUES ('Shop/Main', 1)"],
    replication: ["CHANGE REPLICATION SOURCE TO SOURCE_HOST='127.0.0.1' FOR CHANNEL 'upstream'"],
    'persisted-variable': ['SET PERSIST max_connections=151'],
    'read-only-schema': ['ALTER SCHEMA kinds READ ONLY=1'],
    'own-in-system-schema': [
      'CREATE TABLE mysql.mine (id INT)',
      'CREATE VIEW sys.mine AS SELECT 1',
      'CREATE PROCEDURE mysql.mine() SELECT 1',
      'CREATE EVENT sys.mine ON SCHEDULE EVERY 1 DAY DISABLE DO SELECT 1',
    ],
  },
};

describe.each([
  { flavour: 'mariadb', release: 'installed' },
  { flavour: 'mariadb', release: 'mariadb-11' },
  { flavour: 'mysql', release: 'installed' },
] as const)('$flavour ($release): what a server stores', ({ flavour, release }) => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startServer({ flavour, release });
    await server.client('CREATE DATABASE kinds');
    await runStatements(server, 'kinds', ['CREATE TABLE t (id INT PRIMARY KEY, a INT)', 'INSERT INTO t VALUES (1, 1)']);
  });
  afterAll(() => server.stop());

  test('is listed in tables that are all known', async () => {
    const tables = async (schema: string) =>
      (await server.client(`SELECT table_name FROM information_schema.tables WHERE table_schema = '${schema}'`))
        .trimEnd()
        .split('\n');
    const { information, system } = CATALOGS[flavour];
    expect((await tables('information_schema')).filter((name) => information[name] === undefined)).toEqual([]);
    expect((await tables('mysql')).filter((name) => system[name] === undefined)).toEqual([]);
  });

  test('is in a set, or named in it', async () => {
    const shards = [server.shard('s0', { schemas: ['kinds'] })];
    expect((await backUp(shards)).manifest.warnings.map(({ remark }) => remark?.code)).toEqual(['new-destination']);
    await server.client(Object.values(ONE_OF_EACH[flavour]).flat().join(';\n'));
    const { manifest } = await backUp(shards);
    const remarks = manifest.warnings.flatMap(({ remark }) => (remark?.code === 'outside' ? [remark] : []));
    expect(remarks.map(({ kind, count }) => [kind, count]).sort()).toEqual(
      Object.entries(ONE_OF_EACH[flavour])
        .map(([kind, statements]) => [
          kind,
          kind === 'column-statistics' ? (flavour === 'mysql' ? 1 : 2) : statements.length,
        ])
        .sort(),
    );
    const own = remarks.find(({ kind }) => kind === 'own-in-system-schema');
    expect(own?.names).toEqual(['mysql.mine', 'mysql.mine', 'sys.mine', 'sys.mine']);
    const text = manifest.warnings.map((one) => one.text).join('\n');
    expect(text).toMatch(/s0: the server also has servers for FEDERATED .*: far\./);
  });

  test('is named as unseen where the account may not look', async () => {
    await server.client("CREATE USER small@'%' IDENTIFIED BY 'Sm4ll-pass'; GRANT SELECT ON kinds.* TO small@'%'");
    const session = await connect(server.shard('small', { user: 'small', password: 'Sm4ll-pass' }));
    const { unseen } = await listOutside(session, ['kinds']);
    await session.close();
    expect(unseen).toEqual(expect.arrayContaining(['loadable-function', 'server', 'plugin', 'replication']));
  });
});

test('libraries of MySQL and what imports them come back under another name of the schema', async () => {
  const [source, target] = [testServer('mysql'), testServer('mysql', 'target')];
  const schema = await freshSchema(source, 'libs');
  await runStatements(source, schema, [
    'CREATE TABLE t (id INT PRIMARY KEY)',
    'CREATE LIBRARY lib LANGUAGE JAVASCRIPT AS $$ export function f(n) { return n; } $$',
    'CREATE FUNCTION f(n INT) RETURNS INT DETERMINISTIC LANGUAGE JAVASCRIPT USING (lib AS l) AS $$ return l.f(n) $$',
  ]);
  const set = await backUp([source.shard('s0', { schemas: [schema] })]);
  expect(set.manifest.shards[0]?.objects.map(({ kind }) => kind)).toEqual(['database', 'table', 'library', 'function']);
  const renamed = `${schema}_copy`;
  const report = await restore(set, [target.shard('s0')], { rename: new Map([[schema, renamed]]) });
  expect(report.exceptions).toEqual([]);
  expect(
    await target.client(
      `SELECT library_schema, library_name FROM information_schema.routine_libraries WHERE routine_schema = '${renamed}'`,
    ),
  ).toBe(`${renamed}\tlib\n`);
  // Again in place of what is there.
  const again = await restore(set, [target.shard('s0')], { rename: new Map([[schema, renamed]]), replace: true });
  expect(again.exceptions).toEqual([]);
});

test('libraries are named before a restore to a server that has none', async () => {
  const [source, target] = [testServer('mysql'), testServer('mariadb', 'target')];
  const schema = await freshSchema(source, 'libs');
  await runStatements(source, schema, ["CREATE LIBRARY lib LANGUAGE JAVASCRIPT AS '1'"]);
  const set = await backUp([source.shard('s0', { schemas: [schema] })]);
  const looked = await restore(set, [target.shard('s0')], { dryRun: true });
  expect(looked.findings).toContainEqual(expect.objectContaining({ code: 'cannot-cross', feature: 'library' }));
  const report = await restore(set, [target.shard('s0')]);
  expect(report.exceptions.map(({ kind, object }) => [kind, object])).toEqual([['library', 'lib']]);
});
