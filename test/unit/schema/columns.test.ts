import { describe, expect, test } from 'vitest';
import { hasAmbiguousMembers } from '../../../electron/engine/schema/ambiguous-members.ts';
import { chooseCut, chooseKey, type IndexPart, type KeyColumn } from '../../../electron/engine/schema/choose-key.ts';
import { insertExpression, loadTarget, selectList } from '../../../electron/engine/schema/select-columns.ts';
import { typedJson } from '../../../electron/engine/schema/typed-json.ts';
import type { Column } from '../../../shared/manifest.ts';

describe('the key that orders rows', () => {
  const columns = new Map(
    ['a', 'b', 'c'].map((name): [string, KeyColumn] => [
      name,
      { name, dataType: 'int', charset: null, collation: null, type: 'int', generated: false },
    ]),
  );
  const part = (index: string, column: string | null, more: Partial<IndexPart> = {}): IndexPart => ({
    ...{ index, column, prefix: false, nullable: false, hidden: false, type: 'BTREE' },
    ...more,
  });
  const choose = (...parts: IndexPart[]) => chooseKey(parts, columns).index;

  test('is the primary key, even a wide one', () => {
    expect(choose(part('u', 'a'), part('PRIMARY', 'b'), part('PRIMARY', 'c'))).toBe('PRIMARY');
  });

  test('else the unique key of the fewest columns, then the first by name', () => {
    expect(choose(part('a2', 'a'), part('a2', 'b'), part('z', 'c'), part('y', 'b'))).toBe('y');
  });

  test('is never one with NULLs, prefixes, expressions or a hash', () => {
    expect(choose(part('u', 'a', { nullable: true }))).toBeNull();
    expect(choose(part('PRIMARY', 'a', { prefix: true }))).toBeNull();
    expect(choose(part('u1', 'a', { hidden: true }), part('u2', 'a'), part('u2', 'b'))).toBe('u2');
    expect(choose(part('u', 'a'), part('u', null))).toBeNull();
    expect(choose(part('u', 'a', { type: 'HASH' }))).toBeNull();
    expect(choose(part('PRIMARY', 'a', { type: 'HASH' }))).toBe('PRIMARY');
  });
});

describe('the index that cuts a table without a key', () => {
  const column = (name: string, more: Partial<KeyColumn> = {}): [string, KeyColumn] => [
    name,
    { name, dataType: 'int', charset: null, collation: null, type: 'int', generated: false, ...more },
  ];
  const part = (index: string, name: string, more: Partial<IndexPart> = {}): IndexPart => ({
    ...{ index, column: name, prefix: false, nullable: true, hidden: false, type: 'BTREE' },
    ...more,
  });
  const cut = (columns: [string, KeyColumn][], ...parts: IndexPart[]) => {
    const found = chooseCut(parts, new Map(columns), null);
    return found && [found.index, ...found.columns.map(({ name }) => name)];
  };

  test('is a unique one with NULLs, as far as its columns allow exact bounds', () => {
    const all = [column('a'), column('f', { dataType: 'float' }), column('b')];
    expect(cut(all, part('u', 'a'), part('u', 'f'), part('u', 'b'))).toEqual(['u', 'a']);
    expect(cut(all, part('u', 'f'))).toBeNull();
    expect(cut(all, part('u', 'a', { type: 'HASH' }))).toBeNull();
  });

  test('has no bounds on generated columns, SETs, long ENUMs and CHARs whose trailing spaces count', () => {
    const members = Array.from({ length: 200 }, (_, i) => `'m${i}'`).join();
    for (const more of [
      { generated: true },
      { dataType: 'set' },
      { dataType: 'enum', type: `enum(${members})` },
      { dataType: 'char', charset: 'utf8mb4', collation: 'utf8mb4_general_nopad_ci' },
    ])
      expect(cut([column('x', more)], part('u', 'x'))).toBeNull();
    expect(cut([column('x', { dataType: 'enum', type: "enum('a','it''s','\\\\','')" })], part('u', 'x'))).toEqual([
      'u',
      'x',
    ]);
  });
});

