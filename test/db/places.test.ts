import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { runChain } from '../support/chain-case.ts';
import { backUp, restore, runStatements, temporaryFolder } from '../support/round-trip.ts';
import { startServer } from '../support/server.ts';
import { FLAVOURS, freshSchema, testServer } from '../support/servers.ts';

const ALL_EQUAL = { state: 'equal' };

describe.each(FLAVOURS)('%s: tables in places that the target lacks', (flavour) => {
  const [source, target] = [testServer(flavour), testServer(flavour, 'target')];

  test('are restored with their rows where it puts all tables, said beforehand and afterwards', async () => {
    const schema = await freshSchema(source, 'places');
    const folder = join(temporaryFolder(), 'a "b"');
    mkdirSync(folder);
    // MySQL wants folders that it was told of at its start, so only MariaDB can show these.
    const directories =
      flavour === 'mariadb'
        ? [
            `CREATE TABLE d (id INT PRIMARY KEY) ENGINE=MyISAM DATA DIRECTORY='${folder}' INDEX DIRECTORY='${folder}'`,
            `CREATE TABLE p (id INT PRIMARY KEY) PARTITION BY RANGE (id) (PARTITION p0 VALUES LESS THAN (10) DATA DIRECTORY='${folder}', PARTITION p1 VALUES LESS THAN MAXVALUE)`,
            'INSERT INTO d VALUES (1)',
            'INSERT INTO p VALUES (1), (11)',
          ]
        : [];
    const tablespaces =
      flavour === 'mysql'
        ? [
            `CREATE TABLESPACE \`${schema}\` ADD DATAFILE '${schema}.ibd'`,
            `CREATE TABLE t (id INT PRIMARY KEY, v VARCHAR(9) COMMENT 'TABLESPACE x') TABLESPACE \`${schema}\``,
            "INSERT INTO t VALUES (1, 'a'), (2, 'b')",
            'CREATE TABLE s (id INT PRIMARY KEY) TABLESPACE innodb_system',
          ]
        : [];
    await runStatements(source, schema, [...directories, ...tablespaces]);
    const set = await backUp([source.shard('s0', { schemas: [schema] })]);
    if (flavour === 'mariadb') await source.client(`DROP TABLE \`${schema}\`.d`); // its files are in the way of the copy's
    const unreachable = new Map([[schema, `${schema}_copy`]]);

    const looked = await restore(set, [target.shard('s0')], { dryRun: true, rename: unreachable, allowOutside: true });
    expect(looked.findings).toContainEqual(expect.objectContaining({ severity: 'note', code: 'places' }));

    const report = await restore(set, [target.shard('s0')], { rename: unreachable, allowOutside: true });
    for (const table of report.tables) expect(table).toMatchObject(ALL_EQUAL);
    if (flavour === 'mysql')
      expect(report.exceptions).toEqual([
        expect.objectContaining({
          object: 't',
          kind: 'table',
          why: { code: 'placed-elsewhere', options: [`TABLESPACE ${schema}`] },
        }),
      ]);
    // This target can write into the same folder, so the places are exact.
    else expect(report.exceptions).toEqual([]);
    if (flavour === 'mariadb') {
      await target.client(`DROP DATABASE \`${schema}_copy\`; DROP DATABASE IF EXISTS \`${schema}_other\``);
      const gone = await restore(set, [target.shard('s0')], {
        rename: new Map([[schema, `${schema}_other`]]),
        allowOutside: true,
      });
      expect(gone.tables.map(({ state }) => state)).toEqual(['equal', 'equal']);
      await target.client(`DROP DATABASE \`${schema}_other\``);
    }
  });
});

test('a table that is somewhere else on its target gets the rows of the log too (MySQL)', async () => {
  const schema = await freshSchema(testServer('mysql'), 'placed');
  const target = testServer('mysql', 'target');
  const { report } = await runChain(testServer('mysql'), target, {
    schemas: [schema],
    before: `CREATE TABLESPACE ${schema} ADD DATAFILE '${schema}.ibd'; CREATE DATABASE ${schema};
      CREATE TABLE ${schema}.t (id INT PRIMARY KEY) TABLESPACE ${schema}; INSERT INTO ${schema}.t VALUES (1)`,
    after: `INSERT INTO ${schema}.t VALUES (2)`,
  });
  expect(report.exceptions.map(({ object, why }) => [object, why.code])).toEqual([['t', 'placed-elsewhere']]);
  expect(await target.client(`SELECT id FROM ${schema}.t`)).toBe('1\n2\n');
});

