import { expect, test } from 'vitest';
import { readExactColumns } from '../../../electron/engine/binlog/count-rows.ts';
import { EventType, sealEvent } from '../../../electron/engine/binlog/event.ts';
import type { OpenGroup } from '../../../electron/engine/replay/open-group.ts';
import { ReplayTally } from '../../../electron/engine/replay/replay-tally.ts';
import type { ReplayTarget } from '../../../electron/engine/replay/replay-target.ts';
import type { RowRoutes } from '../../../electron/engine/replay/route-rows.ts';
import { RowCollector, type RowKnowledge } from '../../../electron/engine/replay/row-collector.ts';
import { sample } from '../binlog/events.ts';

const [map, rows] = [sample('tableMap'), sample('mysqlWriteRows')];
const END = { file: 'binlog.000001', position: 999 };

/** Takes a description and rows of its table for a target that does not look at rows by itself. */
function take(...events: readonly Buffer[]): OpenGroup {
  const routes = {
    ready: () => undefined,
    take: (_: unknown, event: Buffer) => ({
      map: event,
      rollsBack: true,
      computes: null,
      columns: readExactColumns(event),
    }),
  } as unknown as RowRoutes;
  const target = { shard: 's0', streamBytes: Infinity } as unknown as ReplayTarget;
  const knowledge = { order: { wrote: () => {} }, sessions: {} } as unknown as RowKnowledge;
  const collector = new RowCollector(target, routes, new ReplayTally(), knowledge);
  const group = { mode: 'held', steps: [], bytes: 0, statements: 0, gtid: '0-1-1', begin: 4 } as unknown as OpenGroup;
  for (const bytes of events)
    collector.take(group, { type: bytes[4] ?? 0, bytes, file: END.file, end: END.position }, END);
  return group;
}

/** The description with another length of the TEXT's lengths. */
function otherColumns(): Buffer {
  const other = Buffer.from(map);
  other[other.lastIndexOf(Buffer.from([1, 2]), -5) + 1] = 3;
  return sealEvent(other);
}

test('rows that a server would read beyond their event are damage', () => {
  expect(map[4]).toBe(EventType.tableMap);
  expect(take(map, rows).steps).toHaveLength(1);
  const cut = sealEvent(Buffer.concat([rows.subarray(0, -6), Buffer.alloc(4)]));
  expect(() => take(map, cut)).toThrow('other bytes than its table');
});

test('a table that a statement describes in two ways is damage', () => {
  expect(take(map, map, rows).steps).toHaveLength(1);
  expect(() => take(map, otherColumns())).toThrow('in two ways');
});
