import { LIVE_TABLE, PARTED, TABLES, type Words } from './ddl-names.ts';

export const RANGES =
  '(PARTITION r0 VALUES LESS THAN (10), PARTITION r1 VALUES LESS THAN (20), PARTITION r2 VALUES LESS THAN (MAXVALUE))';
const OPTIONS = [
  ...[
    '',
    '',
    "COMMENT='x; walk_a.t0'",
    "COMMENT='ä\\\\'",
    'ROW_FORMAT=DYNAMIC CHARSET=latin1',
    'CHECKSUM=1, MAX_ROWS 9',
  ],
  ...['DEFAULT CHARACTER SET utf8mb4', 'ROW_FORMAT=COMPRESSED KEY_BLOCK_SIZE=4', 'AUTO_INCREMENT=70'],
  ...['STATS_PERSISTENT=0', 'ROW_FORMAT=REDUNDANT'],
];
const BETWEEN = ['', '', '', '/* walk_b.t0 ä */', '/*!99999 IF EXISTS */', '-- x\n', '# `\n'];

function engine({ maria, pick }: Words): string {
  return pick('InnoDB', 'MyISAM', 'MEMORY', 'CSV', 'ARCHIVE', 'BLACKHOLE', 'Nothing', maria ? 'Aria' : 'MERGE');
}

/** Definitions of tables, indexes and foreign keys. */
export function tableStatements(words: Words): (() => string)[] {
  const { random, name, schema, column, type, number, pick, maybe, maria } = words;
  const own = name();
  const [home, far] = [schema(), schema()];
  const option = () => random.pick(OPTIONS);
  const some = () => random.pick(BETWEEN);
  return [
    () =>
      `CREATE TABLE ${maybe('IF NOT EXISTS ')}${own} (id INT NOT NULL PRIMARY KEY, n INT, ${column} ${type}, CHECK (id > -1.5)) ${option()}`,
    () =>
      `CREATE TABLE ${some()} ${own} (id INT NOT NULL PRIMARY KEY AUTO_INCREMENT, n INT DEFAULT (1 + 2), ${column} ${type}) ${option()}`,
    () =>
      `CREATE TABLE ${own} (id INT NOT NULL PRIMARY KEY, n INT${maybe(`, ${column} ${type}`)})${random.chance(30) ? ` ENGINE=${engine(words)}` : ''}`,
    () => `CREATE TABLE ${own} (n INT, ${column} ${type}, id INT UNIQUE) ${option()}`,
    () => `CREATE TABLE IF NOT EXISTS ${name([LIVE_TABLE])} (id INT NOT NULL PRIMARY KEY, n INT)`,
    () => `INSERT INTO ${name([LIVE_TABLE])} (id, n) VALUES (${number}, 77)`,
    () => `RENAME TABLE ${own} TO ${name([LIVE_TABLE])}`,
    () => `DROP TABLE IF EXISTS ${name([LIVE_TABLE])}, ${own}`,
    () => `CREATE TABLE ${home}.t0 (id INT NOT NULL PRIMARY KEY, n INT, g INT AS (\`${home}\`.t0.id + t0.n) STORED)`,
    () =>
      `CREATE TABLE ${own} (id INT NOT NULL PRIMARY KEY, n INT, ts TIMESTAMP DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP, g VARCHAR(30) AS (CONCAT(id, '-', n)) ${pick('STORED', 'VIRTUAL')} ${maybe('INVISIBLE')}, KEY gi (g))`,
    () =>
      `CREATE TABLE ${own} (id INT NOT NULL PRIMARY KEY, n INT, CONSTRAINT f${number} FOREIGN KEY (n) REFERENCES ${name()} (id))`,
    () => `CREATE TABLE ${own} LIKE ${name([...TABLES, ...PARTED])}`,
    () => `CREATE TABLE ${own} (PRIMARY KEY (id)) SELECT id, n FROM ${name()}`,
    () =>
      `CREATE TABLE IF NOT EXISTS ${own} (PRIMARY KEY (id)) ${random.chance(20) ? 'ENGINE=MyISAM' : ''} AS SELECT id, n, '${pick('ä', 'x')}' AS e FROM ${name()}`,
    () =>
      `ALTER TABLE ${own} ADD COLUMN ${column} ${type} ${pick('', 'FIRST', 'AFTER n')}, ADD INDEX i${number % 3} (n)`,
    () => `ALTER TABLE ${own} ADD (${column} ${type}, d${number % 2} INT AS (id + 1) VIRTUAL)`,
    () =>
      `ALTER TABLE ${own} ADD COLUMN s${number % 3} ${pick("VARCHAR(40) AS (DATE_FORMAT(c1, '%W')) STORED", 'CHAR(20) AS (c0) STORED', 'INT AS (n * 2) STORED')}`,
    () => `ALTER TABLE ${own} ADD COLUMN a INT NOT NULL AUTO_INCREMENT UNIQUE`,
    () => `ALTER TABLE ${own} DROP COLUMN ${column}, COMMENT 'walk_b.t1'`,
    () => `ALTER TABLE ${own} RENAME COLUMN ${column} TO ${pick('c0', 'c1', 'c2')}, RENAME INDEX i0 TO i4`,
    () => `ALTER TABLE ${own} MODIFY n BIGINT, ALTER COLUMN n SET DEFAULT 5, ALGORITHM=COPY`,
    () => `ALTER TABLE ${own} CHANGE COLUMN ${column} ${column} ${type}`,
    () => `ALTER TABLE ${own} MODIFY COLUMN ${column} ${type} ${some()}`,
    () => `ALTER TABLE ${own} CONVERT TO CHARACTER SET ${pick('latin1', 'utf8mb4')}, ORDER BY n, id DESC`,
    () => `ALTER TABLE ${own} ADD CONSTRAINT k${number} FOREIGN KEY (n) REFERENCES ${name()} (id) ON DELETE CASCADE`,
    () => `ALTER TABLE ${own} DROP FOREIGN KEY k${number}`,
    () => `ALTER TABLE ${own} ADD CONSTRAINT ck${number % 4} CHECK (${pick('id', 'n', 'ABS(n)')} > -5)`,
    () => `ALTER TABLE ${own} DROP ${maria ? 'CONSTRAINT' : 'CHECK'} ck${number % 4}`,
    () => `ALTER TABLE ${own} RENAME ${pick('TO ', 'AS ', '', '= ')}${name()}`,
    () => `ALTER TABLE ${own} ENGINE=${engine(words)}`,
    () => `ALTER TABLE ${own} ${option() || 'FORCE'}`,
    () => `RENAME TABLE ${own} TO ${name()}`,
    () => `RENAME TABLE ${home}.t0 TO ${far}.t3, ${far}.t1 TO ${home}.t0`,
    () => `RENAME TABLE ${own} TO walk_a.between, ${name()} TO ${name()}, walk_a.between TO ${name()}`,
    () => `TRUNCATE ${maybe('TABLE ')}${own}`,
    () => `DROP TABLE ${own}, ${name()}`,
    () => `DROP TABLE IF EXISTS nothing, ${own}, ${name(['tmp'])} ${some()}`,
    () => `DROP TABLE IF EXISTS ${own} ${maybe('CASCADE')} /* walk_b.t0 */`,
    () => `CREATE ${maybe('UNIQUE ')}INDEX x${number % 3} ON ${own} (n${maybe(' DESC')}, id)${maybe(` COMMENT 'ö'`)}`,
    () => `DROP INDEX x${number % 3} ON ${own}`,
    () => `/*!40000 ALTER TABLE */ ${own} ENGINE=InnoDB, STATS_PERSISTENT 1`,
    () =>
      `ALTER TABLE ${own} /*!50001 ADD COLUMN e${number % 3} INT */ ${pick('', '/*!99999 , DROP COLUMN n */', '/*! , ADD INDEX ei (n) */')}`,
    ...(maria ? mariaTables(words) : mysqlTables(words)),
  ];
}

