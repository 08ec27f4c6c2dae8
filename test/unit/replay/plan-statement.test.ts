import { describe, expect, test } from 'vitest';
import type { Flavour } from '../../../electron/engine/mysql/connect.ts';
import { planStatement } from '../../../electron/engine/replay/plan-statement.ts';
import { quotingOf, settingsOf } from '../../../electron/engine/replay/query-settings.ts';
import { readStatement } from '../../../electron/engine/replay/read-statement.ts';
import type { ReplayRoute } from '../../../electron/engine/replay/replay-options.ts';
import { decodeUtf8 } from '../../../electron/engine/schema/client-names.ts';

const routeOf = (names: Readonly<Record<string, string>>, plain = false, packages?: string[]): ReplayRoute => ({
  plain,
  packages: new Set(packages),
  schema: (schema) => (names[schema] === undefined ? null : { schema: names[schema], whole: true }),
  object: (schema, table) => (names[schema] === undefined ? null : { schema: names[schema], table }),
});

interface Case {
  /** The target keeps something in the schemas of the restore. */
  readonly keeps?: boolean;
  /** The source's default_storage_engine. */
  readonly engine?: string;
  readonly names?: Readonly<Record<string, string>>;
  /** The session's default schema. */
  readonly schema?: string;
  readonly plain?: boolean;
  readonly packages?: string[];
  readonly server?: { flavour: Flavour; version: number };
}

/** The statement as the target would run it, or why not. */
function planned(
  sql: string,
  { names = { shop: 'copy' }, schema = 'shop', plain = false, packages = [], server, keeps = false, engine }: Case = {},
): string {
  const options = { charset: 'utf8mb4', ansiQuotes: false, plainBackslash: false, server };
  const statement = readStatement(Buffer.from(sql), { ...options, decode: decodeUtf8 });
  if (statement.kind !== 'table' && statement.kind !== 'program' && statement.kind !== 'schema') return statement.kind;
  const plan = planStatement(
    statement,
    schema,
    { file: 'bin.1', position: 9 },
    {
      route: { ...routeOf(names, plain, packages), keeps },
      ...(engine === undefined ? {} : { variables: new Map([['default_storage_engine', `'${engine}'`]]) }),
    },
  );
  if (plan.kind === 'refuse') return `refused: ${plan.why}`;
  if (plan.kind === 'skip') return `skipped: ${plan.reason}`;
  if (plan.kind === 'rows') return 'rows';
  return plan.edits
    .toReversed()
    .reduce((text, { start, end, text: put }) => text.slice(0, start) + put + text.slice(end), sql);
}

test('modes that are short for ANSI_QUOTES quote names for the reader as for the server, in any log', () => {
  for (const mode of [1n << 18n, 1n << 9n, 4n]) {
    expect(quotingOf(mode).ansiQuotes).toBe(true);
    for (const flavour of ['mysql', 'mariadb'] as const) {
      const query = {
        threadId: 1,
        seconds: 0,
        errorCode: 0,
        status: { sqlMode: mode },
        ofItsSession: false,
        schema: '',
        sql: Buffer.of(),
      };
      const settings = settingsOf(query, {
        ...{ flavour, seconds: 0, systemTimeZone: 'SYSTEM', collations: new Map(), choosesCollations: false },
        versions: { source: undefined, target: flavour === 'mysql' ? 90_700 : 110_800 },
      });
      expect(BigInt(settings.get('sql_mode') ?? 0) & 4n).toBe(4n);
    }
  }
});

