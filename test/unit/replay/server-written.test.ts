import { expect, test } from 'vitest';
import type { Flavour } from '../../../electron/engine/mysql/connect.ts';
import { tokensOf } from '../../../electron/engine/replay/read-statement.ts';
import { decodeWritten, serverWritten } from '../../../electron/engine/replay/server-written.ts';

/** What is UTF-8 in a statement of a latin1 client, in which « » stand for ä in UTF-8 and ä for its byte in latin1. */
function written(text: string, flavour: Flavour = 'mysql', charset = 'latin1'): string[] {
  const sql = Buffer.from(text.replaceAll('«', 'Ã¤'), 'latin1');
  const tokens = tokensOf(sql, { charset, ansiQuotes: false, plainBackslash: false });
  return serverWritten({ sql, tokens, charset, flavour }).map((edit) => edit.text);
}

test.each<[string, Flavour, string[]]>([
  [
    "CREATE DEFINER=`a`@`%` FUNCTION `f«`(a ENUM('ä','«')) RETURNS enum('«') CHARSET latin1 COLLATE latin1_bin\n    DETERMINISTIC\n    COMMENT '«'\nRETURN '«'",
    'mysql',
    ['`fä`', "'ä'", "'ä'"],
  ],
  ["CREATE DEFINER=`a`@`%` FUNCTION `fä`(a ENUM('«')) RETURNS set('«') DETERMINISTIC\nRETURN '«'", 'mariadb', ["'ä'"]],
  [
    "CREATE DEFINER=`a`@`%` FUNCTION `f`() RETURNS decimal(9,3) unsigned\n    READS SQL DATA\n    COMMENT '«'\nRETURN 1",
    'mariadb',
    ["'ä'"],
  ],
  [
    "CREATE DEFINER=`a`@`%` PROCEDURE `p«`(IN a INT)\n    COMMENT '«'\nSELECT '«' COMMENT, COMMENT '«'",
    'mysql',
    ['`pä`', "'ä'"],
  ],
  ["CREATE DEFINER=`a`@`%` PROCEDURE `p`()\nCOMMENT_ME: BEGIN SELECT '«'; END", 'mariadb', []],
  [
    "CREATE ALGORITHM=UNDEFINED DEFINER=`a`@`%` SQL SECURITY DEFINER VIEW `v«`(`c«`) AS SELECT '«' AS q",
    'mysql',
    ['`vä`', '`cä`'],
  ],
  ["CREATE ALGORITHM=UNDEFINED DEFINER=`a`@`%` SQL SECURITY DEFINER VIEW `vä` AS SELECT '«' AS q", 'mariadb', []],
  ["CREATE TABLE `t«` (\n  `k` enum('«') DEFAULT NULL\n) ENGINE=InnoDB", 'mariadb', ['`tä`', "'ä'"]],
  ['CREATE TABLE `t«` (\n  `k` int\n) START TRANSACTION', 'mysql', ['`tä`']],
  // Nobody but the client wrote these.
  ['CREATE TABLE `t«` (\n  `k` int\n) ENGINE=InnoDB DEFAULT CHARSET=latin1', 'mysql', []],
  ['CREATE TABLE `t«` (k INT)', 'mysql', []],
  ['CREATE TABLE `tä` (\n  `k` int\n)', 'mysql', []],
  ["CREATE DEFINER=`a`@`%` TRIGGER t BEFORE INSERT ON x FOR EACH ROW SET @FUNCTION = ('«')", 'mysql', []],
  ["CREATE DEFINER=`a`@`%` EVENT e ON SCHEDULE EVERY 1 DAY COMMENT '«' DO CALL PROCEDURE('«')", 'mysql', []],
  ["ALTER PROCEDURE p COMMENT '«'", 'mysql', []],
])('%s', (text, flavour, expected) => {
  expect(written(text, flavour)).toEqual(expected);
  expect(written(text, flavour, 'utf8mb4')).toEqual([]);
});

test('a name that the server wrote is read as UTF-8, and every other one as the client wrote it', () => {
  const sql = Buffer.from('CREATE DEFINER=`a`@`%` PROCEDURE `pÃ¤`() SELECT 1 FROM pÃ¤', 'latin1');
  const statement = { sql, tokens: tokensOf(sql, { charset: 'latin1', ansiQuotes: false, plainBackslash: false }) };
  const decode = decodeWritten({ ...statement, charset: 'latin1', flavour: 'mysql' }, (text, { start, end }) =>
    text.toString('latin1', start, end),
  );
  const read = (part: string) => statement.tokens.filter(({ start }) => sql.toString('latin1', start).startsWith(part));
  const [[own], [client]] = [read('`pÃ'), read('pÃ')];
  expect([own, client].map((token) => token && decode(sql, token))).toEqual(['`pä`', 'pÃ¤']);
});
