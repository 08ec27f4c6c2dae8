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
      { name: 'h', host: 'h', port: 3306, user: 'a@b', password: 'p/1', schemas: ['shop', 'log'], tls: 'required' },
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

  const read = (text: string) =>
    parse(text).shards.map(({ host, port, user, password, schemas, tls }) =>
      [`${user}@${host}:${port}`, password, schemas?.join(), tls].filter((one) => one !== undefined),
    );

  test('drivers, clients and files say the same in their own ways, and how to encrypt too', () => {
    const whole = [['app@h1:3307', 'p w', 'shop', 'required']];
    expect(read('jdbc:mysql://h1:3307/shop?user=app&password=p%20w&sslMode=REQUIRED')).toEqual(whole);
    expect(read('mysql://app:p%20w@h1:3307/shop?ssl-mode=required')).toEqual(whole);
    expect(read('Server=h1;Port=3307;Uid=app;Pwd=p w;Database=shop;SslMode=Required')).toEqual(whole);
    expect(read(`mysql -h h1 -P3307 --user=app -p'p w' --ssl-mode=REQUIRED shop`)).toEqual(whole);
    expect(read('DB_HOST=h1\nDB_PORT=3307\nDB_USER=app\nDB_PASSWORD="p w"\nDB_NAME=shop\nDB_SSLMODE=require')).toEqual(
      whole,
    );
    expect(read('[client]\nhost = h1\nport=3307\nuser=app\npassword=p w\ndatabase=shop\nssl-mode=REQUIRED')).toEqual(
      whole,
    );
    expect(read('mysql -h db1 -u root -p')).toEqual([['root@db1:3306']]);
    expect(read('mysql://root:p@ss@h1')).toEqual([['root@h1:3306', 'p@ss']]);
  });

  test('files of several servers are several shards', () => {
    const yaml = `dataSources:
  ds_0:
    jdbcUrl: jdbc:mysql://h0:3306/demo_0?useSSL=false
    username: root
    password: a
  ds_1:
    jdbcUrl: jdbc:mysql://h1:3306/demo_1
    username: root
    password: b`;
    expect(read(yaml)).toEqual([
      ['root@h0:3306', 'a', 'demo_0', 'off'],
      ['root@h1:3306', 'b', 'demo_1'],
    ]);
    expect(read('DB0_HOST=h0\nDB1_HOST=h1\nDB0_PASSWORD=a\nDB1_PASSWORD=b')).toEqual([
      ['root@h0:3306', 'a'],
      ['root@h1:3306', 'b'],
    ]);
  });

  test('what is no host, and what is not about a server, is marked and taken for nothing', () => {
    const why = (text: string) => {
      const { shards, mistakes } = parse(text);
      expect(shards).toEqual([]);
      return mistakes.map((one) => one.why);
    };
    expect(why('APP_KEY=x')).toEqual(['key']);
    expect(why('DB_PASSWORD=x')).toEqual(['no-host']);
    expect(why('mysql -u root -psecret')).toEqual(['no-host']);
    expect(why('host=h1 user=u password=p')).toEqual(['host']);
    expect(why('127.0.0.1;rm')).toEqual(['host']);
    expect(why('http://h1/')).toEqual(['form']);
    expect(why('-secret-')).toEqual(['host']);
    expect(why('jdbc:mysql://h1/x?user=a&password=b@c')).toEqual(['escape']);
    expect(why('mysql://h1?sslMode=SOMETIMES')).toEqual(['tls']);
    expect(why('Server=h1;Uid=u;Pwd=a;uid=b')).toEqual(['form']);
  });

  test('no secret of a pasted line ever becomes a name, a host or a user, whatever it is made of', () => {
    const lines: ((secret: string) => string)[] = [
      (s) => `mysql://app:${s}@h1:3306/shop`,
      (s) => `app:${s}@h1`,
      (s) => `jdbc:mysql://h1/shop?user=app&password=${s}`,
      (s) => `jdbc:mysql://h1/shop?password=${s}&user=app`,
      (s) => `Server=h1;Uid=app;Pwd=${s};Database=shop`,
      (s) => `Server=h1;Uid=app;Database=shop;Password=${s}`,
      (s) => `server=h1;uid=app;pwd='${s}'`,
      (s) => `mysql -h h1 -u app -p${s} shop`,
      (s) => `mysql -h h1 -u app --password=${s}`,
      (s) => `MYSQL_PWD=${s} mysql -h h1 -u app`,
      (s) => `DB_HOST=h1\nDB_USER=app\nDB_PASSWORD=${s}`,
      (s) => `DB_PASSWORD=${s}\nDB_HOST=h1`,
      (s) => `MYSQL_ROOT_PASSWORD="${s}"`,
      (s) => `DB_HOST_SECRET=${s}`,
      (s) => `[client]\nuser=app\npassword=${s}\nhost=h1`,
      (s) => `password: ${s}\nhost: h1`,
      (s) => `username: app\npassword: "${s}"\njdbcUrl: jdbc:mysql://h1/shop`,
    ];
    const secret = fc.string({
      unit: fc.constantFrom(...'Zq7.:/@?#&%{},;=+-_!$ \'"\\'.split('')),
      minLength: 5,
      maxLength: 14,
    });
    fc.assert(
      fc.property(fc.constantFrom(...lines), secret, (line, word) => {
        for (const { name, host, user } of parse(line(word)).shards)
          for (const shown of [name, host, user]) expect(/[Zq7]/.test(shown), `${line(word)} → ${shown}`).toBe(false);
      }),
      { numRuns: 4_000 },
    );
  });
});
