import { setTimeout as pause } from 'node:timers/promises';
import { connectShards } from '../../electron/engine/backup/connect-shards.ts';
import { type ShardEnd, type TakenCut, takeCut } from '../../electron/engine/backup/take-cut.ts';
import { LanePool } from '../../electron/engine/lane/lane-pool.ts';
import type { Session } from '../../electron/engine/mysql/connect.ts';
import { ProgressMeter } from '../../electron/engine/progress.ts';
import type { Shard } from '../../shared/cluster.ts';
import type { Method } from '../../shared/manifest.ts';
import { type CheckedCut, findViolations } from './ledger.ts';
import { runProgram } from './run-program.ts';
import type { ServerHandle } from './server-handle.ts';

/** Between two cuts, so that they meet the writers at other places. */
const BETWEEN_MS = 40;

/** A number of the ledger as it was committed. */
interface Counted {
  readonly file: string;
  /** Where its transaction ends. */
  readonly end: number;
  /** Its commit time; 0 on MariaDB. */
  readonly micros: bigint;
  readonly writer: number;
  readonly n: number;
}

/** Takes cuts as incremental sets and restore marks do, one after the other, and stores nothing. */
export async function takeMarks(shards: readonly Shard[], method: Method, count: number): Promise<TakenCut[]> {
  const pool = new LanePool(0);
  const meter = new ProgressMeter(
    shards.map(({ name }) => name),
    undefined,
  );
  const sessions: Session[] = [];
  try {
    const connected = await connectShards({ name: 'test', shards }, pool, {
      ...{ only: undefined, lanesPerShard: 0, purpose: 'log', wire: 'plain', signal: undefined, meter },
      opened: (session) => void sessions.push(session),
    });
    const taken: TakenCut[] = [];
    while (taken.length < count) {
      taken.push(await takeCut(connected, method));
      await pause(Math.random() * BETWEEN_MS);
    }
    return taken;
  } finally {
    await Promise.all(sessions.map((session) => session.close()));
    await pool.close();
    meter.stop();
  }
}

/** Finds, in the servers' whole logs as the stock program reads them, where each cut left the writers; nobody may write. */
export async function checkMarks(
  servers: readonly ServerHandle[],
  writers: number,
  taken: readonly TakenCut[],
): Promise<CheckedCut[]> {
  const logs = await Promise.all(servers.map(readCounted));
  return taken.map(({ cut, ends }) => {
    const numbers = logs.map((log, i) => numbersAt(log, writers, ends[i]));
    const lockMs = cut.lockedMs ?? 0;
    return { kind: 'mark', cut, lockMs, transactions: 0, gaps: [], violations: findViolations(numbers) };
  });
}

function numbersAt(log: readonly Counted[], writers: number, end: ShardEnd | undefined): Map<number, number> {
  const numbers = new Map(Array.from({ length: writers }, (_, writer) => [writer, 0]));
  if (!end) return numbers;
  const { file, position } = end.position;
  for (const one of log) {
    if (one.file > file || (one.file === file && one.end > position)) break;
    if (end.instant !== undefined && one.micros > end.instant.micros) break;
    numbers.set(one.writer, one.n);
  }
  return numbers;
}

async function readCounted(server: ServerHandle): Promise<Counted[]> {
  const counted: Counted[] = [];
  const files = (await server.client('SHOW BINARY LOGS')).split('\n').filter(Boolean);
  for (const file of files.map((line) => line.split('\t')[0] ?? '')) {
    const text = await runProgram(server.programs.binlog, [
      ...['--no-defaults', '--base64-output=DECODE-ROWS', '-v', `${server.folder}/data/${file}`],
    ]);
    let micros = 0n;
    let change: { writer: number; n: number } | undefined;
    for (const [, committed, writer, n, end] of text.matchAll(LINES)) {
      if (committed !== undefined) micros = BigInt(committed);
      else if (writer !== undefined) change = { writer: Number(writer), n: Number(n) };
      else if (change) {
        counted.push({ file, end: Number(end), micros, ...change });
        change = undefined;
      }
    }
  }
  return counted;
}

/** The commit time of a transaction, the row as it became, and the end of its commit, as the stock programs write them. */
const LINES =
  /immediate_commit_timestamp=(\d+)|^### SET\n### {3}@1=(\d+)\n### {3}@2=(\d+)$|end_log_pos (\d+) .*\tXid = /gm;
