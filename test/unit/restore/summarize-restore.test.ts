import { expect, test } from 'vitest';
import { summarize } from '../../../electron/engine/restore/summarize-restore.ts';
import type { ManifestShard, Table } from '../../../shared/manifest.ts';

const table: Table = {
  schema: 'shop',
  name: 'orders',
  engine: 'InnoDB',
  columns: [{ name: 'id', type: 'int', dataType: 'int', charset: null, nullable: false }],
  key: ['id'],
  keyIndex: 'PRIMARY',
  rows: 1,
  bytes: 2,
  chunks: [],
  history: false,
};

/** One shard whose load warned, as it proved to be. */
function shard(name: string, difference: string | undefined) {
  const source: ManifestShard = {
    name,
    host: 'db',
    port: 3306,
    flavour: 'mariadb',
    version: '10.11.19-MariaDB',
    uuid: null,
    variables: {},
    snapshot: { way: 'one-lane', takenAt: '', binlog: null, exact: false, lockMs: 0, lanes: 1 },
    schemas: ['shop'],
    objects: [],
    tables: [table],
  };
  const target = { name, host: 'db', port: 3306, user: 'u', password: 'p' };
  return {
    scope: { source, target, objects: [], tables: [table], schemas: new Map([['shop', 'shop']]) },
    outcomes: [{ table, schema: 'shop', chunksLeft: 0, failed: undefined, warnings: [`1264: of ${name}`] }],
    tables: [{ table, schema: 'shop', difference }],
  };
}

test('a warning of one shard is not hidden by the same table of another shard that proved equal', () => {
  const report = summarize({
    id: 'set',
    findings: [],
    shards: [shard('s0', undefined), shard('s1', '0 rows where the set has 1')],
    refused: [],
    verified: true,
    started: 0,
  });
  expect(report.tables.map(({ shard: name, state }) => [name, state])).toEqual([
    ['s0', 'equal'],
    ['s1', 'different'],
  ]);
  expect(report.warnings).toEqual(['s1: the server warned while loading shop.orders: 1264: of s1']);
});