test('an engine that leads away does not come by a default or by a setting of the statement', () => {
  const file = "CREATE TABLE t (a TEXT) TABLE_TYPE='DOS' FILE_NAME='/etc/passwd'";
  for (const engine of ['CONNECT', 'SPIDER', 'newer than this test'])
    expect(planned(file, { engine })).toMatch(/leads out of what is restored/);
  expect(planned(file, { engine: 'InnoDB' })).toMatch(/^CREATE TABLE `copy`/);
  expect(planned('CREATE TABLE t (engine INT, `type` INT)', { engine: 'CONNECT' })).toMatch(/leads out/);
  expect(planned('CREATE TABLE t (a INT) ENGINE=InnoDB', { engine: 'CONNECT' })).toMatch(/^CREATE TABLE `copy`/);
  expect(planned('CREATE TABLE t LIKE shop.u', { engine: 'CONNECT' })).toMatch(/^CREATE TABLE `copy`/);
  for (const variable of ['default_storage_engine', 'ENFORCE_STORAGE_ENGINE', '`storage_engine`']) {
    expect(planned(`SET STATEMENT a=1, ${variable}='CONNECT' FOR ${file}`)).toBe('unknown');
    expect(planned(`SET STATEMENT ${variable}=@x FOR ${file}`)).toBe('unknown');
    // The same for MariaDB.
    expect(planned(`SET STATEMENT a=1, ${variable}:='CONNECT' FOR ${file}`)).toBe('unknown');
    expect(planned(`SET STATEMENT ${variable}:=Aria 'CONNECT' FOR ${file}`)).toBe('unknown');
    expect(planned(`SET STATEMENT ${variable}:=Aria, a=1 FOR CREATE TABLE t (a INT)`)).toMatch(/CREATE TABLE `copy`/);
    expect(planned(`SET STATEMENT ${variable}=Aria FOR CREATE TABLE t (a INT)`)).toMatch(/CREATE TABLE `copy`/);
  }
});

test('a body is not read later under settings that the statement sets for itself', () => {
  for (const setting of ["sql_mode='ANSI_QUOTES'", "a=1, @@session.`SQL_MODE`:=''", 'character_set_client=gbk'])
    expect(planned(`SET STATEMENT ${setting} FOR CREATE PROCEDURE p() SELECT "a"`)).toBe('unknown');
  expect(planned("SET STATEMENT sql_mode='' FOR CREATE TABLE t (a INT)")).toMatch(/CREATE TABLE `copy`/);
});

test('what is not understood does not run where the target keeps something', () => {
  const odd = { names: { shop: 'shop' }, plain: true };
  expect(planned('ALTER TABLE t SOMETHING NEW, RENAME TO kept', odd)).toMatch(/^ALTER/);
  expect(planned('ALTER TABLE t SOMETHING NEW, RENAME TO kept', { ...odd, keeps: true })).toMatch(
    /refused: .*SOMETHING/,
  );
});

test('a schema that is called as an option is a schema', () => {
  expect(planned('DROP DATABASE comment', { names: { comment: 'copy' } })).toBe('DROP DATABASE `copy`');
  for (const name of ['comment', 'encryption', 'charset', 'upgrade']) {
    expect(planned(`CREATE DATABASE IF NOT EXISTS ${name}`)).toBe('skipped: not-selected');
    expect(planned(`DROP DATABASE ${name}`)).toBe('skipped: not-selected');
    expect(planned(`ALTER DATABASE ${name} COLLATE utf8mb4_bin`)).toBe('unknown');
    expect(planned(`ALTER DATABASE ${name} DEFAULT CHARACTER SET utf8mb4`)).toBe('unknown');
  }
  expect(planned("ALTER DATABASE COMMENT 'x'")).not.toBe('unknown');
});

test('what the target had before and keeps is none of what a statement may be about', () => {
  const route: ReplayRoute = {
    ...routeOf({ shop: 'copy' }),
    kept: (schema, kind, name) => schema === 'copy' && (kind === undefined || (kind === 'table' && name === 'live')),
  };
  for (const sql of [
    'DROP TABLE a, live',
    'ALTER TABLE live RENAME a',
    'DROP DATABASE shop',
    'ALTER DATABASE CHARSET latin1',
  ]) {
    const options = { charset: 'utf8mb4', ansiQuotes: false, plainBackslash: false };
    const statement = readStatement(Buffer.from(sql), { ...options, decode: decodeUtf8 });
    if (statement.kind !== 'table' && statement.kind !== 'schema') throw new Error(sql);
    const why = { kind: 'refuse', why: expect.stringContaining('none of what is restored') };
    expect(planStatement(statement, 'shop', { file: 'bin.1', position: 9 }, { route }), sql).toMatchObject(why);
  }
});

