import { describe, expect, test } from 'vitest';
import { editDefiner } from '../../../electron/engine/replay/edit-definer.ts';
import { readStatement } from '../../../electron/engine/replay/read-statement.ts';
import { decodeUtf8 } from '../../../electron/engine/schema/client-names.ts';

const OPTIONS = {
  charset: 'utf8mb4',
  ansiQuotes: false,
  plainBackslash: false,
  decode: decodeUtf8,
};

interface Case {
  readonly rule?: 'keep' | 'strip';
  readonly map?: Readonly<Record<string, string>>;
  readonly named?: readonly string[];
  readonly invoker?: { readonly user: string; readonly host: string };
}

/** The statement as the target runs it, or why it does not. */
function edited(text: string, { rule = 'keep', map = {}, named = ['a@h', 'i@h'], invoker }: Case = {}): string {
  const sql = Buffer.from(text);
  const statement = readStatement(sql, OPTIONS);
  if (statement.kind !== 'program') return statement.kind;
  const definers = { rule, map: new Map(Object.entries(map)), named: new Set(named) };
  const edits = editDefiner(sql, statement, invoker, OPTIONS, definers);
  if (typeof edits === 'string') return `refused: ${edits}`;
  return edits
    .toSorted((a, b) => b.start - a.start)
    .reduce((to, { start, end, text: put }) => to.slice(0, start) + put + to.slice(end), text);
}

const strip = (text: string) => edited(text, { rule: 'strip' });
const invoker = { user: 'i', host: 'h' };

describe('the definer of a logged statement', () => {
  test('is one that was named before, however it is written', () => {
    for (const account of ['`a`@`h`', "'a'@'h'", 'a@h', '"a"@h'])
      expect(edited(`CREATE DEFINER=${account} VIEW v AS SELECT 1`)).toBe(
        `CREATE DEFINER=${account} VIEW v AS SELECT 1`,
      );
    for (const account of ['`b`@`h`', 'a@h.example', 'a', '`a@h`@`%`', 'root@localhost'])
      expect(edited(`CREATE DEFINER = ${account} EVENT e ON SCHEDULE EVERY 1 DAY DO DO 1`)).toMatch(
        /^refused: it will run/,
      );
    expect(edited('CREATE DEFINER=r TRIGGER t BEFORE INSERT ON x FOR EACH ROW DO 1', { named: ['r'] })).not.toMatch(
      /^ref/,
    );
    expect(
      edited('CREATE OR REPLACE DEFINER=a@h.example FUNCTION f() RETURNS INT RETURN 1', { named: ['a@h.example'] }),
    ).toMatch(/^CREATE/);
  });

  test('is said once', () => {
    const twice = 'CREATE DEFINER=a@h DEFINER=root@localhost VIEW v AS SELECT 1';
    expect(edited(twice)).toMatch(/^refused/);
    expect(edited("CREATE DEFINER='\\a'@h VIEW v AS SELECT 1")).toMatch(/^refused: it does not say/);
    expect(edited('CREATE SQL SECURITY DEFINER VIEW v AS SELECT "DEFINER=a@h"')).toMatch(/^refused/);
  });

  test('is whoever ran the statement where it names nobody, and never the account that restores', () => {
    const altered = 'ALTER EVENT e COMMENT "x"';
    expect(edited(altered, { invoker })).toBe('ALTER DEFINER=`i`@`h` EVENT e COMMENT "x"');
    expect(edited(altered)).toMatch(/^refused: it does not say/);
    expect(edited(altered, { invoker: { user: 'root', host: 'localhost' } })).toMatch(
      /^refused: it will run as root@l/,
    );
    expect(edited('CREATE DEFINER=CURRENT_USER() VIEW v AS SELECT 1', { invoker })).toBe(
      'CREATE DEFINER=`i`@`h` VIEW v AS SELECT 1',
    );
    expect(edited('CREATE DEFINER=CURRENT_ROLE VIEW v AS SELECT 1', { invoker })).toMatch(/^refused/);
    expect(edited('CREATE AGGREGATE FUNCTION f(x INT) RETURNS INT RETURN 1', { invoker })).toBe(
      'CREATE DEFINER=`i`@`h` AGGREGATE FUNCTION f(x INT) RETURNS INT RETURN 1',
    );
  });

  test('becomes another one, with any letters', () => {
    const map = { 'a@h': 'o`x@%' };
    expect(edited('ALTER DEFINER = a@h EVENT e DO DO 1', { map })).toBe('ALTER DEFINER=`o``x`@`%` EVENT e DO DO 1');
    expect(edited('ALTER EVENT e DO DO 1', { map: { 'i@h': 'x@y' }, invoker })).toBe(
      'ALTER DEFINER=`x`@`y` EVENT e DO DO 1',
    );
  });

  test('is nothing to what has none, and to what an ALTER leaves', () => {
    for (const text of ['DROP VIEW v', 'ALTER PROCEDURE p COMMENT "x"', 'CREATE LIBRARY l LANGUAGE JAVASCRIPT AS "x"'])
      expect(edited(text, { named: [] })).toBe(text);
  });
});

