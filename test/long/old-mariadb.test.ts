import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { WrittenSet } from '../../electron/engine/backup/write-set.ts';
import { tempFolder } from '../support/cli.ts';
import { backUpLog } from '../support/incremental.ts';
import { OBJECT_CASES } from '../support/object-cases.ts';
import { findPrograms } from '../support/programs.ts';
import { richSchema } from '../support/rich-schema.ts';
import { backUp, restore, runStatements } from '../support/round-trip.ts';
import { startServer, type TestServer } from '../support/server.ts';
import type { ServerHandle } from '../support/server-handle.ts';
import { freshSchema, testServer } from '../support/servers.ts';
import { typeCases } from '../support/type-cases.ts';

/** What 10.5 does not know: UUID came with 10.7, INET4 with 10.10, IGNORED with 10.6. */
function known(statement: string | Buffer): string | Buffer {
  return typeof statement === 'string' ? statement.replace(/, u UUID/, '').replace(' IGNORED', '') : statement;
}

/** Only where setup can unpack it. */
const programs = await findPrograms('mariadb', 'mariadb-10.5');

describe.runIf(programs !== null)('MariaDB 10.5', () => {
  let source: TestServer;
  let again: TestServer;
  let newest: TestServer;
  beforeAll(async () => {
    [source, again, newest] = await Promise.all([
      startServer({ flavour: 'mariadb', release: 'mariadb-10.5' }),
      startServer({ flavour: 'mariadb', release: 'mariadb-10.5' }),
      startServer({ flavour: 'mariadb', release: 'mariadb-11' }),
    ]);
  });
  afterAll(() => Promise.all([source, again, newest].map((server) => server.stop())));

  const on = (release: string): ServerHandle =>
    ({ '10.5': again, '10.11': testServer('mariadb', 'target'), '11.8': newest })[release] ?? again;

  /** A schema of its own for each kind of object, one with everything and one with all types. */
  const fill = async (): Promise<string[]> => {
    const [types, rich, far] = [
      await freshSchema(source, 'types'),
      await freshSchema(source, 'rich'),
      await freshSchema(source, 'far'),
    ];
    const cases = typeCases('mariadb').filter(({ table }) => table !== 'addresses');
    await runStatements(
      source,
      types,
      cases.flatMap(({ table, definition, rows }) => [
        `CREATE TABLE ${table} ${definition}`,
        ...rows.map((values) => `INSERT INTO ${table} ${values}`),
      ]),
    );
    await runStatements(source, rich, richSchema('mariadb', far).map(known));
    const schemas = [types, rich, far];
    for (const { statements } of OBJECT_CASES.filter((one) => one.only !== 'mysql')) {
      const schema = await freshSchema(source, 'objects');
      await source.client(`CREATE DATABASE \`${schema}_far\` CHARACTER SET gbk COLLATE gbk_bin`);
      // ARCHIVE is in a package of its own for some.
      await runStatements(
        source,
        schema,
        statements(schema)
          .map(known)
          .filter((one) => !/\barc/.test(`${one}`)),
      );
      schemas.push(schema, `${schema}_far`);
    }
    return schemas;
  };

  const AFTER = [
    'INSERT INTO chicken (id) VALUES (77)',
    'DO NEXTVAL(steps), NEXTVAL(round), NEXTVAL(round)',
    'CREATE SEQUENCE later INCREMENT BY 3',
    'CREATE TABLE newer (a INT PRIMARY KEY, b INT DEFAULT NEXTVAL(later))',
    'INSERT INTO newer (a) VALUES (1), (2)',
    'SAVEPOINT nobody_goes_back_here',
    'ALTER TABLE newer ADD c INT INVISIBLE',
    'CREATE EVENT e2 ON SCHEDULE EVERY 1 DAY DO SELECT 1',
    'CREATE OR REPLACE VIEW v2 AS SELECT 1 AS a',
    'INSERT INTO versions VALUES (1, 1), (5, 5)',
    'UPDATE versions SET a = 2 WHERE id = 1',
    'DELETE FROM versions WHERE id = 5',
  ];
  /** Rows that the log brought, and how far sequences are. */
  const LOOK = [
    'SELECT * FROM newer ORDER BY a; SELECT id FROM chicken ORDER BY id; SELECT id, a FROM versions ORDER BY id',
    ...['steps', 'round', 'back', 'worn_out', 'later'].map(
      (name) => `SELECT next_not_cached_value, cycle_count FROM ${name}`,
    ),
    'SELECT event_name FROM information_schema.events WHERE event_schema = DATABASE() ORDER BY CAST(event_name AS BINARY)',
    'SHOW CREATE VIEW v2; SHOW CREATE TABLE newer',
  ].join(';');

  let schemas: string[] = [];
  let last: WrittenSet;
  beforeAll(async () => {
    schemas = await fill();
    await source.client(
      "CREATE USER reader@'%' IDENTIFIED BY 'p'; CREATE ROLE looks; GRANT SELECT ON *.* TO looks; GRANT looks TO reader@'%'",
    );
    const shards = [source.shard('s0')];
    const to = join(await tempFolder(), 'd');
    const full = await backUp(shards, { to, accounts: true });
    expect(full.manifest.exceptions.map(({ why }) => why?.code)).toEqual(Array(7).fill('history-too-old'));
    await runStatements(source, schemas[1] ?? '', AFTER);
    last = await backUpLog(shards, to);
    expect(last.manifest).toMatchObject({ state: 'complete', cut: { kind: 'common' } });
  });

  test.each(['10.5', '10.11', '11.8'])(
    'a chain with objects of every kind and accounts comes back on %s, where history is named and the log brings current rows up to date',
    async (release) => {
      const target = on(release);
      const report = await restore(last, [target.shard('s0')], { accounts: true });
      try {
        expect(report.rolled.map(({ stopped }) => stopped)).toEqual([null]);
        expect(report.exceptions.map(({ why }) => why)).toEqual(
          Array(7).fill(expect.objectContaining({ why: { code: 'history-too-old' } })),
        );
        // From 10.11 on -0 is 0 when it comes in as text; tables that have it are named.
        const different = report.tables.filter(({ state }) => state !== 'equal').map(({ table }) => table);
        expect(different.toSorted()).toEqual(release === '10.5' ? [] : ['doubles', 'floats']);
        const database = schemas[1] ?? '';
        // 11.8 prints INVISIBLE in front of the default.
        const plain = (text: string) =>
          text.replaceAll(/ COLLATE=?\s?\w+/g, '').replaceAll(' DEFAULT NULL INVISIBLE', ' INVISIBLE DEFAULT NULL');
        const [there, here] = [await source.client(LOOK, { database }), await target.client(LOOK, { database })];
        expect(plain(here)).toBe(plain(there));
        expect(await target.client("SHOW GRANTS FOR reader@'%'")).toContain('`looks`');
      } finally {
        const drops = schemas.map((schema) => `DROP DATABASE IF EXISTS \`${schema}\`;`);
        await target.client(`SET foreign_key_checks=0; ${drops.join(' ')} DROP USER reader@'%'; DROP ROLE looks`);
      }
    },
  );

  test.each(['hot', 'warm'] as const)('two shards are read at one instant, %s', async (method) => {
    const schema = await freshSchema(source, 'cut');
    for (const server of [source, again])
      await server.client(`CREATE DATABASE IF NOT EXISTS ${schema}; CREATE TABLE ${schema}.t (a INT PRIMARY KEY)`);
    const shards = [source, again].map((server, n) => server.shard(`s${n}`, { schemas: [schema] }));
    const { manifest } = await backUp(shards, { method });
    expect([manifest.state, manifest.cut.kind]).toEqual(['complete', 'common']);
  });

  test('of a set of 10.11 it gets what it knows: the rest is named beforehand and in the report', async () => {
    const newer = testServer('mariadb');
    const schema = await freshSchema(newer, 'newer');
    await runStatements(newer, schema, [
      'CREATE TABLE addresses (id UUID PRIMARY KEY)',
      'CREATE TABLE kept (id INT PRIMARY KEY) WITH SYSTEM VERSIONING',
      'INSERT INTO kept VALUES (1)',
      'CREATE TABLE unused (id INT PRIMARY KEY, a INT, KEY (a) IGNORED)',
      'CREATE TABLE plain (id INT PRIMARY KEY, t TEXT)',
      "INSERT INTO plain VALUES (1, 'a')",
      'CREATE SEQUENCE counts',
    ]);
    const set = await backUp([newer.shard('s0', { schemas: [schema] })]);
    const looked = await restore(set, [again.shard('s0')], { dryRun: true });
    const named = looked.findings.flatMap((one) => (one.code === 'cannot-cross' ? [one.feature] : []));
    expect(named).toEqual(['row-history', 'type']);
    const report = await restore(set, [again.shard('s0')]);
    expect(report.exceptions.map(({ object }) => object).toSorted()).toEqual(['addresses', 'unused']);
    const states = Object.fromEntries(report.tables.map(({ table, state }) => [table, state]));
    expect(states).toEqual({ addresses: 'failed', kept: 'failed', plain: 'equal', unused: 'equal' });
  });
});