function mariaTables({ name, random, column, type, number, pick, maybe }: Words): (() => string)[] {
  const own = name();
  const sequence = name(['q0', 'q1']);
  return [
    () => `ALTER TABLE IF EXISTS .\`${random.pick(TABLES)}\` WAIT 1 ADD COLUMN IF NOT EXISTS ${column} ${type}`,
    () => `ALTER ONLINE TABLE ${own} DROP COLUMN IF EXISTS ${column}, ADD INDEX IF NOT EXISTS io (n)`,
    () => `CREATE OR REPLACE TABLE ${own} (id INT NOT NULL PRIMARY KEY, n BIGINT DEFAULT (NEXTVAL(${sequence})))`,
    () =>
      `CREATE OR REPLACE TABLE ${own} (id INT NOT NULL PRIMARY KEY, n INT, ${column} ${type}) ${maybe('PAGE_COMPRESSED=1')}`,
    () => `CREATE OR REPLACE TABLE ${own} (PRIMARY KEY (id)) SELECT id, n FROM ${name()}`,
    () => `CREATE OR REPLACE TABLE ${own} LIKE ${name()}`,
    () =>
      `CREATE ${pick('', 'OR REPLACE ')}SEQUENCE ${sequence} START ${number} ${pick('', 'CYCLE MAXVALUE 60', 'CACHE 5 INCREMENT BY 3')}`,
    () => `CREATE SEQUENCE IF NOT EXISTS ${sequence} ENGINE=${pick('InnoDB', 'MyISAM')}`,
    () => `ALTER SEQUENCE ${maybe('IF EXISTS ')}${sequence} ${pick('RESTART 5', 'INCREMENT BY 2', 'MAXVALUE 900')}`,
    () => `DROP SEQUENCE ${maybe('IF EXISTS ')}${sequence}`,
    () => `RENAME TABLE ${sequence} TO ${name(['q0', 'q1'])}`,
    () => `RENAME TABLE IF EXISTS ${own} WAIT 1 TO ${name()}, nothing TO nothing2`,
    () => `ALTER TABLE ${own} ALTER INDEX i0 ${pick('IGNORED', 'NOT IGNORED')}`,
    () => `ALTER TABLE ${own} ${pick('ADD', 'DROP')} SYSTEM VERSIONING`,
    () => `ALTER TABLE ${own} ADD UNIQUE lu (${column}) USING HASH`,
    () => `/*M!100100 ALTER TABLE ${own} */ /*!100000 ADD COLUMN m INT */ /*M!999999 FIRST */`,
    () =>
      `/*!${pick('50701', '80030', '100100')} CREATE OR REPLACE TABLE ${own} */ (id INT NOT NULL PRIMARY KEY, n INT)`,
  ];
}

