import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listStatements } from '../../electron/host/services/list-statements.ts';
import { backUpLog } from '../support/incremental.ts';
import { backUp, restore, runStatements, temporaryFolder } from '../support/round-trip.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { FLAVOURS } from '../support/servers.ts';

/** As each flavour packs its log. */
const COMPRESS = {
  mariadb: ['SET GLOBAL log_bin_compress=1', 'SET GLOBAL log_bin_compress=0'],
  mysql: ['SET SESSION binlog_transaction_compression=1', 'SET SESSION binlog_transaction_compression=0'],
} as const;

describe.each(FLAVOURS)('deletes in the binary log of %s', (flavour) => {
  let source: TestServer;
  let target: TestServer;

  beforeAll(async () => {
    [source, target] = await Promise.all([startServer({ flavour }), startServer({ flavour })]);
    await runStatements(source, 'mysql', [
      'CREATE DATABASE shop',
      'CREATE TABLE shop.orders (id INT AUTO_INCREMENT PRIMARY KEY, note VARCHAR(300), price DECIMAL(12,3), at DATETIME(6), body TEXT)',
      'CREATE TABLE shop.items (id INT AUTO_INCREMENT PRIMARY KEY, o INT)',
      `INSERT INTO shop.orders (note, price, at, body) SELECT REPEAT('ü', 40), 12.5, NOW(6), IF(SEQ % 2, NULL, REPEAT('b', 300)) FROM (${numbers(9)}) n`,
      'INSERT INTO shop.items (o) SELECT id FROM shop.orders',
    ]);
  });
  afterAll(() => Promise.all([source.stop(), target.stop()]));

  test('are counted by transaction and table, packed or not, and a restore ends in front of one', async () => {
    const to = join(temporaryFolder(), 'destination');
    const full = await backUp([source.shard('s0', { schemas: ['shop'] })], { to });
    await pause(1100); // MariaDB's log knows seconds
    const [pack, unpack] = COMPRESS[flavour];
    await runStatements(source, 'shop', [
      'DELETE FROM orders WHERE id <= 999',
      ...['BEGIN', 'DELETE FROM orders WHERE id BETWEEN 1000 AND 1599', 'DELETE FROM items WHERE id <= 400', 'COMMIT'],
      pack,
      'DELETE FROM orders WHERE id BETWEEN 2000 AND 4499',
      "UPDATE orders SET note='changed' WHERE id > 4500",
      unpack,
      ...['BEGIN', 'DELETE FROM items WHERE id > 1000', 'ROLLBACK'],
    ]);
    const set = await backUpLog([source.shard('s0', { schemas: ['shop'] })], to);
    const found = set.manifest.shards[0]?.binlog?.segments.flatMap(({ deletes }) => deletes?.largest ?? []) ?? [];
    expect(found.map(({ rows, tables }) => ({ rows, tables }))).toEqual([
      {
        rows: 1000,
        tables: [
          { schema: 'shop', table: 'orders', rows: 600 },
          { schema: 'shop', table: 'items', rows: 400 },
        ],
      },
      { rows: 2500, tables: [{ schema: 'shop', table: 'orders', rows: 2500 }] },
    ]);
    const [newest] = listStatements([full.manifest, set.manifest]).statements;
    expect(newest?.deleted).toEqual({ rows: 2500, tables: ['shop.orders'] });
    await restore(set, [target.shard('s0')], { id: undefined, point: { kind: 'instant', at: newest?.before ?? '' } });
    const rest = Number(await target.client('SELECT COUNT(*) FROM shop.orders WHERE id BETWEEN 2000 AND 4499'));
    expect(rest).toBe(2500);
  });
});

/** A query with the numbers up to 10,000 and a little more, as 3 to the power of `digits`. */
function numbers(digits: number): string {
  const digit = 'SELECT 0 AS d UNION ALL SELECT 1 UNION ALL SELECT 2';
  const names = Array.from({ length: digits }, (_, i) => `n${i}`);
  const value = names.map((name, i) => `${name}.d * ${3 ** i}`).join(' + ');
  return `SELECT ${value} AS SEQ FROM ${names.map((name) => `(${digit}) ${name}`).join(', ')}`;
}
