import type { Flavour } from '../../electron/engine/mysql/connect.ts';
import type { Random } from './seeded-random.ts';

/** Schemas of a walk that are backed up. */
export const WALK_SCHEMAS = ['walk_a', 'walk_b'] as const;

const TABLES = ['t0', 't1', 't2', 't3'] as const;
const PARTED = ['p0', 'p1'] as const;
const COLUMNS = ['c0', 'c1', 'c2'] as const;
const TYPES = [
  'INT DEFAULT 7',
  "VARCHAR(30) DEFAULT 'a.b'",
  'DECIMAL(9,2)',
  "CHAR(9) DEFAULT 'walk_a.t0'",
  'DATETIME(3)',
];
const OPTIONS = [
  '',
  "COMMENT='x; walk_a.t0'",
  'ROW_FORMAT=DYNAMIC CHARSET=latin1',
  'DEFAULT CHARACTER SET utf8mb4',
  'CHECKSUM=1, MAX_ROWS 9',
];
const RANGES =
  '(PARTITION r0 VALUES LESS THAN (10), PARTITION r1 VALUES LESS THAN (20), PARTITION r2 VALUES LESS THAN (MAXVALUE))';

/** What a session may set before a statement. */
const SETTINGS = [
  ...["sql_mode=''", "sql_mode='ANSI_QUOTES'", "sql_mode='NO_BACKSLASH_ESCAPES'", 'sql_mode=DEFAULT'],
  ...[
    'foreign_key_checks=0',
    'foreign_key_checks=1',
    "time_zone='+05:00'",
    "time_zone='+00:00'",
    'NAMES utf8mb4',
    'NAMES latin1',
  ],
];

/** Tables to begin with. */
export function firstDefinitions(): string[] {
  return WALK_SCHEMAS.flatMap((schema) => [
    `DROP DATABASE IF EXISTS ${schema}`,
    `CREATE DATABASE ${schema}`,
    `CREATE TABLE ${schema}.log (n INT)`,
    ...TABLES.map((table) => `CREATE TABLE ${schema}.${table} (id INT NOT NULL PRIMARY KEY, n INT)`),
    ...PARTED.map(
      (table) =>
        `CREATE TABLE ${schema}.${table} (id INT NOT NULL PRIMARY KEY, n INT) PARTITION BY RANGE (id) ${RANGES}`,
    ),
    ...[...TABLES, ...PARTED].map(
      (table, i) => `INSERT INTO ${schema}.${table} VALUES (${i}, 1), (${i + 10}, 2), (${i + 20}, 3)`,
    ),
  ]);
}