test('a JSON duality view is a view, whose values can name schemas', () => {
  const view = (name: string, schema: string) =>
    `CREATE DEFINER=a@b SQL SECURITY DEFINER JSON RELATIONAL DUALITY VIEW ${name} AS SELECT JSON_DUALITY_OBJECT('_id': ${schema}.t.id) FROM ${schema}.t`;
  expect(planned(view('`dv`', 'shop'))).toBe(view('`copy`.`dv`', '`copy`'));
  expect(planned('CREATE JSON TABLE t (id INT)')).toBe('unknown');
});

test('what empties a table is run as what no trigger sees', () => {
  expect(planned('DELETE FROM shop.t')).toBe('TRUNCATE TABLE `copy`.`t`');
});

describe('under another name', () => {
  test.each([
    [
      'ALTER TABLE t CONVERT PARTITION p0 TO TABLE shop.old',
      'ALTER TABLE `copy`.`t` CONVERT PARTITION p0 TO TABLE `copy`.`old`',
    ],
    [
      'ALTER TABLE t CONVERT TABLE new TO PARTITION p VALUES LESS THAN (9)',
      'ALTER TABLE `copy`.`t` CONVERT TABLE `copy`.`new` TO PARTITION p VALUES LESS THAN (9)',
    ],
    [
      'ALTER TABLE t ADD a INT, RENAME INDEX i TO j, RENAME AS u, ORDER BY a, b DESC, ENGINE=InnoDB',
      'ALTER TABLE `copy`.`t` ADD a INT, RENAME INDEX i TO j, RENAME AS `copy`.`u`, ORDER BY a, b DESC, ENGINE=InnoDB',
    ],
    [
      'ALTER TABLE .`t` ADD exchange INT, DROP COLUMN import, DROP PARTITION a, b',
      'ALTER TABLE `copy`.`t` ADD exchange INT, DROP COLUMN import, DROP PARTITION a, b',
    ],
    [
      'CREATE TABLE t (a INT CHECK (shop.t.a > 1.5), b BIGINT DEFAULT (NEXTVAL(shop.q)), FOREIGN KEY (a) REFERENCES shop.u (id), FOREIGN KEY (b) REFERENCES v (id))',
      'CREATE TABLE `copy`.`t` (a INT CHECK (`copy`.t.a > 1.5), b BIGINT DEFAULT (NEXTVAL(`copy`.`q`)), FOREIGN KEY (a) REFERENCES `copy`.`u` (id), FOREIGN KEY (b) REFERENCES v (id))',
    ],
    [
      'CREATE TABLE t (a INT DEFAULT NEXT VALUE FOR q, b INT DEFAULT (PREVIOUS VALUE FOR shop.q), c INT DEFAULT shop.q.nextval)',
      'CREATE TABLE `copy`.`t` (a INT DEFAULT NEXT VALUE FOR `copy`.`q`, b INT DEFAULT (PREVIOUS VALUE FOR `copy`.`q`), c INT DEFAULT `copy`.`q`.nextval)',
    ],
    [
      'CREATE TABLE m (i INT) ENGINE=MERGE UNION=(a, shop.b) INSERT_METHOD=LAST',
      'CREATE TABLE `copy`.`m` (i INT) ENGINE=MERGE UNION=(`copy`.`a`, `copy`.`b`) INSERT_METHOD=LAST',
    ],
    [
      'RENAME TABLE IF EXISTS a WAIT 5 TO b, c TO shop.d',
      'RENAME TABLE IF EXISTS `copy`.`a` WAIT 5 TO `copy`.`b`, `copy`.`c` TO `copy`.`d`',
    ],
    [
      'CREATE TRIGGER tr AFTER INSERT ON t FOR EACH ROW INSERT INTO shop.log VALUES (NEW.id)',
      'CREATE TRIGGER `copy`.`tr` AFTER INSERT ON t FOR EACH ROW INSERT INTO `copy`.log VALUES (NEW.id)',
    ],
    [
      'CREATE VIEW v AS SELECT shop.t.a, u.b FROM shop.t, shop.u',
      'CREATE VIEW `copy`.`v` AS SELECT `copy`.t.a, u.b FROM `copy`.t, `copy`.u',
    ],
    [
      'CREATE EVENT e ON SCHEDULE EVERY 1 DAY COMMENT "x" DO CALL shop.p()',
      'CREATE EVENT `copy`.`e` ON SCHEDULE EVERY 1 DAY DISABLE COMMENT "x" DO CALL `copy`.p()',
    ],
    [
      'CREATE EVENT e ON SCHEDULE EVERY IF(@DISABLE IS NULL, 1, 1) SECOND STARTS @DO DO CALL shop.p()',
      'CREATE EVENT `copy`.`e` ON SCHEDULE EVERY IF(@DISABLE IS NULL, 1, 1) SECOND STARTS @DO DISABLE DO CALL `copy`.p()',
    ],
    [
      'CREATE EVENT e ON SCHEDULE EVERY IFNULL(@ENABLE, 1) SECOND ENDS @DISABLE ENABLE COMMENT "DISABLE" DO SET @a = 1',
      'CREATE EVENT `copy`.`e` ON SCHEDULE EVERY IFNULL(@ENABLE, 1) SECOND ENDS @DISABLE DISABLE COMMENT "DISABLE" DO SET @a = 1',
    ],
    [
      'ALTER EVENT e ON SCHEDULE EVERY IF(@DISABLE, 1, 1) DAY ENABLE',
      'ALTER EVENT `copy`.`e` ON SCHEDULE EVERY IF(@DISABLE, 1, 1) DAY DISABLE',
    ],
    ['ALTER EVENT e RENAME TO shop.disable', 'ALTER EVENT `copy`.`e` RENAME TO `copy`.`disable`'],
    ['ALTER EVENT e DISABLE ON SLAVE COMMENT "ENABLE"', 'ALTER EVENT `copy`.`e` DISABLE ON SLAVE COMMENT "ENABLE"'],
    [
      'ALTER EVENT e ON COMPLETION PRESERVE RENAME TO enable ENABLE',
      'ALTER EVENT `copy`.`e` ON COMPLETION PRESERVE RENAME TO `copy`.`enable` DISABLE',
    ],
    [
      'SET STATEMENT max_statement_time=9 FOR DROP TABLE a, shop.b RESTRICT',
      'SET STATEMENT max_statement_time=9 FOR DROP TABLE `copy`.`a`, `copy`.`b` RESTRICT',
    ],
  ])('%s', (sql, expected) => {
    expect(planned(sql)).toBe(expected);
  });

  test.each([
    ['ALTER TABLE t FROBNICATE WITH live.u', /does not know what "FROBNICATE" means/],
    ['ALTER TABLE t ADD a INT, CONVERT SOMEHOW u', /does not know/],
    ['CREATE TABLE t (a INT) NEW_OPTION live.u', /does not know what "NEW_OPTION" means/],
    ['ALTER TABLE t ADD a INT AS (live.f)', /does not know what "live.f" means/],
    ['ALTER TABLE t EXCHANGE PARTITION p WITH TABLE live.u', /moves a table/],
    ['ALTER TABLE live.t EXCHANGE PARTITION p WITH TABLE u', /moves a table/],
    ['ALTER TABLE live.t CONVERT TABLE shop.u TO PARTITION p VALUES LESS THAN (9)', /moves a table/],
    ['ALTER TABLE t ADD a BIGINT DEFAULT NEXTVAL(live.q)', /names live.q/],
    ['ALTER TABLE t ADD a INT AS (live.t.b)', /names the schema live/],
    ['ALTER TABLE t IMPORT TABLESPACE', /leads out of/],
    ['CREATE TABLE c (a INT) ENGINE=OQGRAPH DATA_TABLE=live', /leads out of/],
    ['ALTER TABLE t ENGINE newer', /leads out of/],
    ['CREATE TABLE c (a INT) SECONDARY_ENGINE=rapid', /leads out of/],
    ['CREATE TABLE f (a INT) ENGINE="FEDERATED" CONNECTION="mysql://evil/x/y"', /leads out of/],
    ['CREATE TABLE p (a INT) PARTITION BY HASH(a) (PARTITION p0 DATA DIRECTORY "/tmp")', /leads out of/],
    ['ALTER EVENT e RENAME TO live.e', /moves an event/],
    ['CREATE PROCEDURE p() BEGIN DECLARE shop ROW (a INT); SET shop.a = 1; END', /may name the schema shop/],
    ['ALTER TABLE live.t FROBNICATE WITH u', /does not know/],
  ])('%s is refused', (sql, why) => {
    expect(planned(sql)).toMatch(why);
  });

  test('the a of a routine a.b may be a package: then nobody knows what is meant', () => {
    const call = 'CREATE PROCEDURE c() CALL shop.p()';
    expect(planned(call)).toBe('CREATE PROCEDURE `copy`.`c`() CALL `copy`.p()');
    expect(planned(call, { packages: ['shop'] })).toMatch(/^refused: it may name the schema shop/);
    expect(planned(call, { packages: ['other'] })).toBe('CREATE PROCEDURE `copy`.`c`() CALL `copy`.p()');
    expect(planned('CREATE PACKAGE shop AS PROCEDURE p; END')).toMatch(/^refused: routines may name it/);
    expect(planned('CREATE PACKAGE shop AS PROCEDURE p; END', { names: { shop: 'shop' } })).toMatch(/^CREATE PACKAGE/);
    expect(planned('DROP PACKAGE shop')).toBe('DROP PACKAGE `copy`.`shop`');
  });

  test('a name without a schema is in the session’s default one, which may not be restored', () => {
    const tools = { schema: 'tools' };
    expect(planned('CREATE TABLE shop.t LIKE u', tools)).toMatch(/names tools.u/);
    expect(planned('ALTER TABLE shop.t RENAME TO u', tools)).toMatch(/moves a table/);
    expect(planned('ALTER TABLE shop.t EXCHANGE PARTITION p WITH TABLE u', tools)).toMatch(/moves a table/);
    expect(planned('ALTER TABLE shop.t ADD FOREIGN KEY (a) REFERENCES u (a)', tools)).not.toMatch(/refused/);
    expect(planned('ALTER TABLE shop.t ADD a INT DEFAULT NEXTVAL(q)', tools)).toMatch(/names tools.q/);
    expect(planned('CREATE VIEW shop.v AS SELECT a FROM shop.t JOIN u', tools)).toMatch(/default schema/);
    expect(planned('CREATE VIEW shop.v AS SELECT a FROM shop.t, (shop.u)', tools)).not.toMatch(/refused/);
    expect(planned('DROP VIEW v, shop.w', tools)).toBe('DROP VIEW `copy`.`w`');
    expect(planned('DROP TABLE t', tools)).toBe('skipped: not-selected');
    const both = { ...tools, names: { shop: 'copy', tools: 'tools' } };
    expect(planned('CREATE TABLE shop.t LIKE u', both)).toBe('CREATE TABLE `copy`.`t` LIKE u');
  });
});

