import type { BinlogPosition, BinlogRange, ShardCut } from '../../../shared/binlog-range.ts';
import { encodeName } from '../../../shared/entry-name.ts';
import type { TouchedTable } from '../capture/collect-log.ts';
import { diagnoseLog } from '../chain/diagnose-log.ts';
import { readLogFiles } from '../chain/read-log-files.ts';
import type { LaneHandle } from '../lane/lane-pool.ts';
import { type ProgressMeter, Tally } from '../progress.ts';
import type { CutShard, ShardEnd } from './take-cut.ts';

/** A shard whose log is captured from `from` to `end`. */
export interface CapturedShard extends CutShard {
  readonly lane: LaneHandle;
  readonly compressed: boolean;
  readonly from: BinlogPosition;
  readonly end: Pick<ShardEnd, 'position' | 'instant'>;
  /** Each file of the server gets volumes of its own. */
  readonly volumePerFile?: boolean;
  /** Statements about accounts are not stored. */
  readonly withoutAccounts: boolean;
  /** Bytes of the log in front of `from` that the set has already. */
  readonly before?: number;
}

/** What a set holds of a shard's log, and the shard at the cut. */
export interface ShardLog {
  readonly binlog: BinlogRange;
  readonly cut: ShardCut;
}

/** Stores one shard's binary log between two places. Throws 'chain-broken' where the server's log cannot give it. */
export async function captureRange(captured: CapturedShard, meter: ProgressMeter): Promise<BinlogRange> {
  return (await captureStretch({ ...captured, folder: `binlog/${encodeName(captured.shard.name)}` }, meter)).range;
}

/** The same into a folder of the volumes' own, with the tables that statements changed in between. */
export async function captureStretch(
  captured: CapturedShard & { readonly folder: string },
  meter: ProgressMeter,
): Promise<{ range: BinlogRange; touched: readonly TouchedTable[] }> {
  const { shard, control, compressed, lane, from, end, folder, volumePerFile = false, before = 0 } = captured;
  const files = await readLogFiles(control);
  const tally = new Tally();
  meter.shard(shard.name, { phase: 'logging', tally, expected: before + bytesBetween(files, from, end.position) });
  const until = { file: end.position.file, position: end.position.position };
  const reply = await lane
    .call('capture', {
      shard,
      server: control.identity,
      from: { file: from.file, position: from.position },
      until: { ...until, instant: end.instant },
      compressed,
      folder,
      volumePerFile,
      withoutAccounts: captured.withoutAccounts,
      tally: tally.buffer,
    })
    .catch((error) => diagnoseLog(control, from, error));
  const { file, position } = reply.end;
  const whole = file === end.position.file && position === end.position.position;
  const range = {
    from,
    // Before the last position, at an instant, nobody knows the server's whole set of GTIDs.
    to: { file, position, gtid: whole ? end.position.gtid : '' },
    segments: [...reply.segments],
    fingerprint: reply.fingerprint,
    last: reply.last,
    ...(reply.starts.length > 0 && { starts: [...reply.starts] }),
  };
  return { range, touched: reply.touched };
}

/** Bytes the server's files have between two places. */
export function bytesBetween(files: ReadonlyMap<string, number>, from: BinlogPosition, to: BinlogPosition): number {
  let bytes = 0;
  let inside = false;
  for (const [file, size] of files) {
    if (file === from.file) inside = true;
    if (inside) bytes += (file === to.file ? to.position : size) - (file === from.file ? from.position : 0);
    if (file === to.file) break;
  }
  return Math.max(0, bytes);
}
