import type { Flavour } from '../../electron/engine/mysql/connect.ts';
import type { Statements } from './rich-schema.ts';

/** Objects of one kind in a schema of their own; beside it is a schema `<schema>_far`. */
export interface ObjectCase {
  /** Completes the sentence "a restore brings back …". */
  readonly what: string;
  readonly only?: Flavour;
  /** MySQL's CHECKSUM TABLE also reads the hidden columns behind functional indexes, and gives another sum after a FLUSH. */
  readonly hiddenColumns?: true;
  readonly statements: (schema: string) => Statements;
}

const NORMAL = "SET sql_mode='NO_AUTO_VALUE_ON_ZERO,ALLOW_INVALID_DATES,NO_ENGINE_SUBSTITUTION'";

/** Names that files, quoting, patterns or the server itself could trip over. */
export const ODD_NAMES = [
  ' leading',
  '\ttab',
  'a.b',
  '.hidden',
  'a/b\\c',
  '..',
  'per%cent_under',
  'back`tick``s',
  '"double"',
  "it's",
  'select',
  'order',
  '123',
  '1e5',
  '0x41',
  '订单表',
  '中 文.表/%',
  'é',
  'UPPER',
  'upper2',
  '#sql-lookalike',
  '@at',
  '$dollar',
  '-- comment',
  '/* comment */',
  ';',
  'new\nline',
  '--',
  '*',
  '?',
  'CON',
  'x'.repeat(64),
  '表'.repeat(40), // as a file name 5 bytes each, and file systems allow 255
];
const quote = (name: string) => `\`${name.replaceAll('`', '``')}\``;