describe('under its own name', () => {
  const plain = { names: { shop: 'shop' }, plain: true };

  test('a statement stays as it was written, also where a clause is not known', () => {
    for (const sql of [
      'ALTER TABLE t FROBNICATE WITH u',
      'CREATE TABLE a LIKE b',
      'CREATE PROCEDURE p() SELECT * FROM shop.t',
    ])
      expect(planned(sql, plain)).toBe(sql);
    expect(planned('ALTER TABLE shop.t FROBNICATE WITH u', { ...plain, schema: 'tools' })).toMatch(/does not know/);
  });
});

describe('what is a comment for one server', () => {
  const mysql = { flavour: 'mysql', version: 90_704 } as const;
  const mariadb = { flavour: 'mariadb', version: 101_119 } as const;

  test.each([
    ['/*!999999 DROP TABLE shop.t */ DROP DATABASE victim', mysql, 'skipped: not-selected'],
    ['/*M! DROP TABLE shop.t */ DROP DATABASE victim', mysql, 'skipped: not-selected'],
    [
      'ALTER TABLE t ADD b INT /*M! /* */ , RENAME TO victim.t # */',
      mysql,
      'refused: it moves a table into or out of what is restored',
    ],
    ['/*M!100000 DROP TABLE */ shop.t', mariadb, '/*M!100000 DROP TABLE */ `copy`.`t`'],
    [
      '/*!80000 DROP DATABASE victim */ DROP TABLE t',
      mariadb,
      '/*!80000 DROP DATABASE victim */ DROP TABLE `copy`.`t`',
    ],
    ['/*!100000 a /* b */ c */ DROP TABLE t', mysql, '/*!100000 a /* b */ c */ DROP TABLE `copy`.`t`'],
    ['DROP TABLE --\u0001 t\n victim.t', mysql, 'skipped: not-selected'],
    [
      'CREATE LIBRARY l LANGUAGE JAVASCRIPT AS $js$ shop.x `" $js$',
      mysql,
      'CREATE LIBRARY `copy`.`l` LANGUAGE JAVASCRIPT AS $js$ shop.x `" $js$',
    ],
  ])('%s', (sql, server, expected) => {
    expect(planned(sql, { server })).toBe(expected);
  });
});

