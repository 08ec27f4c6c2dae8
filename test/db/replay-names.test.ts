import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Flavour } from '../../electron/engine/mysql/connect.ts';
import { tempFolder } from '../support/cli.ts';
import { type Content, contentOf } from '../support/compare-servers.ts';
import { backUpLog } from '../support/incremental.ts';
import { compareRenamed } from '../support/mapped-content.ts';
import { backUp, restore } from '../support/round-trip.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { FLAVOURS } from '../support/servers.ts';

const PARTITIONS = 'PARTITION BY RANGE (id) (PARTITION p0 VALUES LESS THAN (10), PARTITION p1 VALUES LESS THAN (20))';

/** Statements in front of the full set and behind it, in a session whose default schema is another one now and then. */
const SEED = [
  'CREATE DATABASE shop; CREATE DATABASE tools;',
  'USE shop;',
  `CREATE TABLE pt (id INT PRIMARY KEY) ${PARTITIONS}; INSERT INTO pt VALUES (1), (11);`,
  `CREATE TABLE shop.xch (id INT PRIMARY KEY); INSERT INTO xch VALUES (3);`,
  'CREATE TABLE tools.xch (id INT PRIMARY KEY); INSERT INTO tools.xch VALUES (2);',
  'CREATE TABLE shop.src (id INT PRIMARY KEY, of_shop INT); CREATE TABLE tools.src (id INT PRIMARY KEY, of_tools INT);',
  'CREATE TABLE mv (id INT PRIMARY KEY); INSERT INTO mv VALUES (1);',
  'CREATE TABLE plain (id INT PRIMARY KEY, v INT); INSERT INTO plain VALUES (1, 1);',
  'CREATE TABLE parent (id INT PRIMARY KEY); CREATE TABLE tools.parent (id INT PRIMARY KEY);',
  'CREATE TABLE isam (id INT) ENGINE=MyISAM; CREATE TABLE tools.isam (id INT) ENGINE=MyISAM;',
  'CREATE VIEW v1 AS SELECT 1 AS a; CREATE VIEW v2 AS SELECT 2 AS a; CREATE VIEW tools.v3 AS SELECT 3 AS a;',
  'CREATE TABLE log (id INT);',
];
const LOGGED = [
  "SET time_zone='+00:00'; USE tools;",
  'CREATE TABLE /*!50001 shop. */ begun (id INT); CREATE TABLE shop/*! .*/ended (id INT); /*!40000 ALTER TABLE shop .*/ ended ADD x INT;',
  'RENAME TABLE /*!50001 shop. */ begun /*!50001 TO shop*/.begun2, shop.ended TO /*! `shop` */ . /*!50001 ended2 */;',
  'CREATE TABLE shop.copied LIKE src; INSERT INTO shop.copied VALUES (5, 50);',
  'ALTER TABLE shop.mv RENAME TO moved; INSERT INTO tools.moved VALUES (2);',
  'ALTER TABLE shop.pt EXCHANGE PARTITION p0 WITH TABLE xch; INSERT INTO shop.pt VALUES (4);',
  'RENAME TABLE shop.plain TO plain2;',
  'CREATE TABLE shop.child (p INT, CONSTRAINT fk FOREIGN KEY (p) REFERENCES parent (id));',
  'CREATE TABLE shop.far (p INT, CONSTRAINT fk2 FOREIGN KEY (p) REFERENCES tools.parent (id));',
  'ALTER TABLE shop.copied ADD COLUMN g INT AS (shop.copied.id + copied.of_tools) STORED, ADD CHECK (id > 1.5), ADD INDEX i (of_tools);',
  'CREATE TRIGGER shop.tr AFTER INSERT ON src FOR EACH ROW INSERT INTO `shop`.log VALUES (NEW.id);',
  'CREATE VIEW shop.v4 AS SELECT s.id, src.of_tools FROM shop.src s, src;',
  'CREATE PROCEDURE shop.clean() DELETE FROM `shop`.log;',
  'DROP VIEW shop.v1, v3;',
  'USE shop;',
  'DROP VIEW v2;',
  'CREATE EVENT ev ON SCHEDULE EVERY 1 SECOND DO DELETE FROM `shop`.log;',
  'CREATE EVENT hiding ON SCHEDULE EVERY IF(@DISABLE IS NULL, 1, 1) SECOND DO DELETE FROM `shop`.log;',
  'CREATE EVENT passing ON SCHEDULE EVERY 1 SECOND DO DELETE FROM `shop`.log; DROP EVENT `PASSING`;',
  'CREATE EVENT tools.first ON SCHEDULE EVERY 1 SECOND DO DELETE FROM `shop`.log; ALTER EVENT tools.first RENAME TO ev2 ENABLE;',
  'INSERT INTO log VALUES (1), (2);',
  'USE tools; ALTER DATABASE COLLATE latin1_danish_ci; CREATE PROCEDURE late() SELECT 1; USE shop;',
];
const LOGGED_BY: Readonly<Record<Flavour, readonly string[]>> = {
  mysql: [
    'ALTER TABLE shop.log RENAME COLUMN id TO n, ALGORITHM=INPLACE; ALTER TABLE shop.log ADD INDEX ((n + 1));',
    "CREATE JSON RELATIONAL DUALITY VIEW dv AS SELECT JSON_DUALITY_OBJECT(WITH (INSERT, UPDATE) '_id': id, 'o': of_shop) FROM src;",
    "CREATE OR REPLACE JSON DUALITY VIEW tools.dw AS SELECT JSON_DUALITY_OBJECT('_id': id) FROM shop.src;",
    "CREATE JSON DUALITY VIEW dx AS SELECT JSON_DUALITY_OBJECT('_id': id) FROM src; DROP VIEW dx;",
  ],
  mariadb: [
    'ALTER TABLE .`log` ADD k INT, ADD INDEX IF NOT EXISTS ki (k);',
    'ALTER TABLE IF EXISTS parent ADD COLUMN IF NOT EXISTS w INT; ALTER ONLINE TABLE parent ADD o INT;',
    'ALTER IGNORE TABLE log ADD UNIQUE (k); ALTER TABLE log WAIT 5 ADD q INT; DROP INDEX IF EXISTS nothere ON log;',
    'ALTER TABLE pt ADD PARTITION IF NOT EXISTS (PARTITION p2 VALUES LESS THAN (30));',
    'RENAME TABLE IF EXISTS copied WAIT 5 TO copied2, nothing TO nothing2; CREATE OR REPLACE TABLE r3 LIKE src;',
    'CREATE SEQUENCE sq; CREATE TABLE sd (id BIGINT DEFAULT (NEXTVAL(shop.sq)), a INT);',
    'ALTER TABLE sd ADD b BIGINT DEFAULT (NEXT VALUE FOR sq), ADD c BIGINT DEFAULT (LASTVAL(shop.sq)); INSERT INTO sd (a) VALUES (1), (2);',
    'ALTER TABLE pt CONVERT PARTITION p1 TO TABLE shop.p_old;',
    'CREATE TABLE incoming (id INT NOT NULL PRIMARY KEY); INSERT INTO incoming VALUES (35);',
    'ALTER TABLE pt CONVERT TABLE shop.incoming TO PARTITION p3 VALUES LESS THAN (40);',
    'CREATE OR REPLACE EVENT ev ON SCHEDULE EVERY 1 SECOND DO DELETE FROM `shop`.log;',
  ],
};
/** What the live schemas do afterwards: names that the log moves mean something else by now. */
const MOVED_ON: Readonly<Record<Flavour, string>> = {
  mysql: 'DROP TABLE tools.moved; CREATE TABLE shop.mv (other INT); INSERT INTO shop.mv VALUES (9);',
  mariadb:
    'DROP TABLE shop.p_old; CREATE TABLE shop.incoming (id INT NOT NULL PRIMARY KEY); INSERT INTO shop.incoming VALUES (38);',
};

