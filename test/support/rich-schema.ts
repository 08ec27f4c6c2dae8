import type { Flavour } from '../../electron/engine/mysql/connect.ts';

/** Statements for a session of the engine; bytes where the text is not UTF-8. */
export type Statements = readonly (string | Buffer)[];

/** Names that break careless quoting. */
export const NASTY = 'a `b` \'c\' "d" %e/f\\g 订单;';
const nasty = '`a ``b`` \'c\' "d" %e/f\\g 订单;`';

/** Creates, in the session's default schema, one of everything a schema can hold; `other` is a second, empty schema. */
export function richSchema(flavour: Flavour, other: string): Statements {
  return [...tables(), ...programs(), ...views(other), ...inCharsets(), ...(flavour === 'mariadb' ? MARIADB : MYSQL)];
}

function tables(): Statements {
  return [
    `CREATE TABLE ${nasty} (\`k\`\`1\` INT PRIMARY KEY COMMENT 'it''s "x", y) KEY (', \`中\` VARCHAR(20) DEFAULT 'a\\'b,(',
      KEY \`i,1\` (\`中\`(3) DESC), KEY b (\`中\`, \`k\`\`1\`)) COMMENT='ENGINE=MyISAM, \\\\ "x"'`,
    // a cycle of foreign keys and one to the table itself
    'CREATE TABLE chicken (id INT PRIMARY KEY, egg_id INT, mother_id INT, KEY own (mother_id), KEY egg (egg_id))',
    `CREATE TABLE egg (id INT PRIMARY KEY, chicken_id INT NOT NULL,
      CONSTRAINT \`of, a\` FOREIGN KEY (chicken_id) REFERENCES chicken (id) ON DELETE CASCADE)`,
    `ALTER TABLE chicken ADD CONSTRAINT c1 FOREIGN KEY (egg_id) REFERENCES egg (id) ON DELETE SET NULL,
      ADD CONSTRAINT c2 FOREIGN KEY (mother_id) REFERENCES chicken (id)`,
    `CREATE TABLE derived (a INT NOT NULL, v INT AS (a * 2) VIRTUAL, s VARCHAR(40) AS (CONCAT(a, ',', ')')) STORED,
      e ENUM('x', 'it''s', '') NOT NULL DEFAULT 'x', f FLOAT UNSIGNED, z DATETIME DEFAULT '0000-00-00 00:00:00',
      t TIMESTAMP(3) NULL DEFAULT CURRENT_TIMESTAMP(3) ON UPDATE CURRENT_TIMESTAMP(3), b BIT(3) DEFAULT b'101',
      CONSTRAINT \`positive, really\` CHECK (a > 0 AND s <> 'KEY (a)'), UNIQUE KEY u (s), KEY v (v), KEY second (e, a))`,
    // the counter is not the primary key, and an index before it has to keep its place
    'CREATE TABLE counted (a INT, id INT NOT NULL AUTO_INCREMENT, PRIMARY KEY (a), KEY x (a, id), KEY n (id), KEY y (a))',
    'CREATE TABLE bare (a INT, b INT NOT NULL, c INT, UNIQUE KEY u1 (a), UNIQUE KEY u2 (b), KEY k (c)) AUTO_INCREMENT=7',
    'CREATE TABLE words (id INT PRIMARY KEY, w TEXT, p POINT NOT NULL, FULLTEXT KEY f (w), SPATIAL KEY s (p))',
    'CREATE TABLE more_words (id INT PRIMARY KEY, w TEXT, x TEXT, n INT, FULLTEXT KEY f (w), FULLTEXT KEY g (x), KEY n (n))',
    `CREATE TABLE parts (id INT, y INT, PRIMARY KEY (id, y), KEY k (y)) PARTITION BY RANGE (y)
      (PARTITION p0 VALUES LESS THAN (10) COMMENT='x, y', PARTITION p1 VALUES LESS THAN MAXVALUE)`,
    'CREATE TABLE old_engine (id INT PRIMARY KEY, g INT, n INT NOT NULL AUTO_INCREMENT, KEY (g, n), KEY w (g)) ENGINE=MyISAM',
    "CREATE TABLE in_gbk (a VARCHAR(10) DEFAULT '中', b VARBINARY(9) DEFAULT 0xFF00FE5C27) CHARSET gbk",
    'CREATE TABLE log (id INT, what VARCHAR(40))',
  ];
}