const AWAY = 'refused: DATA DIRECTORY in it leads out of what is restored';

test.each([
  ['BEGIN NOT ATOMIC DROP DATABASE victim; END', 'unknown'],
  ["EXECUTE IMMEDIATE 'DROP DATABASE victim'", 'unknown'],
  ["IMPORT TABLE FROM 'x.sdi'", 'unknown'],
  ["BINLOG 'x'", 'unknown'],
  ['ALTER TABLE t ANALYZE PARTITION ALL', 'maintenance'],
  ['SAVEPOINT a; DROP DATABASE victim', 'unknown'],
  ['SET GLOBAL read_only=1', 'unknown'],
  ['CREATE SOMETHING TABLE t (a INT)', 'unknown'],
  ['DROP VIEW v; DROP DATABASE victim', 'unknown'],
  ['CREATE TABLE t (a INT) AS SELECT * FROM mysql.user', 'rows'],
  ['CREATE OR REPLACE TABLE t AS TABLE mysql.user', 'rows'],
  ['CREATE TABLE t (a INT) PARTITION BY HASH(a) PARTITIONS 2 SELECT f() AS a', 'rows'],
  ['CREATE TABLE t (a INT) PARTITION BY HASH(a) PARTITIONS 2 VALUES ROW(f())', 'rows'],
  ['CREATE TABLE t (a INT) PARTITION BY LIST(a) (PARTITION p VALUES IN (1)) (VALUES ROW(f()))', 'rows'],
  ["CREATE TABLE t COMMENT:='x' SELECT f() AS a", 'rows'],
  ['CREATE TABLE t (a INT) MAX_ROWS=1e5SELECT f() AS a', 'unknown'],
  ['CREATE TABLE t (a INT) MAX_ROWS=1.SELECT a FROM b', 'unknown'],
  ['CREATE TABLE t (a INT) MAX_ROWS=1. SELECT a FROM b', 'rows'],
  ['CREATE TABLE t (a INT) MAX_ROWS=.5SELECT a FROM b', 'unknown'],
  ["CREATE TABLE t (a INT) MAX_ROWS=1e5DATA DIRECTORY='/x'", 'unknown'],
  ['CREATE DEFINER=root@ EVENT VIEW ON SCHEDULE EVERY 1 DAY DO SET @x = 1', 'unknown'],
  ['ALTER TABLE t MAX_ROWS=1. RENAME z', 'ALTER TABLE `copy`.`t` MAX_ROWS=1. RENAME `copy`.`z`'],
  ['ALTER TABLE t MAX_ROWS=1.5 AVG_ROW_LENGTH=2', 'ALTER TABLE `copy`.`t` MAX_ROWS=1.5 AVG_ROW_LENGTH=2'],
  // A dot at the end is the host's, or the number's.
  [
    'ALTER DEFINER=root@x. EVENT VIEW ON SCHEDULE EVERY 1 DAY ENABLE',
    'ALTER DEFINER=root@x. EVENT `copy`.`VIEW` ON SCHEDULE EVERY 1 DAY DISABLE',
  ],
  ['ALTER DEFINER=root@a.b.c EVENT e ENABLE', 'ALTER DEFINER=root@a.b.c EVENT `copy`.`e` DISABLE'],
  ['ALTER DEFINER=root@a .b EVENT e ENABLE', 'unknown'],
  ['CREATE EVENT e ON SCHEDULE EVERY 1 SECOND ENDS 20370101000000. DO BEGIN SELECT 1 FROM DO; END', 'unknown'],
  ['ALTER EVENT e ON SCHEDULE EVERY 1 SECOND ENDS 20370101000000. ENABLE', 'unknown'],
  ['ALTER EVENT e ON SCHEDULE EVERY 1 SECOND ENDS @ ENABLE', 'unknown'],
  ['CREATE EVENT e ON SCHEDULE EVERY 1 SECOND ENDS @ DO SET @x = 1', 'unknown'],
  ['ALTER EVENT e RENAME TO shop.to ENABLE', 'ALTER EVENT `copy`.`e` RENAME TO `copy`.`to` DISABLE'],
  // NULL, and the word behind it.
  [
    'SET STATEMENT character_set_results=\\NFOR BEGIN NOT ATOMIC CALL p; SET STATEMENT a=1 FOR DROP TABLE t; END',
    'unknown',
  ],
  ['CREATE TABLE t (a INT DEFAULT \\N)', 'CREATE TABLE `copy`.`t` (a INT DEFAULT \\N)'],
  ["CREATE TABLE t (a INT) NEWER 'x' (TABLE mysql.user)", 'rows'],
  ["CREATE TABLE t (a INT) NEWER 'x' DATA DIRECTORY '/x'", AWAY],
  [
    "CREATE TABLE t (a INT) NEWER 'x' ENGINE ELSEWHERE",
    'refused: ENGINE=ELSEWHERE in it leads out of what is restored',
  ],
  ["CREATE TABLE t (a INT) PARTITION BY LIST(a) (PARTITION p VALUES IN (1) DATA DIRECTORY := '/x')", AWAY],
  ["ALTER TABLE t NEWER 'x', DATA DIRECTORY '/x'", AWAY],
  ["ALTER TABLE t NEWER 'x' ENGINE ELSEWHERE", 'refused: ENGINE=ELSEWHERE in it leads out of what is restored'],
  ["ALTER TABLE t ADD PARTITION (PARTITION p VALUES IN (1) DATA DIRECTORY := '/x')", AWAY],
  [
    "CREATE TABLE t (a INT) PARTITION BY LIST(a) (PARTITION p VALUES IN (1) ENGINE='CONNEC\\T')",
    'refused: ENGINE=CONNECT in it leads out of what is restored',
  ],
  ['ANALYZE UPDATE t SET a = 1', 'rows'],
  ['ANALYZE FORMAT=JSON DELETE FROM t', 'rows'],
  ['ANALYZE TABLE t', 'maintenance'],
  ['ANALYZE LOCAL TABLE t', 'maintenance'],
  ['CREATE TEMPORARY TABLE t (a INT)', 'rows'],
  ['CREATE OR REPLACE TEMPORARY TABLE t SELECT f() AS a', 'rows'],
  ['DROP TEMPORARY TABLE t', 'temporary'],
  ['DROP TABLE t; DROP DATABASE victim', 'refused: Shardkeep does not know what ";" means in it'],
])('%s is not run', (sql, expected) => {
  expect(planned(sql)).toBe(expected);
});
