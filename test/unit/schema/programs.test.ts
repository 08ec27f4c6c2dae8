import { describe, expect, test } from 'vitest';
import { maskText } from '../../../electron/engine/schema/client-charset.ts';
import { commentBorders } from '../../../electron/engine/schema/comment-borders.ts';
import { disableEvent, eventState } from '../../../electron/engine/schema/disable-event.ts';
import { stripTriggerSchema } from '../../../electron/engine/schema/strip-trigger-schema.ts';
import { writeSqlFile } from '../../../electron/engine/schema/write-sql-file.ts';
import { tokenizeSql } from '../../../electron/engine/sql/tokenize-sql.ts';

describe('an event', () => {
  const event = (state: string) =>
    Buffer.from(
      "CREATE DEFINER=`ENABLE`@`%` EVENT `ENABLE` ON SCHEDULE EVERY '1 2' DAY_HOUR STARTS '2030-01-01 00:00:00' " +
        `ON COMPLETION NOT PRESERVE ${state} COMMENT 'PRESERVE ENABLE' DO SET @x = 'ON COMPLETION PRESERVE ENABLE'`,
    );

  test('is disabled in its head, and nothing else changes', () => {
    expect(disableEvent(event('ENABLE'), 'utf8mb4', '')).toEqual(event('DISABLE'));
  });

  test.each(['DISABLE', 'DISABLE ON SLAVE', 'DISABLE ON REPLICA'])('with %s stays as it is', (state) => {
    expect(disableEvent(event(state), 'utf8mb4', '')).toEqual(event(state));
  });

  test.each([
    'CREATE EVENT e ON SCHEDULE EVERY 1 SECOND DO SELECT preserve FROM (SELECT 1 AS `preserve`) z',
    'CREATE EVENT e ON SCHEDULE EVERY IF(@PRESERVE, 1, 1) SECOND ON COMPLETION PRESERVE ENABLE DO SET @x = 1',
    'CREATE DEFINER=event@b EVENT e ON SCHEDULE EVERY 1 SECOND ENABLE DO SET @preserve = 1',
  ])('whose head is not as servers print it is never run: %s', (sql) => {
    expect(() => disableEvent(Buffer.from(sql), 'utf8mb4', '')).toThrow(/as servers print it/);
  });

  test('is read by the settings that a set gives, however they are written', () => {
    const quoted =
      'CREATE EVENT "a ON COMPLETION PRESERVE ENABLE" ON SCHEDULE EVERY 1 DAY ON COMPLETION PRESERVE ENABLE DO SET @x = 1';
    for (const mode of ['ansi_quotes', 'ANSI', 'STRICT_ALL_TABLES, ANSI_QUOTES '])
      expect(disableEvent(Buffer.from(quoted), 'utf8mb4', mode).toString()).toContain('PRESERVE DISABLE DO');
  });

  test('says whether it ran on the source', () => {
    expect(eventState(event('ENABLE'), 'utf8mb4', '')).toBe('enabled');
    expect(eventState(event('DISABLE'), 'utf8mb4', '')).toBe('disabled');
    expect(eventState(event('DISABLE ON SLAVE'), 'utf8mb4', '')).toBe('disabled-on-replica');
  });
});

test.each([
  ['a/*!50001 .b */', ' /*!50001 '],
  ['/*!50001 a. */ b', ' */ '],
  ['a /* */ . /*!99999 x */ b', ''],
  ['a # */\n.b -- /*!50001\n', ''],
  ['/*!50001 a */ . /*M!100100 b', ' */  /*M!100100 '],
])('marks of comments that are run inside of %s', (text, expected) => {
  const tokens = tokenizeSql(text).filter((token) => token.text !== 'x');
  const [first, last] = [tokens[0], tokens.at(-1)];
  expect(commentBorders(text, tokens, first?.start ?? 0, last?.end ?? 0)).toBe(expected);
});

