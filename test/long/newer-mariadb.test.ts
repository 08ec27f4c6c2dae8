import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { WrittenSet } from '../../electron/engine/backup/write-set.ts';
import { inspectCluster } from '../../electron/engine/cluster/inspect-cluster.ts';
import { quoteText } from '../../electron/engine/mysql/quote.ts';
import { tempFolder } from '../support/cli.ts';
import { backUpLog } from '../support/incremental.ts';
import { runWorkload, WORKLOAD_SCHEMAS } from '../support/log-workload.ts';
import { OBJECT_CASES } from '../support/object-cases.ts';
import { findPrograms } from '../support/programs.ts';
import { replayLog } from '../support/replay.ts';
import { richSchema } from '../support/rich-schema.ts';
import { backUp, restore, runStatements, stockDump } from '../support/round-trip.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { type ServerHandle, serverHandle } from '../support/server-handle.ts';
import { freshSchema, testServer } from '../support/servers.ts';
import { typeCases } from '../support/type-cases.ts';

/** Rows with a past and without, in a table whose history has names and in one that has none. */
const VERSIONED = [
  'CREATE TABLE plain (id INT PRIMARY KEY, a INT) WITH SYSTEM VERSIONING',
  `CREATE TABLE named (id INT PRIMARY KEY, a INT, s TIMESTAMP(6) AS ROW START, e TIMESTAMP(6) AS ROW END,
    PERIOD FOR SYSTEM_TIME (s, e)) WITH SYSTEM VERSIONING`,
  'INSERT INTO plain VALUES (1, 1), (2, 2), (3, 3)',
  'INSERT INTO named (id, a) VALUES (1, 1), (2, 2), (3, 3)',
];
const LATER = ['plain', 'named'].flatMap((table) => [
  `UPDATE ${table} SET a = 10 WHERE id = 1`,
  `DELETE FROM ${table} WHERE id = 2`,
  `INSERT INTO ${table} (id, a) VALUES (4, 4)`,
]);

/** The workload has rows of 20 MB. */
const PACKET = ['--max-allowed-packet=64M'];

/** Current rows, and how many versions there are of each, by the stock client. */
const LOOK = ['plain', 'named']
  .map((t) => `SELECT id, a FROM ${t} ORDER BY id; SELECT id, COUNT(*) FROM ${t} FOR SYSTEM_TIME ALL GROUP BY id;`)
  .join('\n');

/** Only where setup can unpack it. */
const newer = await findPrograms('mariadb', 'mariadb-11');

