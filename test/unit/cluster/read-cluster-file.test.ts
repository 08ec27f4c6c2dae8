import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { readClusterFile } from '../../../electron/engine/cluster/read-cluster-file.ts';
import { EngineError } from '../../../electron/engine/engine-error.ts';

const folder = mkdtempSync(join(tmpdir(), 'shardkeep-cluster-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(text: string, name = 'shop.yaml'): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

/** The error that reading the text gives. */
function errorOf(text: string, env: Record<string, string> = {}): EngineError {
  try {
    readClusterFile(file(text), env);
  } catch (error) {
    if (error instanceof EngineError) return error;
    throw error;
  }
  throw new Error('no error');
}

/** Its lines, without the name of the file. */
function mistakes(text: string, env: Record<string, string> = {}): string[] {
  const { message } = errorOf(text, env).failure;
  return [...message.matchAll(/line \d+: .*?(?=\.?$)/gm)].map(([line]) => line);
}

const shard = (fields: string) => `name: shop\nshards:\n  - {name: s0, host: h, user: u, ${fields}}\n`;

describe('a cluster file', () => {
  test('may be YAML or JSON, also with tabs and a trailing comma', () => {
    const expected = { name: 'shop', shards: [{ name: 's0', host: 'db1', port: 3307, user: 'app', password: 'p w' }] };
    expect(
      readClusterFile(
        file('name: shop\nshards:\n  - name: s0\n    host: db1\n    port: 3307\n    user: app\n    password: p w\n'),
      ),
    ).toEqual(expected);
    const json = JSON.stringify(expected, null, '\t').replace(/\n\}$/, ',\n}');
    expect(readClusterFile(file(json, 'shop.json'))).toEqual(expected);
  });

  test('has port 3306 and an empty password unless it says otherwise', () => {
    expect(readClusterFile(file(shard('schemas: [a]'))).shards[0]).toMatchObject({
      port: 3306,
      password: '',
      schemas: ['a'],
    });
  });

  test('takes a password from the environment or from the first line of a file beside it', () => {
    expect(
      readClusterFile(file(shard('passwordEnv: SHARDKEEP_PW')), { SHARDKEEP_PW: 'from env' }).shards[0]?.password,
    ).toBe('from env');
    writeFileSync(join(folder, 'pw.txt'), '\uFEFFfirst line \r\nsecond');
    expect(readClusterFile(file(shard('passwordFile: pw.txt'))).shards[0]?.password).toBe('first line ');
  });

  test('reaches no other secrets of the user unless they are allowed', () => {
    const outside = join(mkdtempSync(join(tmpdir(), 'elsewhere-')), 'token');
    writeFileSync(outside, 'a token');
    symlinkSync(outside, join(folder, 'link'));
    const env = { AWS_SECRET_ACCESS_KEY: 'theirs' };
    const read = (fields: string, allowed = {}) =>
      readClusterFile(file(shard(fields)), env, allowed).shards[0]?.password;
    expect(() => read('passwordEnv: AWS_SECRET_ACCESS_KEY')).toThrow('--allow-env');
    expect(read('passwordEnv: AWS_SECRET_ACCESS_KEY', { env: ['AWS_SECRET_ACCESS_KEY'] })).toBe('theirs');
    for (const path of [outside, 'link']) {
      expect(() => read(`passwordFile: ${path}`)).toThrow('--allow-password-files');
      expect(read(`passwordFile: ${path}`, { passwordFiles: true })).toBe('a token');
    }
  });

  test('has TLS files relative to itself', () => {
    const [read] = readClusterFile(file(shard('tls: {mode: verify, ca: certs/ca.pem}'))).shards;
    expect(read?.tls).toEqual({ mode: 'verify', ca: join(folder, 'certs/ca.pem') });
  });
});

describe('a mistake is named with line and field', () => {
  test('when a value cannot be used', () => {
    expect(mistakes('name: shop\nshards:\n  - name: s0\n    host: h\n    user: u\n    port: 70000')).toEqual([
      'line 6: shards[0].port: must be a whole number from 1 to 65535',
    ]);
    expect(mistakes(shard('port: "3306"'))).toEqual(['line 3: shards[0].port: must be a whole number from 1 to 65535']);
    expect(mistakes(shard('tls: {mode: maybe}'))).toEqual([
      'line 3: shards[0].tls.mode: must be one of "off", "preferred", "required", "verify"',
    ]);
    expect(mistakes('name: ""\nshards: []')).toEqual([
      'line 1: name: must not be empty',
      'line 2: shards: must have at least one entry',
    ]);
    expect(mistakes(shard('schemas: shop'))).toEqual(['line 3: shards[0].schemas: must be a list']);
  });

  test('when a field is missing', () => {
    expect(mistakes('name: shop\nshards:\n  - name: s0\n    host: h\n')).toEqual([
      'line 3: shards[0].user: is missing',
    ]);
    expect(mistakes('shards: []')).toContain('line 1: name: is missing');
  });

  test('when there is nothing, or something else', () => {
    for (const text of ['', '# only a comment', 'hello', '[1]', '5'])
      expect(mistakes(text), text).toEqual(['line 1: the file must hold "name" and "shards"']);
  });

  test('when a field is unknown, with the field that was meant', () => {
    const hint = (field: string) => mistakes(shard(`${field}: x`))[0];
    expect(hint('pasword')).toContain('shards[0].pasword: is not a field of a cluster file; did you mean "password"?');
    expect(hint('password_env')).toContain('"passwordEnv"');
    expect(hint('prot')).toContain('"port"');
    expect(hint('databases')).toContain('"schemas"');
    expect(hint('colour')).toContain('known fields are name, host, port');
    expect(mistakes('name: a\nshard: []')).toContain(
      'line 2: shard: is not a field of a cluster file; did you mean "shards"?',
    );
  });

  test('when it asks for SSH', () => {
    expect(mistakes(shard('ssh: {host: jump}'))[0]).toContain('line 3: shards[0].ssh: is not available yet');
  });

  test('when a shard has two passwords or the name of another', () => {
    expect(mistakes(shard('password: a, passwordEnv: B'))).toEqual([
      'line 3: shards[0]: give only one of password, passwordEnv and passwordFile',
    ]);
    const two = 'name: a\nshards:\n  - {name: s0, host: h, user: u}\n  - {name: s0, host: i, user: u}\n';
    expect(mistakes(two)).toEqual(['line 4: shards[1].name: "s0" is already the name of shards[0]']);
  });

  test('when a password cannot be found', () => {
    const text = `name: a\nshards:\n  - {name: s0, host: h, user: u, passwordEnv: SHARDKEEP_PW}\n  - {name: s1, host: h, user: u, passwordFile: none}\n`;
    expect(mistakes(text)).toEqual([
      'line 3: shards[0].passwordEnv: names the environment variable SHARDKEEP_PW, which is not set',
      `line 4: shards[1].passwordFile: names ${join(folder, 'none')}, which does not exist`,
    ]);
  });

  test('when it is not YAML', () => {
    expect(mistakes('name: a\nname: b\n')).toEqual(['line 2: this field is given twice']);
    expect(mistakes('{"name":"a",\n"shards":[{"name":"s0" "host":"h"}]}')[0]).toMatch(
      /^line 2: .*a comma, quote or bracket may be missing/,
    );
    expect(mistakes('name: a\nshards: *x')).toEqual(['line 2: text that begins with * or & must be put in quotes']);
  });

  test('together with all others, and the first as data', () => {
    const error = errorOf('name: shop\nshards:\n  - {name: s0, host: h}\n  - {name: s1, hst: h, user: u, port: 0}\n');
    expect(error.failure.code).toBe('bad-input');
    expect(error.failure.where).toEqual({ file: join(folder, 'shop.yaml'), field: 'shards[0].user' });
    expect(error.failure.message).toContain('has 4 mistakes');
  });

  test('when it cannot be read at all', () => {
    expect(() => readClusterFile(join(folder, 'nowhere.yaml'))).toThrow(/cannot be read/);
  });
});

describe('a file that is made to hold its reader up', () => {
  const many = (count: number, text: (i: number) => string) =>
    Array.from({ length: count }, (_, i) => text(i)).join('');
  test.each<[string, string, string]>([
    ['groups inside of each other', '['.repeat(10_000), 'more groups inside of each other'],
    ['lists inside of each other', `${'- '.repeat(5000)}a`, 'more groups inside of each other'],
    ['keys inside of each other', '? '.repeat(5000), 'more groups inside of each other'],
    ['very many fields', many(5000, (i) => `k${i}: 1\n`), 'too many fields'],
    ['very many fields in braces', `{${many(5000, (i) => `k${i}: 1, `)}}`, 'too many fields'],
    ['a long list', `a: [${'x,'.repeat(300_000)}]`, 'more in this file than a cluster can have'],
    ['very many aliases', `a: &a 1\nb: [${'*a,'.repeat(5000)}]`, 'too many texts that begin with *'],
  ])('by %s is refused before anything is made of it', (_, text, why) => {
    expect(mistakes(text)).toEqual([expect.stringContaining(why)]);
  });

  test('by names that stand for each other is refused', () => {
    const bomb = `a: &a0 [x,x]\n${many(12, (i) => `b${i}: &a${i + 1} [${`*a${i},`.repeat(9)}]\n`)}`;
    expect(errorOf(bomb).failure.code).toBe('bad-input');
  });

  test('is told from a large one that repeats its settings by name', () => {
    const shards = many(250, (i) => `  - {name: s${i}, host: h${i}, user: *u, tls: *t, schemas: *s}\n`);
    const text = `name: big\nshards:\n  - {name: s, host: h, user: &u me, tls: &t {mode: off}, schemas: &s [a, b]}\n${shards}`;
    expect(readClusterFile(file(text)).shards).toHaveLength(251);
  });

  test('has its first mistakes named, and the others counted', () => {
    const text = `name: a\nshards:\n${many(30, (i) => `  - {name: s${i}, host: h, user: u, port: x}\n`)}`;
    expect(mistakes(text)).toHaveLength(20);
    expect(errorOf(text).failure.message).toContain('and 10 more');
  });
});

describe('a password is never repeated', () => {
  test('whatever is wrong with it', () => {
    const values = [
      '12345678',
      '*topsecret',
      '&topsecret',
      '!topsecret',
      '[topsecret]',
      '{topsecret: 1}',
      '"topsecret',
      '@topsecret',
      '%topsecret',
      'topsecret: x',
      '`topsecret',
    ];
    for (const value of values) {
      const { failure } = errorOf(`name: a\nshards:\n  - name: s0\n    host: h\n    user: u\n    password: ${value}\n`);
      expect(failure.code, value).toBe('bad-input');
      expect(JSON.stringify(failure), value).not.toMatch(/topsecret|12345678/);
      expect(failure.message, value).toContain('line ');
    }
  });

  test('and no text at all makes the reader fail in another way than with bad-input', () => {
    const line = fc.constantFrom(
      'name: a',
      'shards:',
      '  - name: s0',
      '    host: h',
      '    user: *u',
      '    tls:',
      '      mode: &a off',
      '{',
      '}',
      '- [',
      '"',
      '<<: *a',
      '? x',
      '---',
      '%YAML 1.1',
      '\t',
    );
    const text = fc.oneof(
      fc.array(line, { maxLength: 8 }).map((lines) => lines.join('\n')),
      fc.string({ unit: 'binary' }),
    );
    fc.assert(
      fc.property(text, (content) => {
        try {
          readClusterFile(file(content), {});
        } catch (error) {
          expect(error).toBeInstanceOf(EngineError);
          expect((error as EngineError).failure.code).toBe('bad-input');
        }
      }),
    );
  });
});