describe.each(FLAVOURS)('definitions in a log of %s', (flavour) => {
  let server: TestServer;
  let elsewhere: TestServer;
  let source: Content;
  let to: string;
  let set: Awaited<ReturnType<typeof backUp>>;
  const schemas = ['shop', 'tools'];
  const names = new Map([
    ['shop', 'copy_of_shop'],
    ['tools', 'copy_of_tools'],
  ]);

  beforeAll(async () => {
    [server, elsewhere] = await Promise.all([
      startServer({ flavour, args: ['--event-scheduler=OFF'] }),
      startServer({ flavour, args: ['--event-scheduler=ON'] }),
    ]);
    to = join(await tempFolder(), 'destination');
    await server.client(SEED.join('\n'));
    const shards = [server.shard('s0', { schemas })];
    await backUp(shards, { to });
    await server.client([...LOGGED, ...LOGGED_BY[flavour]].join('\n'));
    set = await backUpLog(shards, to);
    source = await contentOf(server, schemas);
  });
  afterAll(() => Promise.all([server.stop(), elsewhere.stop()]));

  test('come back beside the schemas they were made in, which stay as they are', async () => {
    await server.client(MOVED_ON[flavour]);
    const live = await contentOf(server, schemas);
    const report = await restore(set, [server.shard('s0')], { rename: names });
    expect(report.rolled.map(({ stopped }) => stopped)).toEqual([null]);
    expect(compareRenamed(source, await contentOf(server, [...names.values()]), names)).toEqual([]);
    expect(await contentOf(server, schemas)).toEqual(live);
    expect(await collationsOf(server, [...names.values()])).toEqual(await collationsOf(server, schemas));
  });

  test('come back elsewhere, and no event of theirs runs', async () => {
    const report = await restore(set, [elsewhere.shard('s0')]);
    expect(report.rolled.map(({ stopped }) => stopped)).toEqual([null]);
    const found = await contentOf(elsewhere, schemas);
    expect(compareRenamed(source, found, new Map())).toEqual([]);
    expect(await collationsOf(elsewhere, schemas)).toEqual(await collationsOf(server, schemas));
    const events = await elsewhere.client(
      'SELECT event_schema, event_name, status FROM information_schema.events ORDER BY 2',
    );
    expect(events.trim()).toBe('shop\tev\tDISABLED\nshop\tev2\tDISABLED\nshop\thiding\tDISABLED');
    // What is restored disabled is said of the log's events too, beforehand and in the report.
    expect(report.findings).toContainEqual({
      severity: 'note',
      target: 's0',
      code: 'events-disabled',
      count: 3,
      events: expect.arrayContaining([
        { schema: 'shop', name: 'ev' },
        { schema: 'shop', name: 'ev2' },
        { schema: 'shop', name: 'hiding' },
      ]),
    });
  });

  test('stop a restore of one schema at the first statement that leads into the other', async () => {
    const report = await restore(set, [elsewhere.shard('s0')], {
      only: ['shop.*'],
      rename: new Map([['shop', 'one']]),
    });
    expect(report.rolled[0]?.stopped?.cause).toMatch(/names tools\.src, which is not among what is restored/);
  });
});

/** In the order of the schemas' names. */
async function collationsOf(server: TestServer, schemas: readonly string[]): Promise<string[]> {
  const list = schemas.map((schema) => `'${schema}'`).join(',');
  const sql = `SELECT default_collation_name FROM information_schema.schemata WHERE schema_name IN (${list}) ORDER BY schema_name`;
  return (await server.client(sql)).trim().split('\n');
}