function programs(): Statements {
  return [
    'CREATE FUNCTION twice(x INT) RETURNS INT DETERMINISTIC RETURN x * 2',
    "CREATE PROCEDURE two_results(IN a VARCHAR(5), OUT b INT) BEGIN SELECT a; /* ; */ SELECT \";;\", '\\''; SET b = 1; END",
    "SET sql_mode='ANSI_QUOTES,NO_BACKSLASH_ESCAPES'",
    `CREATE PROCEDURE "an""si"() COMMENT 'own mode' BEGIN SELECT '\\' AS "ENABLE"; END`,
    "SET sql_mode='NO_AUTO_VALUE_ON_ZERO,ALLOW_INVALID_DATES,NO_ENGINE_SUBSTITUTION'",
    // fire in another order than that of their names or of their creation
    "CREATE TRIGGER b AFTER INSERT ON chicken FOR EACH ROW INSERT INTO log VALUES (NEW.id, 'b')",
    "CREATE TRIGGER a AFTER INSERT ON chicken FOR EACH ROW FOLLOWS b INSERT INTO log VALUES (NEW.id, 'a')",
    "CREATE TRIGGER c AFTER INSERT ON chicken FOR EACH ROW PRECEDES b INSERT INTO log VALUES (NEW.id, 'c')",
    `CREATE TRIGGER ${nasty} BEFORE UPDATE ON ${nasty} FOR EACH ROW SET NEW.\`中\` = ''`,
    "CREATE EVENT nightly ON SCHEDULE EVERY 1 DAY STARTS '2030-01-01 00:00:00' COMMENT 'ENABLE' DO SET @x = 'ENABLE'",
    'CREATE EVENT off ON SCHEDULE EVERY 1 HOUR ON COMPLETION PRESERVE DISABLE DO BEGIN SET @x = 1; END',
    'CREATE EVENT elsewhere ON SCHEDULE EVERY 1 HOUR DISABLE ON SLAVE DO SET @x = 1',
    "SET time_zone='+08:00'",
    "CREATE EVENT in_china ON SCHEDULE EVERY 1 DAY STARTS '2030-01-01 00:00:00' DO SET @x = 1",
    "SET time_zone='+00:00'",
  ];
}

function views(other: string): Statements {
  return [
    'CREATE VIEW zz_base AS SELECT id, twice(id) AS d FROM chicken',
    'CREATE VIEW mm AS SELECT id FROM zz_base WHERE d > (SELECT MIN(id) FROM egg)',
    "CREATE SQL SECURITY INVOKER VIEW aa_top AS SELECT m.id, '中' AS `列` FROM mm m JOIN chicken USING (id) WITH CHECK OPTION",
    `CREATE TABLE \`${other}\`.far (id INT PRIMARY KEY)`,
    `CREATE VIEW cross_schema AS SELECT c.id, f.id AS fid, egg.id AS eid FROM (chicken c, egg) JOIN \`${other}\`.far f ON f.id = c.id`,
  ];
}

/** Text of users whose connections were not UTF-8: é and £ in latin1, and a gbk character whose second byte is a \\. */
function inCharsets(): Statements {
  const e = Buffer.from([0xe9, 0xa3]);
  const c = Buffer.from([0xd6, 0xd0, 0x95, 0x5c]);
  return [
    "SET character_set_client=latin1, collation_connection='latin1_german1_ci'",
    ...programsWith('latin1', e, e),
    join('CREATE VIEW `v_', e, "` AS SELECT '", e, "' AS `", e, '`'),
    "SET character_set_client=gbk, collation_connection='gbk_chinese_ci'",
    ...programsWith('gbk', c, c.subarray(0, 2)),
    'SET NAMES utf8mb4',
    'SET character_set_results=binary',
  ];
}

