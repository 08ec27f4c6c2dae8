import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { richSchema } from '../support/rich-schema.ts';
import { backUp, restore, runStatements, stockDump } from '../support/round-trip.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { FLAVOURS } from '../support/servers.ts';

/** What applications with habits of their own have on the source. */
const SOURCE =
  '--sql-mode=ANSI_QUOTES,NO_BACKSLASH_ESCAPES,PAD_CHAR_TO_FULL_LENGTH,PIPES_AS_CONCAT,IGNORE_SPACE,HIGH_NOT_PRECEDENCE';
/** What a careful administrator has on the target. */
const TARGET = [
  '--sql-mode=STRICT_ALL_TABLES,STRICT_TRANS_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_UNSIGNED_SUBTRACTION',
  '--innodb-strict-mode=ON',
  '--explicit-defaults-for-timestamp=OFF',
];
const KEYS = ['--sql-require-primary-key=ON', '--sql-generate-invisible-primary-key=ON'];

describe.each(FLAVOURS)('servers of %s that are set up differently', (flavour) => {
  let source: TestServer;
  let target: TestServer;
  beforeAll(async () => {
    source = await startServer({ flavour, args: [SOURCE] });
    const args = flavour === 'mysql' ? [...TARGET, ...KEYS] : TARGET;
    target = await startServer({ flavour, lowerCaseNames: true, args });
  });
  afterAll(() => Promise.all([source.stop(), target.stop()]));

  const create = async (...names: string[]) => {
    for (const name of names) await source.client(`CREATE DATABASE ${name} CHARACTER SET utf8mb4`);
  };

  test('no mode of source or target changes a value or an object', async () => {
    await create('modes', 'far');
    await runStatements(source, 'modes', [
      ...richSchema(flavour, 'far'),
      'CREATE TABLE padded (c CHAR(10) PRIMARY KEY, d DATE, a TIMESTAMP NOT NULL, b TIMESTAMP NULL, v VARCHAR(20))',
      "INSERT INTO padded VALUES ('a', '0000-00-00', '2020-01-01', '2020-01-01', '\\\\ back')",
      "INSERT INTO padded VALUES ('b c', '2024-02-31', '0000-00-00', NULL, '''')",
      'CREATE TABLE without_key (a INT, t TIMESTAMP)',
      'INSERT INTO without_key VALUES (1, NULL), (1, NULL)',
    ]);
    const set = await backUp([source.shard('s0', { schemas: ['modes', 'far'] })]);
    const report = await restore(set, [target.shard('s0')]);
    expect(report.exceptions).toEqual([]);
    expect(report.tables.filter(({ state }) => state !== 'equal')).toEqual([]);
    expect(await stockDump(target, 'modes')).toBe(await stockDump(source, 'modes'));
    const found = report.findings.map(({ code }) => code);
    expect(found.includes('primary-key-required')).toBe(flavour === 'mysql');
  });

  test('names that a target does not tell apart are named, and each can be restored by itself', async () => {
    await create('Twins');
    await runStatements(source, 'Twins', [
      'CREATE TABLE Orders (id INT PRIMARY KEY)',
      'CREATE TABLE orders (id INT PRIMARY KEY)',
      'INSERT INTO Orders VALUES (1)',
      'CREATE VIEW Seen AS SELECT id FROM Orders',
      'CREATE VIEW seen AS SELECT id FROM orders',
      'CREATE TABLE Alone (id INT PRIMARY KEY)',
      'INSERT INTO Alone VALUES (5)',
    ]);
    const set = await backUp([source.shard('s0', { schemas: ['Twins'] })]);
    const shards = [target.shard('s0')];
    const look = await restore(set, shards, { dryRun: true });
    expect(look.findings.map((one) => (one.code === 'same-name' ? `${one.one} ${one.other}` : one.code))).toEqual([
      'Twins.Orders Twins.orders',
      'Twins.Seen Twins.seen',
      'definers-admin',
    ]);
    await expect(restore(set, shards)).rejects.toMatchObject({ failure: { safe: 'Nothing was written.' } });

    const report = await restore(set, shards, { only: ['Twins.Orders'] });
    expect(report.tables.map(({ state }) => state)).toEqual(['equal']);
    const second = await restore(set, shards, { only: ['Twins.Alone'] });
    expect(second).toMatchObject({ exceptions: [], quality: { value: 1 } });
    // What is there under its name in lower case is in the way, and is replaced only when that is wanted.
    await expect(restore(set, shards, { only: ['Twins.Alone'] })).rejects.toMatchObject({
      failure: { code: 'target-not-empty' },
    });
    const replaced = await restore(set, shards, { only: ['Twins.Alone'], replace: true });
    expect(replaced).toMatchObject({ exceptions: [], quality: { value: 1 } });
    expect(await target.client('SHOW TABLES', { database: 'twins' })).toBe('alone\norders\n');
  });

  test('schemas that differ by case only are not poured into one', async () => {
    await create('Shop', 'shop');
    await runStatements(source, 'Shop', ['CREATE TABLE a (id INT PRIMARY KEY)']);
    await runStatements(source, 'shop', ['CREATE TABLE b (id INT PRIMARY KEY)']);
    const set = await backUp([source.shard('s0', { schemas: ['Shop', 'shop'] })]);
    const look = await restore(set, [target.shard('s0')], { dryRun: true });
    expect(look.findings).toEqual([expect.objectContaining({ code: 'same-name', one: 'Shop', other: 'shop' })]);
  });
});