/** One random statement of a walk; not every one succeeds. */
export function walkStatement(random: Random, flavour: Flavour): string {
  const schema = () => random.pick(WALK_SCHEMAS);
  const quoted = (name: string) => (random.chance(50) ? `\`${name}\`` : name);
  const name = (list: readonly string[] = TABLES) =>
    random.chance(40) ? quoted(random.pick(list)) : `${quoted(schema())}.${quoted(random.pick(list))}`;
  const body = () => `\`${schema()}\`.`;
  const [column, type] = [random.pick(COLUMNS), random.pick(TYPES)];
  const number = random.below(40);
  const own = name();
  const parted = name(PARTED);
  const maria = flavour === 'mariadb';
  const inMaria = (one: () => string, other: () => string) => (maria ? one() : other());
  const [home, far] = [schema(), schema()];
  const text = random.pick<() => string>([
    () => `USE ${random.pick(WALK_SCHEMAS)}`,
    () => `USE ${random.pick(WALK_SCHEMAS)}`,
    () => `SET ${random.pick(SETTINGS)}`,
    () => `INSERT INTO ${own} (id, n) VALUES (${number}, ${number}), (${number + 40}, 1)`,
    () => `INSERT INTO ${parted} (id, n) VALUES (${number}, ${number})`,
    () => `UPDATE ${own} SET n = n + 1 WHERE id < ${number}`,
    () => `DELETE FROM ${own} WHERE id = ${number}`,
    () =>
      `CREATE TABLE IF NOT EXISTS ${own} (id INT NOT NULL PRIMARY KEY, n INT, ${column} ${type}, CHECK (id > -1.5)) ${random.pick(OPTIONS)}`,
    () => `CREATE TABLE ${home}.t0 (id INT NOT NULL PRIMARY KEY, n INT, g INT AS (\`${home}\`.t0.id + t0.n) STORED)`,
    () =>
      `CREATE TABLE ${own} (id INT NOT NULL PRIMARY KEY, n INT, CONSTRAINT f${number} FOREIGN KEY (n) REFERENCES ${name()} (id))`,
    () => `CREATE TABLE ${own} LIKE ${name([...TABLES, ...PARTED])}`,
    () => `CREATE TABLE ${own} (PRIMARY KEY (id)) SELECT id, n FROM ${name()}`,
    () => `CREATE TABLE IF NOT EXISTS ${parted} (id INT NOT NULL PRIMARY KEY, n INT) PARTITION BY RANGE (id) ${RANGES}`,
    () =>
      `ALTER TABLE ${own} ADD COLUMN ${column} ${type} ${random.pick(['', 'FIRST', 'AFTER n'])}, ADD INDEX i${number % 3} (n)`,
    () => `ALTER TABLE ${own} ADD (${column} ${type}, d${number % 2} INT AS (id + 1) VIRTUAL)`,
    () => `ALTER TABLE ${own} DROP COLUMN ${column}, COMMENT 'walk_b.t1'`,
    () => `ALTER TABLE ${own} RENAME COLUMN ${column} TO ${random.pick(COLUMNS)}, RENAME INDEX i0 TO i4`,
    () => `ALTER TABLE ${own} MODIFY n BIGINT, ALTER COLUMN n SET DEFAULT 5, ALGORITHM=COPY`,
    () => `ALTER TABLE ${own} CHANGE COLUMN ${column} ${column} ${type}`,
    () => `ALTER TABLE ${own} CONVERT TO CHARACTER SET ${random.pick(['latin1', 'utf8mb4'])}, ORDER BY n, id DESC`,
    () => `ALTER TABLE ${own} ADD CONSTRAINT k${number} FOREIGN KEY (n) REFERENCES ${name()} (id) ON DELETE CASCADE`,
    () => `ALTER TABLE ${own} DROP FOREIGN KEY k${number}`,
    () => `ALTER TABLE ${own} ADD CONSTRAINT ck${number % 4} CHECK (${random.pick(['id', 'n'])} > -5)`,
    () => `ALTER TABLE ${own} RENAME ${random.pick(['TO ', 'AS ', '', '= '])}${name()}`,
    () => `RENAME TABLE ${own} TO ${name()}`,
    () => `RENAME TABLE ${own} TO walk_a.between, ${name()} TO ${name()}, walk_a.between TO ${name()}`,
    () => `TRUNCATE ${random.pick(['', 'TABLE '])}${own}`,
    () => `DROP TABLE ${own}, ${name()}`,
    () => `DROP TABLE IF EXISTS ${own} ${random.pick(['', 'CASCADE'])} /* walk_b.t0 */`,
    () => `CREATE ${random.pick(['', 'UNIQUE '])}INDEX x${number % 3} ON ${own} (n, id)`,
    () => `DROP INDEX x${number % 3} ON ${own}`,
    () => `/*!40000 ALTER TABLE */ ${own} ENGINE=InnoDB, STATS_PERSISTENT 1`,
    () => `ALTER TABLE ${parted} EXCHANGE PARTITION r${number % 2} WITH TABLE ${own} WITHOUT VALIDATION`,
    () => `ALTER TABLE ${parted} ${random.pick(['TRUNCATE', 'DROP'])} PARTITION r0, r${1 + (number % 2)}`,
    () =>
      `ALTER TABLE ${parted} REORGANIZE PARTITION r2 INTO (PARTITION r${number} VALUES LESS THAN (${30 + number}), PARTITION r2 VALUES LESS THAN (MAXVALUE))`,
    () => `ALTER TABLE ${parted} ${random.pick(['REBUILD PARTITION ALL', 'REMOVE PARTITIONING'])}`,
    () =>
      inMaria(
        () => `ALTER TABLE ${parted} CONVERT PARTITION r${number % 2} TO TABLE ${own}`,
        () => `ALTER TABLE ${parted} ANALYZE PARTITION ALL`,
      ),
    () =>
      inMaria(
        () => `ALTER TABLE ${parted} CONVERT TABLE ${own} TO PARTITION r${number} VALUES LESS THAN (${number})`,
        () => `ALTER TABLE ${own} ADD INDEX z ((n + 1))`,
      ),
    () =>
      inMaria(
        () => `ALTER TABLE IF EXISTS .\`${random.pick(TABLES)}\` WAIT 1 ADD COLUMN IF NOT EXISTS ${column} ${type}`,
        () => `ALTER TABLE ${own} ALTER INDEX i0 INVISIBLE`,
      ),
    () =>
      inMaria(
        () =>
          `CREATE OR REPLACE TABLE ${own} (id INT NOT NULL PRIMARY KEY, n BIGINT DEFAULT (NEXTVAL(${name(['q0', 'q1'])})))`,
        () => `ALTER TABLE ${own} ADD COLUMN j JSON`,
      ),
    () =>
      inMaria(
        () => `CREATE OR REPLACE SEQUENCE ${name(['q0', 'q1'])} START ${number}`,
        () => `ALTER TABLE ${own} DROP CHECK ck0`,
      ),
    () =>
      inMaria(
        () => `RENAME TABLE IF EXISTS ${own} WAIT 1 TO ${name()}, nothing TO nothing2`,
        () => `ALTER TABLE ${own} DROP COLUMN j`,
      ),
    () =>
      `CREATE OR REPLACE VIEW ${name(['v0', 'v1'])} AS SELECT x.id, y.n FROM ${own} x JOIN ${name()} AS y ON x.id = y.id`,
    () =>
      `CREATE OR REPLACE VIEW ${home}.v2 AS SELECT \`${far}\`.t1.id, (SELECT MAX(n) FROM ${name()}) AS m FROM \`${far}\`.t1`,
    () => `DROP VIEW ${name(['v0', 'v1'])}, ${name(['v0', 'v1', 'v2'])}`,
    () =>
      `CREATE TRIGGER ${home}.g${number % 4} AFTER ${random.pick(['INSERT', 'UPDATE', 'DELETE'])} ON ${random.pick(['', `${home}.`])}${random.pick(TABLES)} FOR EACH ROW INSERT INTO ${body()}log VALUES (${number})`,
    () => `DROP TRIGGER IF EXISTS ${schema()}.g${number % 4}`,
    () =>
      `CREATE PROCEDURE ${name(['m0', 'm1'])}(IN a INT) BEGIN UPDATE ${body()}t0 SET n = a WHERE ${body()}t0.id = a; DELETE FROM log WHERE n = 1; END`,
    () =>
      `CREATE FUNCTION ${name(['f0'])}() RETURNS INT READS SQL DATA RETURN (SELECT COUNT(*) FROM ${body()}t1 AS z WHERE z.n > 0)`,
    () => `DROP ${random.pick(['PROCEDURE', 'FUNCTION'])} IF EXISTS ${name(['m0', 'm1', 'f0'])}`,
    () =>
      `CREATE EVENT ${name(['e0', 'e1'])} ON SCHEDULE EVERY 1 SECOND ${random.pick(['', 'ON COMPLETION PRESERVE', 'ENABLE', "COMMENT 'DO'"])} DO DELETE FROM ${body()}log`,
    () =>
      `ALTER EVENT ${name(['e0', 'e1'])} ${random.pick(['ENABLE', 'ON SCHEDULE EVERY 2 SECOND', `RENAME TO ${name(['e0', 'e1'])}`, 'COMMENT "x" DO SELECT 1'])}`,
    () => `DROP EVENT IF EXISTS ${name(['e0', 'e1'])}`,
    () => `ALTER DATABASE ${random.pick([schema(), ''])} CHARACTER SET ${random.pick(['latin1', 'utf8mb4'])}`,
    () =>
      `ALTER DATABASE ${random.pick([schema(), ''])} ${random.pick([
        'COLLATE utf8mb4_bin',
        inMaria(
          () => "COMMENT 'walk_a.t0'",
          () => 'COLLATE latin1_bin',
        ),
      ])}`,
  ])();
  return maria && random.chance(3) && /^(?:ALTER|DROP)/.test(text)
    ? `SET STATEMENT lock_wait_timeout=2 FOR ${text}`
    : text;
}