function mysqlTables({ name, number, pick, maybe }: Words): (() => string)[] {
  const own = name();
  return [
    () => `ALTER TABLE ${own} ADD INDEX z ((n + 1)${maybe(' DESC')})`,
    () =>
      `CREATE TABLE ${own} (id INT NOT NULL PRIMARY KEY, n INT, j JSON, INDEX f ((LOWER(CAST(n AS CHAR(9))))), INDEX m ((CAST(j->'$' AS UNSIGNED ARRAY))))`,
    () => `ALTER TABLE ${own} ALTER INDEX i0 ${pick('INVISIBLE', 'VISIBLE')}`,
    () => `ALTER TABLE ${own} ALTER COLUMN n SET ${pick('INVISIBLE', 'VISIBLE', 'DEFAULT (ABS(-4))')}`,
    () => `ALTER TABLE ${own} ADD COLUMN j JSON DEFAULT (JSON_ARRAY(1))`,
    () => `ALTER TABLE ${own} ALTER CHECK ck${number % 4} NOT ENFORCED`,
    () => `ALTER TABLE ${own} DROP COLUMN j`,
    () => `CREATE TABLE ${own} (n INT, id INT)`,
    () => `ALTER TABLE ${own} DROP PRIMARY KEY, ALGORITHM=${pick('COPY', 'INPLACE', 'DEFAULT')}`,
    () => `/*!80000 ALTER TABLE ${own} */ /*!090000 ADD COLUMN m INT */ /*!990000 FIRST */`,
  ];
}

/** Definitions of partitions. */
export function partitionStatements({ name, number, pick, maria }: Words): (() => string)[] {
  const [own, parted] = [name(), name(PARTED)];
  const part = number % 2;
  return [
    () => `CREATE TABLE IF NOT EXISTS ${parted} (id INT NOT NULL PRIMARY KEY, n INT) PARTITION BY RANGE (id) ${RANGES}`,
    () =>
      `CREATE TABLE ${parted} (id INT NOT NULL, n INT, PRIMARY KEY (id, n)) PARTITION BY ${pick('KEY (n) PARTITIONS 3', 'HASH (n) PARTITIONS 2', `RANGE (id) SUBPARTITION BY HASH (n) SUBPARTITIONS 2 ${RANGES}`)}`,
    () => `ALTER TABLE ${parted} EXCHANGE PARTITION r${part} WITH TABLE ${own} WITHOUT VALIDATION`,
    () => `ALTER TABLE ${parted} EXCHANGE PARTITION r${part} WITH TABLE ${own}`,
    () => `ALTER TABLE ${parted} ${pick('TRUNCATE', 'DROP')} PARTITION r0, r${1 + part}`,
    () =>
      `ALTER TABLE ${parted} REORGANIZE PARTITION r2 INTO (PARTITION r${number} VALUES LESS THAN (${30 + number}), PARTITION r2 VALUES LESS THAN (MAXVALUE))`,
    () =>
      `ALTER TABLE ${parted} ${pick('REBUILD PARTITION ALL', 'REMOVE PARTITIONING', 'COALESCE PARTITION 1', 'ANALYZE PARTITION ALL')}`,
    () =>
      `ALTER TABLE ${own} PARTITION BY ${pick('HASH (id) PARTITIONS 3', 'KEY () PARTITIONS 2', `RANGE (id) ${RANGES}`)}`,
    ...(maria
      ? [
          () => `ALTER TABLE ${parted} CONVERT PARTITION r${part} TO TABLE ${own}`,
          () => `ALTER TABLE ${parted} CONVERT TABLE ${own} TO PARTITION r${number} VALUES LESS THAN (${number})`,
        ]
      : []),
  ];
}
