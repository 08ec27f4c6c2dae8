import { describe, expect, test } from 'vitest';
import { chooseCut, chooseKey, type IndexPart, type KeyColumn } from '../../../electron/engine/schema/choose-key.ts';
import { insertExpression, loadTarget, selectList } from '../../../electron/engine/schema/select-columns.ts';
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
    expect(selectList(all)).toBe('`a```*1e0,`j`,`u`,`n`');
  });

  test('that want text get it when the load is binary', () => {
    expect(loadTarget(all, 'mysql')).toEqual({
      columnList: '(`a```,@v1,`u`,`n`)',
      set: 'SET `j`=CONVERT(@v1 USING utf8mb4)',
    });
    expect(loadTarget(all, 'mariadb')).toEqual({
      columnList: '(`a```,`j`,@v2,`n`)',
      set: 'SET `u`=CONVERT(@v2 USING utf8mb4)',
    });
    expect(loadTarget([column('n', 'int')], 'mysql')).toEqual({ columnList: '(`n`)', set: '' });
    expect(insertExpression(column('j', 'json'), 'mysql', "_binary'{}'")).toBe("CONVERT(_binary'{}' USING utf8mb4)");
    expect(insertExpression(column('j', 'json'), 'mariadb', "'{}'")).toBe("'{}'");
  });
});
