import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { connect, type Session } from '../../electron/engine/mysql/connect.ts';
import { quoteName } from '../../electron/engine/mysql/quote.ts';
import { parseVersion } from '../../electron/engine/mysql/server-info.ts';
import { maskText } from '../../electron/engine/schema/client-charset.ts';
import { ClientNames } from '../../electron/engine/schema/client-names.ts';
import { nameOf, tokenizeSql } from '../../electron/engine/sql/tokenize-sql.ts';
import { backUpLog } from '../support/incremental.ts';
import { backUp, restore, temporaryFolder } from '../support/round-trip.ts';
import { FLAVOURS, freshSchema, testServer } from '../support/servers.ts';

/** A client cannot have them. */
const NO_CLIENT = ['ucs2', 'utf16', 'utf16le', 'utf32'];
/** Of one byte for each letter, and with a letter that the test's names are made of. */
const LETTERS = {
  latin1: 'é',
  cp850: 'é',
  dec8: 'é',
  swe7: 'Ä',
  koi8u: 'Є',
  hp8: 'é',
  gbk: '中',
  sjis: '中',
  big5: '中',
};
const COLUMNS = 500;

describe.each(FLAVOURS)('names of clients of %s that do not write in UTF-8', (flavour) => {
  const server = testServer(flavour);
  const target = testServer(flavour, 'target');
  let session: Session;
  beforeAll(async () => {
    session = await connect(server.shard('s0'));
  });
  beforeEach(() => session.execute('SET character_set_client=utf8mb4'));
  afterAll(() => session.close());

  const encode = async (text: string, charset: string) => {
    const [row] = await session.query(
      `SELECT CONVERT(CONVERT(0x${Buffer.from(text).toString('hex')} USING utf8mb4) USING ${charset}) AS bytes`,
    );
    return row?.bytes ?? Buffer.alloc(0);
  };

  test('are read as the server reads them: every byte of every charset, and characters of two', async () => {
    const schema = await freshSchema(server, 'letters');
    await session.execute(`USE ${schema}`);
    const charsets = (await session.texts('SELECT CHARACTER_SET_NAME AS name FROM information_schema.CHARACTER_SETS'))
      .map(({ name }) => name ?? '')
      .filter((name) => !NO_CLIENT.includes(name));
    const names = new ClientNames(session);
    const reader = { flavour, version: parseVersion(session.version) };
    const readNames = async (sql: Buffer, charset: string) => {
      const tokens = tokenizeSql(maskText(sql, charset), { server: reader });
      await names.learn(sql, tokens, charset);
      const decode = names.decoder(charset);
      return tokens
        .filter(({ kind }) => kind === 'name')
        .map((token) =>
          names.unreadable(sql, [token], charset) === undefined
            ? nameOf({ ...token, text: decode(sql, token) })
            : undefined,
        );
    };
    const differing: string[] = [];
    let [same, refused] = [0, 0];
    for (const charset of charsets) {
      const look = async (letters: readonly string[]): Promise<void> => {
        const columns = letters.map((letter, at) => `\`${at}_${letter}x\` INT`);
        const sql = Buffer.from(`CREATE TEMPORARY TABLE named (${columns.join(', ')})`, 'latin1');
        await session.execute('DROP TEMPORARY TABLE IF EXISTS named');
        await session.execute(`SET character_set_client=${charset}`);
        const isTaken = await session.execute(sql).then(
          () => true,
          () => false,
        );
        await session.execute('SET character_set_client=utf8mb4');
        // Both refuse bytes that are no character; which ones is their own affair.
        if (!isTaken && letters.length === 1) return;
        if (!isTaken) {
          const half = letters.length >> 1;
          await look(letters.slice(0, half));
          return look(letters.slice(half));
        }
        const there = (await session.texts('SHOW COLUMNS FROM named')).map(({ Field }) => Field);
        const read = await readNames(sql, charset);
        expect(read, charset).toHaveLength(there.length);
        same += read.filter((name, at) => name === there[at]).length;
        refused += read.filter((name) => name === undefined).length;
        const others = read.flatMap((name, at) =>
          name === undefined || name === there[at] ? [] : [[name, there[at]]],
        );
        differing.push(...others.map(([name, other]) => `${charset}: ${name}, ${other}`));
      };
      const letters = [...singleBytes(), ...pairs(charset)];
      for (let from = 0; from < letters.length; from += COLUMNS) await look(letters.slice(from, from + COLUMNS));
    }
    expect(differing).toEqual([]);
    expect(same).toBeGreaterThan(3000);
    // What is no character of its charset; MariaDB takes hardly any of it.
    expect(refused).toBeLessThan(flavour === 'mysql' ? 3000 : 300);
  });

  test('stand in a log for what they mean, also under other names and beside live schemas', async () => {
    // MySQL cannot read its own views of a client in swe7 again.
    const letters = Object.entries(LETTERS).filter(([charset]) => flavour === 'mariadb' || charset !== 'swe7');
    const schemas: string[] = [];
    for (const [charset, letter] of letters) {
      const schema = `${await freshSchema(server, charset)}_${letter}`;
      await session.execute(`CREATE DATABASE ${quoteName(schema)}`);
      await session.execute(`CREATE TABLE ${quoteName(schema)}.t (id INT PRIMARY KEY)`);
      schemas.push(schema);
    }
    const to = join(temporaryFolder(), 'destination');
    const shards = [server.shard('s0', { schemas })];
    await backUp(shards, { to });
    for (const [at, [charset, letter]] of letters.entries()) {
      const schema = schemas[at] ?? '';
      const [own, name] = [await encode(`\`${schema}\``.slice(1, -1), charset), await encode(letter, charset)];
      const write = (...parts: readonly (string | Buffer)[]) =>
        session.execute(Buffer.concat(parts.map((part) => Buffer.from(part))));
      await session.execute(`SET character_set_client=${charset}`);
      await write('CREATE TABLE `', own, '`.`n', name, '` (`', name, '` INT PRIMARY KEY)');
      await write('ALTER TABLE `', own, '`.t ADD COLUMN `', name, '` INT DEFAULT 7');
      await write('CREATE VIEW `', own, '`.v AS SELECT `', name, '` FROM `', own, '`.`n', name, '`');
      await write('CREATE VIEW `', own, '`.`v', name, '` (`', name, '`) AS SELECT 1');
      await write('CREATE TABLE `', own, '`.`dropped', name, '` (id INT)');
      await write('CREATE TABLE `', own, '`.`a', name, '` (id INT)');
      await write('CREATE TABLE `', own, '`.`copy', name, '` LIKE `', own, '`.`a', name, '`');
      await write('CREATE TABLE `', own, '`.`selected', name, '` SELECT * FROM `', own, '`.`a', name, '`');
      await write('RENAME TABLE `', own, '`.`a', name, '` TO `', own, '`.`b', name, '`');
      await write('CREATE INDEX `i', name, '` ON `', own, '`.t (id)');
      await write('TRUNCATE TABLE `', own, '`.`b', name, '`');
      await write('DROP TABLE `', own, '`.`dropped', name, '`');
      // MySQL itself cannot read a trigger with such a name again, of a client in gbk and the like.
      const trigger = flavour === 'mysql' && letter === '中' ? '' : name;
      await write(
        'CREATE TRIGGER `',
        own,
        '`.`tr',
        trigger,
        '` BEFORE INSERT ON `',
        own,
        '`.t FOR EACH ROW SET @a = 1',
      );
      await write('CREATE PROCEDURE `', own, '`.`p', name, '`(`x', name, '` INT) SELECT 1');
      await write('CREATE FUNCTION `', own, '`.`f', name, '`() RETURNS INT DETERMINISTIC RETURN 1');
      await write('CREATE EVENT `', own, '`.`e', name, '` ON SCHEDULE EVERY 1 DAY DISABLE DO SELECT 1');
      await write('CREATE PROCEDURE `', own, '`.`gone', name, '`() SELECT 1');
      await write('DROP PROCEDURE `', own, '`.`gone', name, '`');
      await session.execute('SET character_set_client=utf8mb4');
      await session.execute(`INSERT INTO ${quoteName(schema)}.${quoteName(`n${letter}`)} VALUES (1), (2)`);
      await session.execute(`INSERT INTO ${quoteName(schema)}.t (id) VALUES (5)`);
    }
    const set = await backUpLog(shards, to);
    const rename = new Map(schemas.map((schema, at) => [schema, `copy_${at}_${schema}`]));
    for (const options of [{}, { rename }]) {
      const report = await restore(set, [(options.rename ? server : target).shard('s0')], options);
      const [rolled] = report.rolled;
      expect(rolled).toMatchObject({ stopped: null, leftOut: [] });
      expect(report.exceptions).toEqual([]);
      const there = await connect((options.rename ? server : target).shard('s0'));
      for (const [at, [, letter]] of letters.entries()) {
        const schema = quoteName((options.rename ?? new Map()).get(schemas[at]) ?? schemas[at] ?? '');
        const found = await there.texts(`SELECT GROUP_CONCAT(${quoteName(letter)}) AS ids FROM ${schema}.v`);
        expect(found).toEqual([{ ids: '1,2' }]);
        expect(await there.texts(`SELECT ${quoteName(letter)} AS n FROM ${schema}.t`)).toEqual([{ n: '7' }]);
      }
      await there.close();
    }
  });
});

function singleBytes(): string[] {
  return Array.from({ length: 0x100 - 0x21 }, (_, at) => String.fromCharCode(at + 0x21)).filter(
    (letter) => letter !== '`',
  );
}

/** Every 31st pair of bytes, where two can be one character. */
function pairs(charset: string): string[] {
  if (!['gbk', 'gb18030', 'gb2312', 'big5', 'sjis', 'cp932', 'ujis', 'eucjpms', 'euckr'].includes(charset)) return [];
  const found: string[] = [];
  for (let pair = 0x8140; pair < 0xff00; pair += 31)
    if ((pair & 0xff) > 0x7f) found.push(String.fromCharCode(pair >> 8, pair & 0xff));
  return found;
}