describe('without definers, what a log brings runs as whoever uses it', () => {
  const of = 'CREATE DEFINER=`a`@`h`';
  test.each([
    [`${of} SQL SECURITY DEFINER VIEW v AS SELECT 1`, 'CREATE  SQL SECURITY INVOKER VIEW v AS SELECT 1'],
    [`${of} VIEW v AS SELECT 1`, 'CREATE  SQL SECURITY INVOKER VIEW v AS SELECT 1'],
    [
      `${of} PROCEDURE s.p(IN x DECIMAL(5,2)) DO 1`,
      'CREATE  PROCEDURE s.p(IN x DECIMAL(5,2)) SQL SECURITY INVOKER DO 1',
    ],
    [
      `${of} PROCEDURE p() COMMENT 'x' SQL SECURITY DEFINER DO 1`,
      "CREATE  PROCEDURE p() COMMENT 'x' SQL SECURITY INVOKER DO 1",
    ],
    [
      `${of} FUNCTION f() RETURNS VARCHAR(9) CHARACTER SET latin1 COLLATE latin1_bin NOT DETERMINISTIC RETURN 1`,
      'CREATE  FUNCTION f() RETURNS VARCHAR(9) CHARACTER SET latin1 COLLATE latin1_bin SQL SECURITY INVOKER NOT DETERMINISTIC RETURN 1',
    ],
    [
      `${of} FUNCTION f() RETURNS INT(1) UNSIGNED LANGUAGE JAVASCRIPT USING (l AS m) SQL SECURITY DEFINER AS $$x$$`,
      'CREATE  FUNCTION f() RETURNS INT(1) UNSIGNED LANGUAGE JAVASCRIPT USING (l AS m) SQL SECURITY INVOKER AS $$x$$',
    ],
    [
      `${of} PACKAGE p AS FUNCTION f RETURN INT; END`,
      'CREATE  PACKAGE p SQL SECURITY INVOKER AS FUNCTION f RETURN INT; END',
    ],
    [`${of} PACKAGE BODY p AS BEGIN END`, 'CREATE  PACKAGE BODY p SQL SECURITY INVOKER AS BEGIN END'],
    ['ALTER PROCEDURE p SQL SECURITY DEFINER', 'ALTER PROCEDURE p SQL SECURITY INVOKER'],
    ["ALTER FUNCTION f COMMENT 'SQL SECURITY DEFINER'", "ALTER FUNCTION f COMMENT 'SQL SECURITY DEFINER'"],
    [`${of} TRIGGER t BEFORE INSERT ON x FOR EACH ROW DO 1`, 'CREATE  TRIGGER t BEFORE INSERT ON x FOR EACH ROW DO 1'],
  ])('%s', (text, expected) => {
    expect(strip(text)).toBe(expected);
  });

  test('and nothing in a body is touched', () => {
    expect(strip(`${of} PROCEDURE p() BEGIN CREATE SQL SECURITY DEFINER VIEW v AS SELECT 1; END`)).toBe(
      'CREATE  PROCEDURE p() SQL SECURITY INVOKER BEGIN CREATE SQL SECURITY DEFINER VIEW v AS SELECT 1; END',
    );
  });
});
