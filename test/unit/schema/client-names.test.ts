import { expect, test } from 'vitest';
import type { Session } from '../../../electron/engine/mysql/connect.ts';
import { maskText } from '../../../electron/engine/schema/client-charset.ts';
import { ClientNames, hidesLetters } from '../../../electron/engine/schema/client-names.ts';
import { nameOf, tokenizeSql } from '../../../electron/engine/sql/tokenize-sql.ts';

/** Asks a server that reads single bytes so. */
async function readBy(server: Readonly<Record<string, string>>, charset: string, ...statements: string[]) {
  const asked: string[] = [];
  const query = async (question: string) => {
    const names = [...question.matchAll(/0x([0-9a-f]*) USING \w+\) USING utf8mb4\) AS n/g)].map(([, hex = '']) =>
      Buffer.from(hex, 'hex').toString('latin1'),
    );
    asked.push(...names);
    return [
      Object.fromEntries(
        names.flatMap((name, at) => [
          [`n${at}`, utf8Of(name, server)],
          [`b${at}`, Buffer.from(name.replace('\xff', ''), 'latin1')],
        ]),
      ),
    ];
  };
  const names = new ClientNames({ query } as unknown as Session);
  const read: string[][] = [];
  for (const statement of statements) {
    const sql = Buffer.from(statement, 'latin1');
    const tokens = tokenizeSql(maskText(sql, charset));
    await names.learn(sql, tokens, charset);
    const decode = names.decoder(charset);
    read.push(
      tokens.filter(({ kind }) => kind === 'name').map((token) => nameOf({ ...token, text: decode(sql, token) })),
    );
  }
  return { read, asked };
}

function utf8Of(name: string, server: Readonly<Record<string, string>>): Buffer {
  return Buffer.from(Array.from(name, (letter) => server[letter] ?? letter).join(''));
}

test('names are read as the server reads them, and asked for once', async () => {
  expect(await readBy({ '\x82': 'é' }, 'cp850', 'DROP TABLE `caf\x82`.`par`', 'DROP VIEW `caf\x82`.`v`')).toEqual({
    read: [
      ['café', 'par'],
      ['café', 'v'],
    ],
    asked: ['caf\x82'],
  });
  expect(await readBy({ '[': 'Ä' }, 'swe7', 'DROP TABLE `f[r`')).toEqual({ read: [['fÄr']], asked: ['f[r'] });
  expect((await readBy({ '\\': '¥' }, 'sjis', 'DROP TABLE `a\\b`')).read).toEqual([['a¥b']]);
});

test('quotes in a name stand twice, wherever bytes of other characters look like them', async () => {
  // 0xad60 is one character of gbk, of which the second byte is that of a quote.
  const { read, asked } = await readBy({ '\xad': 'A', '`': 'q' }, 'gbk', 'DROP TABLE `\xad\x60``x`.`t```');
  expect(asked).toEqual(['\xad\x60\x60x']);
  expect(read).toEqual([['Aqqx', 't`']]);
});

test('UTF-8 is read without asking, unless it is none, and has no characters of four bytes in names', async () => {
  const utf8 = (text: string) => Buffer.from(text).toString('latin1');
  expect(await readBy({}, 'utf8mb4', `DROP TABLE \`${utf8('café中')}\``)).toEqual({ read: [['café中']], asked: [] });
  expect((await readBy({}, 'utf8mb4', `DROP TABLE \`${utf8('a\u{1f600}')}\``)).read).toEqual([['a?']]);
});

test('a name that is none in its charset is told from others, of whatever a server makes of it', async () => {
  const unreadable = async (sql: string, charset: string) => {
    const session = {
      query: async () => [{ n0: Buffer.from('f?'), b0: Buffer.from('f?') }],
    } as unknown as Session;
    const names = new ClientNames(session);
    const bytes = Buffer.from(sql, 'latin1');
    const tokens = tokenizeSql(maskText(bytes, charset));
    await names.learn(bytes, tokens, charset);
    return names.unreadable(bytes, tokens, charset);
  };
  expect(await unreadable('DROP TABLE `f\x81`', 'latin7')).toMatch(/^`f/);
  expect(await unreadable('DROP TABLE `f\xff`', 'utf8mb4')).toMatch(/^`f/);
  expect(await unreadable('DROP TABLE `f?`', 'latin7')).toBeUndefined();
  expect(await unreadable("DROP VIEW v /* f\x81 */, w, 'f\x81'", 'latin7')).toBeUndefined();
});

test('marks of ASCII are letters in swe7', () => {
  const hides = (sql: string, charset: string) => hidesLetters(tokenizeSql(sql), charset);
  for (const letter of '[\\]^{|}~') expect(hides(`DROP TABLE f${letter}r.par`, 'swe7')).toBe(true);
  expect(hides('DROP TABLE f[r.par', 'latin1')).toBe(false);
  expect(hides('CREATE DEFINER=`a`@`%` VIEW `f[r` AS SELECT 1', 'swe7')).toBe(false);
});