export const OBJECT_CASES: readonly ObjectCase[] = [
  {
    what: 'generated columns, virtual and stored, and default expressions',
    statements: () => [
      `CREATE TABLE g (a INT, v INT AS (a + 1) VIRTUAL, s INT AS (a * 2) STORED, c VARCHAR(40) AS (CONCAT('it''s ', a, '\\\\')) VIRTUAL UNIQUE,
        d DATETIME(3) DEFAULT CURRENT_TIMESTAMP(3) ON UPDATE CURRENT_TIMESTAMP(3), e INT DEFAULT (1 + 2), f VARCHAR(20) DEFAULT (CONCAT('a', 'b''')),
        t TEXT DEFAULT ('long''s'), KEY k (v, s))`,
      "INSERT INTO g (a, d) VALUES (1, '2020-01-01'), (-5, '2021-01-01 00:00:00.123')",
    ],
  },
  {
    what: 'expressions that ask for the database, of a table that the server has not open',
    only: 'mariadb',
    statements: () => [
      "CREATE TABLE t (a INT PRIMARY KEY, b INT AS (1 IN (2, DATABASE() = 'x' IS NULL)) VIRTUAL, c VARCHAR(64) DEFAULT (CONCAT(DATABASE(), '!')))",
      "INSERT INTO t (a, c) VALUES (1, 'x')",
      'FLUSH TABLES',
    ],
  },
  {
    what: 'invisible columns with their values',
    statements: () => [
      'CREATE TABLE i (a INT, h INT INVISIBLE DEFAULT 5, z VARCHAR(9) INVISIBLE, k INT AS (a + h) VIRTUAL INVISIBLE, KEY kh (h))',
      "INSERT INTO i (a, h, z) VALUES (1, 2, 'x'), (2, 3, NULL)",
      'INSERT INTO i VALUES (4)',
    ],
  },
  {
    what: 'generated invisible primary keys',
    only: 'mysql',
    statements: () => [
      'SET sql_generate_invisible_primary_key=ON',
      'CREATE TABLE p (a INT)',
      'INSERT INTO p VALUES (3), (3), (NULL)',
      'DELETE FROM p WHERE a IS NULL',
      'SET sql_generate_invisible_primary_key=OFF',
    ],
  },
  {
    what: 'CHECK constraints, and rows that were there in spite of them',
    statements: () => [
      "CREATE TABLE c (a INT CHECK (a > 0), b VARCHAR(9), CONSTRAINT `it's, \"named\"` CHECK (b <> 'x)' OR a < 5), CHECK (a <> 77))",
      "INSERT INTO c VALUES (1, 'x)'), (NULL, NULL)",
    ],
  },
  {
    what: 'a row that breaks a CHECK constraint',
    only: 'mariadb',
    statements: () => [
      'CREATE TABLE c (a INT CHECK (a > 0))',
      'SET check_constraint_checks=0',
      'INSERT INTO c VALUES (-1)',
      'SET check_constraint_checks=1',
    ],
  },
  {
    what: 'CHECK constraints that are not enforced',
    only: 'mysql',
    statements: () => [
      'CREATE TABLE c (a INT, CONSTRAINT off CHECK (a > 0) NOT ENFORCED)',
      'INSERT INTO c VALUES (-1)',
    ],
  },
  {
    what: 'columns that may be NULL and have no default',
    only: 'mysql',
    statements: () => [
      "CREATE TABLE n (`a ``1` INT, b VARCHAR(9) COMMENT 'DEFAULT', c TEXT, d JSON, k INT DEFAULT NULL, KEY (k))",
      'ALTER TABLE n ALTER `a ``1` DROP DEFAULT, ALTER b DROP DEFAULT, ALTER d DROP DEFAULT',
    ],
  },
  {
    what: 'indexes: descending, prefixed, commented, full-text and spatial',
    statements: () => [
      `CREATE TABLE x (id INT PRIMARY KEY, a INT, b VARCHAR(200), t TEXT, p POINT NOT NULL, KEY d (a DESC, id), KEY pre (b(10), t(5)),
        UNIQUE KEY u (b, a) COMMENT 'it''s \\\\ "this"', FULLTEXT KEY ft (t), SPATIAL KEY sp (p), KEY later (a) USING BTREE)`,
      "INSERT INTO x VALUES (1, 2, 'b', 'some words', POINT(1, 2)), (2, NULL, NULL, NULL, POINT(3, 4)), (3, NULL, NULL, '订单', POINT(0, 0))",
    ],
  },
  {
    what: 'several full-text indexes over document numbers that are far apart',
    statements: () => [
      'CREATE TABLE docs (FTS_DOC_ID BIGINT UNSIGNED NOT NULL PRIMARY KEY, a TEXT, b TEXT, c INT)',
      "INSERT INTO docs VALUES (1, 'one', 'two', 3), (70000, 'three', 'four', 4), (4000000000, 'five', 'six', 5)",
      'ALTER TABLE docs ADD FULLTEXT KEY fa (a), ADD KEY (c)',
      'ALTER TABLE docs ADD FULLTEXT KEY fb (b)',
      'ALTER TABLE docs ADD FULLTEXT KEY fab (a, b)',
    ],
  },
  {
    what: 'functional, multi-valued and invisible indexes',
    only: 'mysql',
    hiddenColumns: true,
    statements: () => [
      `CREATE TABLE x (id INT PRIMARY KEY, a INT, j JSON, s VARCHAR(50), KEY f ((a + 1), s), UNIQUE KEY uf ((LOWER(s))), KEY mv ((CAST(j->'$.z' AS UNSIGNED ARRAY))),
        KEY hid (a) INVISIBLE, FULLTEXT KEY ng (s) WITH PARSER ngram)`,
      `INSERT INTO x VALUES (1, 1, '{"z": [1, 2, 3]}', '订单表'), (2, NULL, NULL, NULL)`,
    ],
  },
  {
    what: 'ignored, long unique and hash indexes',
    only: 'mariadb',
    statements: () => [
      'CREATE TABLE x (id INT PRIMARY KEY, a INT, b TEXT, UNIQUE KEY lu (b), KEY ig (a) IGNORED)',
      "INSERT INTO x VALUES (1, 1, REPEAT('x', 9000)), (2, 1, NULL), (3, NULL, NULL)",
      'CREATE TABLE short (a VARCHAR(25), b INT, UNIQUE KEY s (a) USING HASH, KEY k (b))',
      "INSERT INTO short VALUES ('x', 1), (NULL, 2)",
    ],
  },
  {
    what: 'foreign keys: cycles, to the table itself, to another schema, every action, and orphans',
    statements: (schema) => [
      `CREATE TABLE \`${schema}_far\`.owner (id INT PRIMARY KEY)`,
      'CREATE TABLE a (id INT PRIMARY KEY, b INT, me INT, o INT, KEY (b))',
      'CREATE TABLE b (id INT PRIMARY KEY, a INT, c CHAR(3), UNIQUE KEY (c), CONSTRAINT `b, a` FOREIGN KEY (a) REFERENCES a (id) ON DELETE CASCADE ON UPDATE SET NULL)',
      `ALTER TABLE a ADD CONSTRAINT ab FOREIGN KEY (b) REFERENCES b (id) ON DELETE SET NULL, ADD CONSTRAINT aa FOREIGN KEY (me) REFERENCES a (id) ON UPDATE CASCADE,
        ADD CONSTRAINT far FOREIGN KEY (o) REFERENCES \`${schema}_far\`.owner (id) ON DELETE RESTRICT`,
      'CREATE TABLE d (c CHAR(3), FOREIGN KEY (c) REFERENCES b (c) ON DELETE NO ACTION)',
      'SET foreign_key_checks=0',
      'INSERT INTO a VALUES (1, 1, 1, 99), (2, NULL, 1, NULL)',
      "INSERT INTO b VALUES (1, 1, 'x'), (2, 77, NULL)",
      "INSERT INTO d VALUES ('x'), ('non'), (NULL)",
      'SET foreign_key_checks=1',
    ],
  },
  {
    what: 'foreign keys of tables with history, and of their history, to an index that is not the primary key',
    only: 'mariadb',
    statements: () => [
      'CREATE TABLE first (id INT PRIMARY KEY, code INT, KEY (code))',
      'CREATE TABLE kept (id INT PRIMARY KEY, owner INT, CONSTRAINT to_first FOREIGN KEY (owner) REFERENCES first (code)) WITH SYSTEM VERSIONING',
      'CREATE TABLE plain (kept INT, code INT, UNIQUE KEY (code), FOREIGN KEY (kept) REFERENCES kept (owner))',
      'ALTER TABLE first ADD CONSTRAINT circle FOREIGN KEY (code) REFERENCES plain (code)',
      'SET foreign_key_checks=0',
      'INSERT INTO first VALUES (1, 10), (2, 20)',
      'INSERT INTO kept VALUES (1, 10), (2, 20), (3, NULL)',
      'UPDATE kept SET owner = 10 WHERE id = 2',
      'DELETE FROM kept WHERE id = 3',
      'INSERT INTO plain VALUES (10, 10), (NULL, 20)',
      'SET foreign_key_checks=1',
    ],
  },
  {
    what: 'foreign keys whose index was dropped',
    only: 'mariadb',
    statements: () => [
      'CREATE TABLE owner (id INT PRIMARY KEY)',
      'CREATE TABLE `no index` (id INT PRIMARY KEY, a INT, `b 库` INT, KEY keep (id, a), CONSTRAINT `c 库` FOREIGN KEY (a) REFERENCES owner (id), CONSTRAINT d FOREIGN KEY (`b 库`) REFERENCES owner (id))',
      'INSERT INTO owner VALUES (1)',
      'INSERT INTO `no index` VALUES (1, 1, NULL)',
      'SET foreign_key_checks=0',
      'ALTER TABLE `no index` DROP KEY `c 库`, DROP KEY d',
      'SET foreign_key_checks=1',
    ],
  },
  {
    what: 'partitions of every kind and subpartitions',
    statements: () => [
      "CREATE TABLE r (a INT, d DATE) PARTITION BY RANGE (YEAR(d)) SUBPARTITION BY HASH (a) (PARTITION p0 VALUES LESS THAN (2000) (SUBPARTITION s0 COMMENT 'it''s', SUBPARTITION s1), PARTITION `p ``1` VALUES LESS THAN MAXVALUE (SUBPARTITION s2, SUBPARTITION s3))",
      "INSERT INTO r VALUES (1, '1999-01-01'), (2, '2024-01-01'), (NULL, NULL)",
      "CREATE TABLE l (a INT, s VARCHAR(9)) PARTITION BY LIST COLUMNS (s) (PARTITION p0 VALUES IN ('a', 'it''s', NULL), PARTITION p1 VALUES IN ('b)', ','))",
      "INSERT INTO l VALUES (1, 'a'), (2, NULL), (3, 'b)')",
      'CREATE TABLE h (a INT) PARTITION BY LINEAR HASH (a) PARTITIONS 3',
      'INSERT INTO h VALUES (1), (2), (3), (NULL)',
      'CREATE TABLE k (a INT PRIMARY KEY, b INT) PARTITION BY KEY (a) PARTITIONS 4',
      'INSERT INTO k VALUES (1, 1), (2, 2)',
      'CREATE TABLE old_k (a INT, b INT) PARTITION BY KEY ALGORITHM=1 (b) PARTITIONS 5',
      'INSERT INTO old_k VALUES (1, 1785089517), (2, NULL)',
      'CREATE TABLE old_s (a INT, d DATE) PARTITION BY RANGE (YEAR(d)) SUBPARTITION BY LINEAR KEY ALGORITHM=1 (a) SUBPARTITIONS 3 (PARTITION p0 VALUES LESS THAN (2020), PARTITION p1 VALUES LESS THAN MAXVALUE)',
      "INSERT INTO old_s VALUES (1, '2019-01-01'), (2, '2024-01-01')",
      "CREATE TABLE rc (a INT, b VARCHAR(9)) PARTITION BY RANGE COLUMNS (a, b) (PARTITION p0 VALUES LESS THAN (5, 'm'), PARTITION p1 VALUES LESS THAN (MAXVALUE, MAXVALUE))",
      "INSERT INTO rc VALUES (5, 'a'), (5, 'z')",
    ],
  },
  {
    what: 'counters: the value 0, gaps, counters ahead of the rows and at their end',
    statements: () => [
      'CREATE TABLE zero (id INT AUTO_INCREMENT PRIMARY KEY, a INT)',
      'INSERT INTO zero VALUES (0, 1), (5, 2), (-3, 3)',
      'CREATE TABLE ahead (id BIGINT UNSIGNED AUTO_INCREMENT PRIMARY KEY) AUTO_INCREMENT=123456789012',
      'CREATE TABLE deleted (id INT AUTO_INCREMENT PRIMARY KEY)',
      'INSERT INTO deleted VALUES (1), (2), (900)',
      'DELETE FROM deleted WHERE id > 1',
      'CREATE TABLE full_up (id TINYINT AUTO_INCREMENT PRIMARY KEY)',
      'INSERT INTO full_up VALUES (127)',
      'CREATE TABLE by_group (g INT, n INT NOT NULL AUTO_INCREMENT, PRIMARY KEY (g, n)) ENGINE=MyISAM',
      'INSERT INTO by_group (g) VALUES (1), (1), (2)',
    ],
  },
  {
    what: 'counters that may be NULL, with their NULLs and where they stand',
    statements: () => [
      'CREATE TABLE maybe (a INT, id TINYINT, UNIQUE KEY u (id), KEY k (a))',
      `INSERT INTO maybe VALUES ${Array.from({ length: 200 }, (_, n) => `(${n}, ${n % 4 === 0 ? `${n / 4 - 1}` : 'NULL'})`).join(', ')}`,
      `ALTER TABLE maybe MODIFY id TINYINT AUTO_INCREMENT NULL COMMENT 'it''s, "one"', AUTO_INCREMENT=101`,
      'CREATE TABLE none (id INT AUTO_INCREMENT NULL, KEY (id)) ENGINE=MyISAM',
      'CREATE TABLE only_null (id BIGINT UNSIGNED AUTO_INCREMENT NULL, UNIQUE KEY (id)) ENGINE=MyISAM',
      'INSERT INTO only_null VALUES (NULL), (NULL), (12)',
      'UPDATE only_null SET id = NULL',
    ],
  },
  {
    what: 'history of counters that may be NULL',
    only: 'mariadb',
    statements: () => [
      'CREATE TABLE past (a INT, id TINYINT AUTO_INCREMENT NULL, UNIQUE KEY (id)) WITH SYSTEM VERSIONING',
      'INSERT INTO past VALUES (1, NULL), (2, 0), (3, NULL), (4, 9)',
      'DELETE FROM past WHERE a IN (1, 4)',
      'UPDATE past SET id = NULL WHERE a = 2',
    ],
  },
  {
    what: 'tables of every engine with their options',
    statements: () => [
      'CREATE TABLE my (id INT PRIMARY KEY, t VARCHAR(20), KEY (t)) ENGINE=MyISAM ROW_FORMAT=DYNAMIC CHECKSUM=1 MAX_ROWS=1000 AVG_ROW_LENGTH=50 PACK_KEYS=1 DELAY_KEY_WRITE=1',
      "INSERT INTO my VALUES (2, 'b'), (1, NULL)",
      'CREATE TABLE mem (id INT, t VARCHAR(20), KEY h (id) USING HASH, KEY b (t) USING BTREE) ENGINE=MEMORY',
      "INSERT INTO mem VALUES (1, 'a'), (1, 'a')",
      'CREATE TABLE csv (id INT NOT NULL, t VARCHAR(20) NOT NULL) ENGINE=CSV',
      "INSERT INTO csv VALUES (1, 'a,\"b\"\\n'), (2, '')",
      'CREATE TABLE arc (id INT NOT NULL, t TEXT) ENGINE=ARCHIVE',
      "INSERT INTO arc VALUES (2, 'x'), (1, NULL), (2, 'x')",
      'CREATE TABLE arc_counted (id INT AUTO_INCREMENT PRIMARY KEY, t INT) ENGINE=ARCHIVE AUTO_INCREMENT=5',
      'INSERT INTO arc_counted (t) VALUES (1), (NULL), (1)',
      'CREATE TABLE arc_begins (id BIGINT AUTO_INCREMENT, t INT, UNIQUE KEY (id)) ENGINE=ARCHIVE AUTO_INCREMENT=9',
      'CREATE TABLE compact (id INT PRIMARY KEY, t TEXT) ROW_FORMAT=COMPACT STATS_PERSISTENT=0 STATS_AUTO_RECALC=1 STATS_SAMPLE_PAGES=9',
      'CREATE TABLE pressed (id INT PRIMARY KEY, t TEXT) ROW_FORMAT=COMPRESSED KEY_BLOCK_SIZE=4',
    ],
  },
  {
    what: 'Aria tables and options of MariaDB',
    only: 'mariadb',
    statements: () => [
      'CREATE TABLE aria (id INT PRIMARY KEY, t TEXT) ENGINE=Aria TRANSACTIONAL=0 PAGE_CHECKSUM=1 ROW_FORMAT=PAGE',
      "INSERT INTO aria VALUES (1, 'x')",
      "CREATE TABLE pages (id INT PRIMARY KEY, t TEXT) `PAGE_COMPRESSED`=1 `PAGE_COMPRESSION_LEVEL`=3 COMMENT='x'",
      "INSERT INTO pages VALUES (1, 'x')",
    ],
  },
  {
    what: 'sequences with their state',
    only: 'mariadb',
    statements: () => [
      'CREATE SEQUENCE s1 START WITH 100 INCREMENT BY -7 MINVALUE -9223372036854775807 MAXVALUE 100 CACHE 10',
      'DO NEXTVAL(s1), NEXTVAL(s1)',
      'CREATE SEQUENCE `s 2``` START WITH 1 MINVALUE 1 MAXVALUE 3 CYCLE NOCACHE',
      'DO NEXTVAL(`s 2```), NEXTVAL(`s 2```), NEXTVAL(`s 2```), NEXTVAL(`s 2```)',
      'CREATE SEQUENCE big START WITH 9223372036854775805',
      'DO SETVAL(big, 9223372036854775806, 0)',
      'CREATE TABLE uses (id BIGINT DEFAULT NEXTVAL(s1) PRIMARY KEY, a INT)',
      'INSERT INTO uses (a) VALUES (1), (2)',
    ],
  },
  {
    what: 'system-versioned tables with their history, by partitions too, and application-time periods',
    only: 'mariadb',
    statements: () => [
      'CREATE TABLE v (id INT PRIMARY KEY, a INT, big TEXT) WITH SYSTEM VERSIONING',
      "SET timestamp=UNIX_TIMESTAMP('2020-01-01 00:00:00')",
      "INSERT INTO v VALUES (1, 1, 'x'), (2, 2, 'y')",
      "SET timestamp=UNIX_TIMESTAMP('2021-01-01 00:00:00.123456')",
      'UPDATE v SET a = a + 10',
      "SET timestamp=UNIX_TIMESTAMP('2022-01-01 00:00:00')",
      'DELETE FROM v WHERE id = 2',
      'CREATE TABLE vp (id INT, a INT) WITH SYSTEM VERSIONING PARTITION BY SYSTEM_TIME (PARTITION p0 HISTORY, PARTITION pc CURRENT)',
      'INSERT INTO vp VALUES (1, 1), (2, 2)',
      "SET timestamp=UNIX_TIMESTAMP('2023-01-01 00:00:00')",
      'UPDATE vp SET a = 5',
      'SET timestamp=DEFAULT',
      `CREATE TABLE vn (id INT PRIMARY KEY, a INT, w INT WITHOUT SYSTEM VERSIONING, s TIMESTAMP(6) GENERATED ALWAYS AS ROW START, e TIMESTAMP(6) GENERATED ALWAYS AS ROW END,
        PERIOD FOR SYSTEM_TIME (s, e)) WITH SYSTEM VERSIONING`,
      'INSERT INTO vn (id, a, w) VALUES (1, 1, 1)',
      'UPDATE vn SET a = 2, w = 3',
      'CREATE TABLE app (id INT, s DATE, e DATE, PERIOD FOR stay (s, e), PRIMARY KEY (id, stay WITHOUT OVERLAPS))',
      "INSERT INTO app VALUES (1, '2020-01-01', '2020-02-01'), (1, '2020-02-01', '2020-03-01')",
      "DELETE FROM app FOR PORTION OF stay FROM '2020-01-10' TO '2020-01-20'",
    ],
  },
  {
    what: 'empty tables, and comments with quotes and backslashes',
    statements: () => [
      'CREATE TABLE nothing (id INT PRIMARY KEY)',
      "CREATE TABLE said (a INT COMMENT 'it''s \"a\" \\\\ column; -- /* x */', KEY k (a) COMMENT '`k`') COMMENT='it''s \"a\" \\\\ table, \\n 订单'",
      "CREATE PROCEDURE p() COMMENT 'it''s \\\\ \"p\"' SELECT 1",
      "CREATE EVENT e ON SCHEDULE EVERY 1 DAY DISABLE COMMENT 'it''s \\\\ \"e\"' DO SELECT 1",
    ],
  },
  {
    what: 'views on views in any order, over schemas, and with a definer that does not exist',
    statements: (schema) => [
      'CREATE TABLE t (id INT PRIMARY KEY, a INT)',
      'INSERT INTO t VALUES (1, 10), (2, 20)',
      `CREATE TABLE \`${schema}_far\`.t (id INT PRIMARY KEY, b INT)`,
      'CREATE VIEW z_base AS SELECT id, a FROM t WHERE a > 5',
      'CREATE VIEW m_middle AS SELECT id FROM z_base',
      'CREATE VIEW a_top AS SELECT m.id, z.a FROM m_middle m JOIN z_base z USING (id)',
      `CREATE VIEW cross_schema AS SELECT t.id, f.b FROM t JOIN \`${schema}_far\`.t f USING (id)`,
      `CREATE VIEW \`${schema}_far\`.back AS SELECT * FROM \`${schema}\`.a_top`,
      "CREATE DEFINER=`gone`@`no where` SQL SECURITY INVOKER VIEW orphan AS SELECT 'it''s' AS `c ``1`, \"x\" AS d",
      'CREATE ALGORITHM=MERGE VIEW checked AS SELECT * FROM t WHERE a < 100 WITH LOCAL CHECK OPTION',
      'CREATE ALGORITHM=TEMPTABLE VIEW temp AS SELECT a, COUNT(*) AS n FROM t GROUP BY a',
      'CREATE VIEW `视图` (`列 1`) AS SELECT a FROM t UNION ALL SELECT 1 FROM t',
    ],
  },
  {
    what: 'several triggers of one event in their order, and programs with their own sql_mode, charset and definer',
    statements: (schema) => [
      'CREATE TABLE t (id INT PRIMARY KEY, a VARCHAR(40))',
      'CREATE TABLE log (n INT AUTO_INCREMENT PRIMARY KEY, what VARCHAR(40))',
      "INSERT INTO t VALUES (1, 'before any trigger')",
      "CREATE TRIGGER z_first BEFORE INSERT ON t FOR EACH ROW INSERT INTO log (what) VALUES ('1')",
      "CREATE DEFINER=`gone`@`%` TRIGGER a_second BEFORE INSERT ON t FOR EACH ROW FOLLOWS z_first INSERT INTO log (what) VALUES ('2')",
      "CREATE TRIGGER m_zeroth BEFORE INSERT ON t FOR EACH ROW PRECEDES z_first SET NEW.a = CONCAT(NEW.a, ';')",
      `CREATE TRIGGER \`${schema}\`.with_schema AFTER UPDATE ON \`${schema}\`.t FOR EACH ROW SET @updated = NEW.id`,
      'CREATE TRIGGER after_all AFTER DELETE ON t FOR EACH ROW BEGIN DELETE FROM log WHERE n = OLD.id; END',
      "SET sql_mode='ANSI_QUOTES,PIPES_AS_CONCAT,NO_BACKSLASH_ESCAPES,STRICT_ALL_TABLES'",
      `CREATE DEFINER="gone"@"h.example" FUNCTION joined(a TEXT, b TEXT) RETURNS TEXT DETERMINISTIC SQL SECURITY INVOKER RETURN a || '\\' || b`,
      `CREATE TRIGGER ansi BEFORE UPDATE ON "t" FOR EACH ROW SET NEW."a" = 'x' || '\\'`,
      `CREATE EVENT "an event" ON SCHEDULE EVERY 3 HOUR STARTS '2031-01-01 00:00:00' ENDS '2032-01-01 00:00:00' ON COMPLETION PRESERVE DISABLE DO INSERT INTO log (what) VALUES ('\\')`,
      NORMAL,
      "SET character_set_client=latin1, collation_connection='latin1_spanish_ci'",
      Buffer.from(
        "CREATE FUNCTION caf\xe9() RETURNS VARCHAR(9) CHARSET latin1 DETERMINISTIC RETURN 'caf\xe9'",
        'latin1',
      ),
      'SET NAMES utf8mb4',
      'SET character_set_results=binary',
      "CREATE PROCEDURE p(IN `a b` INT, INOUT c VARCHAR(20), OUT d DECIMAL(65,30)) MODIFIES SQL DATA BEGIN DECLARE x INT DEFAULT 1; /* it's */ SET d = x; -- end\nEND",
    ],
  },
  {
    what: 'libraries, routines that import them from here and elsewhere, JSON duality views and materialized views',
    only: 'mysql',
    statements: (schema) => [
      `CREATE LIBRARY \`${schema}_far\`.shared LANGUAGE JAVASCRIPT AS 'export const one = 1;'`,
      "CREATE LIBRARY `lib ``1` COMMENT 'it''s \\\\ \"mine\"' LANGUAGE JAVASCRIPT AS $js$ export function f(n) { return `$$ ' \\n \" 订单` + n; } $js$",
      "SET sql_mode='ANSI_QUOTES,NO_BACKSLASH_ESCAPES'",
      `CREATE LIBRARY "ansi" LANGUAGE WASM AS 'AGFzbQEAAAA='`,
      `CREATE FUNCTION "ansi"(n INT) RETURNS INT DETERMINISTIC LANGUAGE JAVASCRIPT USING ("lib \`1", "${schema}_far".shared AS "s") AS $$ return "it's" $$`,
      NORMAL,
      'CREATE FUNCTION f(`language` INT) RETURNS INT DETERMINISTIC LANGUAGE JAVASCRIPT USING (`lib ``1` AS l) AS $$ return l.f(n) $$',
      `CREATE PROCEDURE p() LANGUAGE JAVASCRIPT USING (\`${schema}_far\`.shared) AS $$ s.t $$`,
      'CREATE TABLE t (id INT PRIMARY KEY, b VARCHAR(9))',
      "CREATE JSON RELATIONAL DUALITY VIEW dv AS SELECT JSON_DUALITY_OBJECT(WITH (INSERT, UPDATE) '_id': id, 'b': b) FROM t",
      'CREATE MATERIALIZED VIEW mv AS SELECT b, COUNT(*) AS n FROM t GROUP BY b',
    ],
  },
  {
    what: 'tables, columns, indexes and programs of any name',
    statements: () => [
      ...ODD_NAMES.flatMap((name, n) => [
        `CREATE TABLE ${quote(name)} (${quote(name)} INT, KEY ${quote(name)} (${quote(name)}))`,
        `INSERT INTO ${quote(name)} VALUES (${n})`,
      ]),
      // MySQL prints a view's column without the blanks it begins with.
      ...ODD_NAMES.filter((name) => name.trim() === name)
        .slice(0, 20)
        .flatMap((name) => [
          `CREATE VIEW ${quote(`v${name}`)} AS SELECT ${quote(name)} FROM ${quote(name)}`,
          `CREATE PROCEDURE ${quote(name)}() SELECT ${quote(name)} FROM ${quote(name)}`,
          `CREATE TRIGGER ${quote(name)} AFTER INSERT ON ${quote(name)} FOR EACH ROW SET @x = 1`,
        ]),
    ],
  },
];
