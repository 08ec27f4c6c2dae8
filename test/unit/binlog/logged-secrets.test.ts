import { describe, expect, test } from 'vitest';
import { hasGoodChecksum } from '../../../electron/engine/binlog/event.ts';
import { parseQueryEvent } from '../../../electron/engine/binlog/query-event.ts';
import { secretOf, secretTable, withoutStatement } from '../../../electron/engine/capture/logged-secrets.ts';
import { readStatement } from '../../../electron/engine/replay/read-statement.ts';
import { decodeUtf8 } from '../../../electron/engine/schema/client-names.ts';
import { sample } from './events.ts';

const READING = { charset: 'utf8mb4', ansiQuotes: false, plainBackslash: false };
const STAR = `*${'2470C0C06DEE42FD1618BB99005ADCA2EC9D1E19'}`;

function secret(text: string) {
  const sql = Buffer.from(text);
  return secretOf(readStatement(sql, { ...READING, decode: decodeUtf8 }), sql, READING);
}

describe('what a logged statement tells of passwords', () => {
  test.each([
    "CREATE USER 'a'@'b' IDENTIFIED BY 'x'",
    "create user a identified by 'x' require ssl",
    "GRANT SELECT ON *.* TO a IDENTIFIED BY 'x'",
    "ALTER USER a IDENTIFIED VIA mysql_native_password USING PASSWORD('x') OR unix_socket",
    "CREATE USER a IDENTIFIED WITH 'caching_sha2_password' BY 'x' REPLACE 'y'",
    "/*!50003 CREATE USER a IDENTIFIED BY 'x' */",
    "SET STATEMENT max_statement_time=1 FOR SET PASSWORD = 'x'",
    "SET PASSWORD FOR 'a'@'%' = PASSWORD('x')",
    "SET PASSWORD FOR 'a'@'%' = 'x'",
    "CREATE SERVER s FOREIGN DATA WRAPPER mysql OPTIONS (USER 'u', PASSWORD 'x')",
    "SOMETHING NEW a IDENTIFIED BY 'x'",
  ])('%s: a password', (text) => expect(secret(text)).toBe('plain'));

  test.each([
    `CREATE USER a IDENTIFIED BY PASSWORD '${STAR}'`,
    `GRANT USAGE ON *.* TO 'a'@'b' IDENTIFIED BY PASSWORD '${STAR}'`,
    `SET PASSWORD FOR 'a'@'%' = '${STAR}'`,
    "ALTER USER 'a'@'%' IDENTIFIED WITH 'caching_sha2_password' AS '$A$005$x'",
    'CREATE USER a IDENTIFIED WITH caching_sha2_password AS 0x2441',
    `CREATE USER a IDENTIFIED VIA mysql_native_password USING '${STAR}'`,
  ])('%s: a hash', (text) => expect(secret(text)).toBe('hash'));

  test.each(["DROP USER 'a'@'b'", 'CREATE ROLE r', "GRANT SELECT ON s.t TO 'by'@'as'", 'SET DEFAULT ROLE r FOR a'])(
    '%s: nothing',
    (text) => expect(secret(text)).toBe('none'),
  );

  test.each(["CREATE TABLE t (password INT COMMENT 'by')", 'BEGIN', 'FLUSH PRIVILEGES', 'DROP SERVER s'])(
    '%s is not about accounts',
    (text) => expect(secret(text)).toBeUndefined(),
  );
});

test.each(['mysqlCreateTable', 'mysqlCreateView', 'mariadbCompressedQuery'] as const)(
  'a statement that is left out of a log leaves a COMMIT of its length: %s',
  (name) => {
    const event = withoutStatement(sample(name), true);
    expect(event).toHaveLength(sample(name).length);
    expect(hasGoodChecksum(event)).toBe(true);
    const { sql } = parseQueryEvent(event);
    expect(sql.toString('latin1')).toMatch(/^COMMIT( \/\* .* \*\/)? *$/);
    expect(readStatement(sql, { ...READING, decode: decodeUtf8 })).toEqual({ kind: 'control', verb: 'commit' });
  },
);

test('tables with secrets are those of the server’s own schema', () => {
  const named = (schema: string, table: string) =>
    Buffer.concat([
      Buffer.alloc(27),
      ...[schema, table].flatMap((name) => [Buffer.from([name.length]), Buffer.from(`${name}\0`)]),
    ]);
  expect(secretTable(named('mysql', 'global_priv'))).toBe('global_priv');
  expect(secretTable(named('mysql', 'user'))).toBe('user');
  for (const [schema, table] of [
    ['mysqx', 'user'],
    ['mysql', 'usery'],
    ['shop', 'user'],
  ] as const)
    expect(secretTable(named(schema, table))).toBeUndefined();
  expect(secretTable(sample('tableMap'))).toBeUndefined();
});
