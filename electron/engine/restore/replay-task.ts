import type { FailureCode } from '../../../shared/failure.ts';
import { readSegments } from '../binlog/read-segments.ts';
import { EngineError } from '../engine-error.ts';
import type { ReplayReply, ReplayTask } from '../lane/lane-protocol.ts';
import { connect, isConnectionLost, type Session } from '../mysql/connect.ts';
import { readZone } from '../mysql/system-zone.ts';
import type { Tally } from '../progress.ts';
import type { ReplayProgress, ReplayReport } from '../replay/replay-options.ts';
import { replayShard } from '../replay/replay-shard.ts';
import { tableKey } from '../replay/roll-start.ts';
import { unloggedSettings } from '../replay/unlogged-settings.ts';
import { ReachedMark } from './restore-run.ts';
import { routeOf } from './route-of.ts';

/** What ends the run, and not only this shard: room can be made on a disk, and a defect has no report. */
const ENDS_THE_RUN: ReadonlySet<FailureCode> = new Set(['no-space', 'internal']);

/**
 * Applies the log that a chain holds of one shard to its target. What keeps it from going on is a part of the reply, with
 * how far it came. Thrown is what leaves it able to go on there later (a server that is gone or that another one stands for,
 * a full disk), and defects.
 */
export async function replayTask(task: ReplayTask, tally: Tally, signal: AbortSignal): Promise<ReplayReply> {
  const session = await connect(task.shard, { signal, server: task.server });
  let done: ReplayProgress = { bytes: 0, transactions: 0, ddl: 0, skipped: [], last: null, late: [], open: [] };
  try {
    const report = await replay(session, task, signal, (now) => {
      tally.add(now.bytes - done.bytes, 0, 0);
      done = now;
    });
    return { state: 'ended', report, late: done.late, open: done.open };
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof EngineError) || isConnectionLost(error) || ENDS_THE_RUN.has(error.failure.code)) throw error;
    return { state: 'stopped', failure: error.failure, done, late: done.late, open: done.open };
  }
}

async function replay(
  session: Session,
  task: ReplayTask,
  signal: AbortSignal,
  onProgress: (done: ReplayProgress) => void,
): Promise<ReplayReport> {
  const { mark } = task;
  const reached = mark && new ReachedMark(mark.file, mark.run);
  const { flavour, ranges, start, stop, maxStatement, skipBinlog, claim, progress, variables, systemZone } = task;
  return replayShard(session, readSegments(ranges), {
    flavour,
    source: { flavour, version: variables.version ?? '', variables },
    route: routeOf(task),
    ...(start && { start: start.from, startOf: (schema, table) => start.tables.get(tableKey(schema, table)) }),
    stop,
    maxStatement,
    definers: task.definers,
    skipBinlog,
    claim,
    progress,
    systemZone: systemZone && readZone(systemZone),
    systemTimeZone: offsetOf(variables.system_time_zone),
    unordered: new Set(task.unordered),
    variables: unloggedSettings(variables),
    signal,
    onRecorded: (upTo) => reached?.note(upTo),
    onProgress,
  });
}

/** `SYSTEM` as the source meant it, where its name is one that every server knows. */
function offsetOf(zone: string | undefined): string | undefined {
  return zone === 'UTC' || zone === 'GMT' ? '+00:00' : undefined;
}