describe('spatial reference systems of the administrator (MySQL)', () => {
  const [source, target] = [testServer('mysql'), testServer('mysql', 'target')];
  const DEFINITION =
    'GEOGCS["hall",DATUM["hall",SPHEROID["s",6378137,298.257223563]],PRIMEM["Greenwich",0],UNIT["degree",0.017453292519943278],AXIS["Lat",NORTH],AXIS["Lon",EAST]]';

  test('are in the set, created before the rows, and named where the target has others', async () => {
    const schema = await freshSchema(source, 'srs');
    await source.client(
      `CREATE OR REPLACE SPATIAL REFERENCE SYSTEM 990001 NAME 'hall ''1''' DEFINITION '${DEFINITION}' DESCRIPTION 'it''s \\\\ ours'`,
    );
    await target.client('DROP SPATIAL REFERENCE SYSTEM IF EXISTS 990001');
    await runStatements(source, schema, [
      'CREATE TABLE t (id INT PRIMARY KEY, p POINT NOT NULL SRID 990001, SPATIAL KEY (p))',
      "INSERT INTO t VALUES (1, ST_GeomFromText('POINT(1 2)', 990001))",
      'CREATE TABLE u (id INT PRIMARY KEY, p POINT)',
      "INSERT INTO u VALUES (1, ST_GeomFromText('POINT(1 2)', 990001))",
    ]);
    const set = await backUp([source.shard('s0', { schemas: [schema] })]);
    expect(set.manifest.shards[0]?.spatialReferenceSystems).toEqual([
      expect.objectContaining({ id: 990_001, name: "hall '1'", description: "it's \\ ours" }),
    ]);
    const looked = await restore(set, [target.shard('s0')], { dryRun: true });
    expect(looked.findings).toContainEqual(
      expect.objectContaining({ code: 'srs-created', systems: ["990001 hall '1'"], count: 1 }),
    );
    const report = await restore(set, [target.shard('s0')]);
    expect(report.exceptions).toEqual([]);
    for (const table of report.tables) expect(table).toMatchObject(ALL_EQUAL);

    await target.client(`DROP DATABASE \`${schema}\``);
    await target.client(
      `CREATE OR REPLACE SPATIAL REFERENCE SYSTEM 990001 NAME 'other' DEFINITION '${DEFINITION.replace('6378137', '6378138')}'`,
    );
    const other = await restore(set, [target.shard('s0')]);
    expect(other.findings).toContainEqual(expect.objectContaining({ code: 'srs-differs' }));
    expect(other.exceptions).toEqual([
      expect.objectContaining({ kind: 'spatial-reference-system', why: { code: 'other-definition' } }),
    ]);
    await target.client(`DROP DATABASE \`${schema}\``);
    await target.client('DROP SPATIAL REFERENCE SYSTEM 990001');
  });
});

test('what a restore may not create stops it beforehand, and no table is made', async () => {
  // A source of its own: restores of other files' sets would make its spatial reference system on the shared target.
  const [source, target] = [await startServer({ flavour: 'mysql' }), testServer('mysql', 'target')];
  onTestFinished(() => source.stop());
  const schema = await freshSchema(source, 'srs');
  await source.client(
    `CREATE OR REPLACE SPATIAL REFERENCE SYSTEM 990002 NAME 'small' DEFINITION 'GEOGCS["small",DATUM["d",SPHEROID["s",6378137,298.25]],PRIMEM["Greenwich",0],UNIT["degree",0.0174532925],AXIS["Lat",NORTH],AXIS["Lon",EAST]]'`,
  );
  await runStatements(source, schema, [
    'CREATE TABLE u (id INT PRIMARY KEY, p POINT)',
    "INSERT INTO u VALUES (1, ST_GeomFromText('POINT(1 2)', 990002))",
  ]);
  const user = schema.slice(0, 30);
  await target.client(
    `CREATE USER '${user}'@'%' IDENTIFIED BY 'Sm4ll-pass'; GRANT ALL ON \`${schema}\`.* TO '${user}'@'%'`,
  );
  const set = await backUp([source.shard('s0', { schemas: [schema] })]);
  const small = target.shard('s0', { user, password: 'Sm4ll-pass' });
  const looked = await restore(set, [small], { dryRun: true });
  expect(looked.findings).toContainEqual(
    expect.objectContaining({ severity: 'stop', code: 'lacks-privilege', use: 'write-srs' }),
  );
  await expect(restore(set, [small])).rejects.toThrow();
});