describe('a trigger', () => {
  const strip = (sql: string, mode = '') => stripTriggerSchema(Buffer.from(sql), 'utf8mb4', mode).toString();

  test('loses the schema of its name and of its table, but not those in its body', () => {
    expect(
      strip(
        'CREATE DEFINER=`b`@`%` trigger shop.tr before insert on `shop`.`t``1` for each row insert into shop.log set on = 1',
      ),
    ).toBe('CREATE DEFINER=`b`@`%` trigger tr before insert on `t``1` for each row insert into shop.log set on = 1');
  });

  test('without a schema stays as it is', () => {
    const sql = 'CREATE TRIGGER `on` AFTER UPDATE ON t FOR EACH ROW SET @a = b.c';
    expect(strip(sql)).toBe(sql);
  });

  test('is understood with IF NOT EXISTS, comments and names in double quotes', () => {
    expect(
      strip(
        'CREATE TRIGGER IF NOT EXISTS "s" . "t" /* on x.y */ AFTER DELETE ON "s"."u" FOR EACH ROW SET @a=1',
        'ANSI_QUOTES',
      ),
    ).toBe('CREATE TRIGGER IF NOT EXISTS "t" /* on x.y */ AFTER DELETE ON "u" FOR EACH ROW SET @a=1');
  });

  test('keeps both ends of comments whose code is run, wherever they stand in its names', () => {
    expect(
      strip(
        'CREATE TRIGGER /*!50001 s. */ tr AFTER DELETE ON s/*M!100100 .*//* x */u FOR EACH ROW SET @a=1',
      ).replaceAll(/ +/g, ' '),
    ).toBe('CREATE TRIGGER /*!50001 */ tr AFTER DELETE ON /*M!100100 */ u FOR EACH ROW SET @a=1');
  });

  test('in gbk is not torn apart by characters that end in a backquote or a backslash', () => {
    const sql = Buffer.from([
      ...Buffer.from('CREATE TRIGGER s.`'),
      0x81,
      0x60,
      ...Buffer.from('` AFTER DELETE ON s.`'),
      0x95,
      0x5c,
      0x60,
      0x20,
    ]);
    expect(stripTriggerSchema(sql, 'gbk', '').includes(Buffer.from('s.'))).toBe(false);
  });
});

describe('masked text', () => {
  test.each([
    ['latin1', [0x61, 0xe9, 0x5c], 'a\u0080\\'],
    ['gbk', [0x95, 0x5c, 0x5c], '\u0080\u0080\\'],
    ['sjis', [0xb1, 0x5c, 0x83, 0x5c], '\u0080\\\u0080\u0080'],
    ['gb18030', [0x81, 0x30, 0x81, 0x30, 0x60], '\u0080\u0080\u0080\u0080`'],
    ['big5', [0xa4], '\u0080'],
    ['gbk', [0x81, 0x2a, 0x2f], '\u0080*/'],
    ['gbk', [0x81, 0x27], "\u0080'"],
    ['gbk', [0x80, 0x60], '\u0080`'],
    ['SJIS', [0xb1, 0x60], '\u0080`'],
    ['big5', [0x81, 0x60], '\u0080`'],
    ['gb18030', [0x81, 0x30, 0x2a, 0x2f], '\u00800*/'],
    ['GB18030', [0x81, 0x30, 0x81, 0x30, 0x60], '\u0080\u0080\u0080\u0080`'],
    ['cp932', [0xfd, 0x5c], '\u0080\\'],
  ])('of %s has one place per byte and no false ASCII', (charset, bytes, masked) => {
    expect(maskText(Buffer.from(bytes), charset)).toBe(masked);
  });
});

describe('tokens', () => {
  const texts = (sql: string, options = {}) => tokenizeSql(sql, options).map((token) => token.text);

  test('stand behind a comment for later servers where they let it end: it may hold one comment, which holds none', () => {
    const server = { flavour: 'mysql', version: 90_704 } as const;
    const behind = (comment: string) => texts(`${comment} b -- */`, { server });
    for (const comment of ['/*!999999 a */', '/*!999999 /* a */ a */', '/*!999999 /* /* */ */', '/*!999999 /*/ */ */'])
      expect(behind(comment)).toEqual(['b']);
  });

  test('skip comments but not the code in them', () => {
    expect(texts('a /* b */ -- c\n--d\n# e\n/*!50100 f*//*M!100301 g */ /*!h*/ */')).toEqual([
      ...['a', '-', '-', 'd', 'f', 'g', 'h', '*', '/'],
    ]);
  });

  test('keep quotes, doubled and escaped, in one piece', () => {
    expect(texts("'a''\\'b' `c``'` \"d\\\"\"x")).toEqual(["'a''\\'b'", "`c``'`", '"d\\""', 'x']);
    expect(texts("'\\' x", { plainBackslash: true })).toEqual(["'\\'", 'x']);
    expect(tokenizeSql('"a"', { ansiQuotes: true })[0]?.kind).toBe('name');
  });
});

describe('a schema file', () => {
  test('points to the bare statement and uses a delimiter that the body does not hold', () => {
    const statement = Buffer.from('CREATE PROCEDURE p() BEGIN SELECT 1;; END');
    const context = {
      sqlMode: "A'B",
      characterSetClient: 'gbk',
      collationConnection: 'gbk_bin',
      databaseCollation: 'x',
    };
    const { object, sql } = writeSqlFile({
      object: { kind: 'procedure', schema: 'a\nDROP', name: 'p', context },
      statement,
      schemaCollation: 'x',
    });
    const { offset, length } = object.statement;
    expect(sql.subarray(offset, offset + length)).toEqual(statement);
    expect(sql.toString()).toBe(
      `-- Shardkeep: procedure a DROP.p\n\\C gbk\nSET collation_connection='gbk_bin';\nSET sql_mode='A''B';
SET time_zone='+00:00';\nSET foreign_key_checks=0;\nDELIMITER ;;;\n${statement}\n;;;\nDELIMITER ;\n`,
    );
  });
});
