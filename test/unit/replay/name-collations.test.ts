import { describe, expect, test } from 'vitest';
import { nameCollations } from '../../../electron/engine/replay/name-collations.ts';
import { readStatement } from '../../../electron/engine/replay/read-statement.ts';
import { decodeUtf8 } from '../../../electron/engine/schema/client-names.ts';

const OTHERS = new Map([
  ['utf8mb3', 'utf8mb3_x'],
  ['utf8mb4', 'utf8mb4_x'],
]);

/** The statement as an older server gets it; null where it cannot be told what it means. */
function named(sql: string, charset = 'utf8mb4'): string | null {
  const bytes = Buffer.from(sql, 'latin1');
  const options = { charset, ansiQuotes: false, plainBackslash: false };
  const statement = readStatement(bytes, { ...options, decode: decodeUtf8 });
  const edits = nameCollations(bytes, statement, options, (name) => OTHERS.get(name));
  if (edits === null) return null;
  return edits
    .toReversed()
    .reduce((text, { start, end, text: added }) => text.slice(0, start) + added + text.slice(end), sql);
}

/** What the servers make of it is in test/long/older-mariadb.test.ts. */
describe('collations that a session chose, for a server that cannot be told', () => {
  test.each([
    ['CREATE DATABASE d CHARACTER SET utf8mb4', 'CREATE DATABASE d CHARACTER SET utf8mb4 COLLATE utf8mb4_x'],
    ['ALTER DATABASE d CHARSET = UTF8', 'ALTER DATABASE d CHARSET = UTF8 COLLATE utf8mb3_x'],
    ['ALTER TABLE t CONVERT TO CHARSET utf8mb4;', 'ALTER TABLE t CONVERT TO CHARSET utf8mb4 COLLATE utf8mb4_x;'],
    [
      'ALTER TABLE t ADD a CHAR(3) CHARSET utf8mb4, ADD b TEXT COLLATE latin1_bin',
      'ALTER TABLE t ADD a CHAR(3) CHARSET utf8mb4 COLLATE utf8mb4_x, ADD b TEXT COLLATE latin1_bin',
    ],
    [
      "CREATE TABLE t (`\xd6\x5c` TEXT CHARSET utf8mb4 COMMENT '\xd6\x5c')",
      "CREATE TABLE t (`\xd6\x5c` TEXT CHARSET utf8mb4 COLLATE utf8mb4_x COMMENT '\xd6\x5c')",
    ],
    [
      'CREATE FUNCTION f(a NCHAR(9)) RETURNS LONG VARCHAR BINARY CHARSET utf8mb4 RETURN a',
      'CREATE FUNCTION f(a NCHAR(9)) RETURNS LONG VARCHAR BINARY CHARSET utf8mb4 RETURN a',
    ],
  ])('are named: %s', (sql, becomes) => {
    expect(named(sql, 'gbk')).toBe(becomes);
  });

  test.each([
    'CREATE TABLE t (a TEXT CHARSET latin1) CHARSET utf8mb4 COLLATE utf8mb4_bin',
    'CREATE TABLE t (a TEXT) COLLATE utf8mb4_bin, CHARSET utf8mb4',
    'CREATE DATABASE d CHARACTER SET DEFAULT',
    'CREATE TABLE t (charset INT, KEY (charset))',
    'CREATE VIEW v AS SELECT CONVERT(a USING utf8mb4)',
    'DROP TABLE t',
  ])('are left unsaid: %s', (sql) => {
    expect(named(sql)).toBe(sql);
  });

  test('are not known where a statement takes the default', () => {
    expect(named('CREATE TABLE t (a TEXT COLLATE DEFAULT)')).toBeNull();
  });
});
