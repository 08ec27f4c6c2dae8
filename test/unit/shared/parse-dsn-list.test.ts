import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseDsnList } from '../../../shared/parse-dsn-list.ts';

const parse = (text: string) => parseDsnList(text, { user: 'root', port: 3306 });

describe('a pasted list of servers', () => {
  test('ranges of a line count together', () => {
    const { shards, mistakes } = parse('mysql://app@db{0..3}.lan:3307/shop_{0..3}');
    expect(mistakes).toEqual([]);
    expect(shards.map(({ name, host, port, user, schemas }) => [name, host, port, user, schemas])).toEqual(
      [0, 1, 2, 3].map((n) => [`db${n}`, `db${n}.lan`, 3307, 'app', [`shop_${n}`]]),
    );
  });

  test('hosts alone, addresses, lists in braces, padded numbers, comments and empty lines are understood', () => {
    const { shards } = parse('# ours\n10.0.0.{8..10}\n\nnode{08..10}:13306\n{eu,us}.lan\n[::1]:3310');
    expect(shards.map(({ host, port }) => `${host}:${port}`)).toEqual([
      '10.0.0.8:3306',
      '10.0.0.9:3306',
      '10.0.0.10:3306',
      'node08:13306',
      'node09:13306',
      'node10:13306',
      'eu.lan:3306',
      'us.lan:3306',
      '::1:3310',
    ]);
    expect(shards.map(({ name }) => name)).toEqual(shards.map((_, i) => `s${i}`));
  });

  test('user, password and schemas may hold what a URL escapes', () => {
    expect(parse('mysql://a%40b:p%2F1@h/shop,log?useSSL=true').shards).toEqual([
      { name: 'h', host: 'h', port: 3306, user: 'a@b', password: 'p/1', schemas: ['shop', 'log'] },
    ]);
  });

  test('what is not understood is named by its line, and the rest is kept', () => {
    const { shards, mistakes } = parse('db1\nnot a host\ndb2:99999\ndb{0..2}/s_{0..1}\ndb{0..}\ndb{0..999}\ndb3');
    expect(shards.map(({ host }) => host)).toEqual(['db1', 'db3']);
    expect(mistakes).toEqual([
      { line: 2, why: 'form' },
      { line: 3, why: 'port' },
      { line: 4, why: 'ranges' },
      { line: 5, why: 'ranges' },
      { line: 6, why: 'too-many' },
    ]);
  });

  test('any text is answered, with names that differ and ports that exist', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...'ab1{}.,:/@[]# \n0..9-?%'.split('')), maxLength: 80 }),
        (text) => {
          const { shards } = parse(text);
          expect(new Set(shards.map(({ name }) => name.toLowerCase())).size).toBe(shards.length);
          for (const { port, host } of shards) expect(port > 0 && port < 65536 && host !== '').toBe(true);
        },
      ),
    );
  });
});