describe.runIf(newer !== null)('MariaDB 10.11 and 11.8', () => {
  let old: TestServer;
  let newer: TestServer;
  let target: TestServer;
  beforeAll(async () => {
    [old, newer, target] = await Promise.all([
      startServer({ flavour: 'mariadb', args: PACKET }),
      startServer({ flavour: 'mariadb', release: 'mariadb-11', args: PACKET }),
      startServer({ flavour: 'mariadb', release: 'mariadb-11', args: PACKET }),
    ]);
  });
  afterAll(() => Promise.all([old, newer, target].map((server) => server.stop())));

  /** One schema with all types, one with everything that a schema can hold, and one per kind of object. */
  const fill = async (source: ServerHandle): Promise<string[]> => {
    const [types, rich, far] = [
      await freshSchema(source, 'types'),
      await freshSchema(source, 'rich'),
      await freshSchema(source, 'far'),
    ];
    for (const { table, definition, rows } of typeCases('mariadb'))
      await runStatements(source, types, [
        `CREATE TABLE ${table} ${definition}`,
        ...rows.map((values) => `INSERT INTO ${table} ${values}`),
      ]);
    await runStatements(source, rich, richSchema('mariadb', far));
    const schemas = [types, rich, far];
    for (const { only, statements } of OBJECT_CASES.filter((one) => one.only !== 'mysql')) {
      const schema = await freshSchema(source, 'objects');
      await source.client(`CREATE DATABASE \`${schema}_far\` CHARACTER SET gbk COLLATE gbk_bin`);
      // MariaDB 11 has ARCHIVE in a package of its own.
      await runStatements(
        source,
        schema,
        only === undefined ? statements(schema).filter(isNotArchive) : statements(schema),
      );
      schemas.push(schema, `${schema}_far`);
    }
    return schemas;
  };

  /**
   * Dump and checksums of every table by the same stock program; what only a version prints differently is made alike. The
   * checksum of generated columns is not: 11.8 leaves stored ones out, and the bits of those that are NULL are arbitrary.
   */
  const seen = async (server: ServerHandle, ...schemas: readonly string[]): Promise<string> => {
    const dump = await stockDump(serverHandle({ ...server, programs: old.programs }), ...schemas);
    const sums = await server.client(
      `SELECT CONCAT('CHECKSUM TABLE \`', table_schema, '\`.\`', REPLACE(table_name, '\`', '\`\`'), '\` EXTENDED;') FROM information_schema.tables
        WHERE table_schema IN (${schemas.map(quoteText).join(',')}) AND table_type = 'BASE TABLE' AND NOT EXISTS (SELECT * FROM information_schema.columns c
          WHERE c.table_schema = tables.table_schema AND c.table_name = tables.table_name AND c.extra LIKE '%GENERATED%') ORDER BY table_schema, CAST(table_name AS BINARY)`,
      { args: ['--raw'] },
    );
    return `${alike(dump)}${await server.client(sums)}`;
  };

  const crosses = async (source: ServerHandle, to: ServerHandle) => {
    const schemas = await fill(source);
    const set = await backUp([source.shard('s0', { schemas })], { to: join(await tempFolder(), 'd') });
    const report = await restore(set, [to.shard('s0')]);
    expect(set.manifest.exceptions).toEqual([]);
    expect(report.exceptions).toEqual([]);
    expect(report.tables.filter(({ state }) => state !== 'equal')).toEqual([]);
    expect(await seen(to, ...schemas)).toBe(await seen(source, ...schemas));
    return report;
  };

  test('a set of 10.11 comes back on 11.8: every type and object, and rows with history as current as they were', async () => {
    const report = await crosses(testServer('mariadb'), newer);
    expect(report.findings.map(({ code }) => code)).not.toContain('older-version');
  });

  test('a set of 11.8 comes back on 10.11 where that knows all of it, and says that the server is older', async () => {
    const report = await crosses(newer, old);
    expect(report.findings).toContainEqual(expect.objectContaining({ severity: 'note', code: 'older-version' }));
  });

  test('what 10.11 has nothing of is named before and after, and the rest crosses', async () => {
    const schema = await freshSchema(newer, 'newest');
    await runStatements(newer, schema, [
      'CREATE TABLE near (id INT PRIMARY KEY, v VECTOR(3) NOT NULL, VECTOR KEY (v))',
      "INSERT INTO near VALUES (1, VEC_FromText('[1,2,3]'))",
      'CREATE SEQUENCE small AS TINYINT UNSIGNED',
      'CREATE TABLE sorted (k VARCHAR(20) COLLATE utf8mb4_uca1400_as_cs PRIMARY KEY)',
      "INSERT INTO sorted VALUES ('ä'), ('a')",
      'CREATE TABLE later (id INT PRIMARY KEY, t TIMESTAMP(6) NULL)',
      "INSERT INTO later VALUES (1, '2030-01-01 00:00:00.5'), (2, NULL)",
    ]);
    const set = await backUp([newer.shard('s0', { schemas: [schema] })]);
    const looked = await restore(set, [old.shard('s0')], { dryRun: true });
    expect(looked.findings).toContainEqual(
      expect.objectContaining({ code: 'cannot-cross', feature: 'type', detail: 'vector' }),
    );
    const report = await restore(set, [old.shard('s0')]);
    expect(new Set(report.exceptions.map(({ object }) => object))).toEqual(new Set(['near', 'small']));
    const equal = report.tables.filter(({ state }) => state === 'equal').map(({ table }) => table);
    expect(equal.sort()).toEqual(['later', 'sorted']);
    // On its own version all of it comes back.
    const home = await restore(set, [target.shard('s0')]);
    expect([home.exceptions, home.tables.map(({ state }) => state)]).toEqual([[], ['equal', 'equal', 'equal']]);
    expect(await seen(target, schema)).toBe(await seen(newer, schema));
  });

  /** A full set of a schema with history and one set of the log behind it. */
  const chain = async (source: ServerHandle): Promise<{ schema: string; last: WrittenSet }> => {
    const schema = await freshSchema(source, 'chain');
    await runStatements(source, schema, VERSIONED);
    const shards = [source.shard('s0', { schemas: [schema] })];
    const to = join(await tempFolder(), 'd');
    await backUp(shards, { to });
    await runStatements(source, schema, LATER);
    const last = await backUpLog(shards, to);
    expect(last.manifest).toMatchObject({ kind: 'incremental', state: 'complete', cut: { kind: 'common' } });
    return { schema, last };
  };

  test.each([
    ['10.11', '11.8'],
    ['11.8', '11.8'],
    ['11.8', '10.11'],
  ])('a chain of %s is restored on %s with the rows that are there and those that were', async (from, on) => {
    const { schema, last } = await chain(from === '11.8' ? newer : old);
    const server = on === '11.8' ? target : old;
    const report = await restore(last, [server.shard('s0')]);
    expect(report.exceptions).toEqual([]);
    const source = from === '11.8' ? newer : old;
    expect(await server.client(LOOK, { database: schema })).toBe(await source.client(LOOK, { database: schema }));
  });

  test("11.8's log gives the same server again, and so does 10.11's on 11.8", async () => {
    for (const source of [newer, old]) {
      await target.client(WORKLOAD_SCHEMAS.map((schema) => `DROP DATABASE IF EXISTS ${schema};`).join(' '));
      await source.client('RESET MASTER');
      await runWorkload(source);
      const [machine = ''] = (await source.client('SELECT @@version_compile_machine')).split('\n');
      const variables = { version_compile_machine: machine };
      await replayLog(source, target, { source: { flavour: 'mariadb', version: source.version, variables } });
      expect(sorted(await seen(target, ...WORKLOAD_SCHEMAS))).toEqual(sorted(await seen(source, ...WORKLOAD_SCHEMAS)));
    }
  });

  test('11.8: the GRANTs that inspect names make a backup and its log possible', async () => {
    const schema = await freshSchema(newer, 'granted');
    await runStatements(newer, schema, [
      'CREATE TABLE t (a INT PRIMARY KEY)',
      'INSERT INTO t VALUES (1)',
      "CREATE PROCEDURE p() SELECT 'secret'",
    ]);
    await newer.client("CREATE USER poor@'%' IDENTIFIED BY 'p'");
    const shard = newer.shard('s0', { user: 'poor', password: 'p', schemas: [schema] });
    const [before] = (await inspectCluster({ name: 'shop', shards: [shard] })).shards;
    if (before?.state !== 'ok') throw new Error(JSON.stringify(before));
    await newer.client(before.privileges.backup.map(({ grant }) => grant).join('\n'));
    const to = join(await tempFolder(), 'd');
    const full = await backUp([shard], { to });
    expect(full.manifest).toMatchObject({ state: 'complete', exceptions: [] });
    await newer.client('INSERT INTO t VALUES (2)', { database: schema });
    const last = await backUpLog([shard], to);
    await restore(last, [target.shard('s0')]);
    expect(await target.client('SELECT * FROM t; SHOW CREATE PROCEDURE p', { database: schema })).toMatch(
      /^1\n2\n.*secret/s,
    );
  });
});

/** Tables without a key have their rows in the order in which statements began, and a log has the order of commits. */
function sorted(dump: string): string[] {
  return dump
    .replaceAll(/ AUTO_INCREMENT=\d+/g, '')
    .split('\n')
    .toSorted();
}

function isNotArchive(statement: string | Buffer): boolean {
  return !/\barc/.test(`${statement}`);
}

/** Behind INVISIBLE or in front of it is the same default, bytes are printed as text or in hex, and current rows end never. */
function alike(dump: string): string {
  return dump
    .replaceAll(/ INVISIBLE DEFAULT (\S+),$/gm, ' DEFAULT $1 INVISIBLE,')
    .replaceAll(/2106-02-07 06:28:15\.999999|2038-01-19 03:14:07\.999999/g, 'never')
    .replaceAll(/^( {2}`b` varbinary\(9\) DEFAULT) .*$/gm, '$1 bytes');
}
