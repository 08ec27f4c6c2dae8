import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { WrittenSet } from '../../electron/engine/backup/write-set.ts';
import { foundDamage } from '../../shared/restore-report.ts';
import { tempFolder } from '../support/cli.ts';
import { backUpLog } from '../support/incremental.ts';
import { findPrograms } from '../support/programs.ts';
import { logEnd, replayLog } from '../support/replay.ts';
import { backUp, restore, runStatements } from '../support/round-trip.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { freshSchema } from '../support/servers.ts';

/** Only where setup can unpack it. */
const programs = await findPrograms('mariadb', 'mariadb-11');

describe.runIf(programs !== null)('from MariaDB 11.8 to 10.11', () => {
  let newer: TestServer;
  let old: TestServer;
  beforeAll(async () => {
    [newer, old] = await Promise.all([
      startServer({ flavour: 'mariadb', release: 'mariadb-11' }),
      startServer({ flavour: 'mariadb' }),
    ]);
  });
  afterAll(() => Promise.all([newer, old].map((server) => server.stop())));

  /** A full set of a fresh schema after `before`, and one of the log after each of `after`. */
  const chain = async (
    before: readonly string[],
    ...after: readonly (readonly string[])[]
  ): Promise<{ schema: string; last: WrittenSet }> => {
    const schema = await freshSchema(newer, 'chain');
    await runStatements(newer, schema, before);
    const shards = [newer.shard('s0', { schemas: [schema] })];
    const to = join(await tempFolder(), 'd');
    let last = await backUp(shards, { to });
    for (const statements of after) {
      await runStatements(newer, schema, statements);
      last = await backUpLog(shards, to);
    }
    expect(last.manifest.exceptions).toEqual([]);
    return { schema, last };
  };

  /** What the stock client sees of a schema on both. */
  const seen = async (schema: string, sql: string): Promise<[string, string]> => {
    const look = `SET time_zone = '+00:00'; ${sql}`;
    return [await newer.client(look, { database: schema }), await old.client(look, { database: schema })];
  };

  describe('TIMESTAMPs behind 2038-01-19 03:14:07', () => {
    const MOMENTS = [
      "SET time_zone = '+00:00'",
      'CREATE TABLE late (id INT PRIMARY KEY, t TIMESTAMP NULL, fine TIMESTAMP(6) NULL, note VARCHAR(9), KEY (t))',
      `INSERT INTO late VALUES (1, '2030-01-01', '2030-01-01 00:00:00.5', 'a'), (2, '2050-01-01', NULL, 'b'),
        (3, '2038-01-19 03:14:07', '2038-01-19 03:14:08.000001', 'c'), (4, NULL, '2106-02-07 06:28:15.999999', 'd')`,
      'CREATE TABLE early (id INT PRIMARY KEY, t TIMESTAMP NULL)',
      "INSERT INTO early VALUES (1, '2038-01-19 03:14:07'), (2, NULL)",
    ];

    const LATE = `SELECT id, IF(t > '2038-01-19 03:14:07', '0000-00-00 00:00:00', t),
      IF(fine > '2038-01-19 03:14:07.999999', '0000-00-00 00:00:00.000000', fine), note FROM late ORDER BY id`;

    test.each(['LOAD DATA', 'INSERT'])(
      'are zero in the rows of a set, by %s: the comparison names their table, and all else comes back',
      async (way) => {
        const { schema, last } = await chain(MOMENTS);
        await old.client(`SET GLOBAL local_infile = ${way === 'INSERT' ? 0 : 1}`);
        const report = await restore(last, [old.shard('s0')]);
        await old.client('SET GLOBAL local_infile = 1');
        expect(report.exceptions).toEqual([]);
        expect(report.tables.map(({ table, state, problem }) => [table, state, problem?.code])).toEqual([
          ['early', 'equal', undefined],
          ['late', 'different', 'content'],
        ]);
        expect(foundDamage(report)).toBe(true);
        expect(report.warnings).toContainEqual(
          expect.objectContaining({ table: 'late', cause: expect.stringMatching(/Out of range/) }),
        );
        const [there, here] = await seen(schema, LATE);
        expect(here).toBe(there);
        expect(here).toMatch(/^2\t0000-00-00 00:00:00\tNULL\tb$/m);
      },
    );

    test('are zero in the rows of a log, whose tables are named: all other rows and tables come back, also behind them', async () => {
      const { schema, last } = await chain(
        [
          ...MOMENTS,
          'CREATE TABLE keyless (t TIMESTAMP(3) NOT NULL, a INT)',
          'CREATE TABLE kept (id INT PRIMARY KEY, t TIMESTAMP(6) NULL) WITH SYSTEM VERSIONING',
          'CREATE TABLE gone (id INT PRIMARY KEY, t TIMESTAMP NULL)',
          "INSERT INTO kept VALUES (1, '2020-01-01'), (2, '2021-01-01')",
          "INSERT INTO gone VALUES (1, '2022-01-01')",
        ],
        [
          "SET time_zone = '+00:00'",
          "INSERT INTO late VALUES (5, '2060-01-01', '2070-01-01', 'e'), (6, '2031-01-01', NULL, 'f')",
          // Each of these looks for a row that has such a moment; 10.11.19 crashed at one.
          "UPDATE late SET note = 'g' WHERE id = 2",
          "UPDATE late SET t = '2032-01-01' WHERE id = 5",
          'DELETE FROM late WHERE id = 3',
          "INSERT INTO keyless VALUES ('2050-01-01 00:00:00.5', 1), ('2020-01-01 00:00:00.5', 2), ('2051-01-01', 3)",
          'UPDATE keyless SET a = 4 WHERE a = 3',
          'DELETE FROM keyless WHERE a = 1',
          "INSERT INTO kept VALUES (3, '2050-01-01')",
          'UPDATE kept SET id = 4 WHERE id = 3',
          'DELETE FROM kept WHERE id = 1',
          "XA START 'x'",
          "INSERT INTO keyless VALUES ('2052-01-01', 5)",
          "XA END 'x'",
          "XA PREPARE 'x'",
          "XA COMMIT 'x'",
          'DELETE FROM gone',
          "INSERT INTO early VALUES (3, '2037-01-01')",
        ],
      );
      const report = await restore(last, [old.shard('s0')]);
      expect(report.rolled.map(({ stopped }) => stopped)).toEqual([null]);
      const why = { code: 'late-moments' };
      const named = ['kept', 'keyless', 'late'].map((object) => ({ target: 's0', schema, object, kind: 'table', why }));
      expect(report.exceptions.toSorted((a, b) => (a.object < b.object ? -1 : 1))).toEqual(named);
      const keyless = "SELECT IF(t > '2038-01-19 03:14:07', '0000-00-00 00:00:00.000', t), a FROM keyless ORDER BY a";
      const kept = (rows: string) =>
        `SELECT id, IF(t > '2038-01-19 03:14:07', '0000-00-00 00:00:00.000000', t) FROM kept ${rows} ORDER BY id, row_end`;
      const looks = [LATE, keyless, kept(''), kept('FOR SYSTEM_TIME ALL'), 'SELECT * FROM gone', 'SELECT * FROM early'];
      const [there, here] = await seen(schema, looks.join(';'));
      expect(here).toBe(there);
      expect(here).toMatch(/^2\t0000-00-00 00:00:00\tNULL\tg$/m);
    });

    test('are told of again by a replay that goes on behind them, and current rows are not taken for such', async () => {
      const schema = await freshSchema(newer, 'again');
      const table = '(id INT PRIMARY KEY, t TIMESTAMP NULL)';
      await newer.client('RESET MASTER');
      await runStatements(newer, schema, [
        `CREATE TABLE late ${table}`,
        `CREATE TABLE kept ${table} WITH SYSTEM VERSIONING`,
        "INSERT INTO kept VALUES (1, '2020-01-01')",
        "INSERT INTO late VALUES (1, '2050-01-01')",
      ]);
      const middle = await logEnd(newer);
      await newer.client("INSERT INTO late VALUES (2, '2020-01-01')", { database: schema });
      await old.client(`CREATE DATABASE ${schema}`);
      const [machine = ''] = (await newer.client('SELECT @@version_compile_machine')).split('\n');
      const source = {
        flavour: 'mariadb',
        version: newer.version,
        variables: { version_compile_machine: machine },
      } as const;
      const progress = { schema, table: 'progress', id: 'r' };
      const late: (readonly { readonly table: string }[])[] = [];
      for (const stop of [{ kind: 'position', ...middle } as const, { kind: 'end' } as const])
        await replayLog(newer, old, { source, progress, stop, onProgress: (done) => (late[late.length] = done.late) });
      expect(late.map((tables) => tables.map((one) => one.table))).toEqual([['late'], ['late']]);
      expect(await old.client('SELECT id FROM late; SELECT id FROM kept', { database: schema })).toBe('1\n2\n1\n');
    });
  });

  describe('definitions in the log', () => {
    /** Every way to name a charset without its collation, and what says or means the collation all the same. */
    const CHARSETS = [
      `CREATE TABLE kinds (a VARCHAR(9) CHARACTER SET utf8mb4, b VARCHAR(9) CHARSET 'utf8mb3' NOT NULL COMMENT 'COLLATE', c VARCHAR(9) CHAR SET utf8,
        n NCHAR(3), v NVARCHAR(9) DEFAULT 'x', w NATIONAL CHARACTER VARYING(9) NOT NULL, y NATIONAL CHAR, u CHAR(3) UNICODE, l CHAR(3) ASCII,
        e ENUM('COLLATE', '订单') CHARACTER SET ucs2, charset INT, \`character set utf8mb4\` TEXT) /* CHARSET utf8mb4 */ DEFAULT CHARSET = utf8mb4, COMMENT 'CHARSET utf8mb4'`,
      `CREATE TABLE said (a VARCHAR(9) CHARACTER SET utf8mb4 NOT NULL COLLATE utf8mb4_bin, b VARCHAR(9) CHARSET utf8mb4 BINARY, c VARCHAR(9) BINARY CHARSET utf8mb4,
        d VARCHAR(9) CHARSET utf8mb3 COLLATE utf8mb3_bin, e VARCHAR(9) CHARSET latin1, f BLOB, g VARCHAR(9) CHARSET utf8mb4 DEFAULT (CONCAT('a' COLLATE utf8mb4_bin))) COLLATE = utf8mb4_bin, CHARSET = utf8mb4`,
      `CREATE TABLE expressions (a VARCHAR(9), b VARCHAR(9) AS (CAST(a AS CHAR(9) CHARACTER SET utf8mb4)) STORED, c VARCHAR(9) DEFAULT CONVERT('x' USING utf8mb4),
        d VARCHAR(9) AS (CAST(a AS NCHAR(9))) VIRTUAL, CHECK (a <> _utf8mb4'x')) CHARSET latin1`,
      'CREATE TABLE inherited (a VARCHAR(9), j JSON)',
      'CREATE TABLE as_select AS SELECT a, b, e FROM kinds',
      'CREATE TABLE like_it LIKE kinds',
      'CREATE TABLE changed (a VARCHAR(9), b VARCHAR(9) COLLATE latin1_bin) CHARSET latin1',
      'ALTER TABLE changed ADD c VARCHAR(9) CHARSET utf8mb4 COLLATE utf8mb4_bin, ADD d VARCHAR(9) CHARSET utf8mb4 AFTER a, ADD (e TEXT CHARSET utf8mb4, f TEXT)',
      'ALTER TABLE changed CHARACTER SET utf8mb3, MODIFY b VARCHAR(9) CHARACTER SET utf8mb4',
      'CREATE TABLE converted (a VARCHAR(9)) CHARSET latin1',
      'ALTER TABLE converted CONVERT TO CHARACTER SET utf8mb4',
      'CREATE FUNCTION f1(a VARCHAR(9) CHARSET utf8mb4) RETURNS VARCHAR(9) CHARACTER SET utf8mb4 DETERMINISTIC BEGIN DECLARE b VARCHAR(9) CHARSET utf8mb4; RETURN a; END',
      'CREATE FUNCTION f2() RETURNS NVARCHAR(9) DETERMINISTIC RETURN 1',
      'CREATE FUNCTION f3() RETURNS VARCHAR(9) CHARSET utf8mb4 COLLATE utf8mb4_bin DETERMINISTIC RETURN 1',
      'CREATE FUNCTION f4() RETURNS CHARACTER VARYING(9) CHARSET utf8mb4 DETERMINISTIC RETURN 1',
      "CREATE VIEW v AS SELECT _utf8mb4'x' AS a, CONVERT('x' USING utf8mb4) AS b, CAST('x' AS CHAR CHARACTER SET utf8mb4) AS c",
      'CREATE PROCEDURE p(a VARCHAR(9) CHARSET utf8mb4) CREATE TEMPORARY TABLE z (q VARCHAR(9) CHARSET utf8mb4)',
      'CREATE TRIGGER t BEFORE INSERT ON inherited FOR EACH ROW SET NEW.a = CAST(NEW.a AS CHAR CHARACTER SET utf8mb4)',
      'ALTER DATABASE CHARACTER SET ucs2',
      'CREATE TABLE of_schema (a VARCHAR(9))',
    ];
    const COLLATIONS = `SELECT c.TABLE_NAME, COLUMN_NAME, COLUMN_TYPE, COLLATION_NAME, COLUMN_DEFAULT FROM information_schema.COLUMNS c JOIN information_schema.TABLES USING (TABLE_SCHEMA, TABLE_NAME)
        WHERE TABLE_SCHEMA = DATABASE() AND TABLE_TYPE = 'BASE TABLE' ORDER BY 1, ORDINAL_POSITION;
      SELECT TABLE_NAME, TABLE_COLLATION FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() ORDER BY 1;
      SELECT DEFAULT_COLLATION_NAME FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = DATABASE();
      SELECT name, param_list, returns, body FROM mysql.proc WHERE db = DATABASE() ORDER BY 1; SHOW CREATE VIEW v; SHOW CREATE TRIGGER t`;

    test.each([
      ['as the server chooses them', '@@global.character_set_collations'],
      ['as 10.11 has them', "''"],
      ['as a session chose them', "'latin1=latin1_german2_ci,utf8mb4=utf8mb4_general_ci,utf8mb3=utf8mb3_bin'"],
    ])('keep the collations that charsets had: %s', async (_, chosen) => {
      const { schema, last } = await chain(
        ['CREATE TABLE before_it (a INT PRIMARY KEY)'],
        [
          `SET character_set_collations = ${chosen}`,
          'INSERT INTO before_it VALUES (1)',
          ...CHARSETS,
          "INSERT INTO kinds (a, w) VALUES ('ä', 'x')",
        ],
      );
      const report = await restore(last, [old.shard('s0')]);
      expect([report.exceptions, report.rolled.map(({ stopped }) => stopped)]).toEqual([[], [null]]);
      const [there, here] = await seen(schema, `${COLLATIONS}; SELECT a, w FROM kinds; SELECT * FROM before_it`);
      expect(withoutTimes(here)).toBe(withoutTimes(there));
    });

    test.each([
      ['a VECTOR', 'CREATE TABLE new (id INT PRIMARY KEY, v VECTOR(3))', /Unknown data type: 'VECTOR'/],
      [
        'a default of UUID_v7',
        'CREATE TABLE new (id UUID PRIMARY KEY DEFAULT UUID_v7())',
        /`UUID_v7`.* cannot be used in the DEFAULT/,
      ],
      ['a collation', 'CREATE TABLE new (a VARCHAR(9) COLLATE utf8mb4_0900_ai_ci)', /Unknown collation/],
      ['a sequence of a type', 'CREATE SEQUENCE new AS TINYINT UNSIGNED', /error in your SQL syntax/],
      ['a parameter with a default', 'CREATE PROCEDURE new(a INT DEFAULT 5) SELECT a', /error in your SQL syntax/],
      ['a late moment', "CREATE TABLE new (t TIMESTAMP DEFAULT '2050-01-01')", /Invalid default value for 't'/],
      [
        'what its session chose',
        'CREATE TABLE new (a VARCHAR(9) COLLATE DEFAULT) CHARSET utf8mb4',
        /COLLATE DEFAULT means another collation/,
      ],
    ])(
      'that 10.11 cannot run end the replay in front of them, with the reason and what is safe: %s',
      async (_, definition, cause) => {
        const { schema, last } = await chain(
          ['CREATE TABLE t (a INT PRIMARY KEY)'],
          ['INSERT INTO t VALUES (1)', definition, 'INSERT INTO t VALUES (2)'],
        );
        const report = await restore(last, [old.shard('s0')]);
        const stopped = report.rolled[0]?.stopped;
        expect(stopped?.fact).toMatchObject({
          reason: 'replay-older-target',
          values: { source: newer.version, target: old.version, statement: expect.stringMatching(/\bnew\b/) },
        });
        expect(stopped?.cause).toMatch(cause);
        expect(stopped?.next).toMatch(
          /^Restore to a server of the log’s version or a newer one, or to a point just before/,
        );
        expect(report.tables.map(({ table, state }) => [table, state])).toEqual([['t', 'equal']]);
        // All that was logged in front of it is there, and nothing behind it.
        expect(await old.client('SELECT a FROM t; SHOW TABLES', { database: schema })).toBe('1\nt\n');
      },
    );

    test('of uca1400 collations are kept, with rows that only these tell apart', async () => {
      const { schema, last } = await chain(
        ['CREATE TABLE t (k VARCHAR(20) COLLATE utf8mb4_uca1400_as_cs PRIMARY KEY)', "INSERT INTO t VALUES ('a')"],
        [
          "INSERT INTO t VALUES ('A'), ('ä')",
          'CREATE TABLE n (k VARCHAR(20) PRIMARY KEY) COLLATE utf8mb4_uca1400_swedish_ai_ci',
          'CREATE TABLE s (k VARCHAR(20) COLLATE uca1400_as_cs PRIMARY KEY) CHARSET utf8mb4',
          "INSERT INTO n VALUES ('a'), ('ä')",
          "INSERT INTO s VALUES ('a'), ('A')",
        ],
      );
      const report = await restore(last, [old.shard('s0')]);
      expect(report.rolled.map(({ stopped }) => stopped)).toEqual([null]);
      const definitions = 'SHOW CREATE TABLE t; SHOW CREATE TABLE n; SHOW CREATE TABLE s';
      const [there, here] = await seen(schema, `SELECT * FROM t; SELECT * FROM n; SELECT * FROM s; ${definitions}`);
      expect(here).toBe(there);
    });
  });
});

/** A trigger's time of creation has more digits on one of them, and is another one. */
function withoutTimes(text: string): string {
  return text.replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)?/g, 'then');
}
