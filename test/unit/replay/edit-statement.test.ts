import { expect, test } from 'vitest';
import type { Flavour, Session } from '../../../electron/engine/mysql/connect.ts';
import type { Edit } from '../../../electron/engine/replay/edit.ts';
import { editStatement } from '../../../electron/engine/replay/edit-statement.ts';

/** What the test's letters are in a client's charset, as servers have them. */
const BYTES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  gbk: { 中: '\xd6\xd0' },
  swe7: { Ö: '\\', Å: ']' },
  latin1: { ä: '\xe4' },
};

/** A server as far as it knows these letters. */
function converting(flavour: Flavour, charset: string): Session {
  const query = (sql: string) => {
    const utf8 = Buffer.from(/0x([0-9a-f]*)/.exec(sql)?.[1] ?? '', 'hex');
    const encoded = [...utf8.toString()].map((letter) => BYTES[charset]?.[letter] ?? letter).join('');
    return Promise.resolve([{ encoded: Buffer.from(encoded, 'latin1'), decoded: utf8 }]);
  };
  return { flavour, query, shard: { name: 's0' } } as unknown as Session;
}

async function sent(
  sql: string,
  flavour: Flavour,
  charset: string,
  edits: readonly Edit[] = [],
): Promise<string | null> {
  const reading = { charset, ansiQuotes: false, plainBackslash: false, written: flavour };
  const bytes = await editStatement(converting(flavour, charset), Buffer.from(sql), edits, reading);
  return bytes ? bytes.toString('latin1') : null;
}

// 中 in UTF-8 ends in half of a character of gbk, whose other half is the \ behind it.
test.each<[string, Flavour, string, string]>([
  [
    'a definer that hides a view of another schema',
    'mysql',
    'gbk',
    "CREATE OR REPLACE DEFINER='中\\' VIEW x.v AS SELECT 1 AS a -- ' LIBRARY s.l LANGUAGE JAVASCRIPT FUNCTION f (",
  ],
  [
    'a definer that hides the view',
    'mysql',
    'gbk',
    "CREATE DEFINER='中\\' VIEW x.v AS SELECT 1 AS a -- ' VIEW s.v AS SELECT 1",
  ],
  ...(['mariadb', 'mysql'] as const).flatMap((flavour): [string, Flavour, string, string][] => [
    [
      'a comment that becomes longer',
      flavour,
      'gbk',
      "CREATE PROCEDURE s.p() COMMENT '中\\' SQL SECURITY INVOKER SELECT ' SQL SECURITY DEFINER SELECT 1 -- '",
    ],
    [
      'a letter that is a backslash',
      flavour,
      'swe7',
      "CREATE PROCEDURE s.p() COMMENT 'Ö' SQL SECURITY INVOKER SELECT ' SQL SECURITY DEFINER SELECT 1 -- '",
    ],
    [
      'a member that becomes longer',
      flavour,
      'gbk',
      "CREATE FUNCTION s.f() RETURNS ENUM('中\\',' NO SQL RETURN 1 -- ')",
    ],
  ]),
])('%s is not sent (%s, %s)', async (_, flavour, charset, sql) => {
  expect(await sent(sql, flavour, charset)).toBeNull();
});

test.each<[string, Flavour, string, string, string]>([
  ['gbk', 'mysql', 'CREATE VIEW `中` AS SELECT 1', 'CREATE VIEW `\xd6\xd0` AS SELECT 1', 'VIEW'],
  [
    'gbk',
    'mariadb',
    "CREATE PROCEDURE p() COMMENT '中' SELECT 1",
    "CREATE PROCEDURE p() COMMENT '\xd6\xd0' SELECT 1",
    'p()',
  ],
  ['swe7', 'mariadb', "CREATE PROCEDURE p() COMMENT 'Å' SELECT 1", "CREATE PROCEDURE p() COMMENT ']' SELECT 1", 'p()'],
  ['latin1', 'mysql', 'CREATE TABLE `ä` (\n  `ä` int\n)', 'CREATE TABLE `\xe4` (\n  `\xe4` int\n)', 'TABLE'],
])('words of the server go in %s (%s)', async (charset, flavour, sql, expected, before) => {
  expect(await sent(sql, flavour, charset)).toBe(expected);
  const start = Buffer.byteLength(sql.slice(0, sql.indexOf(before)));
  const edits = [{ start, end: start, text: '/* 1 */ a.`b` ' }];
  expect(await sent(sql, flavour, charset, edits)).toBe(expected.replace(before, `/* 1 */ a.\`b\` ${before}`));
});

test('what stands in a comment whose code is run stays there, and what is taken out leaves the rest', async () => {
  const sql = 'CREATE /*!50017 DEFINER=`a`@`b`*/ /*!50003 TRIGGER t*/ BEFORE INSERT ON x FOR EACH ROW SET @a = 1';
  const place = (text: string, to: string) => ({
    start: sql.indexOf(text),
    end: sql.indexOf(text) + text.length,
    text: to,
  });
  const edits = [place('DEFINER=`a`@`b`', ''), place('t*/ BEFORE', '`n`.`t` BEFORE'), place(' x ', ' `n`.`x` ')];
  for (const charset of ['utf8mb4', 'gbk'])
    expect(await sent(sql, 'mariadb', charset, edits)).toBe(
      'CREATE /*!50017 */ /*!50003 TRIGGER `n`.`t` BEFORE */  INSERT ON `n`.`x` FOR EACH ROW SET @a = 1',
    );
});
