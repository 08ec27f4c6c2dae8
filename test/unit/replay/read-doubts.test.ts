import { expect, test } from 'vitest';
import { namesMomentsBetween } from '../../../electron/engine/replay/moments.ts';
import { readDoubts } from '../../../electron/engine/replay/read-doubts.ts';

const READING = { charset: 'utf8mb4', ansiQuotes: false, plainBackslash: false };
const doubts = (columns: string) => readDoubts(Buffer.from(`ALTER TABLE t ${columns}`), READING);

test.each([
  ['ADD c VARCHAR(40) DEFAULT (UUID())', 'UUID()'],
  ['ADD c VARCHAR(40) DEFAULT uuid()', 'uuid()'],
  ['ADD (b INT, c DOUBLE DEFAULT (1 + RAND()))', 'RAND()'],
  ['ADD c INT DEFAULT NEXT VALUE FOR s', 'NEXT'],
  ['ADD c INT DEFAULT (NEXTVAL(x.s))', 'NEXTVAL()'],
  ['ADD c VARCHAR(9) DEFAULT CURRENT_USER', 'CURRENT_USER'],
  ['ADD c VARCHAR(9) DEFAULT (@@hostname)', '@@…'],
  ['ADD c VARCHAR(9) DEFAULT (UPPER(@x))', '@…'],
  ['ADD c DATETIME DEFAULT (SYSDATE())', 'SYSDATE()'],
  ['ADD c INT AS (`of``users`(a)) STORED', '`of``users`()'],
  ['ADD c INT GENERATED ALWAYS AS (shop.lower(a)) PERSISTENT', 'lower()'],
  ['ADD c DECIMAL(9,4) AS (a / b) STORED', '/'],
  ["ADD c INT DEFAULT (a NOT REGEXP 'x y')", 'REGEXP'],
  ["ADD c INT AS (a RLIKE 'x y') STORED", 'RLIKE'],
])('%s is open by %s', (columns, values) => {
  expect(doubts(columns).values).toBe(values);
});

test.each([
  ...[
    'ADD c INT DEFAULT 7 COMMENT "UUID()"',
    "ADD c VARCHAR(9) DEFAULT 'RAND()'",
    'ADD KEY k (a, b), ADD c INT DEFAULT 0',
  ],
  ...['ADD c DATETIME(6) DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE NOW(6)', 'ADD c INT AS (RAND()) VIRTUAL'],
  ...['ADD c VARCHAR(9) AS (CONCAT(a, UPPER(b))) STORED', 'ADD c INT AS (CASE WHEN (a) THEN (1) ELSE (2) END) STORED'],
  ...[
    'ALTER c SET DEFAULT (UUID())',
    'ADD c INT DEFAULT 1 REFERENCES other (id)',
    'ADD c CHAR(3) AS (CAST(a AS CHAR(3))) STORED',
  ],
  ...['DEFAULT CHARACTER SET utf8mb4', 'ADD PARTITION (PARTITION p VALUES IN (1))', 'ADD c INT DEFAULT (-(1))'],
])('%s is determined', (columns) => {
  expect(doubts(columns)).toEqual({ values: null, numbers: false, sequences: [] });
});

test.each([
  ['ALTER IGNORE TABLE t ADD UNIQUE (a)', true],
  ['alter online /*!50000 ignore */ table t ADD PRIMARY KEY (a)', true],
  ['ALTER TABLE t ADD UNIQUE (a)', false],
  ['ALTER TABLE t ADD `ignore` INT, ALTER INDEX k IGNORED', false],
])('whether rows go by their order in %s: %s', (statement, numbers) => {
  expect(readDoubts(Buffer.from(statement), READING).numbers).toBe(numbers);
});

test.each([
  ['ADD id INT AUTO_INCREMENT PRIMARY KEY FIRST', true],
  ['ADD id SERIAL', true],
  ['MODIFY id INT auto_increment', true],
  ['AUTO_INCREMENT = 7', false],
  ['AUTO_INCREMENT 7', false],
  ['ADD `auto_increment` INT', false],
])('whether %s numbers rows: %s', (columns, numbers) => {
  expect(doubts(columns).numbers).toBe(numbers);
});

test.each([
  ["ADD t TIMESTAMP DEFAULT '2024-03-01 07:30:00'", true],
  ["ADD t TIMESTAMP DEFAULT '1988-07-01 07:30:00'", false],
  ['ADD t TIMESTAMP DEFAULT 19880701073000', false],
  ["ADD t TIMESTAMP DEFAULT '88-07-01 07:30:00'", false],
  ["ADD t TIMESTAMP DEFAULT '0000-00-00 00:00:00'", true],
  ['ADD t DATETIME AS (FROM_UNIXTIME(a)) STORED', false],
  ["ADD v VARCHAR(20) DEFAULT 'on 2 May 1988'", true],
  ["ADD PARTITION (PARTITION p VALUES LESS THAN (UNIX_TIMESTAMP('2024-03-01 00:00:00')))", true],
])('%s names moments of this century only: %s', (columns, holds) => {
  const between = { from: Date.UTC(2000, 0, 1) / 1000, to: Date.UTC(2037, 0, 1) / 1000 };
  expect(namesMomentsBetween(Buffer.from(`ALTER TABLE t ${columns}`), READING, between)).toBe(holds);
});

test.each([
  ['ADD n BIGINT DEFAULT (NEXTVAL(s))', [{ schema: null, name: 's' }]],
  ['ADD n BIGINT DEFAULT NEXT VALUE FOR `a b`.`s`', [{ schema: 'a b', name: 's' }]],
  ['ADD n BIGINT DEFAULT (s.NEXTVAL), ADD m INT DEFAULT (1 + SETVAL(x.t, 5))', ['s', 't']],
  ["ADD n VARCHAR(20) DEFAULT ('nextval(s)')", []],
])('the sequences that %s moves on', (columns, sequences) => {
  const found = doubts(columns).sequences;
  expect(found.map((one, i) => (typeof sequences[i] === 'string' ? one.name : one))).toEqual(sequences);
});
