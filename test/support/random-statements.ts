import type { Random } from './seeded-random.ts';

/** The schemas that random statements write to. */
export const RANDOM_SCHEMAS = ['shop', 'depot'] as const;

/** Names that tables have now and then; few, so that statements meet. */
const TABLES = ['shop.t0', 'shop.t1', 'shop.t2', 'shop.t3', 'shop.t4', 'depot.t0', 'depot.t1'] as const;
const EXTRA_COLUMNS = ['c0', 'c1', 'c2'] as const;
const EXTRA_TYPES = [
  'INT NOT NULL DEFAULT 7',
  "VARCHAR(30) DEFAULT 'ü'",
  'DATETIME(6) DEFAULT CURRENT_TIMESTAMP(6)',
  'DECIMAL(20,5)',
  'VARBINARY(20)',
  'BIT(9)',
  'JSON',
] as const;

/** Tables to begin with, of which some are never renamed or dropped: one keeps accounts of another one's rows. */
export function firstStatements(): string[] {
  return [
    ...RANDOM_SCHEMAS.flatMap((schema) => [`DROP DATABASE IF EXISTS ${schema}`, `CREATE DATABASE ${schema}`]),
    'CREATE TABLE shop.parent (id INT PRIMARY KEY, n INT NOT NULL DEFAULT 0)',
    `CREATE TABLE shop.child (id INT AUTO_INCREMENT PRIMARY KEY, p INT, s VARCHAR(40),
      FOREIGN KEY (p) REFERENCES shop.parent (id) ON DELETE CASCADE ON UPDATE CASCADE)`,
    'CREATE TABLE shop.noted (id INT AUTO_INCREMENT PRIMARY KEY, what VARCHAR(60))',
    ...TABLES.map((name, i) => createTable(name, i)),
    ...TABLES.map((name) => `INSERT INTO ${name} (n, s) VALUES (1, 'one'), (2, 'two'), (3, NULL)`),
    ...Array.from({ length: 20 }, (_, i) => `INSERT INTO shop.parent (id) VALUES (${i})`),
  ];
}

function createTable(name: string, variant: number): string {
  const rest = 'n INT NOT NULL DEFAULT 0, s VARCHAR(100), b MEDIUMBLOB';
  const shapes = [
    `id INT AUTO_INCREMENT PRIMARY KEY, ${rest}) CHARSET=utf8mb4`,
    `id INT, ${rest})`, // no key at all
    `id INT AUTO_INCREMENT PRIMARY KEY, ${rest}, g INT AS (n * 2) STORED, v VARCHAR(110) AS (CONCAT('v', s)) VIRTUAL, KEY (n))`,
    `id INT AUTO_INCREMENT PRIMARY KEY, ${rest}) PARTITION BY HASH (id) PARTITIONS 3`,
    `id INT AUTO_INCREMENT PRIMARY KEY, ${rest}, UNIQUE KEY one (n, s)) CHARSET=latin1`,
  ];
  return `CREATE TABLE IF NOT EXISTS ${name} (${shapes[variant % shapes.length]}`;
}

