import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { countRows, readColumns } from '../../electron/engine/binlog/count-rows.ts';
import { EventType } from '../../electron/engine/binlog/event.ts';
import { parseTableMap, tableIdOf } from '../../electron/engine/binlog/table-map.ts';
import { EventReader, type ReadyEvent } from '../../electron/engine/replay/ready-events.ts';
import { differences } from '../support/compare-servers.ts';
import { logEvents } from '../support/log-files.ts';
import { runWorkload, WORKLOAD_SCHEMAS } from '../support/log-workload.ts';
import { logEnd, replayLog } from '../support/replay.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { FLAVOURS } from '../support/servers.ts';

/** 200, doubled five times (log-workload.ts). */
const BULK_ROWS = 6400;
const ROW_EVENTS = new Set<number>([
  ...[EventType.writeRowsV1, EventType.updateRowsV1, EventType.deleteRowsV1],
  ...[EventType.writeRows, EventType.updateRows, EventType.deleteRows],
]);
/** Descriptions of tables by their ids. */
const tables = new Map<number, Buffer>();

async function* readyEvents(server: TestServer): AsyncGenerator<ReadyEvent> {
  const reader = new EventReader();
  for await (const event of logEvents(server)) {
    const ready = reader.read(event);
    if (ready?.type === EventType.transactionPayload) yield* reader.expand(ready);
    else if (ready) yield ready;
  }
}

const PACKET = ['--max-allowed-packet=64M'];

describe.each(FLAVOURS)('the binary log of %s', (flavour) => {
  let source: TestServer;
  let target: TestServer;

  beforeAll(async () => {
    [source, target] = await Promise.all([
      startServer({ flavour, args: PACKET }),
      startServer({ flavour, args: PACKET }),
    ]);
    await runWorkload(source);
  });

  afterAll(() => Promise.all([source.stop(), target.stop()]));

  const emptyTarget = () => {
    const drops = ['progress', ...WORKLOAD_SCHEMAS].map((schema) => `DROP DATABASE IF EXISTS ${schema};`);
    return target.client(`SET sql_log_bin=0; ${drops.join(' ')} CREATE DATABASE progress`);
  };

  test('gives the same server again, out of its own log and without its GTIDs', async () => {
    const before = await logEnd(target);
    const report = await replayLog(source, target);
    expect(await differences(source, target, WORKLOAD_SCHEMAS)).toEqual([]);
    expect(report).toMatchObject({ stoppedBy: 'end', preparedXa: [], skippedRowEvents: 0, resumedFrom: null });
    expect(report.skippedStatements).toMatchObject({ account: 3, maintenance: 2, 'not-selected': 0 });
    expect(report.skipped.map(({ text }) => text).join('\n')).toMatch(/^CREATE USER.*\nGRANT SELECT.*\nDROP USER/);
    expect(JSON.stringify(report.skipped)).not.toContain('Secret');
    expect(report.last).toMatchObject({ file: (await logEnd(source)).file, position: (await logEnd(source)).position });
    expect(await logEnd(target), 'the target logged nothing').toEqual(before);
  });

  test('has rows that can be counted in every event, whatever their types', async () => {
    const bulk: Record<number, number> = {};
    for await (const event of readyEvents(source)) {
      if (event.type === EventType.tableMap) tables.set(tableIdOf(event.bytes), event.bytes);
      const table = ROW_EVENTS.has(event.type) && tables.get(tableIdOf(event.bytes));
      if (!table) continue;
      // The steps over the values of each type end where the event ends.
      const rows = countRows(event.bytes, readColumns(table));
      expect(rows, JSON.stringify(readColumns(table))).toBeGreaterThan(0);
      if (parseTableMap(table).table === 'bulk') bulk[event.type] = (bulk[event.type] ?? 0) + (rows ?? 0);
    }
    const [left = 0] = (await source.client('SELECT COUNT(*) FROM shop.bulk')).split('\t').map(Number);
    const deleted = (bulk[EventType.deleteRows] ?? 0) + (bulk[EventType.deleteRowsV1] ?? 0);
    expect(deleted, `${left} rows are left`).toBe(BULK_ROWS - left);
  });

  test('goes on exactly where a replay was cut off, however often', async () => {
    await emptyTarget();
    const progress = { schema: 'progress', table: 'replays', id: 's0' };
    let cuts = 0;
    for (let delay = 20; ; delay *= 1.2) {
      const run = replayLog(source, target, {
        progress,
        mergeBytes: 4096,
        onSession: (session) => {
          // Every other time in front of a statement, such as the one that records what was done.
          let left = cuts % 2 === 0 ? Math.floor(delay * (0.5 + Math.random())) : Infinity;
          const { execute } = session;
          Object.assign(session, {
            execute: (sql: string | Buffer) => {
              if (left-- <= 0) session.destroy();
              return execute(sql);
            },
          });
          if (cuts % 2 === 1) setTimeout(() => session.destroy(), delay * (0.5 + Math.random()));
        },
      });
      const report = await run.catch(async (error) => {
        cuts++;
        // Cut off inside a transaction of MyISAM's: nobody can tell how much of it is there, so it begins anew.
        if (error.failure.fact?.reason === 'replay-uncertain') await emptyTarget();
        else expect(error.failure.code, error.message).toBe('connection-lost');
      });
      if (!report) continue;
      expect(report.resumedFrom).not.toBeNull();
      break;
    }
    expect(cuts).toBeGreaterThan(5);
    expect(await differences(source, target, WORKLOAD_SCHEMAS)).toEqual([]);
    const again = await replayLog(source, target, { progress });
    expect(again).toMatchObject({ transactions: 0, ddl: 0, rowEvents: 0 });
    expect(await differences(source, target, WORKLOAD_SCHEMAS)).toEqual([]);
  });

  test('does not lose or repeat a transaction that is cut off between its rows and the record of it', async () => {
    await emptyTarget();
    const progress = { schema: 'progress', table: 'replays', id: 's0' };
    const options = { progress, mergeBytes: 4096 };
    for (let cut = 0; cut < 12; cut++) {
      let records = 0;
      let rolledBack = true;
      const run = replayLog(source, target, {
        ...options,
        onSession: (session) => {
          const { execute } = session;
          Object.assign(session, {
            execute: (sql: string | Buffer) => {
              const text = sql.toString('latin1', 0, 200);
              if (/ SET doing='/.test(text))
                rolledBack = false; // MyISAM and definitions keep what they have
              else if (/^UPDATE .* SET file=/.test(text)) {
                // The first one brings each run on by a transaction.
                if (rolledBack && ++records === 2) session.destroy();
                rolledBack = true;
              }
              return execute(sql);
            },
          });
        },
      });
      await expect(run).rejects.toMatchObject({ failure: { code: 'connection-lost' } });
    }
    await replayLog(source, target, options);
    expect(await differences(source, target, WORKLOAD_SCHEMAS)).toEqual([]);
  });
});
