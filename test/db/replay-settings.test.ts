import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runChain, stops } from '../support/chain-case.ts';
import { backUp, restore } from '../support/round-trip.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { FLAVOURS } from '../support/servers.ts';

/** More than 8,126 bytes of a row that COMPACT keeps in the page. */
const WIDE = Array.from({ length: 36 }, (_, i) => `c${i} CHAR(250)`).join(', ');

/** What an administrator may have set for everybody, and a session may lift. */
const LIMITS = [
  ...['max_join_size=1000', 'sql_select_limit=7', 'sql_safe_updates=1', 'sql_auto_is_null=1', 'max_error_count=0'],
  ...['lock_wait_timeout=1', 'innodb_lock_wait_timeout=1'],
];
const OWN_LIMITS = {
  mariadb: ['tx_read_only=1', "tx_isolation='SERIALIZABLE'", 'max_statement_time=0.05', 'alter_algorithm=INPLACE'],
  mysql: ['transaction_read_only=1', "transaction_isolation='READ-COMMITTED'", 'max_execution_time=50'],
} as const;

describe.each(FLAVOURS)('settings of %s that a session has for itself', (flavour) => {
  let source: TestServer;
  let target: TestServer;
  beforeAll(async () => {
    [source, target] = await Promise.all([startServer({ flavour }), startServer({ flavour })]);
  });
  afterAll(() => Promise.all([source.stop(), target.stop()]));

  test('that everybody has as limits are lifted for backup, restore and replay', async () => {
    const limits = [...LIMITS, ...OWN_LIMITS[flavour]];
    const set = limits.map((limit) => `SET GLOBAL ${limit}`).join('; ');
    const undo = limits.map((limit) => `SET GLOBAL ${limit.replace(/=.*/, '=DEFAULT')}`).join('; ');
    const numbers = Array.from({ length: 1500 }, (_, i) => `(${i}, 'x')`).join(',');
    try {
      const { look, report, ...both } = await runChain(source, target, {
        schemas: ['lim'],
        before: `CREATE DATABASE lim; USE lim; CREATE TABLE t (id INT PRIMARY KEY, v VARCHAR(9)); INSERT INTO t VALUES ${numbers};
          CREATE TABLE k (id INT AUTO_INCREMENT PRIMARY KEY, v INT NULL, KEY (v)); INSERT INTO k (v) VALUES (1),(NULL); ${set}`,
        after: `USE lim; SET SESSION sql_safe_updates=0; SET SESSION ${flavour === 'mysql' ? 'transaction_read_only' : 'tx_read_only'}=0;
          SET SESSION sql_big_selects=1; INSERT INTO k (v) VALUES (3),(4); UPDATE k SET v=v+1; ALTER TABLE t ADD w INT DEFAULT 7, ALGORITHM=COPY;
          CREATE TABLE n (a INT); INSERT INTO n VALUES (9),(8); ALTER TABLE n ADD id INT AUTO_INCREMENT PRIMARY KEY`,
        // As of two servers that replicate from each other.
        onTarget: `${set}; SET GLOBAL auto_increment_increment=2; SET GLOBAL auto_increment_offset=2; ${flavour === 'mysql' ? "SET GLOBAL binlog_format='STATEMENT'" : 'SET GLOBAL binlog_format=STATEMENT'}`,
        beforeDump: undo,
      });
      expect([stops(report), report.exceptions, look.findings.filter(({ severity }) => severity === 'stop')]).toEqual([
        [],
        [],
        [],
      ]);
      expect(report.tables.map(({ rows, state }) => `${rows} ${state}`).sort()).toEqual(['1500 equal', '2 equal']);
      expect(both.target).toBe(both.source);
    } finally {
      await source.client(undo);
      await target.client(
        `${undo}; SET GLOBAL binlog_format=ROW; SET GLOBAL auto_increment_increment=1; SET GLOBAL auto_increment_offset=1`,
      );
    }
    expect(await target.client('SELECT COUNT(*), SUM(id), SUM(w) FROM lim.t')).toBe('1500\t1124250\t10500\n');
  });

  test('that let a definition pass on the source let it pass in a replay, whatever everybody has there', async () => {
    const { report, ...both } = await runChain(source, target, {
      schemas: ['pass'],
      before: 'CREATE DATABASE pass; USE pass; CREATE TABLE base (id INT PRIMARY KEY); INSERT INTO base VALUES (1)',
      after: `USE pass; SET SESSION innodb_strict_mode=OFF; SET NAMES latin1;
        CREATE TABLE wide (id INT PRIMARY KEY, ${WIDE}) ENGINE=InnoDB DEFAULT CHARSET=latin1 ROW_FORMAT=COMPACT; INSERT INTO wide (id, c1) VALUES (1,'x');
        CREATE TABLE other (id INT PRIMARY KEY) ENGINE=MyISAM; CREATE TABLE keyless (a INT)`,
      onTarget:
        flavour === 'mariadb' ? 'SET GLOBAL enforce_storage_engine=InnoDB' : 'SET GLOBAL sql_require_primary_key=ON',
    });
    await target.client(
      flavour === 'mariadb' ? 'SET GLOBAL enforce_storage_engine=NULL' : 'SET GLOBAL sql_require_primary_key=OFF',
    );
    expect([stops(report), both.target]).toEqual([[], both.source]);
  });

  const onMariadb = test.runIf(flavour === 'mariadb');

  onMariadb('a table with history is altered in a replay as its session could', async () => {
    const { report, ...both } = await runChain(source, target, {
      schemas: ['hist'],
      before: `CREATE DATABASE hist; USE hist; CREATE TABLE w (id INT PRIMARY KEY, v INT) WITH SYSTEM VERSIONING;
        INSERT INTO w VALUES (1,1); UPDATE w SET v=2`,
      after: 'USE hist; SET system_versioning_alter_history=KEEP; ALTER TABLE w ADD x INT DEFAULT 9',
    });
    expect([stops(report), both.target]).toEqual([[], both.source]);
    expect(await target.client('SELECT COUNT(*), SUM(x) FROM hist.w FOR SYSTEM_TIME ALL')).toBe('2\t18\n');
  });

  onMariadb('utf8 means in a replay what it meant on the source', async () => {
    await source.client("SET GLOBAL old_mode=''");
    const { report, ...both } = await runChain(source, target, {
      schemas: ['oldm', 'oldx'],
      before: 'CREATE DATABASE oldm; USE oldm; CREATE TABLE base (id INT PRIMARY KEY); INSERT INTO base VALUES (1)',
      after: `USE oldm; CREATE TABLE t (id INT PRIMARY KEY, v VARCHAR(20) CHARACTER SET utf8, w VARCHAR(20)) CHARSET utf8;
        INSERT INTO t VALUES (1,'smile 😀','😀'); ALTER TABLE base ADD n VARCHAR(10) CHARACTER SET utf8 DEFAULT 'x';
        CREATE DATABASE oldx CHARACTER SET utf8;
        CREATE TABLE oldx.inherits (id INT PRIMARY KEY, v VARCHAR(9)); INSERT INTO oldx.inherits VALUES (1,'🙈')`,
    });
    await source.client('SET GLOBAL old_mode=DEFAULT');
    expect([stops(report), report.exceptions, both.target]).toEqual([[], [], both.source]);
  });

  onMariadb('a pattern means in a replay what it meant on the source', async () => {
    await source.client("SET GLOBAL default_regex_flags='EXTENDED'");
    const { look, report, ...both } = await runChain(source, target, {
      schemas: ['pat'],
      before: `CREATE DATABASE pat; USE pat; CREATE TABLE t (id INT PRIMARY KEY, v VARCHAR(9)); INSERT INTO t VALUES (1,'ab'),(2,'a b');
        CREATE TABLE c (id INT PRIMARY KEY, v VARCHAR(9)); INSERT INTO c VALUES (1,'ab')`,
      after: `USE pat; ALTER TABLE t ADD r INT DEFAULT (v REGEXP 'a b'); ALTER TABLE c ADD CHECK (v REGEXP 'a b')`,
    });
    await source.client('SET GLOBAL default_regex_flags=DEFAULT');
    expect([stops(report), both.target]).toEqual([[], both.source]);
    // A session may have had other flags than everybody.
    expect(look.findings).toContainEqual(expect.objectContaining({ code: 'log-open', tables: ['pat.t'] }));
  });

  onMariadb('a target that runs triggers for rows of a log is refused before anything is written', async () => {
    await source.client(`DROP DATABASE IF EXISTS trig; CREATE DATABASE trig; USE trig; CREATE TABLE acc (id INT PRIMARY KEY, bal INT);
      CREATE TRIGGER bi BEFORE INSERT ON acc FOR EACH ROW SET NEW.bal = NEW.bal * 2; INSERT INTO acc VALUES (1,10)`);
    for (const value of ['YES', 'LOGGING', 'ENFORCE']) {
      const chain = runChain(source, target, {
        schemas: ['trig'],
        before: 'CREATE DATABASE trig; CREATE TABLE trig.acc (id INT PRIMARY KEY, bal INT)',
        after: 'INSERT INTO trig.acc VALUES (2,20)',
        onTarget: `SET GLOBAL slave_run_triggers_for_rbr=${value}`,
      });
      await expect(chain).rejects.toMatchObject({ failure: { safe: 'Nothing was written.' } });
    }
    // The rows of a full set are loaded before its triggers are there.
    const set = await backUp([source.shard('s0', { schemas: ['trig'] })]);
    const report = await restore(set, [target.shard('s0')]);
    await target.client('SET GLOBAL slave_run_triggers_for_rbr=NO');
    expect(report.quality?.value).toBe(1);
  });
});