/** A statement that changes rows of one table or several. Not every one succeeds: tables and columns come and go. */
export function rowStatement(random: Random): string {
  const [one, other] = [random.pick(TABLES), random.pick(TABLES)];
  const number = random.below(1000);
  const small = random.below(7);
  return random.pick<() => string>([
    () => `INSERT INTO ${one} (n, s, b) VALUES ${values(random)}`,
    () => `INSERT INTO ${one} (n, s, b) VALUES ${values(random)}`,
    () => `INSERT INTO ${one} (n, s) SELECT n + ${number}, s FROM ${other} LIMIT 30`,
    () =>
      `INSERT INTO ${one} (n, b) VALUES (${number}, REPEAT(RANDOM_BYTES(1000), ${random.chance(5) ? 1500 : random.below(40)}))`,
    () => `INSERT INTO ${one} (id, n) VALUES (${number}, ${small}) ON DUPLICATE KEY UPDATE n = n + 1, s = 'twice'`,
    () => `REPLACE INTO ${one} (id, n, s) VALUES (${small}, ${number}, 'replaced')`,
    () => `UPDATE ${one} SET n = n + 1, s = CONCAT('é', n) WHERE n % 7 = ${small}`,
    () => `UPDATE ${one} SET ${random.pick(EXTRA_COLUMNS)} = ${small} WHERE n % 3 = ${small % 3}`,
    () => `UPDATE ${one} SET id = id + 10000 WHERE id % 97 = ${number % 97}`,
    () =>
      `UPDATE ${one} x JOIN ${other} y ON x.id = y.id SET x.n = y.n + 1000, y.s = 'joined' WHERE x.n % 5 = ${small % 5}`,
    () => `DELETE x, y FROM ${one} x JOIN ${other} y ON x.id = y.id WHERE x.n % 5 = ${small % 5}`,
    () => `DELETE FROM ${one} WHERE n % 7 = ${small} LIMIT 20`,
    () => `INSERT INTO shop.child (p, s) VALUES (${number % 20}, 'a'), (${small}, 'b')`,
    () => `UPDATE shop.parent SET id = ${number} WHERE id = ${small}`,
    () => `DELETE FROM shop.parent WHERE id = ${number % 30}`,
    () => `INSERT IGNORE INTO shop.parent (id) VALUES (${number % 30}), (${small})`,
  ])();
}

function values(random: Random): string {
  return Array.from(
    { length: 1 + random.below(8) },
    () => `(${random.below(10_000)}, SHA1(RAND()), RANDOM_BYTES(${1 + random.below(300)}))`,
  ).join(', ');
}

/** Statements around definitions, to be run one after the other, whatever becomes of each. */
export function definitionStatements(random: Random): readonly string[] {
  const [one, other] = [random.pick(TABLES), random.pick(TABLES)];
  const [column, type] = [random.pick(EXTRA_COLUMNS), random.pick(EXTRA_TYPES)];
  const name = `k${random.below(3)}`;
  return random.pick<() => readonly string[]>([
    () => [`ALTER TABLE ${one} ADD COLUMN ${column} ${type} ${random.pick(['', 'FIRST', 'AFTER n'])}`],
    () => [`ALTER TABLE ${one} ADD COLUMN ${column} ${type}`, `ALTER TABLE ${other} ADD COLUMN ${column} ${type}`],
    () => [`ALTER TABLE ${one} DROP COLUMN ${column}`],
    () => [`ALTER TABLE ${one} MODIFY s VARCHAR(${100 + random.below(100)}), ADD INDEX ${name} (s(10))`],
    () => [`CREATE INDEX ${name} ON ${one} (n)`],
    () => [`DROP INDEX ${name} ON ${one}`],
    () => [createTable(one, random.below(5))],
    () => [createTable(one, random.below(5)), createTable(other, random.below(5))],
    () => [`DROP TABLE IF EXISTS ${one}`, `CREATE TABLE ${one} LIKE ${other}`],
    () => [`CREATE TABLE ${one} SELECT id, n, s, b FROM ${other} LIMIT 20`],
    () => [`DROP TABLE IF EXISTS ${one}`],
    () => [`DROP TABLE ${one}, ${other}`],
    () => [`TRUNCATE TABLE ${one}`],
    () => [`RENAME TABLE ${one} TO ${other}`],
    () => [`RENAME TABLE ${one} TO shop.passing, ${other} TO ${one}, shop.passing TO ${other}`],
    () => [
      `CREATE TRIGGER ${one}_noted AFTER INSERT ON ${one} FOR EACH ROW INSERT INTO shop.noted (what) VALUES (CONCAT('n ', NEW.n))`,
    ],
    () => [`DROP TRIGGER IF EXISTS ${one}_noted`],
    () => [
      `CREATE TEMPORARY TABLE shop.passing_rows SELECT n, s FROM ${one} LIMIT 10`,
      `INSERT INTO ${other} (n, s) SELECT n, s FROM shop.passing_rows`,
      'DROP TEMPORARY TABLE shop.passing_rows',
    ],
    () => ['FLUSH BINARY LOGS'],
  ])();
}
