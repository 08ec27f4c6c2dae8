import { expect, test } from 'vitest';
import type { Comparison } from '../../../electron/engine/restore/compare-tables.ts';
import { summarize } from '../../../electron/engine/restore/summarize-restore.ts';
import { restoreOutcome } from '../../../shared/judge-outcome.ts';
import { sampleShard, sampleTable } from '../../support/sample-set.ts';

const table = sampleTable({ rows: 1, bytes: 2 });

/** One shard whose load warned, as it proved to be. */
function shard(name: string, found: Comparison) {
  const source = sampleShard(name, { tables: [table] });
  const target = { name, host: 'db', port: 3306, user: 'u', password: 'p' };
  return {
    scope: { source, target, only: undefined, objects: [], tables: [table], schemas: new Map([['shop', 'shop']]) },
    outcomes: [
      {
        table,
        schema: 'shop',
        chunksLeft: 0,
        failed: undefined,
        sums: undefined,
        indexesRefused: [],
        warnings: [`1264: of ${name}`],
      },
    ],
    tables: [{ table, schema: 'shop', anyOrder: undefined, found }],
  };
}

test('a warning of one shard is not hidden by the same table of another shard that proved equal', () => {
  const report = summarize({
    id: 'set',
    sets: 'of the set',
    findings: [],
    shards: [
      shard('s0', { state: 'equal' }),
      shard('s1', { state: 'different', problem: { code: 'row-count', chunk: null, found: 0, expected: 1 } }),
    ],
    refused: [],
    rolled: [],
    verified: true,
    objects: { proven: 1, total: 2 },
    serving: 2,
    started: 0,
  });
  expect(report.tables.map(({ shard: name, state }) => [name, state])).toEqual([
    ['s0', 'equal'],
    ['s1', 'different'],
  ]);
  expect(report.warnings).toEqual([{ target: 's1', schema: 'shop', table: 'orders', cause: '1264: of s1' }]);
});

test('a table that nobody compared is never equal, and neither is the run done', () => {
  const report = summarize({
    id: 'set',
    sets: 'of the set',
    findings: [],
    shards: [shard('s0', { state: 'equal' }), shard('s1', { state: 'unread' })],
    refused: [],
    rolled: [],
    verified: true,
    objects: null,
    serving: 2,
    started: 0,
  });
  expect(report.tables.map(({ state }) => state)).toEqual(['equal', 'loaded']);
  expect(report.quality).toMatchObject({ tables: { proven: 1, total: 2 }, rows: { proven: 1, total: 2 } });
  expect(restoreOutcome(report)).toBe('exceptions');
});