function programsWith(charset: string, text: Buffer, name: Buffer): Statements {
  const id = (prefix: string) => join(`\`${prefix}_`, name, '`');
  return [
    join(
      'CREATE FUNCTION ',
      id('f'),
      "() RETURNS VARCHAR(20) CHARSET gbk DETERMINISTIC COMMENT 'c ",
      name,
      "' RETURN HEX('",
      text,
      "')",
    ),
    join(
      `CREATE PROCEDURE p_${charset}(IN `,
      id('i'),
      " INT) COMMENT '",
      name,
      "''s' BEGIN SELECT ';;",
      text,
      "' AS ",
      id('x'),
      '; END',
    ),
    join('CREATE TRIGGER ', id('t'), " BEFORE INSERT ON log FOR EACH ROW SET NEW.what = '", text, "'"),
    join('CREATE EVENT ', id('e'), " ON SCHEDULE EVERY 1 DAY COMMENT '", name, "' DO SET @x = '", text, "'"),
  ];
}

function join(...parts: (string | Buffer)[]): Buffer {
  return Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : part)));
}

const MARIADB: Statements = [
  'CREATE SEQUENCE steps START WITH 100 INCREMENT BY 7 CACHE 10',
  'DO NEXTVAL(steps)',
  'CREATE SEQUENCE round START WITH 3 MINVALUE -2 MAXVALUE 4 CACHE 2 CYCLE',
  'DO NEXTVAL(round), NEXTVAL(round), NEXTVAL(round)',
  'CREATE SEQUENCE back START WITH 50',
  'ALTER SEQUENCE back RESTART WITH 2',
  'CREATE SEQUENCE worn_out START WITH 1 MAXVALUE 2 NOCACHE',
  'DO NEXTVAL(worn_out), NEXTVAL(worn_out)',
  'CREATE TABLE numbered (id INT DEFAULT NEXTVAL(steps) PRIMARY KEY, j JSON, u UUID, i INET6, h INT INVISIBLE DEFAULT 3)',
  'CREATE TABLE versions (id INT PRIMARY KEY, a INT, KEY k (a)) WITH SYSTEM VERSIONING',
  `CREATE TABLE versions_named (id INT PRIMARY KEY, a INT WITHOUT SYSTEM VERSIONING, s TIMESTAMP(6) AS ROW START INVISIBLE,
    e TIMESTAMP(6) AS ROW END INVISIBLE, PERIOD FOR SYSTEM_TIME (s, e)) WITH SYSTEM VERSIONING`,
  `CREATE TABLE booked (room INT, s DATE, e DATE, x INT, PERIOD FOR p (s, e), UNIQUE KEY o (room, p WITHOUT OVERLAPS),
    KEY k (x))`,
  'CREATE TABLE long_unique (b BLOB, c VARCHAR(200), z TEXT COMPRESSED, UNIQUE KEY (b), KEY k (c(5)) IGNORED)',
  'CREATE VIEW next_step AS SELECT NEXTVAL(steps) AS n',
  "SET sql_mode='ORACLE'",
  'CREATE PACKAGE tools AS FUNCTION one RETURN INT; PROCEDURE show_it(a INT); END',
  `CREATE PACKAGE BODY tools AS FUNCTION one RETURN INT AS BEGIN RETURN 1; END;
    PROCEDURE show_it(a INT) AS BEGIN SELECT a, '"'; END; END`,
  'CREATE PROCEDURE oracle_way(a IN INT) AS BEGIN SELECT a; END',
  "SET sql_mode='NO_AUTO_VALUE_ON_ZERO,ALLOW_INVALID_DATES,NO_ENGINE_SUBSTITUTION'",
];

const MYSQL: Statements = [
  'SET sql_generate_invisible_primary_key=ON',
  'CREATE TABLE gipk (a INT, KEY k (a))',
  'SET sql_generate_invisible_primary_key=OFF',
  `CREATE TABLE modern (id INT PRIMARY KEY, j JSON DEFAULT (JSON_ARRAY(1, ')')), h INT INVISIBLE, v VECTOR(3),
    g GEOMETRY NOT NULL SRID 4326, d INT DEFAULT (1 + (2)), CONSTRAINT loose CHECK (h <> 5) NOT ENFORCED,
    KEY expr ((CAST(j->'$.a' AS UNSIGNED)), h), KEY hidden (h) INVISIBLE, UNIQUE KEY uexpr ((id + 1)), SPATIAL KEY sg (g))`,
  'CREATE TABLE by_key (a INT NOT NULL, b INT, UNIQUE KEY u (a), KEY k (b)) PARTITION BY KEY () PARTITIONS 2',
];