describe('columns', () => {
  const column = (name: string, dataType: string): Column => ({
    name,
    dataType,
    type: dataType,
    charset: null,
    nullable: true,
  });
  const all = [column('a`', 'float'), column('j', 'json'), column('u', 'uuid'), column('n', 'int')];

  test('are read as they are, FLOAT as a double', () => {
    expect(selectList(all, 'mysql')).toBe('`a```*1e0,`j`,`u`,`n`');
  });

  test('that want text get it when the load is binary', () => {
    expect(loadTarget(all, 'mysql')).toEqual({
      columnList: '(@v0,@v1,`u`,@v3)',
      set: 'SET `a```=@v0,`j`=CONVERT(@v1 USING utf8mb4),`n`=@v3',
    });
    expect(loadTarget(all, 'mariadb')).toEqual({
      columnList: '(@v0,`j`,@v2,@v3)',
      set: 'SET `a```=@v0,`u`=CONVERT(@v2 USING utf8mb4),`n`=@v3',
    });
    expect(loadTarget([column('n', 'int')], 'mysql')).toEqual({ columnList: '(`n`)', set: '' });
    expect(insertExpression(column('j', 'json'), 'mysql', "_binary'{}'")).toBe("CONVERT(_binary'{}' USING utf8mb4)");
    expect(insertExpression(column('j', 'json'), 'mariadb', "'{}'")).toBe("'{}'");
  });
});

describe('members of ENUM and SET', () => {
  test.each(["enum('new','paid','it''s','a-b')", "set('x','z')", "enum('新','旧')", 'int(11)', 'varchar(20)'])(
    'are told apart by their text: %s',
    (type) => expect(hasAmbiguousMembers(type)).toBe(false),
  );

  test.each([
    "enum('a','')",
    "enum('a','A')",
    "set('a','b',' ')",
    "enum('ss','ß')",
    "enum('v','w')",
    "enum('a-b','ab')",
    "set('é')",
  ])('are not told apart for certain: %s', (type) => expect(hasAmbiguousMembers(type)).toBe(true));
});

describe('JSON with hidden types', () => {
  test('gets them back member by member, counted as the server counts', () => {
    const text = '{"a\\"b": 1.10, "c": [7, {"d": "2020-01-01"}, "base64:type16:Cqo="], "e": {"f": 5}}';
    // members: a"b, c, e, then d (inside c), f (inside e); cells: 7, {…}, "base64…"
    expect(typedJson('doc', text, 'm1:DECIMAL,m4:DATE,m5:UNSIGNED INTEGER,c1:DECIMAL,c3:BIT')).toBe(
      `JSON_REPLACE(doc,'$."a\\\\"b"',1.10,'$."c"[1]."d"',CAST('2020-01-01' AS DATE),'$."e"."f"',CAST(5 AS UNSIGNED),'$."c"[0]',CAST(7 AS DECIMAL(65,0)),` +
        `'$."c"[2]',(SELECT v FROM JSON_TABLE('[2730]','$[*]' COLUMNS(v BIT(16) PATH '$')) AS t))`,
    );
    expect(typedJson('doc', '1.5', '$:DECIMAL')).toBe("JSON_REPLACE(doc,'$',1.5)");
    expect(typedJson('doc', '"base64:type254:YQ=="', '$:BLOB')).toBe('doc');
    expect(() => typedJson('doc', '{}', 'm1:DATE')).toThrow('no member');
  });

  test('has nothing in it that a type does not print, so that a row brings no SQL', () => {
    const call = '(SELECT/**/live.f())';
    // Whoever does not skip the line's end takes the names of members for what stands between them.
    const text = `{\n":a,":1,"x:${call}}":2,":1,":3}`;
    expect(typedJson('doc', text, 'm2:DECIMAL')).toBe(`JSON_REPLACE(doc,'$."x:${call}}"',CAST(2 AS DECIMAL(65,0)))`);
    for (const [text, types] of [
      [`[${call}]`, 'c1:DECIMAL'],
      ['[1e5]', 'c1:UNSIGNED INTEGER'],
      ['["2020-01-01\\\\x"]', 'c1:DATE'],
      ['[true]', 'c1:DECIMAL'],
      ['[1', 'c1:DECIMAL'],
      ['[1]]', 'c1:DECIMAL'],
    ] as const)
      expect(() => typedJson('doc', text, types), text).toThrow('no member');
  });

  test('that nobody can read comes to its end all the same', () => {
    for (const text of ['[\n1', '{\n"a"}', '['.repeat(1_000_000), `${'['.repeat(101)}1${']'.repeat(101)}`])
      expect(() => typedJson('doc', text, 'c1:DECIMAL')).toThrow('no member');
    const deep = `${'['.repeat(100)}1.0${']'.repeat(100)}`;
    expect(typedJson('doc', deep, 'c100:DECIMAL')).toContain(',1.0)');
    expect(typedJson('doc', '[\n1.0,\t2.0 ]', 'c2:DECIMAL')).toBe("JSON_REPLACE(doc,'$[1]',2.0)");
  });
});
