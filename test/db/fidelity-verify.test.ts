import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { WrittenSet } from '../../electron/engine/backup/write-set.ts';
import { LanePool } from '../../electron/engine/lane/lane-pool.ts';
import { ProgressMeter, Tally } from '../../electron/engine/progress.ts';
import { type ComparedTable, compareTables, UNREAD } from '../../electron/engine/restore/compare-tables.ts';
import { backUp, restore, runStatements } from '../support/round-trip.ts';
import type { ServerHandle } from '../support/server-handle.ts';
import { FLAVOURS, freshSchema, testServer } from '../support/servers.ts';

/** Names of the set's tables that the target holds otherwise. */
async function differing(set: WrittenSet, target: ServerHandle): Promise<string[]> {
  const pool = new LanePool(1);
  const lane = pool.lane();
  try {
    await lane.call('connect', {
      shard: target.shard('s0'),
      server: undefined,
      purpose: 'load',
      compressed: false,
      tally: new Tally().buffer,
    });
    const tables = (set.manifest.shards[0]?.tables ?? []).map(
      (table): ComparedTable => ({ table, schema: table.schema, anyOrder: undefined, found: UNREAD }),
    );
    await compareTables([{ name: 's0', lanes: [lane], tables }], {
      folder: set.folder,
      threads: 1,
      meter: new ProgressMeter(['s0']),
    });
    return tables
      .filter(({ found }) => found.state !== 'equal')
      .map(({ table }) => table.name)
      .toSorted();
  } finally {
    await pool.abandon();
    await pool.close();
  }
}

/** A change of a single value and its opposite, each for a table of its own. */
const CHANGES: Readonly<Record<string, readonly [string, string]>> = {
  'the last bit of a FLOAT': ['f = 16777214', 'f = 16777215'],
  'the sign of a zero': ['d = -0e0', 'd = 0'],
  'the last bit of a BIGINT': ['n = 18446744073709551614', 'n = 18446744073709551615'],
  'a bit of a BIT': ["b = b'100000000'", "b = b'100000001'"],
  'a microsecond': ["ts = '2024-01-01 00:00:00.000001'", "ts = '2024-01-01 00:00:00.000002'"],
  'a space at the end': ["v = 'a '", "v = 'a'"],
  'an upper-case letter': ["v = 'A'", "v = 'a'"],
  'NULL for an empty text': ['w = NULL', "w = ''"],
  'an empty member for the error value': ['e = 2', 'e = 0'],
  'a byte of a BLOB': ["bl = X'005C01'", "bl = X'005C00'"],
};

describe.each(FLAVOURS)('comparing with a set of %s', (flavour) => {
  const [source, target] = [testServer(flavour), testServer(flavour, 'target')];

  test('finds one bit, and nothing that is only another form of the same rows', async () => {
    const schema = await freshSchema(source, 'bits');
    // MariaDB keeps no negative zero.
    const names = Object.keys(CHANGES).filter((name) => flavour === 'mysql' || name !== 'the sign of a zero');
    await runStatements(source, schema, [
      ...names.flatMap((name) => [
        `CREATE TABLE \`${name}\` (id INT PRIMARY KEY, f FLOAT, d DOUBLE, n BIGINT UNSIGNED, b BIT(9), ts TIMESTAMP(6) NULL,
          v VARCHAR(9), w VARCHAR(9), e ENUM('a',''), bl BLOB) COLLATE utf8mb4_general_ci`,
        `INSERT INTO \`${name}\` VALUES (1, 16777215, 0, 18446744073709551615, b'100000001', '2024-01-01 00:00:00.000002', 'a', '', 0, X'005C00')`,
      ]),
      'CREATE TABLE `keyless duplicates` (a INT, v VARCHAR(9))',
      "INSERT INTO `keyless duplicates` VALUES (1, 'x'), (1, 'x'), (2, 'y'), (3, NULL)",
    ]);
    const set = await backUp([source.shard('s0', { schemas: [schema] })]);
    await restore(set, [target.shard('s0')]);
    const change = (which: 0 | 1) => names.map((name) => `UPDATE \`${name}\` SET ${CHANGES[name]?.[which]}`);

    await runStatements(target, schema, [
      ...change(0),
      "UPDATE `keyless duplicates` SET a = 2, v = 'y' WHERE v = 'x' LIMIT 1", // as many rows, and as many different ones
    ]);
    expect(await differing(set, target)).toEqual([...names, 'keyless duplicates'].toSorted());

    await runStatements(target, schema, [
      ...change(1),
      'DROP TABLE `keyless duplicates`',
      'CREATE TABLE `keyless duplicates` (a INT, v VARCHAR(9)) ENGINE=MyISAM',
      "INSERT INTO `keyless duplicates` VALUES (3, NULL), (1, 'x'), (2, 'y'), (1, 'x')",
      "ALTER TABLE `a microsecond` ROW_FORMAT=COMPACT, ADD KEY later (v), COMMENT='another'",
      'ALTER TABLE `a space at the end` MODIFY v VARCHAR(200) COLLATE utf8mb4_bin',
    ]);
    expect(await differing(set, target)).toEqual([]);
  });

  test.runIf(flavour === 'mysql')('finds a type that the text of JSON does not show', async () => {
    const schema = await freshSchema(source, 'types');
    await runStatements(source, schema, [
      'CREATE TABLE t (id INT PRIMARY KEY, j JSON)',
      "INSERT INTO t VALUES (1, JSON_OBJECT('a', 1.5))",
    ]);
    const set = await backUp([source.shard('s0', { schemas: [schema] })]);
    await restore(set, [target.shard('s0')]);
    expect(await differing(set, target)).toEqual([]);
    await runStatements(target, schema, ['DELETE FROM t', `INSERT INTO t VALUES (1, '{"a": 1.5}')`]);
    expect(await differing(set, target)).toEqual(['t']);
  });

  test('finds text that the target does not take, such as invalid UTF-8 that older servers let in', async () => {
    const schema = await freshSchema(source, 'invalid');
    await runStatements(source, schema, [
      'CREATE TABLE raw_bytes (v VARBINARY(40)) ENGINE=MyISAM',
      "INSERT INTO raw_bytes VALUES (X'41C32842'), (X'42')",
      'CREATE TABLE t (v VARCHAR(10) CHARACTER SET utf8mb4) ENGINE=MyISAM',
      'FLUSH TABLES raw_bytes, t',
    ]);
    // No statement writes such bytes, so the rows of the one table are put under the definition of the other.
    for (const file of ['MYD', 'MYI'])
      await copyFile(
        join(source.folder, 'data', schema, `raw_bytes.${file}`),
        join(source.folder, 'data', schema, `t.${file}`),
      );
    await source.client('FLUSH TABLES t', { database: schema });
    expect(await source.client('SELECT HEX(v) FROM t', { database: schema })).toBe('41C32842\n42\n');
    const set = await backUp([source.shard('s0', { schemas: [schema] })]);
    const report = await restore(set, [target.shard('s0')]);
    expect(report.tables.map(({ table, state }) => [table, state])).toEqual(
      expect.arrayContaining([
        ['raw_bytes', 'equal'],
        ['t', 'different'],
      ]),
    );
    expect(report.quality?.value).toBeLessThan(1);
  });
});
